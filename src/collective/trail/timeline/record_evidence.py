"""P1: how the whole trail of a record stands in the signed log: what its readers are told first."""

from collective.trail.timeline.answer import Answer
from collective.trail.timeline.evidence import Evidence
from collective.trail.timeline.evidence import Standing
from collective.trail.timeline.finding import Timeline
from collective.trail.timeline.question import Question
from dataclasses import dataclass
from itertools import islice


#: How many of the newest entries are looked at: records of the upper levels have an entry for each reading.
LOOK = 1000


@dataclass(frozen=True)
class RecordStanding:
    """P1: ``standing`` of the newest entries of a record, which has ``total``."""

    standing: Standing
    total: int

    @property
    def whole(self) -> bool:
        """P1: whether all entries were looked at."""
        return self.total == self.standing.entries


def record_standing(log: Evidence, answer: Answer) -> RecordStanding:
    """P1: of the record that an answer is about, whatever the answer was narrowed to."""
    timeline = Timeline(answer.sources, Question())
    hashes = []
    for entry in islice(timeline, LOOK):
        hashes.append(entry.hash)
        entry._p_deactivate()
    return RecordStanding(log.standing(hashes), timeline.count())
