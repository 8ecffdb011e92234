"""P1: the trail as JSON Lines, to be checked anywhere by ``trail verify`` or any tool that knows SHA-256 and RFC 8785.

The first line is the manifest, with the length and the head of every chain in the file; then one line an entry.
"""

from collections.abc import Iterator
from collective.trail.ledger.reading import Filters
from collective.trail.ledger.reading import Selection
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.store import Log
from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.chain_check import FORMAT
from collective.trail.rules.chain_check import FORMAT_VERSION
from collective.trail.rules.clock import now
from plone import api
from typing import Any


_SWEEP = 1000


def export(record_uid: str | None = None) -> Iterator[bytes]:
    """P1: the trail of one record, or of the whole site, line by line; never all of it in memory."""
    ledger = ledger_of(api.portal.get())
    yield canonical(_manifest(ledger, record_uid)) + b"\n"
    for number, entry in enumerate(Selection(ledger, record_uid, Filters(), newest_first=False), 1):
        yield canonical(line_of(entry)) + b"\n"
        entry._p_deactivate()
        if number % _SWEEP == 0 and ledger._p_jar is not None:
            ledger._p_jar.cacheGC()


def line_of(entry: Entry) -> dict[str, Any]:
    """P1: an entry as it stands in the file; data and salt are null once erased (D5)."""
    return {"header": entry.header, "hash": entry.hash, "data": entry.data, "salt": entry.salt}


def _manifest(ledger: Ledger, record_uid: str | None) -> dict[str, Any]:
    records: Iterator[tuple[str, Log]]
    if record_uid is None:
        records, segments = iter(ledger.record_logs()), iter(ledger.segments.items())
    else:
        log = ledger.record_log(record_uid)
        records, segments = iter([(record_uid, log)] if log is not None else []), iter(())
    return {
        "format": FORMAT,
        "v": FORMAT_VERSION,
        "scope": "site" if record_uid is None else "record",
        "exported_at": iso_instant(now()),
        "records": _heads(records),
        "segments": _heads(segments),
    }


def _heads(logs: Iterator[tuple[str, Log]]) -> dict[str, dict[str, Any]]:
    return {name: {"count": log.count, "head": log.head} for name, log in logs}
