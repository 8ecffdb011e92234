"""D2: where counters and the number register live, in objects that writers do not share.

A server that resolves conflicts (ZEO) must be able to import this module: it needs only ``persistent`` and ``BTrees``.
Without it every resolvable conflict becomes a retry, never a wrong number.
"""

from BTrees.OOBTree import OOBTree
from collections.abc import Iterator
from collections.abc import Mapping
from persistent import Persistent
from typing import Any
from typing import NamedTuple
from zlib import crc32
from ZODB.POSException import ConflictError


SHARDS = 256
COUNTER_SHARDS = 64


class Span(NamedTuple):
    """D2: the numbers that the last transaction drew from a counter: ``first`` to ``last``."""

    first: int
    last: int


class NumberEntry(NamedTuple):
    """D2: one line of the number register. ``cause`` says why a number is void; a void one is never used again."""

    number: str
    key: str
    sequence: int
    uid: str
    assigned_at: str
    assigned_by: str
    taken_over: bool = False
    voided_at: str = ""
    voided_by: str = ""
    cause: str = ""

    @property
    def is_void(self) -> bool:
        """D2: whether the record of this number is gone."""
        return bool(self.voided_at)

    @property
    def is_gap(self) -> bool:
        """D2: whether the counter passed over this sequence, which only imported numbers can cause."""
        return not self.number


class Counters(Persistent):
    """D2: some counters. Two writers of one counter both succeed only if the second continues the first.

    A transaction sees the past, so a number is drawn from what is committed *now* (see ``number_drawing``) and written
    over what the transaction saw. The storage then asks here whether the drawing fits what was committed meanwhile.
    """

    def __init__(self) -> None:
        # Plain tuples: the state must load on a server that knows nothing but this class.
        self.spans: dict[str, tuple[int, int]] = {}

    def span(self, key: str) -> Span:
        """D2: what was drawn last; (0, 0) where nothing was."""
        return Span(*self.spans.get(key, (0, 0)))

    def draw(self, key: str, span: Span) -> None:
        """D2: note what this transaction has drawn."""
        self.spans = {**self.spans, key: tuple(span)}

    def _p_resolveConflict(
        self, old: Mapping[str, Any], committed: Mapping[str, Any], new: Mapping[str, Any]
    ) -> dict[str, Any]:
        """D2: accept drawings that begin just after the committed ones; everything else would be a twin or a gap."""
        spans = dict(committed["spans"])
        for key, span in new["spans"].items():
            if span == old["spans"].get(key):
                continue
            if span[0] != spans.get(key, (0, 0))[1] + 1:
                raise ConflictError(f"The counter {key} has moved on.")
            spans[key] = span
        return {**committed, "spans": spans}


class NumberRegister(Persistent):
    """D2: every number ever assigned, by number and by counter and sequence.

    Sequences that follow each other stand in different shards, so that two people who register at the same time do
    not split the same bucket. All shards are made at once: one made later would be an object that writers share.
    """

    def __init__(self, id: str):
        self.id = id
        self._counters = tuple(Counters() for _ in range(COUNTER_SHARDS))
        self._entries = tuple(OOBTree() for _ in range(SHARDS))
        self._sequences = tuple(OOBTree() for _ in range(SHARDS))

    def counters(self, key: str) -> Counters:
        """D2: the object that holds the counter ``key``."""
        return self._counters[_hash(key) % COUNTER_SHARDS]

    def last(self, key: str) -> int:
        """D2: the highest sequence of a counter, 0 where nothing was drawn."""
        return self.counters(key).span(key).last

    def keys(self) -> list[str]:
        """D2: all counters, sorted."""
        return sorted(key for shard in self._counters for key in shard.spans)

    def entry(self, number: str) -> NumberEntry | None:
        """D2: the register's line of a number."""
        found = self._entries[_hash(number) % SHARDS].get(number)
        return None if found is None else NumberEntry(*found)

    def at(self, key: str, sequence: int) -> NumberEntry | None:
        """D2: the line of a counter's sequence; None for a gap."""
        number = self._sequence_shard(key, sequence).get((key, sequence))
        return None if number is None else self.entry(number)

    def put(self, entry: NumberEntry) -> None:
        """D2: add a line or replace the one of the same number. Stored as plain tuples: no class name in each line."""
        self._entries[_hash(entry.number) % SHARDS][entry.number] = tuple(entry)
        if entry.key:
            self._sequence_shard(entry.key, entry.sequence)[entry.key, entry.sequence] = entry.number

    def walk(self, key: str, first: int = 1, newest_first: bool = False) -> Iterator[tuple[int, NumberEntry | None]]:
        """D2: the sequences of a counter with their lines, loaded one by one; None marks a gap."""
        sequences = range(first, self.last(key) + 1)
        for sequence in reversed(sequences) if newest_first else sequences:
            yield sequence, self.at(key, sequence)

    def loose(self) -> Iterator[NumberEntry]:
        """D2: numbers taken over from elsewhere that fit no counter."""
        for shard in self._entries:
            for line in shard.values():
                entry = NumberEntry(*line)
                if not entry.key:
                    yield entry

    def _sequence_shard(self, key: str, sequence: int) -> OOBTree:
        return self._sequences[(_hash(key) + sequence) % SHARDS]


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8"))
