"""P2: two people who write at once do not lose each other's work: text indexes merge."""

from collective.trail.indexers.parallel_text import parallel
from collective.trail.indexers.parallel_text import ParallelOkapiIndex
from collective.trail.indexers.parallel_text import plain
from plone import api
from Products.ZCTextIndex.Lexicon import CaseNormalizer
from Products.ZCTextIndex.Lexicon import Lexicon
from Products.ZCTextIndex.Lexicon import Splitter
from Products.ZCTextIndex.OkapiIndex import OkapiIndex
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage
from ZODB.POSException import ConflictError

import pytest
import transaction


def two_writers(folder, factory, texts) -> int:
    """Index one text in each of two transactions that overlap; returns how many documents both found afterwards."""
    database = DB(FileStorage(str(folder / "Data.fs")))
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    lexicon = Lexicon(Splitter(), CaseNormalizer())
    connection.root()["index"] = index = factory(lexicon)
    lexicon.sourceToWordIds(["shared rare one two three"])
    index.index_doc(1, "shared")
    manager.commit()
    managers = [transaction.TransactionManager() for _text in texts]
    indexes = [database.open(each).root()["index"] for each in managers]
    for number, (each, text) in enumerate(zip(indexes, texts, strict=True), 2):
        each.index_doc(number, text)
    for each in managers:
        each.commit()
    manager.begin()
    return len(connection.root()["index"].search("shared"))


def test_two_writers_with_the_same_rare_word_are_merged(tmp_path):
    assert two_writers(tmp_path, ParallelOkapiIndex, ["shared one", "shared two"]) == 3


def test_plones_own_index_cannot_merge_them(tmp_path):
    # If this fails, Plone has learned it and our class can go.
    with pytest.raises(ConflictError):
        two_writers(tmp_path, OkapiIndex, ["shared one", "shared two"])


def test_installed_catalog_finds_the_same_after_going_back_to_plones_index(office):
    record = office.draft(title="Zebra crossing")
    catalog = api.portal.get_tool("portal_catalog")
    index = catalog._catalog.indexes["SearchableText"]

    def found():
        return [brain.UID for brain in catalog.unrestrictedSearchResults(SearchableText="zebra")]

    assert type(index.index) is ParallelOkapiIndex and found() == [record.UID()]
    plain(catalog)
    assert type(index.index) is OkapiIndex and found() == [record.UID()]
    record.title = "Pelican crossing"
    record.reindexObject()
    assert found() == []
    parallel(catalog)
    record.title = "Zebra crossing"
    record.reindexObject()
    assert found() == [record.UID()]
    assert type(index.index) is ParallelOkapiIndex
