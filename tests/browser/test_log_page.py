"""P1, S2: the auditors' page "Log", and the evidence on the Trail tab of a record."""

from collective.trail.interfaces import IRecord
from collective.trail.interfaces import ITrailLayer
from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.ledger import record as enter
from collective.trail.rules import clock
from datetime import timedelta
from page import Page
from Products.Five import BrowserView
from zope.component import getGlobalSiteManager
from zope.interface import Interface

import pytest


STATUS = "@@trail-log-status"


@pytest.fixture
def log(log, tmp_path, monkeypatch):
    """An office that keeps a log with two anchors, of which the attic is away."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "anchors").write_text(f"vault directory {tmp_path / 'vault'}\nattic directory {tmp_path / 'attic'}\n")
    monkeypatch.setenv("TRAIL_LOG_ANCHORS", str(tmp_path / "anchors"))
    return tmp_path


def run(http, job=sequence):
    report = job(http.portal)
    http.commit()
    return report


def signed(http, **values):
    """A document under review whose entries stand in the log."""
    record = http.submitted(**values)
    http.commit()
    run(http)
    return record


@pytest.mark.parametrize("user", [None, "leader", "manager", "siteadmin", "drafter"])
def test_only_auditors_can_see_the_log(http, user):
    assert Page(http, user, STATUS).answer.status_code in (302, 401, 403)


def test_auditor_finds_the_way_between_trail_and_log(http):
    for path, current in (("@@trail-audit", "Trail"), (STATUS, "Log")):
        page = Page(http, "auditor", path)
        assert page.texts(".nav-tabs a") == ["Trail", "Log"]
        assert page.texts(".nav-tabs a[aria-current=page]") == [current]
        assert [link.rpartition("/")[2] for link in page.links(".nav-tabs a")] == ["@@trail-audit", STATUS]


def test_without_a_log_the_page_says_what_to_do(http):
    page = Page(http, "auditor", STATUS)
    assert page.answer.status_code == 200
    none, never = page.texts(".trail-empty")
    assert none.startswith("No log is kept on this server") and "TRAIL_LOG" in none
    assert "trail jobs run check" in never
    assert any("No self-check was ever run" in text for text in page.texts("[role=alert]"))
    assert page.tree.cssselect(".trail-checkpoints") == []


def test_a_log_that_is_not_signed_yet_is_no_missing_one(http, log):
    assert "A log is set up, but nothing is signed yet" in Page(http, "auditor", STATUS).texts(".trail-empty")[0]


def test_auditor_sees_state_key_and_anchors(http, log):
    signed(http)
    page = Page(http, "auditor", STATUS)
    (key,) = page.texts("code.user-select-all")
    assert key == (log / "logs" / http.portal.getId() / "keys").read_text().strip()
    assert "trail.example/office" in page.texts("dd")
    vault, attic = page.texts(".trail-anchors li")
    assert vault.startswith("vault Keeps the last checkpoint Newest checkpoint kept:")
    assert attic.startswith("attic Fails It never kept one. attic does not keep checkpoints now")
    (row,) = page.texts(".trail-checkpoint")
    assert row.endswith("vault")
    assert any(link.endswith("@@trail-log/checkpoint") for link in page.links())
    assert any(link.endswith("format=jsonl") for link in page.links())


def test_an_anchor_that_was_taken_away_still_has_what_it_keeps(http, log):
    signed(http)
    (log / "anchors").write_text(f"cellar directory {log}\n")
    signed(http)
    cellar, vault = Page(http, "auditor", STATUS).texts(".trail-anchors li")
    assert cellar.startswith("cellar Keeps the last checkpoint") and vault.startswith("vault No longer set up Newest")


def test_many_checkpoints_are_paged(http, log):
    record = http.draft()
    for _number in range(27):
        enter(record, "record.edited", {"fields": ["title"], "digests": {}})
        http.commit()
        run(http)
    page = Page(http, "auditor", STATUS)
    assert len(page.texts(".trail-checkpoint")) == 25
    assert "Checkpoints: 27." in page.texts(".trail-checkpoints p")[0]
    following = next(link for link in page.links(".pagination a") if "b_start" in link)
    rest = Page(http, "auditor", following).texts(".trail-checkpoint")
    assert len(rest) == 2
    first_size = int(rest[-1].split()[0])
    assert rest[-1].split()[1] == f"+{first_size}"
    for start in ("-1", "x", "9" * 30, "1000"):
        assert Page(http, "auditor", f"{STATUS}?b_start={start}").answer.status_code == 200


def test_a_log_that_is_late_is_an_alert(http, log):
    signed(http)
    with clock.frozen(clock.now() - timedelta(hours=3)):
        http.draft()
    http.commit()
    page = Page(http, "auditor", STATUS)
    assert any("wait to be signed for 3 hours" in text for text in page.texts("[role=alert]"))
    assert "3 hours behind" in page.texts("dd .badge")
    assert "Look at the log" in Page(http, "auditor", "@@trail-audit").texts("[role=alert]")[0]


def test_auditor_sees_what_the_self_check_found(http, log):
    record, closed = http.approved(), http.approved(secrecy="departmental", title="Dismissal of Wang")
    record.purpose = closed.purpose = "Forged."
    http.commit()
    run(http, check)
    page = Page(http, "auditor", STATUS)
    assert any(text.endswith("Differences: 2") for text in page.texts("[role=alert]"))
    found = sorted(page.texts(".trail-difference"))
    assert found == sorted(
        [
            f"{record.number} · Leave rules Purpose",
            f"{closed.number} Purpose The record is gone, or you may not view it.",
        ]
    )
    assert "Wang" not in page.answer.text
    (link,) = page.links(".trail-difference a")
    assert Page(http, "auditor", link).answer.status_code == 200
    assert "not what its trail" in Page(http, "auditor", "@@trail-audit").texts("[role=alert]")[0]


def test_a_self_check_that_was_not_run_for_days_is_an_alert(http):
    with clock.frozen(clock.now() - timedelta(days=3)):
        run(http, check)
    texts = Page(http, "auditor", STATUS).texts("[role=alert]")
    assert any("The last self-check was 3 days ago." in text for text in texts)
    run(http, check)
    texts = Page(http, "auditor", STATUS).texts("[role=alert]")
    # What the first run entered three days ago is out of order now, which the second one says.
    assert not any("days ago" in text for text in texts)


# -- the record ---------------------------------------------------------------------------------------------------------


def test_reader_sees_that_the_trail_is_not_signed(http):
    record = http.draft()
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert page.texts(".trail-evidence .badge") == ["Not signed"]


def test_reader_sees_that_the_record_differs(http):
    record, other = http.approved(), http.approved()
    record.purpose = "Forged."
    http.commit()
    run(http, check)
    assert Page(http, "stranger", f"{http.url(record)}/@@trail").texts("[role=alert]") == [
        "The last self-check found that this record is not what its trail says. The entries below name the field."
    ]
    assert Page(http, "stranger", f"{http.url(other)}/@@trail").texts("[role=alert]") == []


def test_reader_sees_that_the_whole_trail_is_signed_and_kept(http, log):
    record = signed(http)
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert page.texts(".trail-evidence .badge") == ["Signed"]
    assert page.texts(".trail-standing")[0].startswith("All 3 entries of this record stand in the signed log, since ")
    assert any("Kept outside of this server by: vault since" in text for text in page.texts(".trail-evidence p"))
    entry = page.texts(".trail-entry details p")[0]
    assert "with the checkpoint of" in entry and "vault since" in entry and "Download the proof" in entry


def test_reader_sees_what_waits(http, log):
    record = signed(http)
    http.act("drafter", record, "withdraw")
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail?action=record.created")
    assert page.texts(".trail-evidence .badge") == ["Waiting"]
    assert page.texts(".trail-standing")[0].startswith("1 of 4 entries of this record wait")
    record = http.draft()
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert page.texts(".trail-standing")[0].startswith("The 1 entries of this record wait")


def test_reader_sees_that_an_entry_never_came_into_the_log(http, log):
    record = signed(http)
    with clock.frozen(clock.now() - timedelta(hours=1)):
        http.act("drafter", record, "withdraw")
    http.commit()
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert page.tree.cssselect(".trail-evidence .badge.text-bg-danger")
    assert "do not stand in the signed log, though they should by now" in page.texts(".trail-standing")[0]
    assert any("though it should be by now" in text for text in page.texts(".trail-entry details p"))


def test_a_log_without_anchors_says_so(http, log):
    (log / "anchors").write_text("")
    record = signed(http)
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert "No anchor keeps them outside of this server yet." in page.texts(".trail-evidence p")


def test_a_very_long_trail_is_looked_at_in_part(http, log, monkeypatch):
    monkeypatch.setattr("collective.trail.timeline.record_evidence.LOOK", 2)
    record = signed(http)
    page = Page(http, "drafter", f"{http.url(record)}/@@trail")
    assert page.texts(".trail-standing")[0].startswith("The newest 2 of the 3 entries of this record all stand")


def test_the_evidence_can_be_taken_away_where_something_makes_it(http, log):
    record = signed(http)
    site = getGlobalSiteManager()
    url = f"{http.url(record)}/@@trail-evidence"
    required, name = (IRecord, ITrailLayer), "trail-evidence"
    made_elsewhere = site.adapters.registered(required, Interface, name)
    if made_elsewhere is None:
        assert url not in Page(http, "drafter", f"{http.url(record)}/@@trail").links()
        site.registerAdapter(BrowserView, required, Interface, name)
    try:
        assert url in Page(http, "drafter", f"{http.url(record)}/@@trail").links(".trail-evidence a")
    finally:
        if made_elsewhere is None:
            site.unregisterAdapter(BrowserView, required, Interface, name)
