"""P1: whether the database and the signed log say the same: each entry of one is looked for in the other."""

from collections.abc import Mapping
from collections.abc import Sequence
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.log_check import check_log
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from pathlib import Path
from typing import Any


class LogComparison:
    """P1: made before the database is read, so that all that was signed is seen there; ``close`` it.

    One byte an entry is held in memory.
    """

    def __init__(self, directory: Path, verifiers: Sequence[Verifier]):
        self._index = LogIndex(directory)
        self._seen = bytearray()
        self._fault: str | None = None
        self._cursors = self._index.cursors()
        store = TileStore(directory)
        note = store.checkpoint()
        if note is None:
            self._fault = "The log has no checkpoint any more."
            return
        try:
            checkpoint = open_checkpoint(note, verifiers)
        except (NoteError, UnsignedNote) as error:
            self._fault = f"The checkpoint of the log is not to be believed. {error}"
            return
        self._seen = bytearray(checkpoint.size)
        fault = check_log(lambda path: (directory / path).read_bytes(), checkpoint, self._met)
        if fault is not None:
            self._fault = fault.message

    def close(self) -> None:
        """Let the log's index go."""
        self._index.close()

    def look(self, entry: Mapping[str, Any]) -> None:
        """P1: take note of an entry of the database, as it stands in an export."""
        header = entry["header"]
        leaf = self._index.leaf_of(entry["hash"])
        if leaf is not None:
            if leaf < len(self._seen):
                self._seen[leaf] = 1
            return
        name, place = header["segment"], header["segment_seq"]
        cursor = self._cursors.get(name)
        if cursor is not None and place <= cursor.count:
            self._fault = self._fault or (
                f"Entry {place} of the segment {name} in the database ({header['action']}, record {header['record']}) "
                "does not stand in the log, but later ones do: it was altered, or put in afterwards."
            )

    def fault(self) -> str | None:
        """P1: the first difference, once every entry of the database was looked at."""
        missing = self._seen.find(0)
        if self._fault is None and missing >= 0:
            return (
                f"The entry {missing} of the log ({self._seen.count(0)} in all) is not in the database: it was removed "
                "or altered there, or an older state of the database was restored."
            )
        return self._fault

    def _met(self, first: int, entries: list[bytes]) -> None:
        for leaf, entry in enumerate(entries, first):
            if self._fault is None and self._index.leaf_of(entry.hex()) != leaf:
                self._fault = f"The index of the log does not know the entry {leaf} that its tiles hold."
