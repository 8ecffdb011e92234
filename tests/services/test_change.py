"""D1, P1: a refused change of a document names document, reason and remedy, leaves an entry and changes nothing."""

from collective.trail.ledger.reading import search

import pytest


ANNEX = {"@type": "File", "title": "Annex", "file": {"data": "annex", "encoding": "utf-8", "filename": "annex.txt"}}
ACTS = [("patch", {"title": "Other"}), ("delete", None), ("post", ANNEX)]


def attempts(http):
    http.commit()
    return [(entry.get("actor"), entry.data["rule"]) for entry in search(action="record.refused")]


@pytest.mark.parametrize("person", ["drafter", "head", "custodian", "manager"])
@pytest.mark.parametrize("method, body", ACTS)
def test_a_frozen_document_says_how_to_change_it(http, person, method, body):
    record = http.approved()
    http.commit()
    before = record._p_serial
    answer = getattr(http.client(person), method)(http.url(record), json=body)
    assert answer.status_code == 403
    message = answer.json()["message"]
    assert message.startswith(f"{record.number} is Approved and cannot be ")
    assert ("Begin a revision" in message) or ("Records end by disposal." in message)
    rule = "not_deletable" if method == "delete" else "frozen"
    assert attempts(http) == [(person, rule)]
    assert record._p_serial == before


@pytest.mark.parametrize("method, body", ACTS)
def test_a_document_of_another_says_who_can_change_it(http, method, body):
    record = http.draft()
    http.commit()
    answer = getattr(http.client("colleague"), method)(http.url(record), json=body)
    assert answer.status_code == 403
    message = answer.json()["message"]
    assert message.startswith("“Leave rules” is ") and "only its drafter can" in message.lower()
    assert len(attempts(http)) == 1


@pytest.mark.parametrize("method, body", ACTS)
def test_who_may_not_see_a_document_learns_nothing_of_it(http, method, body):
    record = http.submitted(secrecy="secret")
    http.commit()
    answer = getattr(http.client("stranger"), method)(http.url(record), json=body)
    assert answer.status_code == 401
    assert record.number not in answer.text
    assert attempts(http) == [("stranger", "permission")]


def test_a_document_that_is_being_edited_waits(http):
    record = http.draft()
    http.commit()
    drafter, url = http.client("drafter"), http.url(record)
    token = drafter.post(f"{url}/@lock", json={}).json()["token"]
    answer = drafter.patch(url, json={"title": "Other"})
    assert answer.status_code == 409
    assert answer.json()["message"] == (
        "“Leave rules” is being edited by Drafter. Wait until that is finished, or unlock it."
    )
    http.commit()
    assert record.title == "Leave rules"
    assert attempts(http) == []
    drafter.session.headers["Lock-Token"] = token
    assert drafter.patch(url, json={"title": "Other"}).status_code == 204
