"""P1: nodes and entries of a tree, read from its tiles. Nothing read is believed until a proof leads to a signed root."""

from collections import OrderedDict
from collections.abc import Callable
from collective.trail.rules.merkle import complete_root
from collective.trail.rules.merkle import HASH_SIZE
from collective.trail.rules.tiles import BUNDLE
from collective.trail.rules.tiles import HEIGHT
from collective.trail.rules.tiles import split_entries
from collective.trail.rules.tiles import split_hashes
from collective.trail.rules.tiles import Tile
from collective.trail.rules.tiles import tile_at
from collective.trail.rules.tiles import WIDTH


#: Gives the bytes of a path relative to the log; FileNotFoundError when there is no such file.
Fetch = Callable[[str], bytes]

_KEPT = 16


class TileReader:
    """P1: reads a tree of ``size`` leaves; call it as a node reader of ``rules.merkle``. Keeps 16 tiles in memory.

    ValueError names a tile that is missing or has another length than it must.
    """

    def __init__(self, fetch: Fetch, size: int):
        self.size = size
        self._fetch = fetch
        self._kept: OrderedDict[Tile, list[bytes]] = OrderedDict()

    def __call__(self, level: int, index: int) -> bytes:
        if index < 0 or (index + 1) << level > self.size:
            raise ValueError(f"A tree of {self.size} leaves has no node {index} in level {level}.")
        depth = level % HEIGHT
        row, first = level // HEIGHT, index << depth
        hashes = self.hashes(tile_at(row, first // WIDTH, self.size))
        begin = first % WIDTH
        return complete_root(hashes[begin : begin + (1 << depth)])

    def hashes(self, tile: Tile) -> list[bytes]:
        """P1: the hashes in a tile."""
        found = self._kept.get(tile)
        if found is None:
            found = self._kept[tile] = split_hashes(self._bytes(tile, tile.width * HASH_SIZE), tile)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(tile)
        return found

    def entries(self, index: int) -> list[bytes]:
        """P1: the entries in the bundle with this index, as many as the tree has there."""
        tile = tile_at(BUNDLE, index, self.size)
        try:
            return split_entries(self._fetch(tile.path), tile)
        except FileNotFoundError:
            if tile.is_full:
                raise ValueError(f"{tile.path} is missing.") from None
        return split_entries(self._full(tile), tile.full)[: tile.width]

    def entry(self, index: int) -> bytes:
        """P1: one entry of the log by its index; ValueError outside 0 to size - 1."""
        if not 0 <= index < self.size:
            raise ValueError(f"A log of {self.size} entries has no entry {index}.")
        return self.entries(index // WIDTH)[index % WIDTH]

    def _bytes(self, tile: Tile, length: int) -> bytes:
        try:
            return self._fetch(tile.path)
        except FileNotFoundError:
            if tile.is_full:
                raise ValueError(f"{tile.path} is missing.") from None
        # A log may drop a partial tile once the full one is there, which begins with the same hashes.
        return self._full(tile)[:length]

    def _full(self, tile: Tile) -> bytes:
        try:
            return self._fetch(tile.full.path)
        except FileNotFoundError:
            raise ValueError(f"{tile.path} is missing.") from None
