"""The one place where a transition's rules are checked and its effects happen, whoever asks for it.

DCWorkflow fires the events; ``subscribers/workflow.zcml`` binds them. Forms and REST call ``perform``.
"""

from collective.trail.behaviors.opinions import give_opinion
from collective.trail.behaviors.opinions import MAX_LENGTH
from collective.trail.behaviors.opinions import VERDICTS
from collective.trail.content.events import TransitionDone
from collective.trail.content.refusal import misunderstood
from collective.trail.content.refusal import name_of
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from collective.trail.workflows import workflow_of
from collective.trail.workflows.checks import CHECKS
from collective.trail.workflows.effects import EFFECTS
from collective.trail.workflows.table import Transition
from plone import api
from zope.event import notify
from zope.globalrequest import getRequest
from zope.i18n import translate


def open_transitions(record) -> list[Transition]:
    """The transitions that the current user could ask for now, in the order of the table."""
    workflow = workflow_of(record.portal_type)
    if workflow is None:
        return []
    offered = {t["id"] for t in api.portal.get_tool("portal_workflow").getTransitionsFor(record)}
    return [t for t in workflow.transitions if t.id in offered]


def perform(record, transition_id: str, text: str = "", verdict: str = "", digest: str = ""):
    """Do a transition as the current user; D1, W3. RuleViolation says what is wrong, and then nothing is stored.

    ``text`` is the comment or the opinion in writing; ``verdict`` may repeat what the transition expresses;
    ``digest`` is that of the content that was read.
    """
    workflow = workflow_of(record.portal_type)
    tool = api.portal.get_tool("portal_workflow")
    machine = tool.getWorkflowById(workflow.id) if workflow else None
    # Asking about one transition is cheaper than listing them all; the list is for the sentence of a refusal.
    if machine is None or not machine.isActionSupported(record, transition_id):
        known = {t.id for t in workflow.transitions} if workflow else set()
        message = _not_open(record, transition_id, [t.id for t in open_transitions(record)])
        if transition_id not in known:
            raise misunderstood(record, message, "not_open")
        raise refuse(record, message, 403, "not_open")
    intent = {"text": text, "verdict": verdict, "digest": digest}
    return tool.doActionFor(record, transition_id, comment=text, opinion=intent)


def _not_open(record, transition_id: str, offered: list[str]):
    mapping = {"record": name_of(record), "transition": transition_id[:50], "offered": ", ".join(offered)}
    if offered:
        return _(
            "err_transition_not_open",
            default="“${transition}” is not open to you on ${record} now. Open to you: ${offered}.",
            mapping=mapping,
        )
    return _(
        "err_no_transition_open",
        default="“${transition}” is not open to you on ${record} now; nothing is.",
        mapping=mapping,
    )


def _intent(record, transition: Transition, kwargs: dict) -> dict:
    """What the person said, checked: a missing, too long or contradicting opinion is refused."""
    opinion = kwargs.get("opinion") or {}
    text = (opinion.get("text") or kwargs.get("comment") or kwargs.get("comments") or "").strip()
    verdict = opinion.get("verdict") or transition.verdict
    mapping = {"record": name_of(record), "action": translate(transition.title, context=getRequest())}
    if verdict and verdict not in VERDICTS:
        message = _(
            "err_unknown_verdict",
            default="An opinion on ${record} is one of: ${verdicts}.",
            mapping={**mapping, "verdicts": ", ".join(VERDICTS)},
        )
        raise misunderstood(record, message, "opinion")
    if verdict != transition.verdict:
        message = _(
            "err_wrong_verdict",
            default="“${action}” on ${record} expresses “${expected}”, not “${verdict}”.",
            mapping={**mapping, "expected": transition.verdict or "-", "verdict": verdict},
        )
        raise refuse(record, message, 400, "opinion")
    if transition.opinion_required and not text:
        message = _(
            "err_opinion_missing",
            default="“${action}” on ${record} needs your opinion in writing. Write it and try again.",
            mapping=mapping,
        )
        raise refuse(record, message, 400, "opinion")
    if len(text) > MAX_LENGTH:
        message = _(
            "err_opinion_too_long",
            default="The text on ${record} has ${length} characters; ${limit} are allowed.",
            mapping={**mapping, "length": len(text), "limit": MAX_LENGTH},
        )
        raise misunderstood(record, message, "opinion")
    return {"text": text, "verdict": verdict, "digest": opinion.get("digest") or ""}


def _ours(record, event) -> Transition | None:
    """The table's transition that the event is about; None at creation or for workflows of others."""
    workflow = workflow_of(record.portal_type)
    if event.transition is None or workflow is None or event.workflow.id != workflow.id:
        return None
    return workflow.transition(event.transition.id)


def before_transition(record, event) -> None:
    """Check every rule of the transition; called by DCWorkflow before anything is changed."""
    transition = _ours(record, event)
    if transition is None:
        return
    intent = _intent(record, transition, event.kwargs or {})
    for name in transition.checks:
        CHECKS[name](record, transition, intent)


def after_transition(record, event) -> None:
    """Keep the opinion, do the effects, tell the trail, and complete; called by DCWorkflow in the new state."""
    transition = _ours(record, event)
    if transition is None:
        return
    intent = _intent(record, transition, event.kwargs or {})
    opinion = None
    if transition.verdict:
        opinion = give_opinion(record, transition.verdict, intent["text"], transition.id)
    for name in transition.effects:
        EFFECTS[name](record)
    workflow = workflow_of(record.portal_type)
    notify(
        TransitionDone(record, workflow, transition, event.old_state.id, event.new_state.id, opinion, intent["text"])
    )
    for name in transition.completion:
        EFFECTS[name](record)
