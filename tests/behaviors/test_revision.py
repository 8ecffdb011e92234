"""D1, P2: a revision begins by our transition alone, and the trail tells of it what really happened."""

from collective.trail.behaviors.opinions import opinions_of
from collective.trail.ledger.reading import entries
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent

import pytest


def test_the_first_edit_of_a_working_copy_names_only_what_it_changed(office):
    record = office.approved()
    office.act("drafter", record, "revise", "")
    working_copy = get_working_copy(record)
    with api.env.adopt_user("drafter"):
        working_copy.purpose = "Another purpose."
        notify(ObjectModifiedEvent(working_copy))
    edits = [entry.data for entry in entries(IUUID(working_copy)) if entry.get("action") == "record.edited"]
    assert [data["fields"] for data in edits] == [["purpose"]]


def test_an_opinion_names_the_edition_that_it_is_about(office):
    record = office.approved()
    office.act("drafter", record, "revise", "")
    working_copy = get_working_copy(record)
    office.act("drafter", working_copy, "submit")
    office.act("reviewer", working_copy, "review")
    office.act("head", working_copy, "approve")
    office.act("head", record, "abolish")
    judged = [(opinion["transition"], opinion["edition"]) for opinion in opinions_of(record)]
    assert judged == [("review", 1), ("approve", 1), ("review", 2), ("approve", 2), ("abolish", 2)]


@pytest.mark.parametrize("person", ["drafter", "head", "manager"])
def test_plone_s_own_check_out_cannot_begin_a_revision(http, person):
    """It would leave no entry of the transition; it is not offered, and refused to who asks nevertheless."""
    record = http.approved()
    http.commit()
    client = http.client(person)
    offered = client.get(f"{http.url(record)}/@actions").json()["object_buttons"]
    assert not [each["id"] for each in offered if each["id"].startswith("iterate")]
    assert client.post(f"{http.url(record)}/@workingcopy").status_code == 401
    http.commit()
    assert get_working_copy(record) is None


def test_agreeing_twice_does_not_abolish(http):
    """The same opinion sent again, as clients do that got no answer, is refused; ending a record is always named."""
    record = http.reviewed()
    http.commit()
    client, body = http.client("head"), {"verdict": "agree", "text": "Signed."}
    assert client.post(f"{http.url(record)}/@opinions", json=body).json()["review_state"] == "approved"
    answer = client.post(f"{http.url(record)}/@opinions", json=body)
    assert (answer.status_code, "abolish" in answer.json()["message"]) == (400, True)
    assert client.get(http.url(record)).json()["review_state"] == "approved"
    answer = client.post(f"{http.url(record)}/@opinions", json={**body, "transition": "abolish"})
    assert answer.json()["review_state"] == "obsolete"
