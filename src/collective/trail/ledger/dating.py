"""P3: entries whose time of recording does not fit the time at which they came, seen while they enter the log."""

from collective.trail.ledger.store import Entry
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.clock import now
from collective.trail.rules.dating import goes_back
from collective.trail.rules.dating import WHY
from dataclasses import dataclass
from datetime import datetime
from datetime import UTC
from persistent.TimeStamp import TimeStamp


@dataclass
class Dating:
    """P3: ``since`` is the latest time at which a checkpoint was signed that has none of these entries; None before any.

    They enter the log all the same: they were committed, and what happened must not be left out.
    """

    since: str | None
    found: int = 0
    _first: str = ""
    #: A database gives its transactions times that never go back, whatever its clock does.
    _committed: tuple[bytes, str] = (b"", "")

    def look(self, leaf: int, entry: Entry) -> None:
        """P3: compare the time of an entry with earlier checkpoints, with its transaction and with the clock."""
        recorded_at = entry.recorded_at
        if self.since is not None and goes_back(recorded_at, self.since):
            self._note(leaf, entry, f"the checkpoint that was signed at {self.since} did not have it")
        elif goes_back(recorded_at, committed := self._transaction_of(entry)):
            self._note(leaf, entry, f"its transaction is of {committed}")
        elif goes_back(moment := iso_instant(now()), recorded_at):
            self._note(leaf, entry, f"it is only {moment} now")

    @property
    def sentences(self) -> tuple[str, ...]:
        """P3: the first such entry, and how many there are."""
        more = f" {self.found - 1} more entries of this run are like it." if self.found > 1 else ""
        return (self._first + more,) if self.found else ()

    def _transaction_of(self, entry: Entry) -> str:
        serial = entry._p_serial
        # Erasing writes an entry anew.
        if serial is None or entry.salt is None:
            return ""
        if serial != self._committed[0]:
            moment = datetime.fromtimestamp(TimeStamp(serial).timeTime(), UTC)
            self._committed = serial, iso_instant(moment)
        return self._committed[1]

    def _note(self, leaf: int, entry: Entry, but: str) -> None:
        self.found += 1
        if self.found == 1:
            what = f"The entry {leaf} of the log ({entry.get('action')}, record {entry.get('record')})"
            self._first = f"{what} says that it was recorded at {entry.recorded_at}, but {but}: {WHY}."
