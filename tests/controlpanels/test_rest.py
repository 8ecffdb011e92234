"""S1, D2: @controlpanels/trail."""

from collective.trail.ledger.site import ledger_of

import pytest


PANEL = "@controlpanels/trail"
ADM = {"code": "ADM", "title": "Administration"}


def stored(http):
    return http.client("siteadmin").get(PANEL).json()["data"]


def test_siteadmin_can_read_the_settings(http):
    answer = http.client("siteadmin").get(PANEL).json()
    assert [row["code"] for row in answer["data"]["departments"]] == ["HR", "FIN"]
    assert answer["data"]["default_secrecy"]["token"] == "internal"
    assert "departments" in answer["schema"]["properties"]
    assert sorted(answer["next_numbers"]) == ["FIN", "HR"]


def test_siteadmin_finds_the_panel_in_the_list(http):
    panels = http.client("siteadmin").get("@controlpanels").json()
    assert [each["title"] for each in panels if each["@id"].endswith("/trail")] == ["Trail"]


def test_siteadmin_can_change_departments_with_typed_rows(http):
    rows = [*stored(http)["departments"], ADM]
    assert http.client("siteadmin").patch(PANEL, json={"departments": rows}).status_code == 204
    assert stored(http)["departments"][-1] == {
        **ADM,
        "head_group": "trail-adm-heads",
        "member_group": "trail-adm-members",
        "reviewer_group": "trail-adm-reviewers",
    }


def test_a_change_is_an_entry_in_the_trail(http):
    http.client("siteadmin").patch(PANEL, json={"default_secrecy": "departmental"})
    http.commit()
    entry = ledger_of(http.portal).record_log(http.portal.UID()).last
    assert (entry.header["action"], entry.header["actor"]) == ("settings.changed", "siteadmin")
    assert entry.data == {
        "fields": ["default_secrecy"],
        "old": {"default_secrecy": "internal"},
        "new": {"default_secrecy": "departmental"},
    }


BAD = [
    {"colour": "red"},
    {"departments": None},
    {"departments": [{"code": "<b>", "title": "x"}]},
    {"departments": [ADM, ADM]},
    {"departments": [{**ADM, "title": "x" * 2**20}]},
    {"number_pattern": "no sequence"},
    {"number_pattern": 7},
    {"departments": [ADM], "default_secrecy": "cosmic"},
    [],
    "text",
]


@pytest.mark.parametrize("body", BAD, ids=[str(each)[:30] for each in BAD])
def test_siteadmin_cannot_store_bad_settings(http, body):
    before = stored(http)
    answer = http.client("siteadmin").patch(PANEL, json=body)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert stored(http) == before


def test_siteadmin_cannot_take_the_code_of_a_department_in_use(http):
    answer = http.client("siteadmin").patch(PANEL, json={"departments": [ADM]})
    assert answer.status_code == 409
    assert "HR (Personnel) is in use" in answer.json()["message"]


def test_registry_service_obeys_the_same_rules(http):
    body = {"collective.trail.number_pattern": "{department}"}
    assert http.client("manager").patch("@registry", json=body).status_code == 400


@pytest.mark.parametrize("name", ["drafter", "head", "custodian", "leader", "auditor", "stranger", None])
def test_others_cannot_read_or_change_the_settings(http, name):
    other = http.client(name)
    assert other.get(PANEL).status_code in (401, 403)
    assert other.patch(PANEL, json={"default_secrecy": "secret"}).status_code in (401, 403)
