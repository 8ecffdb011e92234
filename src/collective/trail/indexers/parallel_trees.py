"""Trees of the site's shared tools that several people can write at once.

Every new object of a site enters some hundred BTrees: of the catalog, of the ids of relations, of the versions. Some leaf
of one of them is split by nearly every new object, and a split conflicts with its neighbours (see ``content.trees``).
``parallel`` makes of them trees that seldom do, and ``plain`` puts Plone's back.

Further every index of the catalog counts its changes in an object of the database, which every writer therefore
writes, and every other process has to load again. The count serves to tell answers apart within one request, so it
need not be stored: ``RequestCount``.
"""

from BTrees.IIBTree import IIBTree
from BTrees.IOBTree import IOBTree
from BTrees.Length import Length
from BTrees.OIBTree import OIBTree
from BTrees.OOBTree import OOBTree
from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.content.trees import ParallelIIBTree
from collective.trail.content.trees import ParallelIOBTree
from collective.trail.content.trees import ParallelOIBTree
from collective.trail.content.trees import ParallelOOBTree
from itertools import count
from typing import Any
from zope.component import queryUtility
from zope.intid.interfaces import IIntIds


class RequestCount:
    """How often an index was changed, as far as this process knows; no two of its values are ever equal."""

    _ticks = count(1)

    def __init__(self):
        self.change(1)

    def __reduce__(self):
        return RequestCount, ()

    def change(self, delta: int) -> None:
        """The index was changed."""
        self._value = next(self._ticks)

    def __call__(self) -> int:
        """What tells the present state from all others."""
        return self._value


PARALLEL: Mapping[type, type] = {
    IIBTree: ParallelIIBTree,
    IOBTree: ParallelIOBTree,
    OIBTree: ParallelOIBTree,
    OOBTree: ParallelOOBTree,
}
PLAIN: Mapping[type, type] = {ours: theirs for theirs, ours in PARALLEL.items()}


def _indexes(site: Any) -> Iterator[Any]:
    """The indexes of the catalog, with the parts and lexicons of those of full text."""
    catalog = site.portal_catalog._catalog
    for index in catalog.indexes.values():
        yield index
        # A text index keeps its trees in an object of its own.
        if hasattr(index, "index"):
            yield index.index
    yield from site.portal_catalog.objectValues("ZCTextIndex Lexicon")


def _holders(site: Any) -> Iterator[Any]:
    """Everything whose trees each new object of the site enters."""
    yield site.portal_catalog._catalog
    yield from _indexes(site)
    ids = queryUtility(IIntIds)
    if ids is not None:
        yield ids
    versions = site.portal_historiesstorage
    yield versions._getZVCRepo()
    yield versions._getShadowStorage(autoAdd=True)


def _exchange(holder: Any, classes: Mapping[type, type]) -> None:
    """Give each tree that is an attribute of ``holder`` the class that ``classes`` names; others stay."""
    holder._p_activate()
    for name, value in list(vars(holder).items()):
        wanted = classes.get(type(value))
        if wanted is not None:
            setattr(holder, name, wanted(value))


def parallel(site: Any) -> None:
    """Make the shared trees of a site ready for several writers; idempotent, called on installation.

    Each tree is written anew: on a site of 50,000 objects that takes a minute.
    """
    for holder in _holders(site):
        _exchange(holder, PARALLEL)
    for index in _indexes(site):
        if isinstance(getattr(index, "_counter", None), Length):
            index._counter = RequestCount()


def plain(site: Any) -> None:
    """Give the shared trees of a site Plone's classes again; called on uninstallation."""
    for holder in _holders(site):
        _exchange(holder, PLAIN)
    for index in _indexes(site):
        if isinstance(getattr(index, "_counter", None), RequestCount):
            index._counter = Length()
