"""S1: uninstalling leaves no trace of settings; P1: records and the trail stay, and it says so."""

from collective.trail.ledger.site import ledger_of
from collective.trail.settings.changes import change_settings
from collective.trail.settings.records import value_of
from collective.trail.setuphandlers import profile_xml as profile
from plone import api
from plone.app.testing import applyProfile
from plone.browserlayer.utils import registered_layers
from plone.registry.interfaces import IRegistry
from Products.statusmessages.interfaces import IStatusMessage
from zope.component import getUtility

import pytest


@pytest.fixture
def used(portal):
    """A site where the settings were used, with all records gone again."""
    with api.env.adopt_roles(["Manager"]):
        api.group.create(groupname="office")
        row = {"code": "ADM", "title": "Administration", "member_group": "office"}
        change_settings({"departments": [*value_of("departments"), row]})
        api.content.delete(objects=[portal["administrative"], portal["personnel"]])
    return portal


def uninstall(portal):
    with api.env.adopt_roles(["Manager"]):
        applyProfile(portal, "collective.trail:uninstall")


def test_nothing_of_the_settings_stays(used):
    portal = used
    uninstall(portal)
    assert [name for name in getUtility(IRegistry).records if "collective.trail" in name] == []
    assert not [each for each in registered_layers() if "collective.trail" in each.__module__]
    assert "trail" not in [each.id for each in portal.portal_controlpanel.listActions()]
    assert not [each for each in portal.portal_groups.getGroupIds() if each.startswith("trail-")]
    assert not set(profile.our_roles()) & set(portal.valid_roles())
    assert not set(profile.our_roles()) & set(portal.acl_users.portal_role_manager.listRoleIds())
    assert not [name for name in vars(portal) if name.startswith("_collective_trail")]
    ours = [f"plone.app.querystring.field.{index}." for index in profile.our_indexes()]
    assert [name for name in getUtility(IRegistry).records if name.startswith(tuple(ours))] == []
    icons = {f"plone.icon.contenttype/{each.lower()}" for each in profile.our_types()}
    assert not icons & set(getUtility(IRegistry).records)
    assert not set(profile.our_types()) & set(getUtility(IRegistry)["plone.displayed_types"])
    for category in profile.parsed("actions.xml").iterfind("object"):
        assert not set(profile.values_of(category, "object", "name")) & set(
            portal.portal_actions[category.get("name")].objectIds()
        )
    catalog = portal.portal_catalog
    assert not set(profile.our_indexes()) & set(catalog.indexes())
    assert not set(profile.our_columns()) & set(catalog.schema())
    assert not set(profile.our_types()) & set(portal.portal_types.objectIds())
    assert not set(profile.our_workflows()) & set(portal.portal_workflow.objectIds())
    assert not set(profile.our_types()) & set(portal.portal_workflow._chains_by_type)
    assert not set(profile.our_types()) & set(portal.portal_repository.getPolicyMap())
    assert not set(profile.our_types()) & set(portal.portal_repository.getVersionableContentTypes())
    assert not set(profile.our_types()) & set(portal.portal_diff._pt_diffs)


def test_foreign_groups_stay(used):
    uninstall(used)
    assert api.group.get("office") is not None


def test_the_trail_stays(used):
    before = ledger_of(used).record_log(used.UID()).count
    uninstall(used)
    assert ledger_of(used).record_log(used.UID()).count == before > 0


def test_it_says_what_stays(used, functional):
    uninstall(used)
    assert [each.type for each in IStatusMessage(functional["request"]).show()] == ["warning"]


def test_records_stay_protected_and_nobody_adds_more(office):
    portal = office.portal
    secret, open_one = office.draft(secrecy="secret"), office.approved()
    uninstall(portal)
    assert {"ControlledDocument", "RecordClass", "YearFolder"} <= set(portal.portal_types.objectIds())
    assert portal.portal_types["RecordClass"].global_allow is False
    assert api.content.get_state(open_one) == "approved"
    for name, readable in [("drafter", True), ("head", False), ("leader", False), ("manager", False)]:
        assert api.user.has_permission("View", username=name, obj=secret) is readable, name
    assert api.user.has_permission("View", username="stranger", obj=open_one)
    for name in ("drafter", "head", "siteadmin", "manager"):
        assert not api.user.has_permission("Modify portal content", username=name, obj=open_one), name


def test_records_are_found_again_after_installing_again(office):
    record = office.approved()
    uninstall(office.portal)
    with api.env.adopt_roles(["Manager"]):
        applyProfile(office.portal, "collective.trail:default")
    found = office.portal.portal_catalog.unrestrictedSearchResults(number=record.number)
    assert [brain.UID for brain in found] == [record.UID()]
    assert api.group.get("trail-leaders") is not None


def test_installing_twice_changes_nothing(portal):
    groups = sorted(portal.portal_groups.getGroupIds())
    with api.env.adopt_roles(["Manager"]):
        applyProfile(portal, "collective.trail:default")
    assert sorted(portal.portal_groups.getGroupIds()) == groups
