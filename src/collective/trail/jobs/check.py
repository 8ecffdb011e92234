"""P1: the job ``check``: compares the records with their trail, the trail with itself and with the signed log.

What it finds is an entry of the record and, with the figures of the run, one of the site; auditors get a mail about what is
new. Nothing is mended.
"""

from collections.abc import Iterator
from collective.trail.interfaces import IRecord
from collective.trail.jobs.alerts import post_differences
from collective.trail.jobs.delivery import deliver
from collective.trail.jobs.record_check import Difference
from collective.trail.jobs.record_check import differences
from collective.trail.jobs.record_check import Told
from collective.trail.ledger import record as entry
from collective.trail.ledger.export import statements
from collective.trail.ledger.log_compare import LogComparison
from collective.trail.ledger.log_index import NAME
from collective.trail.ledger.log_settings import log_directory
from collective.trail.ledger.log_settings import signing_keys
from collective.trail.ledger.site import KEY
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import RecordLog
from collective.trail.notifications.outbox import unreachable
from collective.trail.rules.chain_check import TrailChecker
from collective.trail.security.groups import AUDITORS
from collective.trail.workflows import WORKFLOWS
from contextlib import closing
from dataclasses import dataclass
from dataclasses import replace
from typing import Any
from ZODB.POSException import ConflictError
from zope.annotation.interfaces import IAnnotations
from zope.i18n import translate

import logging
import time
import transaction


logger = logging.getLogger(__name__)

#: How many differences the entry of the site lists.
LISTED = 100
#: Seconds between two sentences on how far a long run has come.
PROGRESS = 60
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
    """P1: one run for a site; None where no trail is kept. Commits the entries on what was found. LogUnusable."""
    if KEY not in IAnnotations(site):
        return None
    entries, faults = _check_trail(site)
    records, found = 0, [Difference("", "trail", message) for message in faults]
    pace = _Pace()
    for uid, log in _logs(site):
        records += 1
        found += differences(uid, _told(log), _record(site, uid))
        pace.passed(site, "records", records)
    found += _without_trail(site)
    report = CheckReport(entries, records, tuple(found))
    _keep(site, report)
    untold = deliver(site)
    reason = None if untold else unreachable(AUDITORS)
    return replace(report, untold=untold, unreachable=reason and translate(reason, target_language="en"))


class _Pace:
    """Lets go of what was read, and says now and then how far a long run has come."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def passed(self, site: Any, what: str, count: int) -> None:
        """So many are done."""
        if count % _SWEEP == 0:
            site._p_jar.cacheGC()
            if time.monotonic() - self._said >= PROGRESS:
                self._said = time.monotonic()
                logger.info("check: %s: %s %s were compared so far", "/".join(site.getPhysicalPath()), count, what)


def _check_trail(site: Any) -> tuple[int, list[str]]:
    """How many entries the trail has, and the first fault of its chains and of its standing in the log."""
    directory = log_directory(site.getId())
    log = None
    if directory is not None and (directory / NAME).exists():
        log = LogComparison(directory, [signer.verifier for signer in signing_keys()])
    # What was signed must be seen.
    transaction.begin()
    lines = statements()
    checker, fault = TrailChecker(next(lines)), None
    count, pace = 0, _Pace()
    for count, line in enumerate(lines, 1):
        pace.passed(site, "entries", count)
        if fault is None:
            fault = checker.feed(count + 1, line)
        if log is not None:
            log.look(line)
    fault = fault or checker.finish()
    found = [fault.message] if fault is not None else []
    if log is not None:
        with closing(log):
            found += filter(None, [log.fault()])
    return count, found


def _logs(site: Any) -> Iterator[tuple[str, RecordLog]]:
    """The trails of what is a record: classes and the site itself have other rules."""
    kinds = {kind for workflow in WORKFLOWS for kind in workflow.types}
    for uid, log in ledger_of(site).record_logs():
        if log.count and log.entry(1).get("portal_type") in kinds and _is_kept(log):
            yield uid, log


def _is_kept(log: RecordLog) -> bool:
    """Whether the record was ever stored: a refused attempt to make one leaves an entry too."""
    return any(entry.get("action") != "record.refused" for entry in log.walk())


def _told(log: RecordLog) -> Told:
    told = Told()
    for each in log.walk():
        told.read(each.get("action"), each.data)
    return told


def _record(site: Any, uid: str) -> Any:
    brains = site.portal_catalog.unrestrictedSearchResults(UID=uid)
    return brains[0]._unrestrictedGetObject() if brains else None


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
    return [each.data for each in log.walk() if each.get("action") == "record.differs"] if log is not None else []
