"""D1, D2: documents are created in a class and stand in its year folder."""

from collective.trail.content.filing import new_record
from collective.trail.content.filing import year_folder
from plone import api
from plone.app.testing import SITE_OWNER_NAME
from plone.testing.zope import login
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent


def test_class_makes_year_folder_on_first_need(portal):
    login(portal.aq_parent.acl_users, SITE_OWNER_NAME)
    cls = api.content.create(portal, "RecordClass", title="Administrative", code="ADM")
    assert not cls.objectIds()
    folder = year_folder(cls, 2026)
    assert folder.getId() == "2026"
    assert folder.title == "Administrative / 2026"
    assert year_folder(cls, 2026) == folder
    assert folder.getOrdering().__class__.__name__ == "UnorderedOrdering"


def test_every_saved_change_is_a_version(office):
    record = office.draft()
    repository = api.portal.get_tool("portal_repository")
    with api.env.adopt_user("drafter"):
        record.title = "Leave rules, corrected"
        notify(ObjectModifiedEvent(record))
        assert [version.object.title for version in repository.getHistory(record)] == [
            "Leave rules, corrected",
            "Leave rules",
        ]


def test_class_default_secrecy_is_stored_on_the_record(office):
    from Acquisition import aq_base

    record_class = office.portal["administrative"]
    record_class.default_secrecy = "confidential"
    with api.env.adopt_user("drafter"):
        record = new_record(record_class, "ControlledDocument", title="Pay", department="HR")
    record_class.default_secrecy = "internal"
    assert aq_base(record).__dict__["secrecy"] == "confidential"


def test_year_folders_follow_the_title_of_their_class(http):
    record = http.draft()
    http.commit()
    answer = http.client("siteadmin").patch("administrative", json={"title": "Office 办公室"})
    assert answer.status_code == 204
    crumbs = http.client("drafter").get(f"{http.url(record)}/@breadcrumbs").json()["items"]
    year = record.aq_parent.getId()
    assert [each["title"] for each in crumbs] == ["Office 办公室", f"Office 办公室 / {year}", "Leave rules"]
