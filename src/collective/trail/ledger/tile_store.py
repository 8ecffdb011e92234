"""P1: the files of a log: tiles, entry bundles and the checkpoint, written so that a crash leaves none of them half.

Whoever writes holds the directory's lock. A file that a signed checkpoint covers is never written again with other
bytes; what lies beyond the last checkpoint was written by a run that did not get as far as signing, and is redone.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collective.trail.ledger.durable import replace_file
from collective.trail.ledger.durable import sync_folder
from collective.trail.rules.merkle import complete_root
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.tile_reader import TileReader
from collective.trail.rules.tiles import BUNDLE
from collective.trail.rules.tiles import CHECKPOINT
from collective.trail.rules.tiles import edge
from collective.trail.rules.tiles import HEIGHT
from collective.trail.rules.tiles import join_entries
from collective.trail.rules.tiles import Tile
from collective.trail.rules.tiles import WIDTH
from contextlib import contextmanager
from pathlib import Path

import fcntl


class LogBusy(Exception):
    """P1: another process writes this log now; the message says where. Nothing is wrong: the next run goes on."""


class TileStore:
    """P1: one log in one directory."""

    def __init__(self, directory: Path):
        self.directory = directory

    @contextmanager
    def writing(self) -> Iterator[None]:
        """P1: be the only process that writes here; LogBusy if there is another. A dead process holds nothing."""
        with self._alone("lock", "writing"):
            yield

    @contextmanager
    def anchoring(self) -> Iterator[None]:
        """P1: be the only process that takes checkpoints to anchors, while another may write; LogBusy likewise."""
        with self._alone("anchoring", "anchoring"):
            yield

    @contextmanager
    def _alone(self, name: str, doing: str) -> Iterator[None]:
        self.directory.mkdir(parents=True, exist_ok=True)
        with open(self.directory / name, "ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LogBusy(f"Another process is {doing} the log in {self.directory}.") from None
            yield

    @property
    def place(self) -> str:
        """P1: which directory of this machine it is, whatever it is called; a copy of it is another."""
        status = self.directory.stat()
        return f"{status.st_dev:x}-{status.st_ino:x}"

    def fetch(self, path: str) -> bytes:
        """P1: the bytes of a tile or of the checkpoint; FileNotFoundError."""
        return (self.directory / path).read_bytes()

    def reader(self, size: int) -> TileReader:
        """P1: the tree of the first ``size`` leaves, as its files say."""
        return TileReader(self.fetch, size)

    def checkpoint(self) -> bytes | None:
        """P1: the published checkpoint, or None before the first."""
        try:
            return self.fetch(CHECKPOINT)
        except FileNotFoundError:
            return None

    def publish(self, note: bytes) -> None:
        """P1: put a signed checkpoint where readers look for it."""
        replace_file(self.directory / CHECKPOINT, note)
        sync_folder(self.directory)

    def append(self, size: int, entries: Iterable[bytes]) -> int:
        """P1: write the tiles of the tree that follows after ``size`` leaves with these entries; returns its size.

        Memory holds one tile of each level. ValueError names a tile of the present tree that is not as it must be.
        """
        growth = _Growth(self, size)
        for entry in entries:
            growth.add(entry)
        return growth.finish()

    def tidy(self, old: int, new: int) -> None:
        """P1: remove the partial tiles of the old edge whose place is full now; the specification lets a log do so."""
        places = [tile.full for tile in edge(old)]
        for tile in [*places, *(Tile(BUNDLE, tile.index) for tile in places if tile.level == 0)]:
            if (new >> HEIGHT * max(tile.level, 0)) < tile.start + WIDTH:
                continue
            partial = self.directory / f"{tile.path}.p"
            if partial.is_dir():
                for each in partial.iterdir():
                    each.unlink()
                partial.rmdir()


class _Growth:
    """The right edge of a tree while entries are added to it."""

    def __init__(self, store: TileStore, size: int):
        self.store = store
        self.size = size
        reader = store.reader(size)
        self.rows = [reader.hashes(tile)[:] if (tile := _open_tile(level, size)) else [] for level in _levels(size)]
        self.bundle = reader.entries(size // WIDTH) if size % WIDTH else []
        self.written: set[Path] = set()

    def add(self, entry: bytes) -> None:
        self.bundle.append(entry)
        self.size += 1
        self._push(0, leaf_hash(entry))
        if len(self.bundle) == WIDTH:
            self._write(Tile(BUNDLE, self.size // WIDTH - 1), join_entries(self.bundle))
            self.bundle = []

    def finish(self) -> int:
        for tile in edge(self.size):
            self._write(tile, b"".join(self.rows[tile.level]))
        if self.bundle:
            self._write(Tile(BUNDLE, self.size // WIDTH, len(self.bundle)), join_entries(self.bundle))
        for directory in sorted({parent for path in self.written for parent in self._above(path)}):
            sync_folder(directory)
        return self.size

    def _push(self, level: int, node: bytes) -> None:
        if level == len(self.rows):
            self.rows.append([])
        row = self.rows[level]
        row.append(node)
        if len(row) == WIDTH:
            index = (self.size >> HEIGHT * (level + 1)) - 1
            self._write(Tile(level, index), b"".join(row))
            self.rows[level] = []
            self._push(level + 1, complete_root(row))

    def _write(self, tile: Tile, data: bytes) -> None:
        path = self.store.directory / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
        self.written.add(path)

    def _above(self, path: Path) -> Iterator[Path]:
        for parent in path.parents:
            yield parent
            if parent == self.store.directory:
                return


def _levels(size: int) -> range:
    levels = 0
    while size >> HEIGHT * levels:
        levels += 1
    return range(levels)


def _open_tile(level: int, size: int) -> Tile | None:
    count = size >> HEIGHT * level
    return Tile(level, count // WIDTH, count % WIDTH) if count % WIDTH else None
