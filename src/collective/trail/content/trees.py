"""BTrees that several people can write at once.

When a leaf of a BTree is full it is split, and the split is written into the node above. Whoever adds anything below that
node at the same moment conflicts, and the whole request is done again. In a tree as BTrees makes them (30 to 120 entries a
leaf, 250 to 500 leaves a node) one node stands above all leaves until there are some thousand entries. The nodes here
have few leaves, so that a split concerns few neighbours, and the leaves with small entries are larger, so that they are
split less often. In all else these are BTrees.

A ZEO server must be able to import this module, or it cannot merge what two people did to a tree of one leaf.
"""

from BTrees.IIBTree import IIBTree
from BTrees.IOBTree import IOBTree
from BTrees.OIBTree import OIBTree
from BTrees.OOBTree import OOBTree


#: Leaves, or nodes, below one node.
FEW = 4


class ParallelIIBTree(IIBTree):
    """Integers to integers."""

    max_internal_size = FEW


class ParallelIOBTree(IOBTree):
    """Integers to objects. The leaves stay as they are: whole rows of the catalog stand in them."""

    max_internal_size = FEW


class ParallelOIBTree(OIBTree):
    """Objects to integers."""

    max_leaf_size = 120
    max_internal_size = FEW


class ParallelOOBTree(OOBTree):
    """Objects to objects."""

    max_leaf_size = 180
    max_internal_size = FEW
