"""Full text indexes that several people can write at once.

Plone's text index keeps the documents of a rare word (fewer than ten) in a plain dict, many such dicts in one bucket.
When two transactions add different words to the same bucket, BTrees would merge them, but to do so it orders the values
and dicts cannot be ordered: every such pair conflicts. Here each word has an ``IIBTree`` from its first document on,
which merges. What the index finds and how it ranks does not change, and Plone's own can be put back at any time
(``plain`` below, called on uninstallation).
"""

from BTrees.IIBTree import IIBTree
from collective.trail.content.trees import ParallelIIBTree
from Products.CMFCore.CatalogTool import CatalogTool
from Products.ZCTextIndex.OkapiIndex import OkapiIndex
from Products.ZCTextIndex.ZCTextIndex import ZCTextIndex


class ParallelOkapiIndex(OkapiIndex):
    """Okapi BM25 as Plone has it, with postings that resolve conflicts."""

    def _postings(self, wid: int) -> IIBTree:
        """The documents of a word, ready to be written."""
        postings = self._wordinfo.get(wid)
        if postings is None:
            self.length.change(1)
        if not isinstance(postings, IIBTree):
            postings = self._wordinfo[wid] = ParallelIIBTree(postings or {})
        return postings

    def _add_wordinfo(self, wid, f, docid):
        """Enter the weight of one word in a document."""
        self._postings(wid)[docid] = f

    def _mass_add_wordinfo(self, wid2weight, docid):
        """Enter the weights of all words of a document."""
        for wid, weight in wid2weight.items():
            self._add_wordinfo(wid, weight, docid)

    def _del_wordinfo(self, wid, docid):
        """Take a document away from a word; the word goes with its last document."""
        postings = self._postings(wid)
        del postings[docid]
        if not postings:
            del self._wordinfo[wid]
            self.length.change(-1)


def _exchange(index: ZCTextIndex, factory: type) -> None:
    """Let ``index`` work with ``factory``, on the trees it has."""
    if type(index.index) is factory:
        return
    exchanged = factory.__new__(factory)
    # Asking for the state loads it first: the index may not have been touched yet in this transaction.
    exchanged.__setstate__(index.index.__getstate__())
    index.index = exchanged
    index._index_factory = factory


def _text_indexes(catalog: CatalogTool):
    return [index for index in catalog._catalog.indexes.values() if type(index) is ZCTextIndex]


def parallel(catalog: CatalogTool) -> None:
    """Make the catalog's text indexes ready for several writers; idempotent, called on installation.

    Words that are stored as dicts change when they are next written, so that a large site installs at once.
    """
    for index in _text_indexes(catalog):
        if type(index.index) is OkapiIndex:
            _exchange(index, ParallelOkapiIndex)


def plain(catalog: CatalogTool) -> None:
    """Give the catalog's text indexes their own class again; called on uninstallation."""
    for index in _text_indexes(catalog):
        if type(index.index) is ParallelOkapiIndex:
            words = index.index._wordinfo
            for wid, postings in list(words.items()):
                if isinstance(postings, ParallelIIBTree):
                    words[wid] = IIBTree(postings)
            _exchange(index, OkapiIndex)
