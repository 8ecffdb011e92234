"""P1: entries of the trail edited, removed, moved or put in by somebody who rules the database: found, and named."""

from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import subject_of
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from collective.trail.ledger.store import Segment
from collective.trail.rules import clock
from collective.trail.rules.chain import build_header
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash
from datetime import timedelta
from forging import all_entries
from forging import alter
from forging import entries_of
from forging import rebuild
from forging import salt
from forging import swap
from plone.uuid.interfaces import IUUID

import pytest


def approval(portal, uid):
    """The entry of a record that says who approved it."""
    return next(entry for entry in entries_of(portal, uid) if entry.get("action") == "document.approve")


def named(found, uid, *words):
    """Whether the self-check has a sentence about a record, or about none, with these words."""
    return [sentence for record, _field, sentence in found if record in (uid, "") and all(w in sentence for w in words)]


def test_an_edited_entry(http, story, checked, auditor):
    uid = IUUID(story)
    entry = approval(http.portal, uid)
    alter(entry, actor="leader")
    http.commit()
    assert f"Entry {entry.get('id')}" in auditor.verify()
    assert f"record {uid}, document.approve) was altered" in auditor.verify()
    assert named(checked(), uid, entry.get("id"), "was altered")


def test_an_edited_entry_with_all_hashes_made_anew(http, story, sequenced, checked, auditor):
    """The database agrees with itself afterwards; the log does not agree with it."""
    uid = IUUID(story)
    entry = approval(http.portal, uid)
    leaf = all_entries(http.portal).index(entry)
    alter(entry, actor="leader")
    rebuild(http.portal, all_entries(http.portal))
    assert auditor.verify() == ""
    assert (
        f"Entry {entry.get('id')} (number {entry.get('record_seq')} of record {uid}, document.approve" in auditor.lost()
    )
    assert f"The entry {leaf} of the log is not in" in auditor.verify_log_and_export()
    place = f"Entry {entry.get('segment_seq')} of the segment {entry.get('segment')}"
    assert named(
        checked(), uid, place, f"(document.approve, record {uid})", "does not stand in the log, but later ones do"
    )
    good, sentence = sequenced()
    assert (
        not good and f"of the segment {entry.get('segment')} is another than the one that stands in the log" in sentence
    )


def test_an_edited_entry_that_is_not_sequenced_yet(http, story, sequenced):
    """Only the hash tells here; who makes it anew in time is the limit that the next test states."""
    http.act("head", story, "abolish", "No longer valid.")
    entry = entries_of(http.portal, IUUID(story))[-2]
    alter(entry, actor="leader")
    good, sentence = sequenced()
    assert (
        not good and f"Entry {entry.get('segment_seq')} of the segment {entry.get('segment')} was altered" in sentence
    )


def test_the_limit_a_chain_made_anew_before_the_first_checkpoint(http, story, sequenced, checked, auditor):
    """What nothing finds: between the commit of an act and the first checkpoint there is no witness but the database."""
    http.act("head", story, "abolish", "No longer valid.")
    http.commit()
    alter(entries_of(http.portal, IUUID(story))[-2], happened_at="2026-01-01T00:00:00.000000Z")
    rebuild(http.portal, all_entries(http.portal))
    assert sequenced()[0]
    assert checked() == [] and auditor.verify() == "" and auditor.verify_log_and_export() == ""


def test_an_entry_whose_words_or_salt_were_changed(http, story, checked, auditor):
    """The header, and with it the leaf, stays as it was; only the commitment in it tells."""
    uid = IUUID(story)
    opinion = entries_of(http.portal, uid)[-1]
    alter(opinion, data={"text": "I never agreed."})
    http.commit()
    for sentence in (auditor.verify(), *named(checked(), uid, opinion.get("id"))):
        assert f"record {uid}, opinion.given) has altered data" in sentence
    alter(opinion, data={"text": "Signed."})
    opinion.salt = salt()
    assert named(checked(), uid, opinion.get("id"), "has altered data")


def test_a_removed_entry(http, story, checked, auditor):
    uid = IUUID(story)
    log = ledger_of(http.portal).record_log(uid)
    lost = log.entry(3)
    segment = ledger_of(http.portal).segments[lost.get("segment")]
    for chain in (log, segment):
        chain._tail = tuple(entry for entry in chain.walk() if entry is not lost)
        chain._chunks, chain.count = None, chain.count - 1
    http.commit()
    assert f"Entry {lost.get('segment_seq')} of segment {lost.get('segment')} is missing" in auditor.verify()
    assert named(checked(), uid, f"Entry {lost.get('segment_seq')} of segment {lost.get('segment')} is missing")
    assert named(checked(), "", "of the log (1 in all) is not in the database")


def test_a_removed_entry_with_all_hashes_made_anew(http, story, checked, auditor):
    uid = IUUID(story)
    lost = entries_of(http.portal, uid)[2]
    entries = all_entries(http.portal)
    leaf = entries.index(lost)
    after = entries[leaf + 1]
    entries.remove(lost)
    rebuild(http.portal, entries)
    assert auditor.verify() == ""
    assert f"Entry {lost.get('id')} (number 3 of record {uid}, {lost.get('action')}" in auditor.lost()
    sentence = auditor.verify_log_and_export()
    assert f"The entry {leaf} of the log is not in" in sentence
    assert f"The one before it is entry {lost.get('segment_seq') - 1} of the segment {lost.get('segment')}" in sentence
    assert named(checked(), uid, f"({after.get('action')}, record {uid}) does not stand in the log, but later ones do")


def test_the_last_ten_entries_removed(http, auditor, sequenced, checked):
    first = http.approved()
    second = http.approved()
    auditor.keep_export()
    assert sequenced()[0]
    auditor.keep()
    entries = all_entries(http.portal)
    lost, segment = entries[-10], entries[-2].get("segment")
    before = sum(entry.get("segment") == segment for entry in entries)
    left = sum(entry.get("segment") == segment for entry in entries[:-10])
    rebuild(http.portal, entries[:-10])
    assert auditor.verify() == ""
    assert f"Entry {lost.get('id')} (number {lost.get('record_seq')} of record {lost.get('record')}" in auditor.lost()
    sentence = auditor.verify_log_and_export()
    assert f"The entry {len(entries) - 10} of the log is not in" in sentence
    assert f"The one before it is entry {left} of the segment {segment}" in sentence
    good, sentence = sequenced()
    assert not good
    assert f"The segment {segment} has {left} entries in the database, but {before} of it stand" in sentence
    found = checked()
    assert named(found, "", f"The entry {len(entries) - 10} of the log (10 in all) is not in the database")
    assert named(found, "", f"Of the segment {segment} {before} entries stand in the log and {left} in the database.")
    assert {(uid, field) for uid, field, _sentence in found} >= {(IUUID(first), "state"), (IUUID(second), "record")}


def test_two_entries_that_changed_places(http, story, checked, auditor):
    """In the record's trail alone, so that people read another order than the export of the whole site has."""
    uid = IUUID(story)
    log = ledger_of(http.portal).record_log(uid)
    bad = log.entry(4)
    swap(log, 3, 4)
    sentence = auditor.run("verify", auditor.export(http.url(story)))
    assert sentence.startswith(f"Entry 3 of record {uid} is missing") and bad.get("id") in sentence
    assert named(checked(), uid, f"Entry 3 of the record's trail ({bad.get('id')}) is not the one")


def test_two_entries_of_a_segment_that_changed_places(http, story, checked, auditor):
    uid = IUUID(story)
    entry = entries_of(http.portal, uid)[3]
    name, place = entry.get("segment"), entry.get("segment_seq")
    swap(ledger_of(http.portal).segments[name], place, place - 1)
    sentence = f"Entry {place - 1} of segment {name} is missing"
    assert sentence in auditor.verify() and named(checked(), uid, sentence)


def test_two_entries_that_changed_places_with_all_hashes_made_anew(http, story, checked, auditor):
    uid = IUUID(story)
    entries = all_entries(http.portal)
    leaf = entries.index(entries_of(http.portal, uid)[3])
    entries[leaf - 1], entries[leaf] = entries[leaf], entries[leaf - 1]
    rebuild(http.portal, entries)
    assert "says that it was recorded at" in auditor.verify(), "Nobody may swap the times with the entries unnoticed."
    assert f"The entry {leaf - 1} of the log is not in" in auditor.verify_log_and_export()
    assert named(checked(), uid, f"record {uid}) does not stand in the log, but later ones do")


def test_an_entry_shown_that_is_not_the_one_recorded(http, story, checked, auditor):
    """The time line reads the record's trail, the export of the site the segments: both must hold the same objects."""
    uid = IUUID(story)
    log = ledger_of(http.portal).record_log(uid)
    true = log.entry(6)
    false = Entry(true.header, true.hash, {**true.data, "comment": "Never mind."}, true.salt)
    log._tail = (*log._tail[:5], false, *log._tail[6:])
    assert auditor.verify() == ""
    assert f"Entry {true.get('id')}" in auditor.run("verify", auditor.export(http.url(story)))
    assert named(
        checked(), uid, f"Entry 6 of the record's trail ({true.get('id')}) is not the one that its segment has there"
    )


@pytest.mark.parametrize("of", ["record", "segment"])
def test_a_damaged_trail_blinds_the_check_to_nothing_else(http, story, checked, of):
    """A chain that says it is longer than it is cannot be read to its end; all other records are looked at."""
    other = http.approved()
    other.purpose = "Leave for the chief only."
    ledger = ledger_of(http.portal)
    log = ledger.record_log(IUUID(story)) if of == "record" else ledger.segments[min(ledger.segments)]
    log.count += 5
    found = checked()
    assert (IUUID(other), "purpose") in [(uid, field) for uid, field, _sentence in found]
    assert [
        sentence for _uid, field, sentence in found if field == "trail" and "cannot be read: IndexError" in sentence
    ]


def test_a_removed_record_with_its_trail(http, story, sequenced, checked, auditor):
    """Record, number, trail and every hash: nothing in the database tells of it any more."""
    uid = IUUID(story)
    after = http.draft()
    assert sequenced()[0]
    auditor.keep()
    story.unindexObject()
    story.aq_parent._tree.pop(story.getId())
    entries = [entry for entry in all_entries(http.portal) if entry.get("record") != uid]
    leaf = next(number for number, entry in enumerate(all_entries(http.portal)) if entry.get("record") == uid)
    rebuild(http.portal, entries)
    http.commit()
    assert ledger_of(http.portal).record_log(uid) is None and auditor.verify() == ""
    assert f"(number 1 of record {uid}, record.created" in auditor.lost()
    assert f"The entry {leaf} of the log is not in" in auditor.verify_log_and_export()
    found = checked()
    assert named(found, IUUID(after), "does not stand in the log, but later ones do")
    assert named(found, "", f"The entry {leaf} of the log", "is not in the database")
    good, sentence = sequenced()
    assert not good and "in the log" in sentence


def test_an_entry_put_into_the_past(http, story, sequenced, checked, auditor):
    """In a segment of its own, as of a process of yesterday, at the end of the chain of a record that has ended."""
    uid = IUUID(story)
    moment = clock.now() - timedelta(days=1)
    with clock.frozen(moment):
        forged = append(
            ledger_of(http.portal), subject_of(story), "document.abolish", {"target": "approved"}, moment, "head"
        )
    http.commit()
    place = f"Entry 1 of the segment {forged.get('segment')}"
    assert "does not stand in the log, which has entries up to" in auditor.verify_log_and_export()
    assert place in auditor.verify_log_and_export()
    assert f"Entry {forged.get('id')}" in auditor.verify() and "but entry 7 of the record says" in auditor.verify()
    assert named(checked(), uid, place, "does not stand in the log, which was signed at", "put in afterwards")
    good, sentence = sequenced()
    assert not good and f"(document.abolish, record {uid}) says that it was recorded at" in sentence
    assert "the checkpoint that was signed at" in sentence


def test_an_entry_put_into_a_segment_of_the_past(http, story, sequenced, checked, auditor):
    """Where the sequencer does not look again: the segment of an earlier day, with chains that fit."""
    ledger = ledger_of(http.portal)
    days = [clock.now() - timedelta(days=number) for number in (5, 4, 3)]
    for day in days:
        with clock.frozen(day):
            append(ledger, subject_of("f" * 32), "record.edited", {}, day, "anna")
    sequenced()
    auditor.keep()
    name = min(ledger.segments)
    forged = entry_after(ledger, name, "record.edited", days[0] + timedelta(minutes=1))
    http.commit()
    assert sequenced()[0], "The minute's run does not open it, so the check must."
    place = f"Entry 2 of the segment {name}"
    assert named(checked(), "e" * 32, place, "does not stand in the log, which was signed at")
    assert place in auditor.verify_log_and_export()
    with clock.frozen(clock.now() + timedelta(days=1)):
        good, sentence = sequenced()
    assert not good and f"record {forged.get('record')}) says that it was recorded at" in sentence


def entry_after(ledger, name, action, moment):
    """An entry that continues a segment, whoever wrote that, made without the package's help."""
    segment: Segment = ledger.segments[name]
    head = segment.last
    when = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    secret = salt()
    header = build_header(
        id=salt(),
        act=salt(),
        action=action,
        actor="anna",
        happened_at=when,
        recorded_at=when,
        record="e" * 32,
        portal_type="ControlledDocument",
        number=None,
        record_seq=1,
        record_prev=None,
        segment=name,
        segment_seq=segment.count + 1,
        segment_prev=head.hash,
        data_digest=data_digest({}, secret),
    )
    entry = Entry(header, entry_hash(header), {}, secret)
    ledger.shard("e" * 32)["e" * 32] = type(ledger.record_log(head.get("record")))()
    ledger.record_log("e" * 32).append(entry)
    segment.append(entry)
    return entry
