"""S1, D2: which settings are accepted, and what follows from a change."""

from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.changes import change_settings
from collective.trail.settings.departments import department
from collective.trail.settings.departments import departments
from collective.trail.settings.departments import departments_of
from collective.trail.settings.departments import duties_of
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.numbering import number_pattern
from collective.trail.settings.numbering import numbering_moment
from collective.trail.settings.records import value_of
from collective.trail.settings.secrecy import default_secrecy
from plone import api
from plone.registry.interfaces import IRegistry
from zope.component import getUtility

import pytest


ADM = {"code": "ADM", "title": "Administration"}


def with_rows(*rows):
    """The office's departments and these."""
    return {"departments": [*value_of("departments"), *rows]}


def test_settings_have_defaults(portal):
    assert number_pattern() == "{department}{year}{sequence:03d}"
    assert numbering_moment("ControlledDocument") == "submission"
    assert default_secrecy() == "internal"


def test_admin_can_add_a_department_and_blank_groups_are_made(portal):
    assert change_settings(with_rows(ADM)) == ["departments"]
    assert department("ADM").head_group == "trail-adm-heads"
    group = api.portal.get_tool("portal_groups").getGroupById("trail-adm-heads")
    assert group.getProperty("title") == "ADM: heads"


def test_saving_the_same_again_changes_nothing(portal):
    change_settings(with_rows(ADM))
    assert change_settings(with_rows()) == []


def test_member_belongs_to_departments_by_group(portal):
    assert departments_of("foreign_reviewer") == ["FIN"]
    assert duties_of("foreign_reviewer") == {"FIN": ["reviewer", "member"]}
    assert departments_of("nobody") == []


def test_admin_can_name_an_existing_group(portal):
    api.group.create(groupname="office", title="Office")
    change_settings(with_rows({**ADM, "member_group": "office"}))
    assert department("ADM").member_group == "office"
    assert "office" not in value_of("made_groups")


def test_department_without_people_takes_its_groups_along(portal):
    before = with_rows()
    change_settings(with_rows(ADM))
    change_settings(before)
    assert api.group.get("trail-adm-heads") is None


def test_group_with_people_outlives_its_department(portal):
    before = with_rows()
    change_settings(with_rows(ADM))
    api.group.add_user(groupname="trail-adm-members", username="stranger")
    change_settings(before)
    assert api.group.get("trail-adm-members") is not None


BAD = {
    "no object": [],
    "unknown field": {"colour": "red"},
    "null departments": {"departments": None},
    "text for departments": {"departments": "ADM"},
    "null row": {"departments": [None]},
    "unknown column": {"departments": [{**ADM, "colour": "red"}]},
    "no code": {"departments": [{"title": "Administration"}]},
    "null code": {"departments": [{**ADM, "code": None}]},
    "number as code": {"departments": [{**ADM, "code": 7}]},
    "small code": {"departments": [{**ADM, "code": "hr"}]},
    "long code": {"departments": [{**ADM, "code": "H" * 13}]},
    "line break in code": {"departments": [{**ADM, "code": "ADM\n"}]},
    "markup in code": {"departments": [{**ADM, "code": "<B>"}]},
    "1 MB code": {"departments": [{**ADM, "code": "H" * 2**20}]},
    "duplicate code": {"departments": [ADM, ADM]},
    "blank title": {"departments": [{**ADM, "title": "  "}]},
    "null title": {"departments": [{**ADM, "title": None}]},
    "markup in title": {"departments": [{**ADM, "title": "<script>"}]},
    "1 MB title": {"departments": [{**ADM, "title": "x" * 2**20}]},
    "list as group": {"departments": [{**ADM, "head_group": ["a"]}]},
    "markup in group": {"departments": [{**ADM, "head_group": "<b>"}]},
    "everybody as head": {"departments": [{**ADM, "head_group": "AuthenticatedUsers"}]},
    "user as head": {"departments": [{**ADM, "head_group": "drafter"}]},
    "too many": {"departments": [{"code": f"D{each}", "title": "x"} for each in range(501)]},
    "null pattern": {"number_pattern": None},
    "object as pattern": {"number_pattern": {}},
    "pattern without sequence": {"number_pattern": "{department}{year}"},
    "pattern with unknown placeholder": {"number_pattern": "{who}{sequence}"},
    "pattern reaching into objects": {"number_pattern": "{department.__class__}{sequence}"},
    "1 MB pattern": {"number_pattern": "x" * 2**20},
    "unknown moment": {"document_numbering_moment": "never"},
    "list as moment": {"document_numbering_moment": ["creation"]},
    "unknown secrecy": {"default_secrecy": "cosmic"},
    "null secrecy": {"default_secrecy": None},
}


@pytest.mark.parametrize("values", BAD.values(), ids=BAD)
def test_bad_settings_are_refused_with_a_sentence(portal, values):
    before = departments()
    with pytest.raises(RuleViolation) as refused:
        change_settings(values)
    assert refused.value.status == 400
    assert refused.value.message.default.endswith(".")
    assert departments() == before


def test_one_bad_field_keeps_the_good_ones_out(portal):
    with pytest.raises(RuleViolation):
        change_settings({**with_rows(ADM), "default_secrecy": "cosmic"})
    assert department("ADM") is None


def test_settings_written_into_the_registry_obey_the_same_rules(portal):
    registry = getUtility(IRegistry)
    row = {**ADM, "head_group": "", "member_group": "", "reviewer_group": ""}
    registry["collective.trail.departments"] = with_rows(row)["departments"]
    assert registry.records["collective.trail.departments"].value[-1]["head_group"] == "trail-adm-heads"
    assert api.group.get("trail-adm-heads") is not None
    with pytest.raises(RuleViolation):
        registry["collective.trail.number_pattern"] = "{department}"


def test_reading_departments_validates_nothing(portal, monkeypatch):
    def fail(value):
        raise AssertionError("a schema was validated on reading")

    monkeypatch.setattr(ITrailSettings["departments"], "validate", fail)
    assert [each.code for each in departments()] == ["HR", "FIN"]
