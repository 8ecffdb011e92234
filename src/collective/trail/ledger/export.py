"""P1: the trail as JSON Lines, to be checked anywhere by ``trail verify`` or any tool that knows SHA-256 and RFC 8785.

The first line is the manifest, with the length and the head of every chain in the file; then one line an entry.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
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


def export(
    records: str | Sequence[str] | None = None, withheld: Callable[[str], bool] = lambda uid: False
) -> Iterator[bytes]:
    """P1: the trail of some records (by uid), or of the whole site, line by line; never all of it in memory.

    ``withheld`` says of which records the data stays out of the file (P5); the chains can be checked all the same.
    """
    for statement in statements(records, withheld):
        yield canonical(statement) + b"\n"


def statements(
    records: str | Sequence[str] | None = None, withheld: Callable[[str], bool] = lambda uid: False
) -> Iterator[dict[str, Any]]:
    """P1: what ``export`` writes, before it is written: the manifest, then entry after entry."""
    ledger = ledger_of(api.portal.get())
    uids = [records] if isinstance(records, str) else records
    yield _manifest(ledger, uids)
    for number, entry in enumerate(_entries(ledger, uids), 1):
        yield line_of(entry, withheld(entry.get("record")))
        entry._p_deactivate()
        if number % _SWEEP == 0 and ledger._p_jar is not None:
            ledger._p_jar.cacheGC()


def line_of(entry: Entry, withheld: bool = False) -> dict[str, Any]:
    """P1: an entry as it stands in the file; data and salt are null once erased (D5) and where withheld (P5)."""
    if withheld:
        return {"header": entry.header, "hash": entry.hash, "data": None, "salt": None}
    return {"header": entry.header, "hash": entry.hash, "data": entry.data, "salt": entry.salt}


def _entries(ledger: Ledger, uids: Sequence[str] | None) -> Iterator[Entry]:
    for uid in [None] if uids is None else uids:
        yield from Selection(ledger, uid, Filters(), newest_first=False)


def _manifest(ledger: Ledger, uids: Sequence[str] | None) -> dict[str, Any]:
    records: Iterator[tuple[str, Log]]
    if uids is None:
        records, segments = iter(ledger.record_logs()), iter(ledger.segments.items())
    else:
        logs = [(uid, ledger.record_log(uid)) for uid in uids]
        records, segments = iter([(uid, log) for uid, log in logs if log is not None]), iter(())
    return {
        "format": FORMAT,
        "v": FORMAT_VERSION,
        "scope": "site" if uids is None else "record",
        "exported_at": iso_instant(now()),
        "records": _heads(records),
        "segments": _heads(segments),
    }


def _heads(logs: Iterator[tuple[str, Log]]) -> dict[str, dict[str, Any]]:
    return {name: {"count": log.count, "head": log.head} for name, log in logs}
