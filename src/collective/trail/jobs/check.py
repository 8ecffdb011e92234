"""P1: the job ``check``: compares the records with their trail, the trail with itself and with the signed log.

What it finds is an entry of the record and, with the figures of the run, one of the site. Nothing is mended.
"""

from collections.abc import Iterator
from collective.trail.behaviors.numbering import number_register
from collective.trail.interfaces import IRecord
from collective.trail.jobs.record_check import Difference
from collective.trail.jobs.record_check import differences
from collective.trail.jobs.record_check import UNREADABLE
from collective.trail.jobs.told import Told
from collective.trail.ledger import record as entry
from collective.trail.ledger.anchor_compare import contradictions
from collective.trail.ledger.anchors import anchors
from collective.trail.ledger.export import statements
from collective.trail.ledger.log_compare import LogComparison
from collective.trail.ledger.log_index import damaged
from collective.trail.ledger.log_index import NAME
from collective.trail.ledger.log_settings import log_directory
from collective.trail.ledger.log_settings import signing_keys
from collective.trail.ledger.seat import KEY as SEAT
from collective.trail.ledger.site import KEY
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import RecordLog
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.chain_check import TrailChecker
from collective.trail.workflows import WORKFLOWS
from contextlib import closing
from dataclasses import dataclass
from plone.uuid.interfaces import IUUID
from typing import Any
from zope.annotation.interfaces import IAnnotations

import sqlite3
import transaction


#: How many differences the entry of the site lists.
LISTED = 100
#: How many of the last checkpoints in an anchor's folder are compared with the log.
KEPT = 1000
#: The field of a difference that is told by the kind of a fault; all others are faults of the trail.
_PLACES = {"time": "recorded_at", "recorded_at": "recorded_at", "log": "log"}
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
    entries, faults = _check_trail(site)
    records, found = 0, [Difference(each.record, _PLACES.get(each.kind, "trail"), each.message) for each in faults]
    found += _strayed(site)
    register = number_register()
    for uid, log in _logs(site):
        records += 1
        found += differences(uid, _told(site, log), _record(site, uid), register)
        if records % _SWEEP == 0:
            site._p_jar.cacheGC()
    found += _without_trail(site)
    report = CheckReport(entries, records, tuple(found))
    _enter(site, report)
    transaction.commit()
    return report


def _check_trail(site: Any) -> tuple[int, list[Fault]]:
    """How many entries the trail has, the first fault of its chains, and what differs from the log."""
    found: list[Fault] = []
    log = None
    try:
        log = _log(site)
    except sqlite3.DatabaseError as error:
        found.append(Fault("log", damaged(error)))
    except FileNotFoundError as error:
        found.append(Fault("log", str(error)))
    # What was signed must be seen.
    transaction.begin()
    lines = statements()
    checker, fault = TrailChecker(next(lines)), None
    count = 0
    try:
        for count, line in enumerate(lines, 1):
            if fault is None:
                fault = checker.feed(count + 1, line)
            if log is not None:
                log.look(line)
    except UNREADABLE as error:
        found.append(Fault("trail", f"After {count} entries the trail cannot be read: {type(error).__name__}: {error}"))
    fault = fault or checker.finish() or checker.misdated
    if fault is not None:
        found.insert(0, fault)
    if log is not None:
        with closing(log):
            found += log.faults()
            found += [Fault("log", each) for each in contradictions(log.directory, anchors(), KEPT)]
    return count, found


def _log(site: Any) -> LogComparison | None:
    """The log to compare with; FileNotFoundError where one was kept and is gone, None where none was."""
    directory = log_directory(site.getId())
    seat = IAnnotations(site).get(SEAT)
    if directory is not None and (directory / NAME).exists():
        return LogComparison(directory, [signer.verifier for signer in signing_keys()], seat)
    if seat is not None and seat.size:
        raise FileNotFoundError(
            f"The log of this site is gone: {seat.size} entries of it were signed by {seat.host}, and "
            f"{directory or 'no folder that TRAIL_LOG names'} does not hold it."
        )
    return None


def _logs(site: Any) -> Iterator[tuple[str, RecordLog]]:
    """The trails of what is a record: classes and the site itself have other rules."""
    kinds = {kind for workflow in WORKFLOWS for kind in workflow.types}
    for uid, log in ledger_of(site).record_logs():
        if log.count and log.entry(1).get("portal_type") in kinds and _is_kept(log):
            yield uid, log


def _strayed(site: Any) -> Iterator[Difference]:
    """Trails of records that hold other entries, or in another order, than the segments, which were checked before."""
    ledger = ledger_of(site)
    for number, (uid, log) in enumerate(ledger.record_logs(), 1):
        for place, each in enumerate(log.walk(), 1):
            segment = ledger.segments.get(each.get("segment"))
            seq = each.get("segment_seq")
            known = segment.entry(seq) if segment is not None and 1 <= seq <= segment.count else None
            if known is not each or each.get("record_seq") != place or each.get("record") != uid:
                message = (
                    f"Entry {place} of the record's trail ({each.get('id')}) is not the one that its segment has there."
                )
                yield Difference(uid, "trail", message)
                break
        if number % _SWEEP == 0:
            site._p_jar.cacheGC()


def _is_kept(log: RecordLog) -> bool:
    """Whether the record was ever stored: a refused attempt to make one leaves an entry too."""
    return any(entry.get("action") != "record.refused" for entry in log.walk())


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
    return [each.data for each in log.walk() if each.get("action") == "record.differs"] if log is not None else []
