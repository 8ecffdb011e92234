"""P1 to P3, S2: the tab "Trail" of a record and the trail of the whole site, as pages."""

from collective.trail.ledger import record as enter
from collective.trail.ledger.reading import entries
from collective.trail.rules import clock
from collective.trail.verify.cli import verify
from datetime import timedelta
from io import BytesIO
from lxml import html
from page import Page
from plone import api
from plone.uuid.interfaces import IUUID

import pytest


def test_reader_can_follow_the_record_in_words(http):
    record = http.approved()
    http.commit()
    page = Page(http, "stranger", f"{http.url(record)}/@@trail")
    assert page.answer.status_code == 200
    assert len(page.texts(".trail-entry")) == 7
    assert page.texts(".trail-entry strong")[0:2] == ["Opinion given", "Approve and sign"]
    assert "Waiting for approval → Approved." in page.texts(".trail-text")
    assert page.texts(".trail-actor")[:2] == ["Head", "Head"]
    digest = next(iter(entries(IUUID(record)))).hash
    assert any(digest in text for text in page.texts("details dd"))


def test_the_tab_leads_from_the_record_to_its_trail(http):
    record = http.approved()
    http.commit()
    page = Page(http, "stranger", http.url(record))
    link = page.tree.cssselect("#contentview-trail a")[0].get("href")
    assert link.startswith(f"{http.url(record)}/@@trail")
    assert Page(http, "stranger", link).answer.status_code == 200


def test_reader_can_follow_the_record_in_chinese(http):
    api.portal.set_registry_record("plone.available_languages", ["en", "zh-cn", "zh-tw"])
    api.portal.set_registry_record("plone.use_combined_language_codes", True)
    api.portal.set_registry_record("plone.default_language", "zh-cn")
    record = http.submitted()
    http.commit()
    client = http.client("drafter")
    client.session.headers["Accept"] = "text/html"
    tree = html.fromstring(client.get(f"{http.url(record)}/@@trail").content)
    titles = {each.text_content() for each in tree.cssselect(".trail-entry strong")}
    assert {"新建", "编号", "提交审核"} <= titles


@pytest.mark.parametrize("user", [None, "outsider", "manager"])
def test_who_may_not_view_the_record_cannot_see_its_trail(http, user):
    record = http.draft(secrecy="departmental", title="Dismissal of Wang")
    http.commit()
    page = Page(http, user, f"{http.url(record)}/@@trail")
    assert page.answer.status_code in (302, 401, 403) and "Wang" not in page.answer.text


def test_every_field_of_the_filter_has_a_label(http):
    record = http.draft()
    http.commit()
    for user, path in (("drafter", f"{http.url(record)}/@@trail"), ("auditor", "@@trail-audit")):
        page = Page(http, user, path)
        labelled = {each.get("for") for each in page.tree.cssselect(".trail-filters label")}
        shown = ".trail-filters select, .trail-filters input:not([type=hidden])"
        fields = {each.get("id") for each in page.tree.cssselect(shown)}
        assert fields and fields == labelled


def test_reader_can_filter(http):
    record = http.approved()
    http.commit()
    url = f"{http.url(record)}/@@trail"
    page = Page(http, "drafter", f"{url}?action=document.review&actor=&start=&end=")
    assert page.texts(".trail-entry strong") == ["Agree and pass on for approval"]
    assert page.tree.cssselect("#trail-action option[selected]")[0].get("value") == "document.review"
    actors = [each.get("value") for each in page.tree.cssselect("#trail-actor option")]
    assert actors == ["", "drafter", "head", "reviewer"]
    page = Page(http, "drafter", f"{url}?action=&actor=reviewer&start=&end=&_authenticator=abc")
    assert len(page.texts(".trail-entry")) == 2
    page = Page(http, "drafter", f"{url}?end=2000-01-01")
    assert page.texts(".trail-empty") == ["Nothing in the trail fits this filter."]


def test_a_wrong_filter_is_answered_with_a_sentence_on_the_page(http):
    record = http.draft()
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail?start=yesterday")
    assert page.answer.status_code == 400
    assert "start is a day such as 2026-03-31" in page.texts("[role=alert]")[0]
    assert page.tree.cssselect("#trail-start")[0].get("value") == "yesterday"


def test_a_long_trail_is_batched(http):
    record = http.draft()
    for number in range(60):
        enter(record, "record.edited", {"fields": ["title"], "digests": {"title": str(number)}})
    http.commit()
    url = f"{http.url(record)}/@@trail"
    page = Page(http, "drafter", url)
    assert len(page.texts(".trail-entry")) == 25
    assert "Edited: Title." in page.texts(".trail-text")
    links = [each.get("href") for each in page.tree.cssselect(".pagination a")]
    assert any("b_start:int=25" in link or "b_start=25" in link for link in links)
    page = Page(http, "drafter", next(link for link in links if "=50" in link))
    assert len(page.texts(".trail-entry")) == 11


def test_lateness_shows(http):
    record = http.draft()
    enter(record, "record.taken_over", {}, happened_at=clock.now() - timedelta(days=2))
    http.commit()
    assert len(Page(http, "drafter", f"{http.url(record)}/@@trail").texts(".trail-late")) == 1


def test_markup_in_what_people_wrote_is_text(http):
    record = http.submitted(title="<script>alert(1)</script>")
    http.act("reviewer", record, "request_changes", "<img src=x onerror=alert(2)>")
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert "<img src=x" not in page.answer.text and "<script>alert" not in page.answer.text
    assert any("<img src=x" in text for text in page.texts(".trail-text"))


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_reader_can_take_the_trail_away_and_it_is_an_entry(http, kind):
    record = http.approved()
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    link = next(each.get("href") for each in page.tree.cssselect("a") if f"format={kind}" in each.get("href", ""))
    client = http.client("drafter")
    client.session.headers["Accept"] = "text/html"
    answer = client.get(link)
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    if kind == "jsonl":
        assert verify(BytesIO(answer.content))[1] is None
    http.commit()
    newest = next(iter(entries(IUUID(record), newest_first=True)))
    assert newest.get("action") == "trail.exported" and newest.data["count"] == 7


# -- the whole site -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", [None, "leader", "manager", "siteadmin", "drafter"])
def test_only_auditors_can_see_the_trail_of_the_site(http, user):
    assert Page(http, user, "@@trail-audit").answer.status_code in (302, 401, 403)


def test_auditor_sees_what_happened_and_not_what_closed_records_say(http):
    closed = http.submitted(secrecy="departmental", title="Dismissal of Wang")
    http.act("reviewer", closed, "request_changes", "Do not name Wang.")
    http.approved(title="Opening hours")
    http.commit()
    page = Page(http, "auditor", "@@trail-audit")
    assert page.answer.status_code == 200
    assert "Wang" not in page.answer.text and "Opening hours" in page.answer.text
    assert closed.number in page.texts(".trail-record")
    assert any("you may not read this record" in text for text in page.texts(".trail-text"))


def test_the_trail_of_the_site_begins_with_the_last_thirty_days(http):
    with clock.frozen(clock.now() - timedelta(days=40)):
        old = http.draft(title="Forty days ago")
    new = http.draft(title="Today")
    http.commit()
    page = Page(http, "auditor", "@@trail-audit?")
    assert page.tree.cssselect("#trail-start")[0].get("value")
    assert "not found" not in page.texts(".trail-record")
    assert IUUID(new) in page.answer.text and IUUID(old) not in page.answer.text
    page = Page(http, "auditor", "@@trail-audit?start=&action=record.created")
    assert IUUID(old) in page.answer.text
    page = Page(http, "auditor", f"@@trail-audit?record={IUUID(old)}")
    assert len(page.texts(".trail-entry")) == 1


def test_auditor_can_take_the_whole_trail_away(http):
    http.approved()
    http.commit()
    page = Page(http, "auditor", "@@trail-audit")
    for kind in ("csv", "jsonl"):
        link = next(each.get("href") for each in page.tree.cssselect("a") if f"format={kind}" in each.get("href", ""))
        answer = http.client("auditor").get(link)
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    assert verify(BytesIO(answer.content))[1] is None


def test_auditor_finds_the_way_to_the_trail_of_the_site(http):
    for user, finds in (("auditor", True), ("drafter", False)):
        client = http.client(user)
        client.session.headers["Accept"] = "text/html"
        assert ("@@trail-audit" in client.get("").text) is finds
