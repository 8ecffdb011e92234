"""P1 to P3, P5, S2: @trail on a record and on the site, as JSON, CSV and JSON Lines, as the real people."""

from collective.trail.ledger import record as enter
from collective.trail.ledger.reading import search
from collective.trail.rules import clock
from collective.trail.verify.cli import verify
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from io import BytesIO
from plone import api
from plone.uuid.interfaces import IUUID

import csv
import json
import pytest


def actions(answer):
    return [item["action"] for item in answer.json()["items"]]


def test_reader_can_follow_the_life_of_a_record_in_words(http):
    record = http.approved()
    http.commit()
    answer = http.client("stranger").get(f"{http.url(record)}/@trail")
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [item["action"] for item in items][::-1] == [
        "record.created",
        "record.numbered",
        "document.submit",
        "document.review",
        "opinion.given",
        "document.approve",
        "opinion.given",
    ]
    assert answer.json()["items_total"] == 7 and answer.json()["more"] is False
    assert "batching" not in answer.json()
    approved, opinion = items[1], items[0]
    assert approved["text"] == "Waiting for approval → Approved."
    assert (approved["actor"], approved["actor_name"]) == ("head", "Head")
    assert opinion["text"] == "Opinion: Agree. Signed."
    assert opinion["act"] == approved["act"]
    assert approved["number"] == record.number and approved["record"] == IUUID(record)
    assert approved["recorded_at"].endswith("Z") and not approved["late"]
    assert len(approved["hash"]) == len(approved["data_digest"]) == 64


@pytest.mark.parametrize("user, status", [(None, 401), ("outsider", 401), ("manager", 401), ("drafter", 200)])
def test_only_who_may_view_a_record_can_read_its_trail(http, user, status):
    record = http.draft(secrecy="departmental")
    http.commit()
    assert http.client(user).get(f"{http.url(record)}/@trail").status_code == status


@pytest.mark.parametrize("user, status", [(None, 401), ("leader", 401), ("manager", 401), ("auditor", 200)])
def test_only_auditors_can_read_the_trail_of_the_site(http, user, status):
    assert http.client(user).get("@trail").status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "action=document.dance",
        "action=record.created&action=record.edited",
        "start=yesterday",
        "start=2026-02-30",
        "end=2026-01-01T10:00:00",
        "start=9999-12-31T23:59:59-23:59",
        "end=9999-12-31",
        "b_start=-1",
        "b_start=x",
        "b_start=99999999",
        "b_size=0",
        "b_size=201",
        "b_size=1e3",
        "colour=red",
        "format=xml",
        "format=jsonl&actor=drafter",
        "actor=" + "x" * 2000,
        "actor=%00",
    ],
)
@pytest.mark.parametrize("whole_site", [False, True])
def test_what_cannot_be_asked_is_answered_with_a_sentence(http, query, whole_site):
    record = http.draft()
    http.commit()
    user, path = ("auditor", "@trail") if whole_site else ("drafter", f"{http.url(record)}/@trail")
    answer = http.client(user).get(f"{path}?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["message"].endswith(".")


def test_auditor_cannot_ask_for_an_unknown_record(http):
    answer = http.client("auditor").get("@trail?record=HR1999001")
    assert answer.status_code == 400 and "HR1999001" in answer.json()["message"]


def test_reader_can_filter_by_action_actor_and_period(http):
    with clock.frozen(datetime(2025, 3, 31, 10, tzinfo=UTC)):
        record = http.draft()
    with clock.frozen(datetime(2025, 4, 1, 10, tzinfo=UTC)):
        http.act("drafter", record, "submit")
    with clock.frozen(datetime(2025, 4, 2, 10, tzinfo=UTC)):
        http.act("reviewer", record, "review")
    http.commit()
    client, url = http.client("drafter"), f"{http.url(record)}/@trail"
    assert actions(client.get(f"{url}?action=document.submit")) == ["document.submit"]
    assert set(actions(client.get(f"{url}?actor=reviewer"))) == {"document.review", "opinion.given"}
    assert set(actions(client.get(f"{url}?start=2025-04-01&end=2025-04-01"))) == {"document.submit", "record.numbered"}
    assert actions(client.get(f"{url}?end=2025-03-31")) == ["record.created"]
    assert actions(client.get(f"{url}?end=2025-04-01T10:00:00%2B00:00")) == ["record.created"]
    assert actions(client.get(f"{url}?start=2025-04-02T10:00:00Z&action=document.review")) == ["document.review"]
    assert client.get(f"{url}?actor=nobody").json()["items_total"] == 0


def test_the_trail_is_batched(http):
    record = http.approved()
    http.commit()
    client, url = http.client("drafter"), f"{http.url(record)}/@trail"
    whole = client.get(url).json()["items"]
    seen, address = [], f"{url}?b_size=3"
    while address:
        answer = client.get(address).json()
        assert answer["items_total"] == 7
        seen += answer["items"]
        address = answer.get("batching", {}).get("next")
    assert [item["id"] for item in seen] == [item["id"] for item in whole]
    last = client.get(client.get(f"{url}?b_size=3").json()["batching"]["last"]).json()
    assert len(last["items"]) == 1 and last["more"] is False


def test_auditor_can_read_who_did_what_but_not_what_a_closed_record_says(http):
    record = http.draft(secrecy="departmental", title="Dismissal of Wang")
    http.act("drafter", record, "submit")
    http.act("reviewer", record, "request_changes", "Wang must not be named.")
    http.commit()
    answer = http.client("auditor").get(f"@trail?record={record.number}")
    assert set(actions(answer)) >= {"record.created", "document.submit", "opinion.given"}
    assert "Wang" not in answer.text
    assert {item["withheld"] for item in answer.json()["items"]} == {"not_cleared"}
    assert all(item["data"] is None and item["data_digest"] for item in answer.json()["items"])
    assert all("may not read this record" in item["text"] for item in answer.json()["items"])
    assert "Wang" in http.client("head").get(f"{http.url(record)}/@trail").text


def test_auditor_can_read_what_an_open_record_says(http):
    record = http.approved(title="Opening hours")
    http.commit()
    answer = http.client("auditor").get(f"@trail?record={record.number}")
    assert {item["withheld"] for item in answer.json()["items"]} == {None}
    assert answer.json()["items"][0]["record_title"] == "Opening hours"


def test_data_of_a_deleted_record_is_withheld_from_the_site_s_trail(http):
    record = http.draft(title="Dismissal of Wang")
    uid = IUUID(record)
    http.commit()
    assert http.client("drafter").delete(http.url(record)).status_code == 204
    answer = http.client("auditor").get(f"@trail?record={uid}")
    assert actions(answer) == ["record.deleted", "record.created"]
    assert {item["withheld"] for item in answer.json()["items"]} == {"gone"}
    assert "Wang" not in answer.text


def test_total_of_the_site_is_unknown_where_counting_means_reading_everything(http):
    http.approved()
    http.commit()
    client = http.client("auditor")
    assert client.get("@trail?b_size=2").json()["items_total"] >= 7
    answer = client.get("@trail?actor=reviewer&b_size=1").json()
    assert answer["items_total"] is None and answer["more"] is True and "next" in answer["batching"]
    answer = client.get(answer["batching"]["next"]).json()
    assert answer["more"] is False and "last" not in answer["batching"]


def test_revisions_are_part_of_the_record_s_trail(http):
    from plone.app.iterate.dexterity.utils import get_working_copy

    record = http.approved()
    http.act("drafter", record, "revise", "")
    copy = get_working_copy(record)
    http.commit()
    seen = http.client("drafter").get(f"{http.url(copy)}/@trail?b_size=200").json()["items"]
    assert {item["source"] for item in seen} == {"record", "baseline"}
    http.act("drafter", copy, "submit")
    http.act("reviewer", copy, "review")
    http.act("head", copy, "approve", "Second edition.")
    http.commit()
    seen = http.client("drafter").get(f"{http.url(record)}/@trail?b_size=200").json()["items"]
    assert [item["recorded_at"] for item in seen] == sorted((i["recorded_at"] for i in seen), reverse=True)
    assert "document.approve" in {item["action"] for item in seen if item["source"] == "revision"}
    assert "record.edition_replaced" in {item["action"] for item in seen if item["source"] == "record"}


def test_who_may_not_view_the_document_being_revised_cannot_read_its_trail_in_the_working_copy(http):
    from plone.app.iterate.dexterity.utils import get_working_copy

    record = http.approved(secrecy="departmental")
    http.act("drafter", record, "revise", "")
    copy = get_working_copy(record)
    record.secrecy = "secret"
    record.reindexObjectSecurity()
    http.commit()
    seen = http.client("colleague").get(f"{http.url(copy)}/@trail?b_size=200").json()["items"]
    assert {item["source"] for item in seen} == {"record"}


def test_csv_is_readable_and_harmless(http):
    record = http.submitted(title="Leave rules")
    http.act("reviewer", record, "request_changes", '=HYPERLINK("http://evil")')
    enter(record, "record.taken_over", {})
    http.commit()
    answer = http.client("drafter").get(f"{http.url(record)}/@trail?format=csv&actor=reviewer")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        "attachment" in answer.headers["Content-Disposition"] and "Leave" not in answer.headers["Content-Disposition"]
    )
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert {row["User id"] for row in rows} == {"reviewer"}
    assert any("HYPERLINK" in row["What"] for row in rows)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    newest = http.client("drafter").get(f"{http.url(record)}/@trail").json()["items"][0]
    assert (newest["action"], newest["data"]["format"], newest["data"]["count"]) == ("trail.exported", "csv", 2)


def test_site_export_can_be_verified_and_withholds_what_the_auditor_may_not_read(http):
    http.submitted(secrecy="departmental", title="Dismissal of Wang")
    http.approved(title="Opening hours")
    http.commit()
    answer = http.client("auditor").get("@trail?format=jsonl")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/jsonl"
    checker, fault = verify(BytesIO(answer.content))
    assert fault is None and checker.checks_segments and checker.erased >= 3
    assert "Wang" not in answer.text and "Opening hours" in answer.text
    http.commit()
    newest = next(iter(search(action="trail.exported")))
    assert newest.get("actor") == "auditor" and newest.get("record") == IUUID(api.portal.get())


def test_record_export_can_be_verified_with_its_revisions(http):
    from plone.app.iterate.dexterity.utils import get_working_copy

    record = http.approved()
    http.act("drafter", record, "revise", "")
    copy = get_working_copy(record)
    http.act("drafter", copy, "submit")
    http.act("reviewer", copy, "review")
    http.act("head", copy, "approve")
    http.commit()
    answer = http.client("stranger").get(f"{http.url(record)}/@trail?format=jsonl")
    checker, fault = verify(BytesIO(answer.content))
    assert fault is None and checker.records == 2 and checker.erased == 0
    assert json.loads(answer.content.splitlines()[0])["scope"] == "record"


def test_lateness_shows(http):
    record = http.draft()
    late = datetime.now(UTC) - timedelta(days=2)
    enter(record, "record.taken_over", {}, happened_at=late)
    http.commit()
    newest = http.client("drafter").get(f"{http.url(record)}/@trail").json()["items"][0]
    assert newest["late"] is True and newest["happened_at"][:10] == late.date().isoformat()
