"""P4: the REST reference shows requests and answers as they really are; see ``rest_recording``."""

from collective.trail.content.digest import content_digest
from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.rules.clock import frozen
from collective.trail.verify.cli import main
from datetime import datetime
from datetime import UTC
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.namedfile.file import NamedBlobFile
from rest_recording import filled
from rest_recording import FOLDER
from rest_recording import MOMENT
from rest_recording import Recorder
from rest_recording import shown_in
from rest_recording import UPDATE

import pytest


DRAFT = {
    "@type": "ControlledDocument",
    "title": "Leave rules",
    "background": "The rules are ten years old.",
    "purpose": "New rules for leave.",
    "content": {"data": "<p>Everybody takes leave.</p>", "content-type": "text/html", "encoding": "utf-8"},
    "department": "HR",
}
ANNEX = {
    "@type": "File",
    "title": "Form",
    "file": {"data": "leave form", "encoding": "utf-8", "filename": "form.txt", "content-type": "text/plain"},
}
AGREE = {"opinion": {"verdict": "agree", "text": "Clear and complete."}}


@pytest.fixture
def recorder(http):
    """A recorder in an office whose clock stands still."""
    with frozen(datetime.fromisoformat(MOMENT).replace(tzinfo=UTC)):
        yield Recorder(http)


def made(recorder, state, **values):
    """A committed document in a state, and its address."""
    recorder.http.commit()  # see what the server has done meanwhile
    record = recorder.http.in_state(state, **values)
    recorder.http.commit()
    return record, recorder.http.url(record)


def test_documents(recorder):
    url = recorder("document-add", "drafter", "POST", "administrative", DRAFT).headers["Location"]
    assert recorder("document-get", "drafter", "GET", url).json()["review_state"] == "draft"
    assert recorder("document-edit", "drafter", "PATCH", url, {"purpose": "One rule for all."}).status_code == 204
    assert recorder("document-annex", "drafter", "POST", url, ANNEX).status_code == 201
    body = {**DRAFT, "department": "FIN"}
    assert recorder("document-foreign-department", "drafter", "POST", "personnel", body).status_code == 400
    _record, frozen_url = made(recorder, "approved")
    answer = recorder("document-frozen", "drafter", "PATCH", frozen_url, {"title": "Other"})
    assert answer.status_code == 403


def test_workflow(recorder):
    url = recorder.http.client("drafter").post("administrative", json=DRAFT).headers["Location"]
    path = f"{url}/@workflow"
    assert recorder("workflow-submit", "drafter", "POST", f"{path}/submit", {"comment": "Please review."}).ok
    assert recorder("workflow-get", "reviewer", "GET", path).ok
    assert recorder("workflow-opinion-missing", "reviewer", "POST", f"{path}/review", {}).status_code == 400
    wrong = {"opinion": {"verdict": "disagree", "text": "No."}}
    assert recorder("workflow-wrong-verdict", "reviewer", "POST", f"{path}/review", wrong).status_code == 400
    assert recorder("workflow-review", "reviewer", "POST", f"{path}/review", AGREE).json()["review_state"] == "reviewed"
    signed = {"opinion": {"text": "Signed."}}
    assert recorder("workflow-approve", "head", "POST", f"{path}/approve", signed).json()["review_state"] == "approved"
    assert recorder("workflow-not-open", "drafter", "POST", f"{path}/submit", {}).status_code == 403
    assert recorder("workflow-unknown", "drafter", "POST", f"{path}/burn", {}).status_code == 400


def test_workflow_keeps_people_apart(recorder):
    _record, url = made(recorder, "submitted", actor="reviewer")
    answer = recorder("workflow-same-person", "reviewer", "POST", f"{url}/@workflow/review", AGREE)
    assert answer.status_code == 403


def test_workflow_returns_and_changes(recorder):
    record, url = made(recorder, "submitted")
    old = {"opinion": {"text": "As I read it yesterday.", "digest": "0" * 63 + "f"}}
    assert (
        recorder("workflow-changed-since-read", "reviewer", "POST", f"{url}/@workflow/review", old).status_code == 409
    )
    wanted = {"opinion": {"verdict": "changes_wanted", "text": "Name the period.", "digest": content_digest(record)}}
    answer = recorder("workflow-request-changes", "reviewer", "POST", f"{url}/@workflow/request_changes", wanted)
    assert answer.json()["review_state"] == "returned"


def test_workflow_revises(recorder):
    record, url = made(recorder, "approved")
    assert recorder("workflow-revise", "drafter", "POST", f"{url}/@workflow/revise", {}).json()["working_copy"]
    assert recorder("workflow-under-revision", "drafter", "POST", f"{url}/@workflow/revise", {}).status_code == 409
    recorder.http.commit()
    assert get_working_copy(record) is not None


def test_opinions(recorder):
    _record, url = made(recorder, "submitted")
    body = {"verdict": "agree", "text": "Clear and complete."}
    assert recorder("opinions-add", "reviewer", "POST", f"{url}/@opinions", body).json()["review_state"] == "reviewed"
    assert recorder("opinions-get", "head", "GET", f"{url}/@opinions").json()["items_total"] == 1


def test_departments(recorder):
    made(recorder, "draft")
    row = {"code": "ADM", "title": "Administration"}
    assert recorder("departments-get", "reviewer", "GET", "@departments").ok
    assert recorder("departments-add", "siteadmin", "POST", "@departments", row).status_code == 201
    assert (
        recorder("departments-edit", "siteadmin", "PATCH", "@departments/ADM", {"title": "Office"}).status_code == 204
    )
    assert recorder("departments-get-one", "siteadmin", "GET", "@departments/ADM").ok
    assert recorder("departments-in-use", "siteadmin", "DELETE", "@departments/HR").status_code == 409
    assert recorder("departments-unknown", "drafter", "GET", "@departments/LAW").status_code == 404


def test_settings(recorder):
    panel = "@controlpanels/trail"
    change = {"default_secrecy": "departmental", "number_pattern": "{department}-{year}-{sequence:04d}"}
    assert recorder("controlpanel-edit", "siteadmin", "PATCH", panel, change).status_code == 204
    assert (
        recorder("controlpanel-bad-pattern", "siteadmin", "PATCH", panel, {"number_pattern": "HR"}).status_code == 400
    )
    assert recorder("controlpanel-get", "siteadmin", "GET", panel).ok


def test_registers(recorder):
    made(recorder, "approved", original="paper", shelf_mark="A 3")
    made(recorder, "draft", title="Travel rules")
    assert recorder("registers-get", "drafter", "GET", "@registers").json()["items_total"] == 2
    path = "@registers/file-list?class=ADM&year=2026"
    assert recorder("registers-file-list", "drafter", "GET", path).json()["items_total"] == 2
    assert recorder("registers-file-list-csv", "drafter", "GET", f"{path}&format=csv").ok
    assert recorder("registers-numbers", "custodian", "GET", "@registers/numbers").ok
    bad = "@registers/file-list?sort_on=weight"
    assert recorder("registers-bad-question", "drafter", "GET", bad).status_code == 400
    assert recorder("registers-unknown", "drafter", "GET", "@registers/loans").status_code == 404


def test_record_by_number(recorder):
    made(recorder, "approved")
    assert recorder("record-get", "stranger", "GET", "@record/HR2026001").ok
    assert recorder("record-unknown", "stranger", "GET", "@record/HR2026999").status_code == 404


def test_search(recorder):
    made(recorder, "approved")
    path = (
        "@search?department=HR&review_state=approved&sort_on=number&metadata_fields=number&metadata_fields=approved_on"
    )
    assert recorder("search-get", "stranger", "GET", path).json()["items_total"] == 1


def test_trail(recorder):
    record, url = made(recorder, "reviewed")
    recorder.http.client("drafter").post(f"{url}/@workflow/approve", json={"opinion": {"text": "Mine."}})
    assert recorder("trail-get", "head", "GET", f"{url}/@trail?b_size=3").json()["items"]
    refused = recorder("trail-refusals", "head", "GET", f"{url}/@trail?action=record.refused")
    assert refused.json()["items"][0]["actor"] == "drafter"
    assert recorder("trail-site", "auditor", "GET", "@trail?actor=reviewer&b_size=1").json()["items"]
    assert recorder("trail-export", "head", "GET", f"{url}/@trail?format=jsonl").ok
    assert recorder("trail-not-an-auditor", "head", "GET", "@trail").status_code in (401, 403)
    assert recorder("trail-bad-question", "head", "GET", f"{url}/@trail?start=yesterday").status_code == 400
    recorder.http.commit()
    record.purpose = "Changed by a script."
    recorder.http.commit()
    check(recorder.http.portal)
    recorder.http.commit()
    assert recorder("trail-check", "auditor", "GET", "@trail/check").json()["check"]["count"] == 1


def test_evidence(recorder, tmp_path, monkeypatch):
    monkeypatch.setenv("TRAIL_LOG", str(tmp_path / "logs"))
    monkeypatch.setenv("TRAIL_LOG_KEY", str(tmp_path / "key"))
    assert main(["new-key", "trail.example/records", str(tmp_path / "key")]) == 0
    file = NamedBlobFile(b"%PDF-1.4 leave", "application/pdf", "leave-rules.pdf")
    _record, url = made(recorder, "submitted", file=file)
    sequence(recorder.http.portal)
    recorder.http.commit()
    assert recorder("evidence-get", "head", "GET", f"{url}/@trail/evidence").ok
    assert recorder("evidence-by-number", "auditor", "GET", "@trail/evidence?record=HR2026001&files=0").ok
    assert recorder("evidence-unknown", "auditor", "GET", "@trail/evidence?record=HR2026999").status_code == 400


def test_errors(recorder):
    _record, url = made(recorder, "draft", secrecy="secret")
    assert recorder("error-not-logged-in", None, "GET", "@departments").status_code == 401
    assert recorder("error-not-cleared", "outsider", "GET", url).status_code == 401
    assert recorder("error-unknown", "drafter", "GET", "administrative/2019").status_code == 404


def test_pages_show_all_examples_as_recorded():
    """Runs last: the files above are written or checked by then."""
    shown = []
    for path in sorted(FOLDER.glob("*.md")):
        page = path.read_text("utf-8")
        shown += shown_in(page)
        if UPDATE:
            path.write_text(filled(page), "utf-8")
        else:
            assert page == filled(page), f"{path.name} shows other examples than the files hold."
    assert sorted(shown) == sorted(path.stem for path in FOLDER.glob("*.req"))
