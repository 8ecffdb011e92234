"""P1: the trail against itself, against the signed log, and the log against what others remember of it."""

from collections.abc import Iterator
from collective.trail.jobs.pace import Pace
from collective.trail.jobs.record_check import Difference
from collective.trail.jobs.record_check import UNREADABLE
from collective.trail.ledger.anchor_compare import contradictions
from collective.trail.ledger.anchors import anchors
from collective.trail.ledger.export import statements
from collective.trail.ledger.log_compare import LogComparison
from collective.trail.ledger.log_index import damaged
from collective.trail.ledger.log_index import NAME
from collective.trail.ledger.log_settings import log_directory
from collective.trail.ledger.log_settings import signing_keys
from collective.trail.ledger.seat import KEY as SEAT
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from collective.trail.ledger.store import Ledger
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.chain_check import TrailChecker
from contextlib import closing
from typing import Any
from zope.annotation.interfaces import IAnnotations

import sqlite3
import transaction


#: How many of the last checkpoints in an anchor's folder are compared with the log.
KEPT = 1000
#: The field of a difference that is told by the kind of a fault; all others are faults of the trail.
_PLACES = {"time": "recorded_at", "recorded_at": "recorded_at", "log": "log"}


def check_trail(site: Any) -> tuple[int, list[Difference]]:
    """P1: how many entries the trail has, the first fault of its chains, and what differs from the log. LogUnusable."""
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
    count, pace = 0, Pace(site, "entries")
    try:
        for count, line in enumerate(lines, 1):
            pace.passed(count)
            if fault is None:
                fault = checker.feed(count + 1, line)
            if log is not None:
                log.look(line)
    except UNREADABLE as error:
        found.append(Fault("trail", f"After {count} entries the trail cannot be read: {type(error).__name__}."))
    fault = fault or checker.finish() or checker.misdated
    if fault is not None:
        found.insert(0, fault)
    if log is not None:
        with closing(log):
            found += log.faults()
            found += [Fault("log", each) for each in contradictions(log.directory, anchors(), KEPT)]
    told = [Difference(each.record, _PLACES.get(each.kind, "trail"), each.message) for each in found]
    return count, [*told, *_strayed(site)]


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


def _strayed(site: Any) -> Iterator[Difference]:
    """Trails of records that hold other entries, or in another order, than the segments, which were checked before."""
    ledger, pace = ledger_of(site), Pace(site, "trails")
    for number, (uid, log) in enumerate(ledger.record_logs(), 1):
        try:
            walk = enumerate(log.walk(), 1)
            place, stray = next((each for each in walk if _strays(ledger, uid, *each)), (0, None))
        except UNREADABLE as error:
            yield Difference(uid, "trail", f"The trail of the record cannot be read: {type(error).__name__}.")
            continue
        if stray is not None:
            what = f"Entry {place} of the record's trail ({stray.get('id')})"
            yield Difference(uid, "trail", f"{what} is not the one that its segment has there.")
        pace.passed(number)


def _strays(ledger: Ledger, uid: str, place: int, entry: Entry) -> bool:
    segment = ledger.segments.get(entry.get("segment"))
    seq = entry.get("segment_seq")
    known = segment.entry(seq) if segment is not None and 1 <= seq <= segment.count else None
    return known is not entry or entry.get("record_seq") != place or entry.get("record") != uid
