"""P1: how the whole trail of a record stands in the signed log: what its readers are told first."""

from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.clock import now
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.evidence import Evidence
from collective.trail.timeline.evidence import Standing
from collective.trail.timeline.finding import Timeline
from collective.trail.timeline.question import Question
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice


#: How many of the newest entries are looked at: records of the upper levels have an entry for each reading.
LOOK = 1000
#: How long an entry may wait; the sequencer runs each minute unless the operator says otherwise.
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class RecordStanding:
    """P1: ``standing`` of the newest entries of a record, which has ``total``."""

    standing: Standing
    total: int
    #: Whether an entry waits longer than it should: the sequencer stands still, or does not take the entry.
    late: bool

    @property
    def whole(self) -> bool:
        """P1: whether all entries were looked at."""
        return self.total == self.standing.entries


def record_standing(log: Evidence, answer: Answer) -> RecordStanding:
    """P1: of the record that an answer is about, whatever the answer was narrowed to."""
    timeline = Timeline(answer.sources, Question())
    recorded = {}
    for entry in islice(timeline, LOOK):
        recorded[entry.hash] = entry.recorded_at
        entry._p_deactivate()
    standing = log.standing(list(recorded))
    late = any(is_late(recorded[each]) for each in standing.missing)
    return RecordStanding(standing, timeline.count(), late)


def is_late(recorded_at: str) -> bool:
    """P1: whether an entry of this time (ISO, UTC) should stand in the log by now."""
    return now() - from_iso_instant(recorded_at) > LATE
