"""P1: how a log's tree and entries are cut into files, as C2SP tlog-tiles (https://c2sp.org/tlog-tiles) says.

A tile of level L and index N holds up to 256 hashes, each over ``256**L`` entries. An entry bundle holds the entries
under the tile of level 0 with the same index, each after its length as a big-endian uint16. The rightmost tile of a
level is partial: ``.p/W`` in its path is its width. A path always has ``/``, on every system and over HTTP alike.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.rules.merkle import HASH_SIZE
from dataclasses import dataclass

import re


HEIGHT = 8
WIDTH = 1 << HEIGHT
CHECKPOINT = "checkpoint"

#: Stands for the level of an entry bundle.
BUNDLE = -1

#: A tile of a level above could never be reached by a tree of less than 2**63 leaves.
MAX_LEVEL = 63
MAX_SIZE = (1 << 63) - 1

_PATH = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Tile:
    """P1: the place of a tile or, with level -1, of an entry bundle; ValueError for a place that cannot be."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (-1 <= self.level <= MAX_LEVEL and 0 <= self.index <= MAX_SIZE and 1 <= self.width <= WIDTH):
            raise ValueError(f"No tile has level {self.level}, index {self.index} and width {self.width}.")

    @property
    def is_full(self) -> bool:
        """Whether it holds all 256 hashes or entries."""
        return self.width == WIDTH

    @property
    def start(self) -> int:
        """The first hash, or entry, of its level that it holds."""
        return self.index * WIDTH

    @property
    def full(self) -> "Tile":
        """The same place when it is full."""
        return Tile(self.level, self.index)

    @property
    def path(self) -> str:
        """P1: where it is stored and served, relative to the log."""
        level = "entries" if self.level == BUNDLE else str(self.level)
        groups = [f"{self.index % 1000:03d}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03d}")
            rest //= 1000
        partial = "" if self.is_full else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"


def parse_path(path: str) -> Tile:
    """P1: the tile or bundle of a path; ValueError for any other text, and for a second spelling of a path."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"{path!r} is no path of a tile.")
    level, groups, last, width = match.groups()
    index = int(groups.replace("x", "").replace("/", "") + last)
    tile = Tile(BUNDLE if level == "entries" else int(level), index, int(width) if width else WIDTH)
    if tile.path != path:
        raise ValueError(f"{path!r} is no path of a tile.")
    return tile


def tile_at(level: int, index: int, size: int) -> Tile:
    """P1: the tile at a place in a tree of ``size`` leaves, as wide as it is there; ValueError if it is not there."""
    width = min(WIDTH, (size >> HEIGHT * max(level, 0)) - index * WIDTH)
    if width < 1:
        raise ValueError(f"A tree of {size} leaves has no tile {index} in level {level}.")
    return Tile(level, index, width)


def edge(size: int) -> Iterator[Tile]:
    """P1: the partial tiles of a tree, from level 0 up; those of level 0 stand for the bundle too."""
    for level in range(MAX_LEVEL + 1):
        count = size >> HEIGHT * level
        if count == 0:
            return
        if count % WIDTH:
            yield Tile(level, count // WIDTH, count % WIDTH)


def changed_tiles(old: int, new: int) -> Iterator[Tile]:
    """P1: the tiles that a tree of ``new`` leaves has and one of ``old`` has not, in order of level and index."""
    for level in range(MAX_LEVEL + 1):
        before, after = old >> HEIGHT * level, new >> HEIGHT * level
        if after == before:
            return
        for index in range(before // WIDTH, (after + WIDTH - 1) // WIDTH):
            yield tile_at(level, index, new)


def split_hashes(data: bytes, tile: Tile) -> list[bytes]:
    """P1: the hashes in a tile's file; ValueError if it has another length than its width says."""
    if len(data) != tile.width * HASH_SIZE:
        raise ValueError(f"{tile.path} has {len(data)} bytes; a tile of its width has {tile.width * HASH_SIZE}.")
    return [data[place : place + HASH_SIZE] for place in range(0, len(data), HASH_SIZE)]


def join_entries(entries: Sequence[bytes]) -> bytes:
    """P1: an entry bundle; ValueError for an entry of more than 65535 bytes."""
    if any(len(entry) > 0xFFFF for entry in entries):
        raise ValueError("An entry of a log has at most 65535 bytes.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_entries(data: bytes, tile: Tile) -> list[bytes]:
    """P1: the entries in a bundle's file; ValueError if there are more or fewer than its width says."""
    entries = []
    place = 0
    while place < len(data):
        start = place + 2
        place = start + int.from_bytes(data[start - 2 : start], "big")
        if start > len(data) or place > len(data):
            raise ValueError(f"{tile.path} ends in the middle of an entry.")
        entries.append(data[start:place])
    if len(entries) != tile.width:
        raise ValueError(f"{tile.path} holds {len(entries)} entries, not {tile.width}.")
    return entries
