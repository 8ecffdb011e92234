"""P2: two people who write at once do not lose each other's work: the shared trees of a site seldom conflict."""

from BTrees.OOBTree import OOBTree
from collective.trail.content.trees import ParallelOOBTree
from collective.trail.indexers import parallel_trees
from collective.trail.indexers.parallel_trees import RequestCount
from random import Random
from ZODB.DB import DB
from ZODB.MappingStorage import MappingStorage
from ZODB.POSException import ConflictError
from zope.component import getUtility
from zope.intid.interfaces import IIntIds

import transaction


def conflicts(kind, pairs: int = 40) -> int:
    """Two write at once, somewhere: one splits a leaf, the other adds one entry; how often that conflicts."""
    database = DB(MappingStorage())
    managers = [transaction.TransactionManager() for _each in range(2)]
    roots = [database.open(each).root() for each in managers]
    roots[0]["tree"] = kind()
    places = Random(1)
    for _each in range(3000):
        roots[0]["tree"][places.random()] = 1
    managers[0].commit()
    found = 0
    for _pair in range(pairs):
        for each in managers:
            each.begin()
        first, second = (root["tree"] for root in roots)
        place = places.random()
        for number in range(100):
            first[place + number * 1e-12] = 1
        second[places.random()] = 1
        managers[0].commit()
        try:
            managers[1].commit()
        except ConflictError:
            found += 1
            managers[1].abort()
    return found


def test_two_writers_conflict_seldom():
    # One who splits a leaf of a plain tree conflicts with everybody. If that changes, our classes can go.
    assert conflicts(OOBTree) == 40
    assert conflicts(ParallelOOBTree) < 20


def kinds(portal) -> set[str]:
    """The modules of all that the shared tools of a site are made of."""
    found = set()
    for holder in parallel_trees._holders(portal):
        holder._p_activate()
        found |= {type(each).__module__ for each in vars(holder).values()}
    return found


def test_an_installed_site_has_them_and_finds_the_same_after_going_back(office):
    portal = office.portal
    record = office.draft(title="Zebra crossing")
    catalog = portal.portal_catalog
    ids, name = getUtility(IIntIds), record.getId()

    def found():
        return {
            query: [brain.UID for brain in catalog.unrestrictedSearchResults(**{query: value})]
            for query, value in {
                "id": name,
                "UID": record.UID(),
                "sortable_title": "zebra crossing",
                "SearchableText": "zebra",
                "review_state": "draft",
                "path": "/".join(record.getPhysicalPath()),
            }.items()
        }

    wanted = dict.fromkeys(("id", "UID", "sortable_title", "SearchableText", "review_state", "path"), [record.UID()])
    number = ids.getId(record)
    assert "collective.trail.content.trees" in kinds(portal)
    assert isinstance(catalog._catalog.indexes["UID"]._counter, RequestCount)
    assert found() == wanted
    parallel_trees.plain(portal)
    assert not [module for module in kinds(portal) if module.startswith("collective.trail") and "text" not in module]
    assert found() == wanted and ids.getObject(number) == record
    parallel_trees.parallel(portal)
    assert found() == wanted and ids.getObject(number) == record


def test_a_search_repeated_in_one_request_sees_what_changed_between(office):
    record = office.draft(title="Zebra crossing")
    catalog = office.portal.portal_catalog

    def found():
        return len(catalog.unrestrictedSearchResults(sortable_title="pelican crossing"))

    assert found() == 0
    record.title = "Pelican crossing"
    record.reindexObject()
    assert found() == 1


def test_counting_the_changes_of_an_index_writes_nothing(office):
    office.draft()
    transaction.commit()
    index = office.portal.portal_catalog._catalog.indexes["UID"]
    before = index.getCounter()
    index._increment_counter()
    assert index.getCounter() != before
    assert not index._p_changed and not hasattr(index._counter, "_p_jar")


def test_records_are_found_by_what_they_are_but_not_by_how_they_are_built(office):
    record = office.draft()
    catalog = office.portal.portal_catalog
    (brain,) = catalog.unrestrictedSearchResults(UID=record.UID())
    names = set(catalog.getIndexDataForRID(brain.getRID())["object_provides"])
    assert {
        "collective.trail.interfaces.IControlledDocument",
        "collective.trail.interfaces.IRecord",
        "plone.dexterity.interfaces.IDexterityContent",
        "Products.CMFCore.interfaces.IContentish",
    } <= names
    assert not [name for name in names if name.startswith(("zope.", "OFS."))]
    assert catalog.unrestrictedSearchResults(object_provides="collective.trail.interfaces.IRecord")
