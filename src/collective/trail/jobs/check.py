"""P1: the job ``check``: compares the records with their trail, the trail with itself and with the signed log.

What it finds is an entry of the record and, with the figures of the run, one of the site; auditors get a mail about what is
new. Nothing is mended.
"""

from collections.abc import Iterator
from collective.trail.behaviors.numbering import number_register
from collective.trail.interfaces import IRecord
from collective.trail.jobs.alerts import post_differences
from collective.trail.jobs.delivery import deliver
from collective.trail.jobs.pace import Pace
from collective.trail.jobs.record_check import Difference
from collective.trail.jobs.record_check import differences
from collective.trail.jobs.record_check import UNREADABLE
from collective.trail.jobs.trail_check import check_trail
from collective.trail.ledger import record as entry
from collective.trail.ledger.site import KEY
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import RecordLog
from collective.trail.notifications.outbox import unreachable
from collective.trail.rules.told import Told
from collective.trail.security.groups import AUDITORS
from collective.trail.workflows import WORKFLOWS
from dataclasses import dataclass
from dataclasses import replace
from plone.uuid.interfaces import IUUID
from typing import Any
from ZODB.POSException import ConflictError
from zope.annotation.interfaces import IAnnotations
from zope.i18n import translate

import transaction


#: How many differences the entry of the site lists.
LISTED = 100
_SWEEP = 100
#: How often the entries of a run are tried when others write to the same trails at that moment.
_ATTEMPTS = 5


@dataclass(frozen=True)
class CheckReport:
    """P1: how much was compared, and what differs; a difference of the trail itself has no record."""

    entries: int
    records: int
    found: tuple[Difference, ...]
    #: Why auditors were not told all of it by mail, or could not be told of what the next run finds.
    untold: str | None = None
    unreachable: str | None = None

    @property
    def sentence(self) -> str:
        """What the run did."""
        done = f"{self.entries} entries and {self.records} records were checked: {len(self.found)} differences."
        return f"{done} Auditors cannot be told by mail. {self.unreachable}" if self.unreachable else done

    @property
    def wrong(self) -> list[str]:
        """Each difference in a sentence, and who was not told of it."""
        found = [f"{each.record}: {each.message}" if each.record else each.message for each in self.found]
        return [*found, self.untold] if self.untold else found


def check(site: Any) -> CheckReport | None:
    """P1: one run for a site; None where no trail is kept. Commits the entries on what was found.

    LogUnusable, AnchorsUnusable.
    """
    if KEY not in IAnnotations(site):
        return None
    entries, found = check_trail(site)
    records, pace = 0, Pace(site, "records")
    register = number_register()
    for number, (uid, log) in enumerate(ledger_of(site).record_logs(), 1):
        try:
            if _is_of_record(log):
                records += 1
                found += differences(uid, _told(site, log), _record(site, uid), register)
        except UNREADABLE:
            # Its trail is damaged, which ``check_trail`` has told; the other records are looked at all the same.
            continue
        pace.passed(number)
    found += _without_trail(site)
    report = CheckReport(entries, records, tuple(found))
    _keep(site, report)
    untold = deliver(site)
    reason = None if untold else unreachable(AUDITORS)
    return replace(report, untold=untold, unreachable=reason and translate(reason, target_language="en"))


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
    brains = site.portal_catalog.unrestrictedSearchResults(object_provides=IRecord.__identifier__)
    for number, brain in enumerate(brains, 1):
        if ledger.record_log(brain.UID) is None:
            yield Difference(brain.UID, "record", "The record has no trail.")
        if number % _SWEEP == 0:
            site._p_jar.cacheGC()


def _keep(site: Any, report: CheckReport) -> None:
    """Commit what was found: hours of comparing are not lost because somebody writes to the same trail now."""
    for attempt in range(1, _ATTEMPTS + 1):
        transaction.begin()
        _enter(site, report)
        try:
            transaction.commit()
            return
        except ConflictError:
            transaction.abort()
            if attempt == _ATTEMPTS:
                raise


def _enter(site: Any, report: CheckReport) -> None:
    """A difference is entered on its record, and told, when it is new; the figures are entered on the site each time."""
    new = [each for each in report.found if each.record and _facts(each) not in _entered(site, each.record)]
    for each in new:
        entry(_record(site, each.record) or each.record, "record.differs", _facts(each))
    post_differences(site, new, [each.message for each in report.found if not each.record])
    entry(
        site,
        "trail.checked",
        {
            "entries": report.entries,
            "records": report.records,
            "count": len(report.found),
            "found": [_listed(each) for each in report.found[:LISTED]],
        },
    )


def _facts(each: Difference) -> dict[str, str]:
    return {"field": each.field, "message": each.message}


def _listed(each: Difference) -> dict[str, str]:
    """P5: what every auditor may know; the sentence, which may name an annex, stands with the record."""
    field = "annex" if each.annex else each.field
    return {"record": each.record, "field": field, "message": "" if each.record else each.message}


def _entered(site: Any, uid: str) -> list[dict[str, Any] | None]:
    log = ledger_of(site).record_log(uid)
    try:
        return [each.data for each in log.walk() if each.get("action") == "record.differs"] if log is not None else []
    except UNREADABLE:
        return []
