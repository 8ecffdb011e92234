"""P1: checking a whole log from its files: every tile from the entries up, and the root that was signed.

Memory holds one tile of each level, however long the log is.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.merkle import complete_root
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.tile_reader import Fetch
from collective.trail.rules.tile_reader import TileReader
from collective.trail.rules.tiles import edge
from collective.trail.rules.tiles import Tile
from collective.trail.rules.tiles import tile_at
from collective.trail.rules.tiles import WIDTH
from dataclasses import dataclass


@dataclass(frozen=True)
class LogFault:
    """P1: the first place of a log that is wrong: the file, the leaf where one can be named, and a sentence."""

    message: str
    path: str = ""
    leaf: int | None = None


def check_log(
    fetch: Fetch, checkpoint: Checkpoint, met: Callable[[int, list[bytes]], None] = lambda first, entries: None
) -> LogFault | None:
    """P1: whether the files make the tree that the checkpoint states; the first fault, or None.

    ``met`` is told the entries of the log in their order, one bundle after the other, with the index of its first.
    """
    reader = TileReader(fetch, checkpoint.size)
    rows: list[list[bytes]] = []
    try:
        for index in range((checkpoint.size + WIDTH - 1) // WIDTH):
            entries = reader.entries(index)
            hashes = [leaf_hash(entry) for entry in entries]
            fault = _first_difference(reader, tile_at(0, index, checkpoint.size), hashes, rows)
            if fault is not None:
                return fault
            met(index * WIDTH, entries)
        for tile in edge(checkpoint.size):
            if tile.level and reader.hashes(tile) != rows[tile.level - 1]:
                return _differs(tile)
    except ValueError as error:
        return LogFault(f"The log is damaged: {error}", str(error).split(" ", 1)[0])
    if tree_root(reader, checkpoint.size) != checkpoint.root:
        return LogFault(f"The {checkpoint.size} entries of the log do not lead to the root that was signed.")
    return None


def check_older(fetch: Fetch, checkpoint: Checkpoint, older: Checkpoint) -> LogFault | None:
    """P1: whether a log that ``check_log`` found good continues the one of a checkpoint that was kept elsewhere."""
    if older.origin != checkpoint.origin:
        return LogFault(f"The checkpoint kept is of the log {older.origin}, and this log is {checkpoint.origin}.")
    if older.size > checkpoint.size:
        return LogFault(
            f"The log has {checkpoint.size} entries, fewer than the {older.size} of the checkpoint kept: it was cut off."
        )
    if tree_root(TileReader(fetch, checkpoint.size), older.size) != older.root:
        return LogFault(
            f"The first {older.size} entries of the log are others than those of the checkpoint kept: it was rewritten."
        )
    return None


def _first_difference(reader: TileReader, tile: Tile, hashes: list[bytes], rows: list[list[bytes]]) -> LogFault | None:
    """Compare a tile of level 0, and each tile above that it completes."""
    stored = reader.hashes(tile)
    if stored != hashes:
        place = next(place for place, pair in enumerate(zip(stored, hashes, strict=True)) if pair[0] != pair[1])
        leaf = tile.start + place
        return LogFault(f"The entry {leaf} of the log is not the one that {tile.path} commits to.", tile.path, leaf)
    for above, complete in _completed(tile, hashes, rows):
        if reader.hashes(above) != complete:
            return _differs(above)
    return None


def _completed(tile: Tile, hashes: list[bytes], rows: list[list[bytes]]) -> Iterator[tuple[Tile, list[bytes]]]:
    level, index = 0, tile.index
    while len(hashes) == WIDTH:
        if level == len(rows):
            rows.append([])
        row = rows[level]
        row.append(complete_root(hashes))
        if len(row) < WIDTH:
            return
        level, index, hashes = level + 1, index // WIDTH, row
        rows[level - 1] = []
        yield Tile(level, index), hashes


def _differs(tile: Tile) -> LogFault:
    return LogFault(f"{tile.path} does not follow from the tiles below it.", tile.path)
