"""P1, S2 in the browser: the auditor opens the log, sees who keeps it, follows a difference, and takes a proof away."""

from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.site import ledger_of
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.signed_note import parse_verifier
from pathlib import Path

import pytest


@pytest.fixture
def log(log, tmp_path, monkeypatch):
    """An office with a signed log that one anchor keeps; one record was changed behind the trail's back."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "anchors").write_text(f"vault directory {tmp_path / 'vault'}\n")
    monkeypatch.setenv("TRAIL_LOG_ANCHORS", str(tmp_path / "anchors"))
    return log


def no_sideways_scrolling(page) -> bool:
    """Whether the page fits its window's width."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def test_auditor_follows_the_evidence_from_the_log_to_a_proof(window, http, log, tmp_path):
    record = http.approved()
    record.purpose = "Leave for the chief only."
    http.commit()
    check(http.portal)
    sequence(http.portal)
    http.commit()

    page = window("auditor")
    page.goto(f"{http.base}/@@trail-audit")
    assert "not what its trail" in page.inner_text("[role=alert]")
    page.click(".nav-tabs a:not(.active)")
    page.wait_for_load_state()
    content = page.inner_text("#content")
    for words in ("trail.example/office", "Keeps the last checkpoint", "Everything is signed", "Differences: 1"):
        assert words in content, words
    assert no_sideways_scrolling(page)
    with page.expect_download() as download:
        page.click("a[href$='@@trail-log/checkpoint']")
    assert Path(download.value.path()).read_bytes() == (log / "checkpoint").read_bytes()

    page.click(f".trail-difference a:has-text('{record.number}')")
    page.wait_for_load_state()
    assert "All 8 entries of this record stand in the signed log" in page.inner_text(".trail-evidence")
    assert "vault since" in page.inner_text(".trail-evidence")
    assert "not what its trail says" in page.inner_text("[role=alert]")
    page.click(".trail-evidence summary")
    assert "only ever grows" in page.inner_text(".trail-evidence")
    first = page.locator(".trail-entry").first
    assert "Differs from its trail" in first.inner_text()
    first.locator("summary").click()
    assert no_sideways_scrolling(page)
    with page.expect_download() as download:
        first.locator("a[href*='@@trail-proof']").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    proof = parse_proof(target.read_bytes())
    keys = [parse_verifier(line) for line in (log / "keys").read_text().splitlines()]
    newest = ledger_of(http.portal).record_log(record.UID()).last
    assert target.suffix == ".tlog-proof"
    assert proof.verify(bytes.fromhex(newest.hash), keys) is not None
