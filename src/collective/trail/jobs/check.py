"""P1: the job ``check``: compares the records with their trail, the trail with itself and with the signed log.

What it finds is an entry of the record and, with the figures of the run, one of the site. Nothing is mended.
"""

from collections.abc import Iterator
from collective.trail.behaviors.numbering import number_register
from collective.trail.interfaces import IRecord
from collective.trail.jobs.record_check import Difference
from collective.trail.jobs.record_check import differences
from collective.trail.jobs.record_check import UNREADABLE
from collective.trail.jobs.trail_check import check_trail
from collective.trail.ledger import record as entry
from collective.trail.ledger.site import KEY
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import RecordLog
from collective.trail.rules.told import Told
from collective.trail.workflows import WORKFLOWS
from dataclasses import dataclass
from plone.uuid.interfaces import IUUID
from typing import Any
from zope.annotation.interfaces import IAnnotations

import transaction


#: How many differences the entry of the site lists.
LISTED = 100
_SWEEP = 100


@dataclass(frozen=True)
class CheckReport:
    """P1: how much was compared, and what differs; a difference of the trail itself has no record."""

    entries: int
    records: int
    found: tuple[Difference, ...]

    @property
    def sentence(self) -> str:
        """What the run did."""
        return f"{self.entries} entries and {self.records} records were checked: {len(self.found)} differences."

    @property
    def wrong(self) -> list[str]:
        """Each difference in a sentence."""
        return [f"{each.record}: {each.message}" if each.record else each.message for each in self.found]


def check(site: Any) -> CheckReport | None:
    """P1: one run for a site; None where no trail is kept. Commits the entries on what was found.

    LogUnusable, AnchorsUnusable.
    """
    if KEY not in IAnnotations(site):
        return None
    entries, found = check_trail(site)
    records = 0
    register = number_register()
    for number, (uid, log) in enumerate(ledger_of(site).record_logs(), 1):
        try:
            if _is_of_record(log):
                records += 1
                found += differences(uid, _told(site, log), _record(site, uid), register)
        except UNREADABLE:
            # Its trail is damaged, which ``check_trail`` has told; the other records are looked at all the same.
            continue
        if number % _SWEEP == 0:
            site._p_jar.cacheGC()
    found += _without_trail(site)
    report = CheckReport(entries, records, tuple(found))
    _enter(site, report)
    transaction.commit()
    return report


def _is_of_record(log: RecordLog) -> bool:
    """Whether it is of a record that was ever stored: classes and the site have other rules, and a refused attempt to
    make a record leaves an entry, too."""
    kinds = {kind for workflow in WORKFLOWS for kind in workflow.types}
    return (
        bool(log.count)
        and log.entry(1).get("portal_type") in kinds
        and any(each.get("action") != "record.refused" for each in log.walk())
    )


def _told(site: Any, log: RecordLog) -> Told:
    told = Told()
    for each in log.walk():
        data = each.data
        told.read(each.header, data)
        if each.get("action") == "record.edition_replaced":
            copy = ledger_of(site).record_log((data or {}).get("working_copy", ""))
            told.borrow(Told(opinions=None) if copy is None else _told(site, copy))
    return told


def _record(site: Any, uid: str) -> Any:
    """The record of this uid; None where the catalog knows none, or leads nowhere or to another."""
    for brain in site.portal_catalog.unrestrictedSearchResults(UID=uid):
        try:
            record = brain._unrestrictedGetObject()
        except UNREADABLE:
            continue
        if IUUID(record, None) == uid:
            return record
    return None


def _without_trail(site: Any) -> Iterator[Difference]:
    ledger = ledger_of(site)
    for brain in site.portal_catalog.unrestrictedSearchResults(object_provides=IRecord.__identifier__):
        if ledger.record_log(brain.UID) is None:
            yield Difference(brain.UID, "record", "The record has no trail.")


def _enter(site: Any, report: CheckReport) -> None:
    """A difference is entered on its record when it is new, and on the site at each run."""
    for each in report.found:
        facts = {"field": each.field, "message": each.message}
        if each.record and facts not in _entered(site, each.record):
            entry(_record(site, each.record) or each.record, "record.differs", facts)
    entry(
        site,
        "trail.checked",
        {
            "entries": report.entries,
            "records": report.records,
            "count": len(report.found),
            "found": [vars(each) for each in report.found[:LISTED]],
        },
    )


def _entered(site: Any, uid: str) -> list[dict[str, Any] | None]:
    log = ledger_of(site).record_log(uid)
    try:
        return [each.data for each in log.walk() if each.get("action") == "record.differs"] if log is not None else []
    except UNREADABLE:
        return []
