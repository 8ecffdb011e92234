"""P1: which committed entries do not stand in the log yet, in the order in which they were committed.

A database connection sees all transactions up to one moment and none after it, and a later run sees later ones only:
so the order by transaction id inside each run is the order of the whole log. Each segment is one writer's and is in
that order by itself.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.ledger.log_index import Cursor
from collective.trail.ledger.store import Entry
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.store import Segment
from collective.trail.rules.chain import entry_hash
from dataclasses import dataclass
from dataclasses import field
from heapq import merge


_SWEEP = 1000
#: Nobody appends to a segment of an earlier day, unless the clock was set back: ``every`` finds that.
_DAYS = 2


@dataclass(frozen=True)
class Broken:
    """P1: a segment of the database that is not what it was, or not what it says; nothing of it enters the log."""

    segment: str
    message: str


@dataclass
class Pending:
    """P1: walks what is new since the cursors. ``cursors`` and ``broken`` are complete once ``entries`` is exhausted."""

    ledger: Ledger
    known: Mapping[str, Cursor]
    #: Look at all segments, not only at those of the last days and new ones.
    every: bool = False
    cursors: dict[str, Cursor] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """The entries, by transaction id; they are let go again while the walk goes on."""
        walks = [self._walk(name, self.ledger.segments[name]) for name in self._names()]
        jar = self.ledger._p_jar
        for number, (_tid, _name, _place, entry) in enumerate(merge(*walks, key=lambda each: each[:3]), 1):
            yield entry
            entry._p_deactivate()
            if number % _SWEEP == 0 and jar is not None:
                jar.cacheGC()

    def _names(self) -> list[str]:
        names = list(self.ledger.segments)
        self.broken.extend(
            Broken(
                name,
                f"The segment {name} stands in the log with {cursor.count} entries and is gone from the database: it was "
                "removed, or an older state of the database was restored.",
            )
            for name, cursor in self.known.items()
            if name not in self.ledger.segments
        )
        if self.every or not names:
            return names
        days = sorted({name[:8] for name in names})[-_DAYS:]
        return [name for name in names if name not in self.known or name[:8] in days]

    def _walk(self, name: str, segment: Segment) -> Iterator[tuple[bytes, str, int, Entry]]:
        cursor = self.known.get(name, Cursor(0, ""))
        fault = _fault_at(name, segment, cursor)
        head: str | None = cursor.head or None
        for place in range(cursor.count + 1, segment.count + 1) if fault is None else ():
            entry = segment.entry(place)
            fault = _fault_of(name, entry, place, head)
            if fault is not None:
                break
            head = entry.hash
            self.cursors[name] = Cursor(place, head)
            yield entry._p_serial, name, place, entry
        if fault is not None:
            self.broken.append(Broken(name, fault))


def _fault_at(name: str, segment: Segment, cursor: Cursor) -> str | None:
    if segment.count < cursor.count:
        return (
            f"The segment {name} has {segment.count} entries in the database, but {cursor.count} of it stand in the log: "
            "entries were removed, or an older state of the database was restored."
        )
    if cursor.count and segment.entry(cursor.count).hash != cursor.head:
        return f"Entry {cursor.count} of the segment {name} is another than the one that stands in the log."
    return None


def _fault_of(name: str, entry: Entry, place: int, head: str | None) -> str | None:
    header = entry.header
    if entry_hash(header) != entry.hash:
        return f"Entry {place} of the segment {name} was altered: its hash is not that of its header."
    if (header["segment"], header["segment_seq"], header["segment_prev"]) != (name, place, head):
        return f"Entry {place} of the segment {name} does not follow the one before it: entries were moved or removed."
    return None
