"""P1: where entries live: an append-only log per record and per segment, in objects that no two writers share."""

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.rules.chain import HEADER_FIELDS
from copy import deepcopy
from persistent import Persistent
from typing import Any
from zlib import crc32


SHARDS = 256
CHUNK = 32


class Entry(Persistent):
    """P1: one fact of the trail. Nothing changes it; only its data and salt can be erased (D5)."""

    def __init__(self, header: Mapping[str, Any], hash: str, data: Mapping[str, Any], salt: str):
        # A tuple: the field names would be a third of every stored entry.
        self._fields = tuple(header[name] for name in HEADER_FIELDS)
        self.hash = hash
        self._data: Mapping[str, Any] | None = data
        self.salt: str | None = salt

    @property
    def header(self) -> dict[str, Any]:
        """P1: what the hash is made of."""
        return dict(zip(HEADER_FIELDS, self._fields, strict=True))

    @property
    def data(self) -> dict[str, Any] | None:
        """A copy of the entry's data; None once erased (D5)."""
        return None if self._data is None else deepcopy(dict(self._data))

    @property
    def recorded_at(self) -> str:
        """P3: when the entry was made, as ISO text."""
        return str(self._fields[HEADER_FIELDS.index("recorded_at")])

    def get(self, name: str) -> Any:
        """One field of the header."""
        return self._fields[HEADER_FIELDS.index(name)]

    def erase(self) -> None:
        """D5: forget data and salt; header and hash, and with them all chains, stay."""
        self._data = None
        self.salt = None


class Chunk(Persistent):
    """A full run of entries that is never written again."""

    def __init__(self, entries: tuple[Entry, ...]):
        self.entries = entries


class Log(Persistent):
    """P1: an append-only chain of entries, numbered from 1.

    The newest entries stand in ``tail``, older ones in chunks: an append writes this object and the entry, not more.
    The class resolves no conflicts, so two writers of one log never both succeed: a chain cannot fork.
    """

    def __init__(self) -> None:
        self.head: str | None = None
        self.count = 0
        self._tail: tuple[Entry, ...] = ()
        self._chunks: LOBTree | None = None

    def append(self, entry: Entry) -> None:
        """P1: add the next entry."""
        if len(self._tail) == CHUNK:
            if self._chunks is None:
                self._chunks = LOBTree()
            self._chunks[len(self._chunks)] = Chunk(self._tail)
            self._tail = ()
        self._tail += (entry,)
        self.head = entry.hash
        self.count += 1

    def entry(self, seq: int) -> Entry:
        """The entry with this sequence number; KeyError outside 1 to ``count``."""
        if not 1 <= seq <= self.count:
            raise KeyError(seq)
        number, place = divmod(seq - 1, CHUNK)
        if self._chunks is not None and number in self._chunks:
            found: Entry = self._chunks[number].entries[place]
            return found
        return self._tail[place]

    def walk(self, first: int = 1, last: int | None = None, newest_first: bool = False) -> Iterator[Entry]:
        """The entries ``first`` to ``last`` (both included), loaded one by one."""
        stop = self.count if last is None else min(last, self.count)
        numbers = range(max(first, 1), stop + 1)
        for seq in reversed(numbers) if newest_first else numbers:
            yield self.entry(seq)

    @property
    def last(self) -> Entry | None:
        """The newest entry."""
        return self._tail[-1] if self._tail else None


class RecordLog(Log):
    """P2: the trail of one record, from its creation to its end and beyond."""


class Segment(Log):
    """P1: the entries that one database connection of one process wrote on one day (UTC), in order of time."""


class Ledger(Persistent):
    """P1: all trails of a site."""

    def __init__(self) -> None:
        # Made at once and never changed: a shard that had to be made later would be an object that writers share.
        self._records = tuple(OOBTree() for _ in range(SHARDS))
        self.segments = OOBTree()

    def shard(self, uid: str) -> OOBTree:
        """The part of the record index that this uid belongs to."""
        return self._records[crc32(uid.encode("utf-8")) % SHARDS]

    def record_log(self, uid: str) -> RecordLog | None:
        """P2: the trail of a record, or None if it left none."""
        found: RecordLog | None = self.shard(uid).get(uid)
        return found

    def record_logs(self) -> Iterator[tuple[str, RecordLog]]:
        """P2: every record's uid with its trail."""
        for shard in self._records:
            yield from shard.items()
