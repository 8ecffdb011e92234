"""P1: the self-check finds what was done behind the trail's back, and names record and field."""

from collective.trail.jobs import check as job
from collective.trail.jobs import pace
from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.reading import entries
from collective.trail.ledger.reading import search
from collective.trail.ledger.site import ledger_of
from plone import api
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent

import os
import transaction


def found(portal):
    """(record, field) of each difference."""
    return [(each.record, each.field) for each in check(portal).found]


def pdf(data=b"%PDF-1.4 leave"):
    return NamedBlobFile(data, "application/pdf", "leave.pdf")


def annex(record, data=b"table"):
    file = NamedBlobFile(data, "text/plain", "table.txt")
    with api.env.adopt_user("drafter"):
        return createContentInContainer(record, "File", title="Table", file=file)


def test_an_honest_office_has_no_difference(http):
    http.draft()
    http.in_state("returned")
    record = http.draft(file=pdf())
    annex(record)
    http.act("drafter", record, "submit")
    http.act("reviewer", record, "review", "Good.")
    http.act("head", record, "approve", "Signed.")
    http.act("drafter", record, "revise")
    http.commit()
    report = check(http.portal)
    assert report.found == () and report.records >= 4 and report.entries > 15
    entry = search(record=IUUID(http.portal), action="trail.checked")[0]
    assert entry.data == {"entries": report.entries, "records": report.records, "count": 0, "found": []}


def test_an_export_of_a_record_is_no_step_of_its_life(http):
    record = http.approved()
    http.commit()
    assert http.client("head").get(f"{http.url(record)}/@trail?format=jsonl").ok
    assert http.client("head").get(f"{http.url(record)}/@trail/evidence").ok
    http.commit()
    assert check(http.portal).found == ()


def test_an_edition_that_was_replaced_has_no_difference(http):
    record = http.approved(file=pdf())
    http.act("drafter", record, "revise")
    copy = next(
        each for each in record.aq_parent.objectValues() if each.getId() != record.getId() and each.number is None
    )
    with api.env.adopt_user("drafter"):
        copy.purpose = "Newer rules."
        notify(ObjectModifiedEvent(copy))
    http.act("drafter", copy, "submit")
    http.act("reviewer", copy, "review", "Good.")
    http.act("head", copy, "approve", "Signed.")
    http.commit()
    assert record.purpose == "Newer rules."
    assert check(http.portal).found == ()


def test_a_field_changed_by_a_script_is_named(http):
    record = http.approved()
    record.purpose = "Leave for the chief only."
    http.commit()
    assert found(http.portal) == [(IUUID(record), "purpose")]
    told = [each for each in entries(IUUID(record)) if each.get("action") == "record.differs"]
    assert [each.data["field"] for each in told] == ["purpose"]


def test_a_difference_is_entered_on_its_record_once(http):
    record = http.approved()
    record.purpose = "Leave for the chief only."
    http.commit()
    check(http.portal)
    assert found(http.portal) == [(IUUID(record), "purpose")]
    assert sum(each.get("action") == "record.differs" for each in entries(IUUID(record))) == 1


def test_a_state_set_by_a_script_is_named(http):
    record = http.submitted()
    tool = api.portal.get_tool("portal_workflow")
    status = {**tool.getStatusOf("document_workflow", record), "review_state": "approved"}
    tool.setStatusOf("document_workflow", record, status)
    http.commit()
    assert found(http.portal) == [(IUUID(record), "state"), (IUUID(record), "workflow_history")]


def test_a_blob_replaced_on_the_disk_is_named(http):
    record = http.approved(file=pdf())
    http.commit()
    path = record.file._blob.committed()
    os.chmod(path, 0o600)
    with open(path, "wb") as stream:
        stream.write(b"%PDF-1.4 other")
    assert found(http.portal) == [(IUUID(record), "file")]


def test_a_blob_removed_from_the_disk_is_named(http):
    record = http.approved(file=pdf())
    http.commit()
    os.unlink(record.file._blob.committed())
    assert found(http.portal) == [(IUUID(record), "file")]


def test_an_annex_replaced_by_a_script_is_named(http):
    record = http.draft()
    table = annex(record)
    http.commit()
    table.file = NamedBlobFile(b"other", "text/plain", "table.txt")
    http.commit()
    assert found(http.portal) == [(IUUID(record), table.getId())]


def test_a_record_that_went_without_a_word_is_named(http):
    record = http.approved()
    http.commit()
    uid = IUUID(record)
    record.aq_parent._tree.pop(record.getId())
    record.unindexObject()
    http.commit()
    assert found(http.portal) == [(uid, "record")]


def test_an_altered_entry_is_named(http):
    record = http.approved()
    http.commit()
    log = ledger_of(http.portal).record_log(IUUID(record))
    entry = log.entry(2)
    entry._data = {**entry._data, "comment": "Forged."}
    http.commit()
    report = check(http.portal)
    assert any("has altered data" in each.message and IUUID(record) in each.message for each in report.found)


def test_the_log_knows_what_the_database_lost(http, log):
    """Chains rebuilt by whoever rules the database are whole in themselves; the log has the entry all the same."""
    http.approved()
    http.commit()
    sequence(http.portal)
    segments = ledger_of(http.portal).segments
    name = max(segments)
    segment = segments[name]
    lost = segment.last
    owner = ledger_of(http.portal).record_log(lost.get("record"))
    for chain in (segment, owner):
        chain._tail = chain._tail[:-1]
        chain.count -= 1
        chain.head = chain._tail[-1].hash if chain._tail else None
    http.commit()
    sentences = [each.message for each in check(http.portal).found if not each.record]
    assert len(sentences) == 1
    assert sentences[0].startswith("The entry ") and "of the log (1 in all) is not in the database" in sentences[0]


def test_somebody_who_writes_at_the_end_of_a_run_does_not_lose_it(http, monkeypatch):
    enter, tries = job._enter, []

    def interrupted(site, report):
        enter(site, report)
        tries.append(site)
        if len(tries) == 1:
            # The server writes to the trail of the site as well: both cannot commit.
            assert http.client("auditor").get("@trail?format=csv").status_code == 200

    monkeypatch.setattr(job, "_enter", interrupted)
    assert check(http.portal).found == ()
    assert len(tries) == 2
    newest = [each.get("action") for each in search(record=IUUID(http.portal))[:2]]
    assert newest == ["trail.checked", "trail.exported"]


def test_a_long_run_says_how_far_it_has_come(http, monkeypatch, caplog):
    monkeypatch.setattr(pace, "PROGRESS", 0)
    monkeypatch.setattr(pace, "_SWEEP", 1)
    http.approved()
    http.commit()
    with caplog.at_level("INFO"):
        check(http.portal)
    said = [each.getMessage() for each in caplog.records]
    path = "/".join(http.portal.getPhysicalPath())
    for what in ("entries", "records"):
        assert any(
            text.startswith(f"check: {path}: ") and text.endswith(f"{what} were compared so far") for text in said
        )


def test_a_good_log_is_no_difference(http, log):
    http.approved()
    http.commit()
    sequence(http.portal)
    http.draft()
    http.commit()
    assert check(http.portal).found == ()
    transaction.abort()
