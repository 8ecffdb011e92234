"""P2, S2: the trail of a record or of the site, as rows for whoever asks; what page, REST and CSV have in common."""

from collections.abc import Iterable
from collections.abc import Iterator
from collective.trail.ledger.store import Entry
from collective.trail.timeline.clearance import Clearance
from collective.trail.timeline.finding import Part
from collective.trail.timeline.finding import Timeline
from collective.trail.timeline.question import Question
from collective.trail.timeline.sources import Source
from collective.trail.timeline.sources import sources_named
from collective.trail.timeline.sources import sources_of
from collective.trail.timeline.wording import Wording
from itertools import islice
from typing import Any


_SWEEP = 200


class Answer:
    """P2: the trail of ``record``, or with None that of the whole site, in which only readable data is shown (P5)."""

    def __init__(self, record: Any, question: Question, request: Any):
        self.question = question
        self.whole_site = record is None
        self.sources: tuple[Source, ...] | None
        if record is not None:
            self.sources = sources_of(record)
        else:
            self.sources = sources_named(question.record) if question.record else None
        self.timeline = Timeline(self.sources, question)
        self.wording = Wording(request)
        self.clearance = Clearance()

    def part(self) -> tuple[list[dict[str, Any]], Part]:
        """P2: the rows of the part asked for, and the part itself."""
        part = self.timeline.part()
        return self._rows(part.entries), part

    def every(self) -> Iterator[dict[str, Any]]:
        """P2: all rows, for a download; memory stays flat."""
        entries = iter(self.timeline)
        while chunk := list(islice(entries, _SWEEP)):
            yield from self._rows(chunk)
            for entry in chunk:
                entry._p_deactivate()

    def withheld(self, uid: str) -> str:
        """P5: why the data of this record's entries is not shown here; who may view a record reads all of its trail."""
        return self.clearance.withheld(uid) if self.whole_site else ""

    def _rows(self, entries: Iterable[Entry]) -> list[dict[str, Any]]:
        entries = list(entries)
        self.clearance.look_up(entry.get("record") for entry in entries)
        return [self._row(entry) for entry in entries]

    def _row(self, entry: Entry) -> dict[str, Any]:
        uid = entry.get("record")
        row = self.wording.entry(entry, self.withheld(uid))
        row["source"] = self.timeline.kind(entry)
        row["record_title"], row["record_url"] = self.clearance.place(uid)
        return row
