"""P2: a site of the first version gets the trees that several writers share."""

from collective.trail.content.trees import ParallelOIBTree
from collective.trail.indexers import parallel_trees
from collective.trail.upgrades import PROFILE
from plone import api


def test_an_upgraded_site_has_the_trees_of_a_new_one(office):
    portal, record = office.portal, office.draft()
    catalog, setup = portal.portal_catalog, portal.portal_setup
    parallel_trees.plain(portal)
    setup.setLastVersionForProfile(PROFILE, "1000")
    with api.env.adopt_roles(["Manager"]):
        setup.upgradeProfile(PROFILE, dest="1001")
    assert setup.getLastVersionForProfile(PROFILE) == ("1001",)
    assert type(catalog._catalog.uids) is ParallelOIBTree
    assert len(catalog.unrestrictedSearchResults(UID=record.UID())) == 1
