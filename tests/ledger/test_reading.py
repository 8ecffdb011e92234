"""P1, P2: reading, filtering, describing and exporting the trail."""

from collective.trail import ledger
from collective.trail.ledger.export import export
from collective.trail.ledger.reading import describe
from collective.trail.ledger.reading import entries
from collective.trail.ledger.reading import search
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from collective.trail.rules import clock
from collective.trail.verify.cli import verify
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from io import BytesIO
from uuid import uuid4
from zope.i18n import translate

import json
import pytest


START = datetime(1990, 1, 1, 22, tzinfo=UTC)  # a period of our own: other tests' entries are of today
PERIOD = {"start": START, "end": START + timedelta(days=30)}


@pytest.fixture
def two(portal):
    """Two records, 40 entries half an hour apart, over two days, in segments that overlap in time."""
    ledger.install(portal)
    uids = uuid4().hex, uuid4().hex
    order = [n for k in range(0, 40, 4) for n in (k + 2, k, k + 3, k + 1)]
    for number in order:
        with clock.frozen(START + timedelta(minutes=30 * number)):
            action = "record.edited" if number % 3 == 0 else "record.viewed"
            ledger.record(uids[number % 2], action, {"fields": [str(number)]}, actor=f"user{number % 4}")
    return uids


def numbers(found):
    return [int(entry.data["fields"][0]) for entry in found]


def test_a_record_s_trail_is_read_in_order_or_newest_first(two):
    made = list(entries(two[0]))
    assert [entry.get("record_seq") for entry in made] == list(range(1, 21))
    assert [entry.hash for entry in search(record=two[0])] == [entry.hash for entry in made[::-1]]


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_site_s_trail_is_in_order_of_time(two, newest_first):
    expected = sorted(range(40), reverse=newest_first)
    assert numbers(search(**PERIOD, newest_first=newest_first)) == expected


@pytest.mark.parametrize("start, end", [(0, 40), (3, 4), (5, 5), (1, 39), (4, 20), (39, 99), (6, 2)])
@pytest.mark.parametrize("whole", [True, False])
def test_a_period_includes_its_start_and_not_its_end(two, start, end, whole):
    period = {"start": START + timedelta(minutes=30 * start), "end": START + timedelta(minutes=30 * end)}
    found = search(record=None if whole else two[0], newest_first=False, **period)
    expected = [n for n in range(start, min(end, 40)) if whole or n % 2 == 0]
    assert sorted(numbers(found)) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("record", [0, None])
def test_filters_by_action_and_actor(two, record):
    uid = None if record is None else two[record]
    found = search(record=uid, action="record.edited", actor="user0", **PERIOD)
    expected = [n for n in range(40) if n % 3 == 0 and n % 4 == 0]
    assert sorted(numbers(found)) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("filters", [{}, {"action": "record.viewed"}, PERIOD])
def test_a_batch_is_the_same_as_a_slice_of_the_whole(two, newest_first, filters):
    found = search(record=two[1], newest_first=newest_first, **filters)
    whole = list(found)
    assert len(found) == len(whole)
    for start, stop in ((0, 5), (5, 10), (18, 40), (0, None), (7, 7), (40, 50)):
        assert found[start:stop] == whole[start:stop]
    assert found[3] is whole[3]
    with pytest.raises(IndexError):
        found[len(whole)]
    with pytest.raises(ValueError):
        found[-3:]


def test_a_record_without_a_trail_has_an_empty_one(portal):
    ledger.install(portal)
    assert list(search(record="nobody")) == search(record="nobody")[:10] == []
    assert len(search(record="nobody")) == 0


def test_a_batch_does_not_read_the_whole_log(portal, monkeypatch):
    book = ledger.install(portal)
    uid = uuid4().hex
    for _number in range(200):
        ledger.record(uid, "record.viewed")
    seen = []
    original = Entry.get
    monkeypatch.setattr(Entry, "get", lambda self, name: seen.append(name) or original(self, name))
    read = []
    log = type(book.record_log(uid))
    entry = log.entry
    monkeypatch.setattr(log, "entry", lambda self, seq: read.append(seq) or entry(self, seq))
    assert len(search(record=uid)[20:45]) == 25
    assert len(read) == 25
    assert len(search(record=uid)) == 200
    assert len(read) == 25


def test_an_entry_is_told_in_words(two, portal):
    told = describe(entries(two[0])[0], translate)
    assert told["title"] == "Viewed"
    edited = ledger.record(two[0], "record.edited", {"fields": ["title", "file"]})
    told = describe(edited, translate)
    assert (told["text"], told["erased"]) == ("Edited: title, file.", False)
    assert told["hash"] == edited.hash
    edited.erase()
    told = describe(edited, translate)
    assert (told["text"], told["data"], told["erased"]) == ("Edited", None, True)


def test_an_entry_of_an_unknown_action_stays_readable(two, portal, monkeypatch):
    from collective.trail.ledger import actions

    entry = ledger.record(two[0], "record.viewed")
    monkeypatch.delitem(actions._registered, "record.viewed")
    assert describe(entry, translate)["text"] == "record.viewed"


def test_an_action_cannot_be_registered_twice_with_other_words(portal):
    from collective.trail.ledger.actions import action_by_id
    from dataclasses import replace

    action = action_by_id("record.viewed")
    assert ledger.register_action(action) == action
    with pytest.raises(ValueError):
        ledger.register_action(replace(action, text=action.title))


def test_an_exported_record_is_verified(two):
    checker, fault = verify(BytesIO(b"".join(export(two[0]))))
    assert fault is None and checker.misdated.kind == "time", "The clock of this story goes back."
    assert (checker.entries, checker.checks_segments) == (20, False)


def test_the_exported_site_is_verified_with_all_segments(two, portal):
    next(iter(entries(two[1]))).erase()
    lines = list(export())
    checker, fault = verify(BytesIO(b"".join(lines)))
    assert fault is None and checker.misdated.kind == "time"
    assert checker.checks_segments and checker.erased >= 1
    manifest = json.loads(lines[0])
    assert len(lines) - 1 == checker.entries == sum(end["count"] for end in manifest["segments"].values())


def test_an_altered_database_is_found_in_its_export(two, portal):
    log = ledger_of(portal).record_log(two[0])
    log.entry(4)._data = {"fields": ["forged"]}
    _checker, fault = verify(BytesIO(b"".join(export())))
    assert fault.entry == log.entry(4).get("id")
