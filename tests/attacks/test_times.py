"""P3: acts done with the server's clock set back: found, and named, by everybody who knows what came before."""

from collective.trail.rules import clock
from datetime import timedelta
from forging import all_entries
from forging import alter
from forging import entries_of
from forging import rebuild
from plone.uuid.interfaces import IUUID

import pytest


DAY = timedelta(days=1)


def when(entry):
    """Both times of an entry."""
    return entry.get("happened_at")[:10], entry.recorded_at[:10]


def test_an_approval_with_the_clock_set_back(http, auditor, sequenced, checked):
    """Signed over HTTP on a server whose clock says yesterday, on a record whose review stands in the log."""
    record = http.reviewed()
    assert sequenced()[0]
    auditor.keep()
    uid, yesterday = IUUID(record), clock.now() - DAY
    with clock.frozen(yesterday):
        client = http.client("head")
        assert client.post(f"{http.url(record)}/@workflow/approve", json={"comment": "Signed."}).status_code == 200
    http.commit()
    entry = entries_of(http.portal, uid)[-2]
    day = yesterday.date().isoformat()
    assert (when(entry), record.approved_on) == ((day, day), yesterday)

    good, sentence = sequenced()
    assert not good and f"(document.approve, record {uid}) says that it was recorded at {day}" in sentence
    assert "but the checkpoint that was signed at" in sentence and "1 more entries of this run are like it." in sentence
    # Without log and database, from the record's own chain.
    told = auditor.verify()
    assert (
        told.startswith(f"Entry {entry.get('id')} (line ")
        and f"record {uid}) says that it was recorded at {day}" in told
    )
    assert f"but entry {entry.get('record_seq') - 1} of the record says" in told
    leaf = all_entries(http.portal).index(entry)
    assert (
        f"The entry {leaf} of the log, entry {entry.get('segment_seq')} of the segment"
        in auditor.verify_log_and_export()
    )
    assert {(each, field) for each, field, _sentence in checked()} == {(uid, "recorded_at")}


def test_a_new_record_with_the_clock_set_back(http, story, auditor, sequenced, checked):
    """A record without a past has no chain that could contradict; the log has."""
    with clock.frozen(clock.now() - DAY):
        record = http.approved()
    http.commit()
    uid = IUUID(record)
    entry = entries_of(http.portal, uid)[0]
    assert auditor.verify() == ""
    assert "does not stand in the log, which has entries up to" in auditor.verify_log_and_export()
    good, sentence = sequenced()
    assert not good and f"(record.created, record {uid}) says that it was recorded at" in sentence
    sentence = auditor.verify_log_and_export()
    assert f"entry 1 of the segment {entry.get('segment')}" in sentence and "but one before it in the log" in sentence
    assert [(each, field) for each, field, _sentence in checked()] == [(uid, "recorded_at")]


def test_a_clock_set_back_before_the_first_checkpoint(http, auditor, sequenced):
    """The database gives its transactions times that never go back; on one machine they go on from the last one."""
    with clock.frozen(clock.now() - DAY):
        record = http.draft()
    http.commit()
    good, sentence = sequenced()
    assert (
        not good and f"(record.created, record {IUUID(record)})" in sentence and "but its transaction is of" in sentence
    )


def test_a_clock_set_forward(http, story, auditor, sequenced):
    with clock.frozen(clock.now() + DAY):
        record = http.draft()
    http.commit()
    good, sentence = sequenced()
    assert not good and f"(record.created, record {IUUID(record)})" in sentence and "but it is only" in sentence


@pytest.mark.parametrize("minutes", [1, 9])
def test_clocks_that_differ_a_little_are_no_attack(http, auditor, sequenced, checked, minutes):
    """Two machines of one office, or an act that takes long: what docs/concepts/threat-model.md calls the tolerance."""
    record = http.reviewed()
    assert sequenced()[0]
    auditor.keep()
    with clock.frozen(clock.now() - timedelta(minutes=minutes)):
        http.act("head", record, "approve", "Signed.")
    assert sequenced()[0] and checked() == []
    assert auditor.verify() == "" and auditor.verify_log_and_export() == ""


def test_a_time_made_up_inside_a_segment(http, story, auditor, checked):
    """A segment is written by one process, which begins another when its clock goes back: not a second is tolerated."""
    entry = entries_of(http.portal, IUUID(story))[4]
    alter(entry, recorded_at=entry.recorded_at[:19] + ".000000Z", happened_at=entry.recorded_at[:19] + ".000000Z")
    rebuild(http.portal, all_entries(http.portal))
    sentence = auditor.verify()
    assert entry.get("id") in sentence and f"but entry {entry.get('segment_seq') - 1} of segment" in sentence
