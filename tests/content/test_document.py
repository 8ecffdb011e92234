"""D1, D2: documents are created in a class and stand in its year folder."""

from collective.trail.content.filing import year_folder
from plone import api
from plone.app.testing import SITE_OWNER_NAME
from plone.testing.zope import login


def test_class_makes_year_folder_on_first_need(portal):
    login(portal.aq_parent.acl_users, SITE_OWNER_NAME)
    cls = api.content.create(portal, "RecordClass", title="Administrative", code="ADM")
    assert not cls.objectIds()
    folder = year_folder(cls, 2026)
    assert folder.getId() == "2026"
    assert folder.title == "Administrative / 2026"
    assert year_folder(cls, 2026) == folder
    assert folder.getOrdering().__class__.__name__ == "UnorderedOrdering"
