"""P2: from the parameters of a request to a checked question. Page and REST refuse the same things with one sentence."""

from collections.abc import Mapping
from collective.trail.i18n import _
from collective.trail.ledger.actions import actions
from collective.trail.registers.asking import one_text
from collective.trail.registers.asking import PASSING
from collective.trail.registers.asking import whole_number
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.local_time import site_zone
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from datetime import UTC
from typing import Any


PAGE_SIZE = 25
MAX_PAGE_SIZE = 200
#: The way to entries further back is a period: it needs no look at all that came after them.
MAX_START = 10_000
FORMATS = ("json", "csv", "jsonl")


@dataclass(frozen=True)
class Question:
    """P2: what is asked of the trail; ``end`` is excluded. ``record`` is a number or a UID, as it was given."""

    action: str = ""
    actor: str = ""
    start: datetime | None = None
    end: datetime | None = None
    record: str = ""
    b_start: int = 0
    b_size: int = PAGE_SIZE
    format: str = "json"

    @property
    def narrows(self) -> bool:
        """P2: whether anything but the record is asked for."""
        return bool(self.action or self.actor or self.start or self.end)


def ask(form: Mapping[str, Any], whole_site: bool) -> Question:
    """P2: the checked question; RuleViolation (400) says what it cannot mean, also for a mistyped name."""
    known = {"action", "actor", "start", "end", "b_start", "b_size", "format"} | ({"record"} if whole_site else set())
    for name in form:
        if name not in known | PASSING:
            raise refusal(
                _(
                    "err_trail_parameter",
                    default="The trail knows no parameter ${name}; it knows ${known}.",
                    mapping={"name": str(name)[:40], "known": ", ".join(sorted(known))},
                )
            )
    b_start, b_size = one_text(form, "b_start"), one_text(form, "b_size")
    question = Question(
        action=_action(one_text(form, "action")),
        actor=one_text(form, "actor"),
        start=_moment(form, "start"),
        end=_moment(form, "end", closing=True),
        record=one_text(form, "record") if whole_site else "",
        b_start=whole_number(b_start, "b_start", 0, MAX_START) if b_start else 0,
        b_size=whole_number(b_size, "b_size", 1, MAX_PAGE_SIZE) if b_size else PAGE_SIZE,
        format=_format(one_text(form, "format")),
    )
    if question.format == "jsonl" and question.narrows:
        raise refusal(
            _(
                "err_jsonl_whole",
                default="The verifiable export (jsonl) is always whole: ask for it without action, actor, start and end.",
            )
        )
    return question


def refusal(message: Any) -> RuleViolation:
    """P2: a question that cannot be answered."""
    return RuleViolation(message, status=400, rule="trail")


def _action(given: str) -> str:
    if given and given not in {action.id for action in actions()}:
        raise refusal(
            _("err_unknown_action", default="The trail knows no action ${action}.", mapping={"action": given[:60]})
        )
    return given


def _format(given: str) -> str:
    if given and given not in FORMATS:
        raise refusal(_("err_trail_format", default="format is json, csv or jsonl."))
    return given or "json"


def _moment(form: Mapping[str, Any], name: str, closing: bool = False) -> datetime | None:
    """A day at the site (the closing day is included) or an exact time with its zone (the closing time is not)."""
    given = one_text(form, name)
    if not given:
        return None
    try:
        if len(given) == 10:
            day = date.fromisoformat(given) + timedelta(days=1 if closing else 0)
            moment = datetime.combine(day, time(), site_zone())
        else:
            # A plus sign that nobody quoted arrives as a space.
            moment = datetime.fromisoformat(given.replace(" ", "+"))
        if moment.tzinfo is None:
            raise ValueError("no zone")
        iso_instant(moment)
    except (ValueError, OverflowError):
        raise refusal(
            _(
                "err_trail_time",
                default="${name} is a day such as 2026-03-31 or a time with its zone such as 2026-03-31T08:00:00Z.",
                mapping={"name": name},
            )
        ) from None
    return moment.astimezone(UTC)
