"""P1: the Merkle tree of a transparency log: hashes, roots, proofs and their verification.

RFC 6962 section 2.1 defines the tree and both proofs, RFC 9162 sections 2.1.3.2 and 2.1.4.2 the verification. A tree is
known here by its size and a *node reader*: ``read(level, index)`` gives the hash of the complete subtree over the
leaves ``index * 2**level`` to ``(index + 1) * 2**level - 1``. Roots and proofs need O(log size) such reads.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

import hashlib


HASH_SIZE = 32

#: The root of the tree without leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """P1: the hash of a leaf; its prefix keeps a leaf from being passed off as an inner node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """P1: the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """P1: the hash over ``2**n`` nodes of one level; ValueError for another number of them."""
    row = list(hashes)
    if not row or len(row) & (len(row) - 1):
        raise ValueError(f"A complete subtree has a power of two of nodes, not {len(row)}.")
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def subtrees(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """P1: (level, index) of the complete subtrees that cover the leaves ``begin`` to ``end`` - 1, largest first.

    ``begin`` is where a subtree of that length may start, as every range in a proof does; ValueError if not.
    """
    if not 0 <= begin <= end or (end > begin and begin % (1 << (end - begin - 1).bit_length())):
        raise ValueError(f"The leaves {begin} to {end} form no subtree.")
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def range_root(read: NodeReader, begin: int, end: int) -> bytes:
    """P1: the Merkle Tree Hash over the leaves ``begin`` to ``end`` - 1, as ``subtrees`` allows them."""
    hashes = [read(level, index) for level, index in subtrees(begin, end)]
    if not hashes:
        return EMPTY_ROOT
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root


def tree_root(read: NodeReader, size: int) -> bytes:
    """P1: the root of the tree of the first ``size`` leaves."""
    return range_root(read, 0, size)


def inclusion_proof(read: NodeReader, index: int, size: int) -> list[bytes]:
    """P1: the audit path of a leaf (RFC 6962, 2.1.1), from its sibling up; ValueError if the tree lacks the leaf."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    path = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, begin, middle))
            begin = middle
    return path[::-1]


def consistency_proof(read: NodeReader, first: int, second: int) -> list[bytes]:
    """P1: the proof that the tree of ``first`` leaves is the beginning of that of ``second`` (RFC 6962, 2.1.2).

    Empty when ``first`` is 0 or ``second``; ValueError when ``first`` is greater.
    """
    if not 0 <= first <= second:
        raise ValueError(f"A tree of {first} leaves cannot be the beginning of one of {second}.")
    if first in (0, second):
        return []
    path = []
    begin, end, whole = 0, second, True
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(range_root(read, begin, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """P1: whether ``proof`` leads from the leaf hash at ``index`` to the root of ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """P1: whether ``proof`` shows the one tree to be the beginning of the other (RFC 9162, 2.1.4.2).

    Of the empty tree and of a tree and itself the proof is empty, and the roots must be as they are defined.
    """
    if not 0 <= first <= second or not _are_hashes(first_root, second_root, *proof):
        return False
    if first == second:
        return not proof and first_root == second_root and (first > 0 or first_root == EMPTY_ROOT)
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(count: int) -> int:
    """The largest power of two that is smaller than ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
