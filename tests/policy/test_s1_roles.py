"""S1: company roles are groups, department duties come from groups, and a department in use keeps its code."""

from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.changes import change_settings
from collective.trail.settings.departments import department
from collective.trail.settings.records import value_of
from plone import api

import pytest


@pytest.mark.parametrize(
    "group,role",
    [
        ("trail-custodians", "Custodian"),
        ("trail-leaders", "Leader"),
        ("trail-committee", "Committee Member"),
        ("trail-hr", "HR Officer"),
        ("trail-auditors", "Auditor"),
    ],
)
def test_member_of_a_company_group_has_its_role(portal, group, role):
    assert role not in api.user.get_roles(username="stranger")
    api.group.add_user(groupname=group, username="stranger")
    assert role in api.user.get_roles(username="stranger")


@pytest.mark.parametrize(
    "role,can",
    [
        ("Manager", True),
        ("Site Administrator", True),
        ("Custodian", False),
        ("Leader", False),
        ("HR Officer", False),
        ("Auditor", False),
        ("Member", False),
    ],
)
def test_only_administration_can_manage_settings(portal, role, can):
    with api.env.adopt_roles([role]):
        assert api.user.has_permission("collective.trail: Manage settings", obj=portal) is can


@pytest.mark.parametrize("codes", [["FIN"], [], ["HUM", "FIN"]])
def test_siteadmin_cannot_take_the_code_of_a_department_in_use(office, codes):
    office.draft(secrecy="secret")
    with pytest.raises(RuleViolation) as refused:
        change_settings({"departments": [{"code": code, "title": "x"} for code in codes]})
    assert refused.value.status == 409
    counts = refused.value.message.mapping
    assert (counts["code"], counts["records"], counts["classes"]) == ("HR", 1, 1)
    assert department("HR") is not None


def test_siteadmin_can_rename_a_department_in_use_and_drop_an_unused_one(portal):
    change_settings({"departments": [{"code": "HR", "title": "People"}]})
    assert department("HR").title == "People"
    assert department("FIN") is None


def test_new_groups_of_a_department_are_effective_at_once(office):
    record = office.draft(secrecy="departmental")
    rows = [dict(row) for row in value_of("departments")]
    rows[0]["reviewer_group"] = "controllers"
    change_settings({"departments": rows})
    api.group.add_user(groupname="controllers", username="stranger")
    assert "Department Reviewer" in api.user.get_roles(username="stranger", obj=record)
    assert "Class Keeper" in api.user.get_roles(username="head", obj=office.portal["personnel"])
    catalog = api.portal.get_tool("portal_catalog")
    with api.env.adopt_user("stranger"):
        assert [brain.UID for brain in catalog(UID=record.UID())] == [record.UID()]
    with api.env.adopt_user("reviewer"):
        assert "Department Reviewer" not in api.user.get_roles(obj=record)
