"""P1: records and trail go on naming people whose accounts are gone."""

from collective.trail.settings.people import full_name
from plone import api

import pytest


def test_who_has_left_is_named_on_the_page_in_registers_and_in_the_trail(http):
    record = http.approved()
    http.commit()
    for person in ("drafter", "reviewer"):
        assert http.client("manager").delete(f"@users/{person}").status_code == 204
    http.commit()
    client = http.client("head")
    assert client.get(http.url(record)).json()["drafter"] == {"token": "drafter", "title": "Drafter"}
    (line,) = client.get("@registers/file-list").json()["items"]
    assert line["drafter"]["title"] == "Drafter"
    acted = {item["actor_name"] for item in client.get(f"{http.url(record)}/@trail").json()["items"]}
    assert {"Drafter", "Reviewer", "Head"} <= acted
    client.session.headers["Accept"] = "text/html"
    page = client.get(http.url(record)).text
    assert "<strong>Reviewer</strong>" in page and ">Drafter<" in page


def test_an_account_without_a_name_is_named_by_its_id(portal):
    with api.env.adopt_roles(["Manager"]):
        api.user.create(username="nameless", email="n@example.org", password="trail-office-1")
        api.user.delete(username="nameless")
    assert full_name("nameless") == "nameless"


def test_whoever_gets_the_id_again_has_his_own_name(portal):
    with api.env.adopt_roles(["Manager"]):
        api.user.delete(username="drafter")
        assert full_name("drafter") == "Drafter"
        properties = {"fullname": "Another One"}
        api.user.create(username="drafter", email="d@example.org", password="trail-office-1", properties=properties)
    assert full_name("drafter") == "Another One"


@pytest.mark.parametrize("unknown", ["", "nobody-ever"])
def test_an_unknown_id_stays_an_id(portal, unknown):
    assert full_name(unknown) == unknown
