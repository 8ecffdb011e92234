"""P1: the Merkle tree against published vectors, against the recursive definition, and against forged proofs."""

from collective.trail.rules.merkle import complete_root
from collective.trail.rules.merkle import consistency_proof
from collective.trail.rules.merkle import EMPTY_ROOT
from collective.trail.rules.merkle import inclusion_proof
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import node_hash
from collective.trail.rules.merkle import range_root
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.merkle import verify_consistency
from collective.trail.rules.merkle import verify_inclusion
from functools import cache
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

import hashlib
import pytest


#: The inputs and results that implementations of RFC 6962 share.
INPUTS = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PUBLISHED = {
    "a": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "b": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "c": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "d": "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "e": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "f": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "1": ROOTS[1],
    "2": ROOTS[2],
    "4": ROOTS[4],
}


def reader(leaves):
    """A node reader over a list of leaf hashes, with every node remembered."""

    @cache
    def read(level, index):
        return leaves[index] if level == 0 else node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read


def leaves_of(count):
    """Some leaf hashes."""
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


@cache
def naive(begin, end):
    """MTH(D[begin:end]) over ``leaves_of``, word for word as RFC 6962 defines it."""
    if begin == end:
        return hashlib.sha256(b"").digest()
    if end - begin == 1:
        return leaf_hash(begin.to_bytes(4, "big"))
    k = split(end - begin)
    return hashlib.sha256(b"\x01" + naive(begin, begin + k) + naive(begin + k, end)).digest()


def split(n):
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_path(m, begin, end):
    """PATH(m, D[begin:end]) as RFC 6962 defines it."""
    if end - begin == 1:
        return []
    k = split(end - begin)
    if m < k:
        return [*naive_path(m, begin, begin + k), naive(begin + k, end)]
    return [*naive_path(m - k, begin + k, end), naive(begin, begin + k)]


def naive_subproof(m, begin, end, whole):
    """SUBPROOF(m, D[begin:end], whole) as RFC 6962 defines it."""
    if m == end - begin:
        return [] if whole else [naive(begin, end)]
    k = split(end - begin)
    if m <= k:
        return [*naive_subproof(m, begin, begin + k, whole), naive(begin + k, end)]
    return [*naive_subproof(m - k, begin + k, end, False), naive(begin, begin + k)]


LARGE = leaves_of(100_000)
READ_LARGE = reader(LARGE)


def test_published_roots():
    read = reader([leaf_hash(data) for data in INPUTS])
    assert [tree_root(read, size).hex() for size in range(9)] == ROOTS
    assert EMPTY_ROOT.hex() == ROOTS[0]
    assert complete_root([leaf_hash(data) for data in INPUTS]).hex() == ROOTS[8]


@pytest.mark.parametrize(
    "index,size,names", [(0, 1, ""), (0, 8, "abc"), (5, 8, "de4"), (2, 3, "2"), (1, 5, "1bd")], ids=str
)
def test_published_inclusion_proofs(index, size, names):
    leaves = [leaf_hash(data) for data in INPUTS]
    proof = inclusion_proof(reader(leaves), index, size)
    assert [step.hex() for step in proof] == [PUBLISHED[name] for name in names]
    assert verify_inclusion(leaves[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize("first,second,names", [(1, 1, ""), (1, 8, "abc"), (6, 8, "fe4"), (2, 5, "bd")], ids=str)
def test_published_consistency_proofs(first, second, names):
    proof = consistency_proof(reader([leaf_hash(data) for data in INPUTS]), first, second)
    assert [step.hex() for step in proof] == [PUBLISHED[name] for name in names]
    assert verify_consistency(first, second, proof, bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second]))


def test_all_sizes_to_300_follow_the_definition():
    read = reader(leaves_of(300))
    roots = [naive(0, size) for size in range(301)]
    for size in range(301):
        assert tree_root(read, size) == roots[size]
        for index in range(size):
            proof = inclusion_proof(read, index, size)
            assert proof == naive_path(index, 0, size)
            assert verify_inclusion(read(0, index), index, size, proof, roots[size])
        for first in range(size + 1):
            proof = consistency_proof(read, first, size)
            assert proof == (naive_subproof(first, 0, size, True) if first else [])
            assert verify_consistency(first, size, proof, roots[first], roots[size])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_random_sizes_to_100000(data):
    size = data.draw(st.integers(1, len(LARGE)))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    reads = []

    def read(level, place):
        reads.append((level, place))
        assert (place + 1) << level <= size, "No node beyond the tree exists."
        return READ_LARGE(level, place)

    root = tree_root(read, size)
    proof = inclusion_proof(read, index, size)
    assert verify_inclusion(LARGE[index], index, size, proof, root)
    assert len(proof) <= (size - 1).bit_length()
    older = tree_root(read, first)
    between = consistency_proof(read, first, size)
    assert verify_consistency(first, size, between, older, root)
    assert len(reads) <= 8 * 17, "A proof reads as many nodes as the tree is high, not as it is wide."


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_changed_proof_is_believed(data):
    size = data.draw(st.integers(2, 5000))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size - 1))
    root, older = tree_root(READ_LARGE, size), tree_root(READ_LARGE, first)
    proof = inclusion_proof(READ_LARGE, index, size)
    between = consistency_proof(READ_LARGE, first, size)
    for path, believe in (
        (proof, lambda path: verify_inclusion(LARGE[index], index, size, path, root)),
        (between, lambda path: verify_consistency(first, size, path, older, root)),
    ):
        assert believe(path)
        for bad in changed(data, path):
            assert not believe(bad)
    other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
    assert not verify_inclusion(LARGE[other], index, size, proof, root)
    assert not verify_inclusion(LARGE[index], other, size, proof, root)
    assert not verify_inclusion(LARGE[index], index, size, proof, older)
    assert not verify_consistency(first, size, between, root, older)
    assert not verify_consistency(first, size, between, tree_root(READ_LARGE, first - 1), root)
    assert not verify_consistency(first, size, between, older, tree_root(READ_LARGE, size - 1))


def changed(data, path):
    """Ways to spoil a path."""
    yield [*path, bytes(32)]
    yield [*path, b""]
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        bit = data.draw(st.integers(0, 255))
        step = (int.from_bytes(path[place], "big") ^ 1 << bit).to_bytes(32, "big")
        yield [*path[:place], step, *path[place + 1 :]]
        yield [*path[:place], path[place] + b"\x00", *path[place + 1 :]]
        yield path[:-1]
        yield path[1:]
        if path != path[::-1]:
            yield path[::-1]


@pytest.mark.parametrize("index,size", [(-1, 3), (3, 3), (0, 0)])
def test_leaves_outside_have_no_proof(index, size):
    with pytest.raises(ValueError):
        inclusion_proof(READ_LARGE, index, size)
    assert not verify_inclusion(LARGE[0], index, size, [], EMPTY_ROOT)


def test_a_tree_that_shrinks_has_no_proof():
    with pytest.raises(ValueError):
        consistency_proof(READ_LARGE, 4, 3)
    assert not verify_consistency(4, 3, [], tree_root(READ_LARGE, 4), tree_root(READ_LARGE, 3))


def test_the_empty_tree_is_the_beginning_of_every_tree():
    assert verify_consistency(0, 5, [], EMPTY_ROOT, tree_root(READ_LARGE, 5))
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(0, 5, [], LARGE[0], tree_root(READ_LARGE, 5))
    assert not verify_consistency(0, 0, [], LARGE[0], LARGE[0])


def test_what_forms_no_subtree_is_refused():
    with pytest.raises(ValueError):
        range_root(READ_LARGE, 2, 6)
    with pytest.raises(ValueError):
        complete_root(LARGE[:3])
