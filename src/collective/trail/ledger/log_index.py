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
_VERSION = 2
#: How many entries one question names; SQLite takes 999 at least.
_ASKED = 500
_SCHEMA = """
CREATE TABLE segments (name TEXT PRIMARY KEY, count INTEGER NOT NULL, head TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE leaves (hash BLOB PRIMARY KEY, leaf INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, signed_at TEXT NOT NULL, note BLOB NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
#: Since version 2.
_ANCHORED = """
CREATE TABLE confirmations (size INTEGER, anchor TEXT, confirmed_at TEXT NOT NULL, PRIMARY KEY (size, anchor))
"""


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
    """P1: an anchor kept a checkpoint from this time on (ISO, UTC)."""

    anchor: str
    confirmed_at: str


class LogIndex:
    """P1: opened for one run or one request; ``close`` it."""

    def __init__(self, directory: Path, write: bool = False):
        path = directory / NAME
        if write:
            directory.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if write else "ro"
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        self._db.execute("PRAGMA synchronous = FULL")
        if write and self._version() < _VERSION:
            with self.transaction():
                # Another process may have done it since.
                version = self._version()
                if version < 1:
                    for statement in _SCHEMA.split(";"):
                        self._db.execute(statement)
                if version < _VERSION:
                    self._db.execute(_ANCHORED)
                self._db.execute(f"PRAGMA user_version = {_VERSION}")

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

    def confirm(self, size: int, anchor: str, confirmed_at: str) -> None:
        """P1: note that an anchor keeps the checkpoint of this size; the first time counts."""
        self._db.execute("INSERT OR IGNORE INTO confirmations VALUES (?, ?, ?)", (size, anchor, confirmed_at))

    def confirmations(self, size: int) -> list[Confirmation]:
        """P1: the anchors that keep the checkpoint of this size, by name."""
        return self._confirmed("SELECT anchor, confirmed_at FROM confirmations WHERE size = ? ORDER BY anchor", size)

    def confirmations_of(self, leaf: int) -> list[Confirmation]:
        """P1: the anchors that keep a checkpoint which covers a leaf, each with the first time, by name."""
        return self._confirmed(
            "SELECT anchor, min(confirmed_at) FROM confirmations WHERE size > ? GROUP BY anchor ORDER BY anchor", leaf
        )

    def newest_confirmations(self) -> dict[str, tuple[int, str]]:
        """P1: anchor -> the size of the newest checkpoint that it keeps, and since when."""
        if self._version() < _VERSION:
            return {}
        # SQLite takes the bare column from the row with the maximum.
        rows = self._db.execute(
            "SELECT anchor, max(size), confirmed_at FROM confirmations GROUP BY anchor ORDER BY anchor"
        )
        return {str(anchor): (int(size), str(moment)) for anchor, size, moment in rows}

    def _confirmed(self, query: str, value: int) -> list[Confirmation]:
        # An index of an earlier version that only readers opened since has no such table.
        if self._version() < _VERSION:
            return []
        return [Confirmation(str(anchor), str(moment)) for anchor, moment in self._db.execute(query, (value,))]

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def fact(self, name: str) -> str | None:
        """One remembered text."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Remember one text."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
