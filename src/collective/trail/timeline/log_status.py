"""S2: the log, its anchors and the self-check as they are now, and what of it needs somebody's attention."""

from collective.trail.i18n import _
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.clock import now
from collective.trail.timeline.checking import auditors_untold
from collective.trail.timeline.checking import last_check
from collective.trail.timeline.evidence import Evidence
from collective.trail.timeline.evidence import log_is_kept
from collective.trail.timeline.record_evidence import LATE
from collective.trail.timeline.spans import span
from dataclasses import dataclass
from typing import Any
from zope.i18nmessageid import Message


@dataclass(frozen=True)
class AnchorStatus:
    """P1: an anchor; ``size`` and ``since`` are of the newest checkpoint that it keeps, ``failure`` is why not the last."""

    name: str
    size: int | None
    since: str | None
    failure: str | None
    #: Whether it is still set up; one that is not keeps what it has.
    present: bool


@dataclass(frozen=True)
class Alarm:
    """S2: what needs attention: a sentence and details; ``grave`` if something may have been tampered with."""

    grave: bool
    sentence: Message
    details: tuple[str, ...] = ()


class LogStatus:
    """S2: one serves one request; ``log`` is None where nothing is signed."""

    def __init__(self, log: Evidence | None, request: Any):
        self.kept = log_is_kept()
        self.signed = log is not None
        self.lag = log.lag() if log is not None else 0.0
        self.run = log.last_run() if log is not None else {"at": None, "broken": []}
        self.anchors = _anchors(log) if log is not None else ()
        self.check = last_check(request)
        self.untold = auditors_untold(request)

    @property
    def is_late(self) -> bool:
        """P3: whether entries wait longer than they should."""
        return self.lag > LATE.total_seconds()

    def alarms(self) -> list[Alarm]:
        """S2: the gravest first."""
        return [*self._of_the_trail(), *self._of_the_work()]

    def _of_the_trail(self) -> list[Alarm]:
        found = []
        if self.run["broken"]:
            message = _(
                "help_log_broken",
                default="The last run of the sequencer found that the database is not what was signed:",
            )
            found.append(Alarm(True, message, tuple(self.run["broken"])))
        if self.check is not None and self.check["count"]:
            message = _(
                "help_check_found",
                default="The last self-check found records that are not what their trail says. Differences: ${count}",
                mapping={"count": self.check["count"]},
            )
            found.append(Alarm(True, message))
        return found

    def _of_the_work(self) -> list[Alarm]:
        found = []
        failures = tuple(anchor.failure for anchor in self.anchors if anchor.failure)
        if failures:
            message = _("help_log_unanchored", default="The last checkpoint is not kept by all anchors:")
            found.append(Alarm(False, message, failures))
        if self.is_late:
            message = _(
                "help_log_late",
                default="Entries wait to be signed for ${span}: the sequencer does not run. Tell the operator.",
                mapping={"span": span(self.lag)},
            )
            found.append(Alarm(False, message))
        if self.check is None:
            message = _(
                "help_never_checked",
                default="No self-check was ever run, so that nobody looked whether records are what their trail says.",
            )
            found.append(Alarm(False, message))
        elif self.check["overdue"]:
            age = (now() - from_iso_instant(self.check["at"])).total_seconds()
            message = _(
                "help_check_overdue",
                default="The last self-check was ${span} ago. It should run each night.",
                mapping={"span": span(age)},
            )
            found.append(Alarm(False, message))
        if self.untold:
            message = _("help_auditors_untold", default="Auditors get no mail when something is wrong:")
            found.append(Alarm(False, message, (self.untold,)))
        return found


def _anchors(log: Evidence) -> tuple[AnchorStatus, ...]:
    kept, present = log.kept(), log.anchors()
    return tuple(
        AnchorStatus(name, *kept.get(name, (None, None)), present.get(name), name in present)
        for name in [*present, *(name for name in kept if name not in present)]
    )
