"""D2: the number register: every number drawn, with the cause of each void one and of each gap.

Lines of records that the reader may not see are left out, from the count too (P5). Void numbers and gaps have no
record that could say who may see them; they are for those who answer for completeness: custodians, leaders, auditors.
"""

from collections.abc import Iterator
from collective.trail.behaviors.number_store import NumberEntry
from collective.trail.behaviors.numbering import cause_of
from collective.trail.behaviors.numbering import counters
from collective.trail.behaviors.numbering import numbers
from collective.trail.i18n import _
from collective.trail.registers.definition import Column
from collective.trail.registers.definition import Page
from collective.trail.registers.definition import Question
from collective.trail.registers.definition import Register
from collective.trail.registers.definition import Row
from collective.trail.registers.filters import choice_filter
from collective.trail.security import groups as g
from collective.trail.settings.local_time import local_day
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from plone import api
from typing import Any


STATUSES = {
    "in_use": _("label_number_in_use", default="In use"),
    "void": _("label_number_void", default="Void"),
    "gap": _("label_number_gap", default="Passed over"),
}
GAP_CAUSE = _("label_gap_cause", default="The counter moved on behind a number that was taken over from elsewhere.")


@dataclass(frozen=True)
class Line:
    """D2: a line of the number register and the record that has the number, where it has one."""

    entry: NumberEntry
    record: Any = None

    @property
    def brain(self) -> Any:
        """D2: the record as the catalog knows it, made only for the lines that are shown."""
        if self.record is None:
            return None
        rid, getter = self.record
        return getter(rid)

    @property
    def status(self) -> str:
        """D2: in_use, void or gap."""
        if self.entry.is_gap:
            return "gap"
        return "void" if self.entry.is_void else "in_use"


def _moment(text: str) -> date | None:
    return local_day(datetime.fromisoformat(text)) if text else None


def _number(line: Line) -> str:
    return line.entry.number or f"{line.entry.key} – {line.entry.sequence}"


COLUMNS = (
    Column("number", _("label_number", default="Number"), "link", lambda line, r: _number(line), "number"),
    Column("title", _("label_title", default="Title"), "link", lambda line, r: line.record and line.brain.Title),
    Column("status", _("label_status", default="Status"), "text", lambda line, r: STATUSES[line.status]),
    Column(
        "assigned_on",
        _("label_assigned_on", default="Assigned on"),
        "date",
        lambda line, r: _moment(line.entry.assigned_at),
    ),
    Column(
        "assigned_by", _("label_assigned_by", default="Assigned by"), "user", lambda line, r: line.entry.assigned_by
    ),
    Column(
        "voided_on", _("label_voided_on", default="Voided on"), "date", lambda line, r: _moment(line.entry.voided_at)
    ),
    Column("voided_by", _("label_voided_by", default="Voided by"), "user", lambda line, r: line.entry.voided_by),
    Column(
        "cause",
        _("label_cause", default="Cause"),
        "text",
        lambda line, r: GAP_CAUSE if line.entry.is_gap else cause_of(line.entry),
    ),
)


class NumberList(Register):
    """D2: the numbers of one counter or of all, in the order in which they were drawn."""

    id = "numbers"
    title = _("label_number_register", default="Number register")
    description = _(
        "help_number_register",
        default="Every document number, void ones with their cause. Records that you may not see are left out.",
    )
    columns = COLUMNS
    filters = (
        choice_filter("counter", _("label_counter", default="Counter"), counters),
        choice_filter("status", _("label_status", default="Status"), lambda: list(STATUSES.items())),
    )
    sort_on = "number"

    def page(self, question: Question) -> Page:
        """D2: one part of the register."""
        lines = list(self._lines(question))
        return Page([_row(line) for line in lines[question.start : question.start + question.size]], len(lines))

    def every(self, question: Question) -> Iterator[Row]:
        """D2: all lines that the person may see."""
        return (_row(line) for line in self._lines(question))

    def _lines(self, question: Question) -> Iterator[Line]:
        visible = _visible_numbers()
        keeper = may_see_gaps()
        wanted = question.values.get("status")
        for entry in numbers(question.values.get("counter"), newest_first=question.descending):
            found = visible.get(entry.number)
            if found is None and not (keeper and (entry.is_gap or entry.is_void)):
                continue
            line = Line(entry, found)
            if wanted in (None, line.status):
                yield line


def _row(line: Line) -> Row:
    return Row(line, line.brain.getURL() if line.record else "")


def may_see_gaps() -> bool:
    """S1: whether the person answers for the completeness of the register."""
    return bool({g.CUSTODIAN, g.LEADER, g.AUDITOR} & set(api.user.get_roles()))


def _visible_numbers() -> dict[str, Any]:
    """P5: number -> (id in the catalog, getter) of the records that the person may see; wakes nothing."""
    catalog = api.portal.get_tool("portal_catalog")
    query = {"number": {"query": "", "range": "min"}}
    found = catalog.searchResults(query, sort_on="number", _merge=False, show_inactive=True)
    return {number: (rid, getter) for number, rid, getter in found}
