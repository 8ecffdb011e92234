"""D2, P5: from a number to its record, over REST and in the browser."""

from collective.trail.behaviors import numbering

import pytest


def test_staff_can_find_a_record_by_its_number(http):
    record = http.approved()
    http.commit()
    answer = http.client("stranger").get(f"@record/{record.number}")
    assert answer.status_code == 200
    facts = answer.json()
    assert (facts["number"], facts["title"], facts["review_state"]) == (record.number, "Leave rules", "approved")
    assert facts["@id"].endswith(record.getId())


def test_nobody_can_tell_an_unseen_number_from_an_unknown_one(http):
    record = http.submitted(secrecy="secret")
    http.commit()
    unseen = http.client("stranger").get(f"@record/{record.number}")
    unknown = http.client("stranger").get("@record/HR1999001")
    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert unseen.json()["message"].replace(record.number, "") == unknown.json()["message"].replace("HR1999001", "")
    assert http.client("leader").get(f"@record/{record.number}").status_code == 200


def test_a_number_with_slashes_is_found(http):
    record = http.draft()
    numbering.take_over_number(record, "HR/1999/7+a")
    http.commit()
    client = http.client("drafter")
    assert client.get("@record/HR/1999/7+a").json()["number"] == "HR/1999/7+a"
    assert client.get("@record/HR%2F1999%2F7%2Ba").json()["number"] == "HR/1999/7+a"


@pytest.mark.parametrize("number", ["", "%00", "..%2F..", "<b>", "x" * 3000, "文号", "a%0Ab"])
def test_odd_numbers_are_answered_with_404(http, number):
    assert http.client("drafter").get(f"@record/{number}").status_code in (400, 404)


def test_only_keepers_of_the_registers_learn_of_a_void_number(http):
    record = http.draft()
    numbering.take_over_number(record, "OLD/1")
    numbering.void_number(record, "deleted as a draft")
    http.commit()
    assert http.client("drafter").get("@record/OLD/1").status_code == 404
    answer = http.client("custodian").get("@record/OLD/1")
    assert answer.status_code == 410
    assert "deleted as a draft" in answer.json()["message"]


def test_the_browser_is_sent_to_the_record(http):
    record = http.approved()
    http.commit()
    client = http.client("drafter")
    client.session.headers["Accept"] = "text/html"
    answer = client.get(f"@@record/{record.number}", allow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{http.url(record)}/view"
    assert client.get("@@record/HR1999001").status_code == 404


@pytest.mark.parametrize("typed", ["{0}", "ＨＲ{1}", " {0} "])
def test_a_number_is_found_as_people_type_it(http, typed):
    record = http.approved()
    http.commit()
    number = record.number
    for given in (typed.format(number, number[2:]), typed.format(number.lower(), number[2:])):
        assert http.client("stranger").get(f"@record/{given}").json()["number"] == number
