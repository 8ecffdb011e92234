"""P1, P3: whether the database and the signed log say the same: each entry of one is looked for in the other."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.seat import Seat
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.clock import now
from collective.trail.rules.dating import goes_back
from collective.trail.rules.dating import WHY
from collective.trail.rules.log_check import check_log
from collective.trail.rules.log_check import check_older
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from datetime import timedelta
from pathlib import Path
from typing import Any


#: How long an entry may wait for the log before the wait itself is told.
PATIENCE = timedelta(hours=1)
#: Of how many records a fault is told; one for each.
TOLD = 100


class LogComparison:
    """P1: made before the database is read, so that all that was signed is seen there; ``close`` it.

    One byte an entry is held in memory. sqlite3.DatabaseError for an index that is none.
    """

    def __init__(self, directory: Path, verifiers: Sequence[Verifier], seat: Seat | None = None):
        self.directory = directory
        self._index = LogIndex(directory)
        self._seen = bytearray()
        self._damage: str | None = None
        # Read first: the index never knows of less than what was published before.
        note = TileStore(directory).checkpoint()
        self._cursors = self._index.cursors()
        self._signed_at = self._index.last_signed_at() or ""
        self._counts: dict[str, int] = {}
        self._found: dict[str, Fault] = {}
        self._waiting: tuple[int, str] = (0, "~")
        self._damage = self._read(TileStore(directory), note, verifiers, seat)

    def _read(
        self, store: TileStore, note: bytes | None, verifiers: Sequence[Verifier], seat: Seat | None
    ) -> str | None:
        """What is wrong with the log itself, in a sentence."""
        if note is None:
            return "The log has no checkpoint any more."
        try:
            checkpoint = open_checkpoint(note, verifiers)
        except (NoteError, UnsignedNote) as error:
            return f"The checkpoint of the log is not to be believed. {error}"
        self._seen = bytearray(checkpoint.size)
        fault = check_log(store.fetch, checkpoint, self._met)
        if fault is None and seat is not None and seat.size:
            fault = check_older(
                store.fetch, checkpoint, Checkpoint(checkpoint.origin, seat.size, bytes.fromhex(seat.root))
            )
        taken = sum(cursor.count for cursor in self._cursors.values())
        if fault is None and taken < checkpoint.size:
            return f"The index of the log knows of {taken} entries of the database, but {checkpoint.size} were signed."
        return self._damage or (fault.message if fault is not None else None)

    def close(self) -> None:
        """Let the log's index go."""
        self._index.close()

    def look(self, entry: Mapping[str, Any]) -> None:
        """P1: take note of an entry of the database, as it stands in an export."""
        header = entry["header"]
        name, place = header["segment"], header["segment_seq"]
        self._counts[name] = self._counts.get(name, 0) + 1
        leaf = self._index.leaf_of(entry["hash"])
        if leaf is None:
            self._look_outside(header, name, place)
            return
        if leaf < len(self._seen):
            self._seen[leaf] = 1
        signed_at = self._index.signed_before(leaf)
        if signed_at is not None and goes_back(header["recorded_at"], signed_at):
            but = f"but the checkpoint of {signed_at} did not have it: {WHY}"
            self._note("recorded_at", header, f"says that it was recorded at {header['recorded_at']}, {but}.")

    def _look_outside(self, header: Mapping[str, Any], name: str, place: int) -> None:
        cursor = self._cursors.get(name)
        if cursor is not None and place <= cursor.count:
            self._note(
                "trail", header, "does not stand in the log, but later ones do: it was altered, or put in afterwards."
            )
        elif self._signed_at and goes_back(header["recorded_at"], self._signed_at):
            but = f"does not stand in the log, which was signed at {self._signed_at}"
            what = (
                f"says that it was recorded at {header['recorded_at']}, but {but}: it was put in afterwards, or {WHY}."
            )
            self._note("recorded_at", header, what)
        else:
            count, oldest = self._waiting
            self._waiting = count + 1, min(oldest, header["recorded_at"])

    def _note(self, kind: str, header: Mapping[str, Any], what: str) -> None:
        if header["record"] not in self._found and len(self._found) < TOLD:
            who = f"Entry {header['segment_seq']} of the segment {header['segment']} in the database"
            message = f"{who} ({header['action']}, record {header['record']}) {what}"
            self._found[header["record"]] = Fault(kind, message, entry=header["id"], record=header["record"])

    def faults(self) -> Iterator[Fault]:
        """P1, P3: the differences, once every entry of the database was looked at; the first one of each record."""
        if self._damage is not None:
            yield Fault("log", self._damage)
        yield from self._found.values()
        missing = self._seen.find(0)
        if self._damage is None and missing >= 0:
            yield Fault(
                "log",
                f"The entry {missing} of the log ({self._seen.count(0)} in all) is not in the database: it was removed "
                f"or altered there, or an older state of the database was restored.{''.join(self._shortened())}",
            )
        count, oldest = self._waiting
        if goes_back(oldest, iso_instant(now()), PATIENCE):
            yield Fault("log", f"{count} entries wait for the log since {oldest}: the job sequence does not run.")

    def _shortened(self) -> Iterator[str]:
        """Segments that have lost their end, in sentences."""
        for name, cursor in self._cursors.items():
            count = self._counts.get(name, 0)
            if count < cursor.count:
                yield f" Of the segment {name} {cursor.count} entries stand in the log and {count} in the database."

    def _met(self, first: int, entries: list[bytes]) -> None:
        for leaf, entry in enumerate(entries, first):
            if self._damage is None and self._index.leaf_of(entry.hex()) != leaf:
                self._damage = f"The index of the log does not know the entry {leaf} that its tiles hold."
