"""P1: tiles and bundles have the paths and contents of C2SP tlog-tiles."""

from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import node_hash
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.tile_reader import TileReader
from collective.trail.rules.tiles import BUNDLE
from collective.trail.rules.tiles import changed_tiles
from collective.trail.rules.tiles import edge
from collective.trail.rules.tiles import join_entries
from collective.trail.rules.tiles import parse_path
from collective.trail.rules.tiles import split_entries
from collective.trail.rules.tiles import split_hashes
from collective.trail.rules.tiles import Tile
from collective.trail.rules.tiles import tile_at
from functools import cache
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

import pytest


ENTRIES = [number.to_bytes(4, "big") for number in range(70_000)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


@cache
def node(level, index):
    """A node of the tree over ``LEAVES``."""
    return LEAVES[index] if level == 0 else node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def content(tile):
    """What the specification says stands in a tile or bundle."""
    places = range(tile.start, tile.start + tile.width)
    if tile.level == BUNDLE:
        return join_entries([ENTRIES[place] for place in places])
    return b"".join(node(8 * tile.level, place) for place in places)


def fetch_at(size):
    """The files of a log with that many entries."""

    def fetch(path):
        tile = parse_path(path)
        if tile != tile_at(tile.level, tile.index, size):
            raise FileNotFoundError(path)
        return content(tile)

    return fetch


@pytest.mark.parametrize(
    "tile,path",
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(2, 67, 17), "tile/2/067.p/17"),
        (Tile(BUNDLE, 1067, 1), "tile/entries/x001/067.p/1"),
        (Tile(63, 0, 255), "tile/63/000.p/255"),
    ],
)
def test_paths_of_the_specification(tile, path):
    assert tile.path == path
    assert parse_path(path) == tile


@given(st.integers(-1, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_every_path_leads_back(level, index, width):
    assert parse_path(Tile(level, index, width).path) == Tile(level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "tile",
            "tile/0",
            "tile/0/0",
            "tile/0/00",
            "tile/00/000",
            "tile/64/000",
            "tile/-1/000",
            "tile/0/x000/000",
        ),
        *("tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000/", "/tile/0/000", "tile/0/000\n"),
        *(
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/../000",
            "tile/data/000",
            "tile/0/٠٠٠",
            "tile/0/" + "x999/" * 9 + "0",
        ),
    ],
)
def test_no_other_path_is_known(path):
    with pytest.raises(ValueError):
        parse_path(path)


@given(st.text(st.sampled_from("tile/entrsx.p0123456789")))
def test_any_text_is_a_path_or_refused(text):
    try:
        tile = parse_path(text)
    except ValueError:
        return
    assert tile.path == text


def test_the_example_of_the_specification():
    """A tree of 70000: 273 full tiles and one of 112, one full and one of 17, one of 1."""
    tiles = list(changed_tiles(0, 70_000))
    assert [(tile.level, tile.width) for tile in tiles if not tile.is_full] == [(0, 112), (1, 17), (2, 1)]
    assert [sum(tile.is_full for tile in tiles if tile.level == level) for level in range(3)] == [273, 1, 0]
    assert list(edge(70_000)) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(changed_tiles(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(edge(0)) == list(changed_tiles(0, 0)) == []


@settings(max_examples=60)
@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_an_append_changes_what_the_trees_do_not_share(one, other):
    old, new = sorted((one, other))
    before, after = set(changed_tiles(0, old)), set(changed_tiles(0, new))
    assert set(changed_tiles(old, new)) == after - before
    assert {tile for tile in before - after} <= set(edge(old))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 70_000), st.data())
def test_nodes_and_entries_are_read_from_tiles(size, data):
    reader = TileReader(fetch_at(size), size)
    assert tree_root(reader, size) == tree_root(node, size)
    index = data.draw(st.integers(0, size - 1))
    assert reader.entry(index) == ENTRIES[index]
    level = data.draw(st.integers(0, size.bit_length() - 1))
    place = data.draw(st.integers(0, (size >> level) - 1))
    assert reader(level, place) == node(level, place)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30_000), st.integers(0, 40_000))
def test_an_older_tree_is_read_from_the_tiles_of_a_newer_one(old, more):
    """Partial tiles may be gone once the full one is there; the edge that did not move is still partial."""
    newer = fetch_at(old + more)
    partial = {tile for tile in edge(old)}

    def fetch(path):
        tile = parse_path(path)
        return content(tile) if replace_level(tile) in partial and not is_full_now(tile, old + more) else newer(path)

    reader = TileReader(fetch, old)
    assert tree_root(reader, old) == tree_root(node, old)
    assert reader.entry(old - 1) == ENTRIES[old - 1]


def replace_level(tile):
    """A bundle's partner in level 0."""
    return Tile(max(tile.level, 0), tile.index, tile.width)


def is_full_now(tile, size):
    """Whether a tree of this size has all of the tile."""
    return size >> 8 * max(tile.level, 0) >= tile.start + 256


def test_what_is_missing_or_cut_is_named():
    def nothing(path):
        raise FileNotFoundError(path)

    for read in (lambda: TileReader(nothing, 300)(0, 299), lambda: TileReader(nothing, 300)(8, 0)):
        with pytest.raises(ValueError, match="is missing"):
            read()
    with pytest.raises(ValueError, match="tile/entries/001.p/44 is missing"):
        TileReader(nothing, 300).entry(299)
    with pytest.raises(ValueError, match="tile/entries/000 is missing"):
        TileReader(nothing, 300).entry(0)
    with pytest.raises(ValueError, match="tile/0/000 has 1 bytes"):
        TileReader(lambda path: b"x", 300)(0, 0)
    with pytest.raises(ValueError, match="no node 1 in level 8"):
        TileReader(nothing, 300)(8, 1)
    with pytest.raises(ValueError, match="no entry 300"):
        TileReader(nothing, 300).entry(300)
    with pytest.raises(ValueError, match="no tile"):
        tile_at(0, 2, 300)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_bundles_hold_their_entries(entries):
    data = join_entries(entries)
    tile = Tile(BUNDLE, 0, len(entries))
    assert split_entries(data, tile) == entries
    for bad in (data[:-1], data + b"\x00", data + b"\x00\x00"):
        with pytest.raises(ValueError):
            split_entries(bad, tile)


@given(st.binary(max_size=600), st.integers(1, 256))
def test_any_bytes_are_a_bundle_or_refused(data, width):
    try:
        entries = split_entries(data, Tile(BUNDLE, 0, width))
    except ValueError:
        return
    assert join_entries(entries) == data and len(entries) == width


def test_entries_have_a_length_of_two_bytes():
    assert join_entries([b"abc"]) == b"\x00\x03abc"
    with pytest.raises(ValueError):
        join_entries([bytes(65536)])
    with pytest.raises(ValueError):
        split_hashes(bytes(33), Tile(0, 0, 1))
