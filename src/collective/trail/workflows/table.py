"""What a workflow table is made of. A table is the one place of states, transitions, roles and permissions.

``workflows.render`` writes DCWorkflow's ``definition.xml`` and the state diagram from it; the rule engine
(``workflows.engine``) reads it at every transition.
"""

from dataclasses import dataclass
from dataclasses import field
from zope.i18nmessageid import Message


@dataclass(frozen=True)
class State:
    """A state; ``permissions`` maps a permission to the roles that have it here, nobody else has it."""

    id: str
    title: Message
    description: Message
    permissions: dict[str, tuple[str, ...]]
    frozen: bool = False


@dataclass(frozen=True)
class Transition:
    """A transition from ``sources`` to ``target`` (empty: stays in its state) open to ``roles``.

    ``verdict``: the opinion that this act expresses; ``opinion_required``: it must be given in writing (D1).
    ``part``: the part a person plays by this act (``drafter``, ``reviewer``, ``approver``); one person plays one part.
    ``checks`` and ``effects`` are ids of rules in ``workflows.checks`` and of effects in ``workflows.effects``;
    ``completion`` are the effects that come after the trail entry, because they may end the object's life.
    """

    id: str
    title: Message
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    verdict: str = ""
    opinion_required: bool = False
    part: str = ""
    checks: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    completion: tuple[str, ...] = ()
    confirm: Message | None = None


@dataclass(frozen=True)
class Workflow:
    """A machine for the types named; the first state is the initial one."""

    id: str
    title: str
    types: tuple[str, ...]
    word: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    permissions: tuple[str, ...] = field(default=())

    def state(self, id: str) -> State:
        """The state of that id; KeyError if there is none."""
        return next((s for s in self.states if s.id == id), None) or _missing(id)

    def transition(self, id: str) -> Transition:
        """The transition of that id; KeyError if there is none."""
        return next((t for t in self.transitions if t.id == id), None) or _missing(id)

    def action_id(self, transition_id: str) -> str:
        """The trail's action id of a transition, such as ``document.submit``."""
        return f"{self.word}.{transition_id}"


def _missing(id: str):
    raise KeyError(id)
