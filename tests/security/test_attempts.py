"""P1, P3: an attempt to break a rule is an entry; input that means nothing is refused without one."""

from collective.trail.behaviors.numbering import take_over_number
from collective.trail.ledger.reading import search
from collective.trail.rules.errors import RuleViolation
from plone import api

import pytest
import transaction


def refused(portal):
    """The rules and persons of all refusals in the trail, the oldest first."""
    portal._p_jar.sync()
    found = search(action="record.refused", newest_first=False)
    return [(entry.data["rule"], entry.get("actor"), entry.data["attempted"]) for entry in found]


@pytest.mark.parametrize(
    "user, method, path, body, status",
    [
        ("drafter", "patch", "{draft}", {"title": ["a"]}, 400),
        ("drafter", "patch", "{draft}", {"layout": ""}, 400),
        ("drafter", "patch", "{draft}", {"department": "NOWHERE"}, 400),
        ("drafter", "patch", "{draft}/@history", {"version": 99}, 404),
        ("drafter", "post", "{draft}", {"@type": 7}, 400),
        ("drafter", "post", "{draft}", {"@type": "File", "title": "A", "file": True}, 400),
        ("reviewer", "post", "{submitted}/@workflow/dance", {}, 400),
        ("reviewer", "post", "{submitted}/@workflow/review", {"opinion": [1]}, 400),
        ("reviewer", "post", "{submitted}/@workflow/review", {"opinion": {"text": "A", "verdict": "maybe"}}, 400),
        ("reviewer", "post", "{submitted}/@opinions", {"verdict": "maybe"}, 400),
        ("siteadmin", "post", "", {"@type": "RecordClass", "title": "C", "code": "C", "id": "x" * 101}, 400),
        ("custodian", "patch", "administrative", {"title": ["a"]}, 400),
        ("custodian", "get", "@registers/file-list?year=x", None, 400),
        ("custodian", "get", "@record/NO1", None, 404),
        ("custodian", "get", "@search?retention_due=x", None, 400),
        ("drafter", "post", "administrative/@move", {"source": [7]}, 400),
        ("manager", "post", "@departments", {"code": "x"}, 400),
        ("manager", "patch", "@controlpanels/trail", {"number_pattern": "{year}"}, 400),
    ],
)
def test_what_means_nothing_is_a_sentence_and_no_entry(http, user, method, path, body, status):
    places = {"draft": http.url(http.draft()), "submitted": http.url(http.submitted())}
    http.commit()
    before = http.portal._p_jar.db().lastTransaction()
    answer = getattr(http.client(user), method)(path.format(**places), json=body)
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")
    assert refused(http.portal) == []
    assert http.portal._p_jar.db().lastTransaction() == before


def test_taking_away_a_department_in_use_is_an_attempt(http):
    http.submitted()
    http.commit()
    answer = http.client("siteadmin").delete("@departments/HR")
    assert answer.status_code == 409
    assert "is in use (records: 1, classes: 1) and must keep its code." in answer.json()["message"]
    assert refused(http.portal) == [("settings.department_in_use", "siteadmin", "settings.changed")]


def test_taking_the_number_of_another_record_is_an_attempt(http):
    number, other = http.submitted().number, http.draft()
    http.commit()
    with api.env.adopt_user("custodian"), pytest.raises(RuleViolation, match="already belongs"):
        take_over_number(other, number)
    transaction.abort()
    assert refused(http.portal) == [("D2-number", "custodian", "")]


@pytest.mark.parametrize(
    "path",
    ["%ff%fe", "@record/%ff", "@record/HR%C3", "@trail?actor=%ff", "@registers/file-list?year:int=x", "?a:date=x&b=1"],
)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_address_that_cannot_be_read_is_refused_with_a_sentence(http, path, accept):
    client = http.client("auditor")
    client.session.headers["Accept"] = accept
    answer = client.get(path)
    assert answer.status_code == 400
    assert "The request cannot be read" in answer.text
    assert answer.headers["Content-Type"].startswith(accept)


def test_more_cookies_than_a_browser_keeps_are_refused(http):
    cookies = "; ".join(f"c{number}=1" for number in range(1500))
    answer = http.client("drafter").get("", headers={"Cookie": cookies})
    assert answer.status_code == 400 and "The request cannot be read" in answer.json()["message"]


@pytest.mark.parametrize("depth, status", [(90, 400), (101, 400), (20_000, 400)])
def test_deep_json_is_refused(http, depth, status):
    body = b'{"title": ' + b"[" * depth + b"]" * depth + b"}"
    for user, method, path in (("drafter", "post", "administrative"), (None, "post", "@login")):
        answer = getattr(http.client(user), method)(path, data=body)
        assert answer.status_code == status


def test_a_saved_version_is_shown_and_another_is_not_found(http):
    draft = http.draft()
    http.commit()
    url, drafter = http.url(draft), http.client("drafter")
    assert drafter.patch(url, json={"title": "Second"}).status_code == 204
    assert drafter.get(f"{url}/@history/0").json()["title"] == "Leave rules"
    for version in ("7", "x", "-1", "1e3"):
        answer = drafter.get(f"{url}/@history/{version}")
        assert answer.status_code == 404
        assert answer.json()["message"] == f"“Second” has no version {version}. @history lists its versions."
