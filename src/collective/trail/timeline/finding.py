"""P2: the entries that a question asks for, newest first, from one or several chains or from the whole site."""

from collections.abc import Iterator
from collective.trail.ledger.reading import search
from collective.trail.ledger.reading import Selection
from collective.trail.ledger.store import Entry
from collective.trail.timeline.question import Question
from collective.trail.timeline.sources import OWN
from collective.trail.timeline.sources import Source
from dataclasses import dataclass
from heapq import merge
from itertools import islice


#: How many of the newest entries are looked at for the choices of the filters.
LOOK = 500


@dataclass(frozen=True)
class Part:
    """P2: the entries asked for. ``total`` is None where counting would mean reading everything; ``known`` is the
    number of entries that are certainly there, and ``more`` says whether any follow this part."""

    entries: list[Entry]
    total: int | None
    known: int
    more: bool


class Timeline:
    """P2: the answer to a question; iterate it, or take the part that the question names."""

    def __init__(self, sources: tuple[Source, ...] | None, question: Question):
        self.question = question
        self.kinds = {source.uid: source.kind for source in sources or ()}
        uids: list[str | None] = [None] if sources is None else [source.uid for source in sources]
        self._whole_site = sources is None
        self._selections = [_selection(uid, question) for uid in uids]

    def __iter__(self) -> Iterator[Entry]:
        if len(self._selections) == 1:
            return iter(self._selections[0])
        return merge(*self._selections, key=_moment, reverse=True)

    def kind(self, entry: Entry) -> str:
        """P2: what the entry's chain is to the record that is looked at."""
        return self.kinds.get(entry.get("record"), OWN)

    def part(self) -> Part:
        """P2: the part from ``b_start`` on, with one look further so that ``more`` is true."""
        first, size = self.question.b_start, self.question.b_size
        if len(self._selections) == 1:
            found = self._selections[0][first : first + size + 1]
        else:
            found = list(islice(self, first, first + size + 1))
        entries = found[:size]
        if self._whole_site and (self.question.action or self.question.actor):
            return Part(entries, None, first + len(found) if found else 0, len(found) > size)
        total = self.count()
        return Part(entries, total, total, first + len(entries) < total)

    def count(self) -> int:
        """P2: how many entries there are; may have to look at each."""
        return sum(len(selection) for selection in self._selections)

    def occurring(self) -> tuple[list[str], list[str]]:
        """P2: actions and actors among the newest entries, for the choices of the filters."""
        actions, actors = set(), set()
        for entry in islice(Timeline(self._sources(), Question()), LOOK):
            actions.add(entry.get("action"))
            actors.add(entry.get("actor"))
        return sorted(actions), sorted(actors)

    def _sources(self) -> tuple[Source, ...] | None:
        return None if self._whole_site else tuple(Source(uid, kind) for uid, kind in self.kinds.items())


def _selection(uid: str | None, question: Question) -> Selection:
    return search(uid, question.action, question.actor, question.start, question.end)


def _moment(entry: Entry) -> tuple[str, int]:
    return (entry.recorded_at, entry.get("record_seq"))
