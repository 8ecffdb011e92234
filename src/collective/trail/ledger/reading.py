"""P1, P2: reading the trail, in batches: nothing here loads more entries than it shows or must look at."""

from collections.abc import Callable
from collections.abc import Iterator
from collective.trail.ledger.actions import action_by_id
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.store import Log
from collective.trail.rules.canonical import iso_instant
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from itertools import islice
from plone import api
from typing import Any
from typing import overload


@dataclass(frozen=True)
class Filters:
    """What an entry must be to be shown; ``start`` is included, ``end`` is not. Both are times of recording."""

    action: str | None = None
    actor: str | None = None
    start: str | None = None
    end: str | None = None

    def match(self, entry: Entry) -> bool:
        """Whether the entry is wanted."""
        return (
            self.action in (None, entry.get("action"))
            and self.actor in (None, entry.get("actor"))
            and self.in_period(entry.recorded_at)
        )

    def in_period(self, instant: str) -> bool:
        """Whether a time of recording is in the period."""
        return (self.start is None or instant >= self.start) and (self.end is None or instant < self.end)

    @property
    def only_period(self) -> bool:
        """Whether nothing but the period is asked for."""
        return self.action is None and self.actor is None

    @property
    def nothing(self) -> bool:
        """Whether every entry is wanted."""
        return self == Filters()


class Selection:
    """P2: the entries found, lazily: iterate, slice or index it; ``len`` may have to look at every candidate."""

    def __init__(self, ledger: Ledger, record: str | None, filters: Filters, newest_first: bool):
        self._ledger = ledger
        self._record = record
        self._filters = filters
        self._newest_first = newest_first

    def __iter__(self) -> Iterator[Entry]:
        if self._record is None:
            candidates = _site_wide(self._ledger, self._filters, self._newest_first)
        else:
            log = self._ledger.record_log(self._record)
            candidates = log.walk(newest_first=self._newest_first) if log is not None else iter(())
        for entry in candidates:
            if self._filters.match(entry):
                yield entry
            else:
                entry._p_deactivate()

    def __len__(self) -> int:
        if not self._filters.only_period or (self._record is not None and not self._filters.nothing):
            return sum(1 for _entry in self)
        if self._record is not None:
            log = self._ledger.record_log(self._record)
            return log.count if log is not None else 0
        return sum(
            last - first + 1
            for _day, names in _days(self._ledger, self._filters, False)
            for first, last in (_bounds(name, self._ledger.segments[name], self._filters) for name in names)
        )

    @overload
    def __getitem__(self, key: int) -> Entry: ...

    @overload
    def __getitem__(self, key: slice) -> list[Entry]: ...

    def __getitem__(self, key: int | slice) -> Entry | list[Entry]:
        if isinstance(key, int):
            found = self[key : key + 1] if key >= 0 else []
            if not found:
                raise IndexError(key)
            return found[0]
        start, stop = key.start or 0, key.stop
        if start < 0 or (stop is not None and stop < 0) or key.step not in (None, 1):
            raise ValueError("A selection of the trail is sliced forward from its beginning.")
        log = self._ledger.record_log(self._record) if self._record is not None else None
        if log is not None and self._filters.nothing:
            return _slice_of(log, start, stop, self._newest_first)
        return list(islice(self, start, stop))


def search(
    record: str | None = None,
    action: str | None = None,
    actor: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    newest_first: bool = True,
) -> Selection:
    """P2, S2: the entries of a record, or of the whole site, by action, actor and period (aware, end excluded)."""
    filters = Filters(
        action or None, actor or None, iso_instant(start) if start else None, iso_instant(end) if end else None
    )
    return Selection(ledger_of(api.portal.get()), record, filters, newest_first)


def entries(record_uid: str, newest_first: bool = False) -> Selection:
    """P2: the whole trail of one record, from its first entry on."""
    return search(record=record_uid, newest_first=newest_first)


def describe(entry: Entry, say: Callable[[Any], str]) -> dict[str, Any]:
    """P4: an entry for people, with its digests for who wants to check; ``say`` puts a message into their language."""
    header = entry.header
    data = entry.data
    try:
        action = action_by_id(header["action"])
    except ValueError:
        title = text = header["action"]  # registered by an add-on that is gone: the fact stays readable
    else:
        title = say(action.title)
        text = say(action.message(data)) if data is not None else title
    return header | {"title": title, "text": text, "data": data, "erased": data is None, "hash": entry.hash}


def _slice_of(log: Log, start: int, stop: int | None, newest_first: bool) -> list[Entry]:
    stop = log.count if stop is None else min(stop, log.count)
    if newest_first:
        return list(log.walk(log.count - stop + 1, log.count - start, newest_first=True))
    return list(log.walk(start + 1, stop))


def _site_wide(ledger: Ledger, filters: Filters, newest_first: bool) -> Iterator[Entry]:
    """All segments of a day merged by time, day after day: a segment never spans two days."""
    for _day, names in _days(ledger, filters, newest_first):
        walks = [_walk(name, ledger.segments[name], filters, newest_first) for name in names]
        yield from merge(*walks, key=_order, reverse=newest_first)


def _order(entry: Entry) -> tuple[str, str, int]:
    return (entry.recorded_at, entry.get("segment"), entry.get("segment_seq"))


def _days(ledger: Ledger, filters: Filters, newest_first: bool) -> Iterator[tuple[str, list[str]]]:
    first = filters.start[:10].replace("-", "") if filters.start else None
    # "~" sorts behind every character of a segment's name
    last = filters.end[:10].replace("-", "") + "~" if filters.end else None
    names = sorted(ledger.segments.keys(first, last), reverse=newest_first)
    for day, group in groupby(names, key=lambda name: name[:8]):
        yield day, list(group)


def _walk(name: str, segment: Log, filters: Filters, newest_first: bool) -> Iterator[Entry]:
    first, last = _bounds(name, segment, filters)
    return segment.walk(first, last, newest_first)


def _bounds(name: str, segment: Log, filters: Filters) -> tuple[int, int]:
    """The first and the last entry of a segment that are in the period; days inside it need no look."""
    first, last = 1, segment.count
    if filters.start and filters.start[:10].replace("-", "") == name[:8]:
        first = _first_at(segment, filters.start)
    if filters.end and filters.end[:10].replace("-", "") == name[:8]:
        last = _first_at(segment, filters.end) - 1
    return first, max(last, first - 1)


def _first_at(segment: Log, instant: str) -> int:
    """By halving: the first entry recorded at or after the instant, or one behind the last."""
    low, high = 1, segment.count + 1
    while low < high:
        middle = (low + high) // 2
        if segment.entry(middle).recorded_at < instant:
            low = middle + 1
        else:
            high = middle
    return low
