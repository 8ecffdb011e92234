"""P1: what a sequencer remembers beside its tiles: how far each segment was taken, where each entry stands, what was signed.

A SQLite file in the log's directory. Its commit is the moment at which a run is done: tiles are on the disk before it,
the checkpoint is published after it. It can be made anew from tiles and database, so nothing is proved by it.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlite3


NAME = "index.sqlite"
#: How many entries one question names; SQLite takes 999 at least.
_ASKED = 500
#: What each version of the file adds to the one before.
_VERSIONS = (
    """
CREATE TABLE segments (name TEXT PRIMARY KEY, count INTEGER NOT NULL, head TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE leaves (hash BLOB PRIMARY KEY, leaf INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, signed_at TEXT NOT NULL, note BLOB NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
""",
    "CREATE TABLE confirmations (size INTEGER, anchor TEXT, confirmed_at TEXT NOT NULL, PRIMARY KEY (size, anchor))",
    "ALTER TABLE confirmations ADD COLUMN receipt TEXT; ALTER TABLE confirmations ADD COLUMN proved_at TEXT",
)


@dataclass(frozen=True)
class Cursor:
    """How many entries of a segment stand in the log, and the hash of the last of them."""

    count: int
    head: str


@dataclass(frozen=True)
class Signed:
    """P1: a checkpoint that was signed: size of the tree, time (ISO, UTC) and the signed note."""

    size: int
    signed_at: str
    note: bytes


@dataclass(frozen=True)
class Confirmation:
    """P1: an anchor kept a checkpoint from this time on (ISO, UTC), by the clock of this server."""

    anchor: str
    confirmed_at: str
    #: The path of the file that proves it, relative to the log; None for an anchor that gives none.
    receipt: str | None = None
    #: The time that the receipt proves (ISO, UTC), by the anchor's own clock.
    proved_at: str | None = None


def damaged(error: sqlite3.DatabaseError) -> str:
    """P1: the sentence for an index that cannot be read, or contradicts itself."""
    return (
        f"The index of the log is damaged ({error}): restore index.sqlite, tile and checkpoint from their newest copy."
    )


class LogIndex:
    """P1: opened for one run or one request; ``close`` it."""

    def __init__(self, directory: Path, write: bool = False):
        path = directory / NAME
        if write:
            directory.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if write else "ro"
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        self._db.execute("PRAGMA synchronous = FULL")
        if write and self._version() < len(_VERSIONS):
            with self.transaction():
                # Another process may have done it since.
                for version in range(self._version(), len(_VERSIONS)):
                    for statement in _VERSIONS[version].split(";"):
                        self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {len(_VERSIONS)}")

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def cursors(self) -> dict[str, Cursor]:
        """How far each segment was taken, by its name."""
        with closing(self._db.execute("SELECT name, count, head FROM segments")) as rows:
            return {name: Cursor(count, head) for name, count, head in rows}

    def move_cursors(self, cursors: Iterable[tuple[str, Cursor]]) -> None:
        """Note how far segments were taken."""
        rows = ((name, cursor.count, cursor.head) for name, cursor in cursors)
        self._db.executemany("INSERT OR REPLACE INTO segments VALUES (?, ?, ?)", rows)

    def add_leaf(self, leaf: int, entry_hash: bytes) -> None:
        """Note where an entry stands; sqlite3.IntegrityError for one that stands already."""
        self._db.execute("INSERT INTO leaves VALUES (?, ?)", (entry_hash, leaf))

    def leaf_of(self, entry_hash: str) -> int | None:
        """P1: the place of an entry in the log, by its hash in hex; None while it is not there."""
        row = self._db.execute("SELECT leaf FROM leaves WHERE hash = ?", (bytes.fromhex(entry_hash),)).fetchone()
        return None if row is None else int(row[0])

    def leaves_of(self, entry_hashes: Sequence[str]) -> dict[str, int]:
        """P1: the places of those of these entries that stand in the log, by their hashes in hex."""
        found: dict[str, int] = {}
        for first in range(0, len(entry_hashes), _ASKED):
            asked = [bytes.fromhex(each) for each in entry_hashes[first : first + _ASKED]]
            marks = ", ".join("?" * len(asked))
            rows = self._db.execute(f"SELECT hash, leaf FROM leaves WHERE hash IN ({marks})", asked)
            found |= {bytes(hash).hex(): int(leaf) for hash, leaf in rows}
        return found

    def size(self) -> int:
        """How many leaves stand in the index."""
        return int(self._db.execute("SELECT coalesce(max(leaf) + 1, 0) FROM leaves").fetchone()[0])

    def add_checkpoint(self, signed: Signed) -> None:
        """P1: keep a signed checkpoint; its size must be new."""
        self._db.execute("INSERT INTO checkpoints VALUES (?, ?, ?)", (signed.size, signed.signed_at, signed.note))

    def checkpoints(self, most: int = 1, skip: int = 0) -> list[Signed]:
        """P1: the last checkpoints, the newest first, but for the first ``skip`` of them."""
        rows = self._db.execute(
            "SELECT size, signed_at, note FROM checkpoints ORDER BY size DESC LIMIT ? OFFSET ?", (most, skip)
        )
        return [Signed(int(size), str(signed_at), bytes(note)) for size, signed_at, note in rows]

    def checkpoint_count(self) -> int:
        """P1: how many checkpoints were signed."""
        return int(self._db.execute("SELECT count(*) FROM checkpoints").fetchone()[0])

    def covering(self, leaf: int) -> Signed | None:
        """P1: the first checkpoint that covers a leaf: the entry cannot be younger than that."""
        row = self._db.execute(
            "SELECT size, signed_at, note FROM checkpoints WHERE size > ? ORDER BY size LIMIT 1", (leaf,)
        ).fetchone()
        return None if row is None else Signed(int(row[0]), str(row[1]), bytes(row[2]))

    def signed_before(self, leaf: int) -> str | None:
        """P3: when the last checkpoint was signed that does not cover a leaf; None if none such was signed."""
        row = self._db.execute(
            "SELECT signed_at FROM checkpoints WHERE size <= ? ORDER BY size DESC LIMIT 1", (leaf,)
        ).fetchone()
        return None if row is None else str(row[0])

    def last_signed_at(self) -> str | None:
        """P3: the latest time at which a checkpoint was signed, be it the last one or not; None before the first."""
        return self._db.execute("SELECT max(signed_at) FROM checkpoints").fetchone()[0]

    def add_cosignatures(self, size: int, note: bytes) -> None:
        """P1: keep the checkpoint of this size with the cosignatures that it has now; its text is the same."""
        self._db.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (note, size))

    def confirm(
        self, size: int, anchor: str, confirmed_at: str, receipt: str | None = None, proved_at: str | None = None
    ) -> None:
        """P1: note that an anchor keeps the checkpoint of this size, see ``Confirmation``; the first time counts."""
        self._db.execute(
            "INSERT OR IGNORE INTO confirmations (size, anchor, confirmed_at, receipt, proved_at) VALUES (?, ?, ?, ?, ?)",
            (size, anchor, confirmed_at, receipt, proved_at),
        )

    def confirmations(self, size: int) -> list[Confirmation]:
        """P1: the anchors that keep the checkpoint of this size, by name."""
        return self._confirmed(
            "SELECT anchor, confirmed_at, {} FROM confirmations WHERE size = ? ORDER BY anchor", size
        )

    def confirmations_of(self, leaf: int) -> list[Confirmation]:
        """P1: the anchors that keep a checkpoint which covers a leaf, each with the first time, by name."""
        # SQLite takes the other columns from the row with the least time.
        return self._confirmed(
            "SELECT anchor, min(confirmed_at), {} FROM confirmations WHERE size > ? GROUP BY anchor ORDER BY anchor",
            leaf,
        )

    def last_confirmed(self, anchor: str) -> tuple[int, str] | None:
        """P1: the size of the last checkpoint that an anchor keeps, and since when; None if it keeps none."""
        row = self._db.execute(
            "SELECT size, confirmed_at FROM confirmations WHERE anchor = ? ORDER BY size DESC LIMIT 1", (anchor,)
        ).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def newest_confirmations(self) -> dict[str, tuple[int, str]]:
        """P1: anchor -> the size of the newest checkpoint that it keeps, and since when."""
        if self._version() < 2:
            return {}
        # SQLite takes the bare column from the row with the maximum.
        rows = self._db.execute(
            "SELECT anchor, max(size), confirmed_at FROM confirmations GROUP BY anchor ORDER BY anchor"
        )
        return {str(anchor): (int(size), str(moment)) for anchor, size, moment in rows}

    def _confirmed(self, query: str, value: int) -> list[Confirmation]:
        # An index of an earlier version that only readers opened since has no such table, or not all of its columns.
        version = self._version()
        if version < 2:
            return []
        columns = "receipt, proved_at" if version > 2 else "NULL, NULL"
        return [Confirmation(*row) for row in self._db.execute(query.format(columns), (value,))]

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def fact(self, name: str) -> str | None:
        """One remembered text."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Remember one text."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
