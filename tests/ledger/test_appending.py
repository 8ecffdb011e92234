"""P1, P2: entries are appended in the transaction of the act, chained, and refused if they are no facts."""

from collective.trail import ledger
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import CHUNK
from collective.trail.rules import clock
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from plone import api
from plone.app.testing import login
from plone.app.testing import logout
from plone.app.testing import TEST_USER_ID
from uuid import uuid4

import pytest
import transaction


@pytest.fixture
def page(portal):
    ledger.install(portal)
    with api.env.adopt_roles(["Manager"]):
        return api.content.create(portal, "Document", "p")


def test_anyone_can_append_an_entry_that_says_who_what_and_when(page):
    entry = ledger.record(page, "record.edited", {"fields": ["title"]})
    header = entry.header
    assert header["record"] == api.content.get_uuid(page)
    assert (header["portal_type"], header["actor"], header["action"]) == ("Document", TEST_USER_ID, "record.edited")
    assert header["happened_at"] <= header["recorded_at"]
    assert entry.data == {"fields": ["title"]}
    assert entry.hash == entry_hash(header)
    assert header["data_digest"] == data_digest(entry.data, entry.salt)


def test_entries_of_a_record_are_chained(page):
    first = ledger.record(page, "record.created").header
    second = ledger.record(page, "record.edited").header
    assert second["record_seq"] == first["record_seq"] + 1
    assert second["record_prev"] == entry_hash(first)
    assert second["segment"] == first["segment"]
    assert second["segment_prev"] == entry_hash(first)


def test_a_chain_longer_than_a_chunk_can_be_read_in_order(portal):
    book = ledger.install(portal)
    uid = uuid4().hex
    made = [ledger.record(uid, "record.viewed").hash for _ in range(CHUNK * 2 + 3)]
    log = book.record_log(uid)
    assert [entry.hash for entry in log.walk()] == made
    assert [entry.hash for entry in log.walk(newest_first=True)] == made[::-1]
    assert [entry.get("record_seq") for entry in log.walk(CHUNK, CHUNK + 1)] == [CHUNK, CHUNK + 1]
    with pytest.raises(KeyError):
        log.entry(0)
    with pytest.raises(KeyError):
        log.entry(log.count + 1)


def test_nobody_can_append_an_unregistered_action(page):
    with pytest.raises(ValueError, match="register_action"):
        ledger.record(page, "record.invented")


@pytest.mark.parametrize("data", [{"x": object()}, {"x": {1, 2}}, {1: "x"}, ["x"], {"x": float("nan")}, {"x": b"y"}])
def test_nobody_can_append_what_is_not_json(page, data):
    before = ledger_of(api.portal.get()).record_log(api.content.get_uuid(page))
    count = before.count if before else 0
    with pytest.raises(ValueError):
        ledger.record(page, "record.edited", data)
    after = ledger_of(api.portal.get()).record_log(api.content.get_uuid(page))
    assert (after.count if after else 0) == count


@pytest.mark.parametrize("obj", ["", None, 7])
def test_nobody_can_append_an_entry_about_nothing(portal, obj):
    ledger.install(portal)
    with pytest.raises(ValueError):
        ledger.record(obj, "record.edited")


def test_the_caller_cannot_change_the_data_afterwards(page):
    data = {"fields": ["title"]}
    entry = ledger.record(page, "record.edited", data)
    data["fields"].append("file")
    entry.data["fields"].append("file")
    assert entry.data == {"fields": ["title"]}


def test_an_anonymous_reader_is_named_so(page, portal):
    logout()
    assert ledger.record(page, "record.viewed").get("actor") == "anonymous"
    login(portal, "test-user")


def test_a_job_can_give_its_own_name_and_time(page):
    moment = datetime(2024, 2, 29, 12, tzinfo=UTC)
    entry = ledger.record(page, "record.taken_over", happened_at=moment, actor="job:import")
    assert entry.get("actor") == "job:import"
    assert entry.get("happened_at") == "2024-02-29T12:00:00.000000Z"
    assert entry.get("recorded_at") > entry.get("happened_at")


def test_entries_of_one_record_in_one_transaction_are_one_act(page):
    other = uuid4().hex
    first = ledger.record(page, "record.edited")
    second = ledger.record(page, "opinion.given", {"verdict": "agree", "text": ""})
    elsewhere = ledger.record(other, "record.created")
    assert first.get("act") == second.get("act") != elsewhere.get("act")


def test_erased_data_leaves_the_chain_whole(page):
    entry = ledger.record(page, "opinion.given", {"verdict": "agree", "text": "A secret."})
    entry.erase()
    assert (entry.data, entry.salt) == (None, None)
    assert entry.hash == entry_hash(entry.header)


def test_installing_twice_keeps_the_entries(portal):
    book = ledger.install(portal)
    uid = uuid4().hex
    ledger.record(uid, "record.created")
    assert ledger.install(portal) is book
    assert book.record_log(uid).count == 1


def test_a_site_without_a_trail_says_what_to_do(portal):
    from zope.annotation.interfaces import IAnnotations

    IAnnotations(portal).pop("collective.trail.ledger", None)
    with pytest.raises(LookupError, match="profile"):
        ledger.record(uuid4().hex, "record.created")


def test_the_next_day_and_a_clock_set_back_begin_a_new_segment(portal):
    ledger.install(portal)
    uid = uuid4().hex
    noon = datetime(2025, 5, 5, 12, tzinfo=UTC)
    names = []
    for moment in (noon, noon + timedelta(hours=1), noon, noon + timedelta(days=1)):
        with clock.frozen(moment):
            names.append(ledger.record(uid, "record.viewed").get("segment"))
    assert names[0] == names[1]
    assert len(set(names)) == 3
    assert [name[:8] for name in names] == ["20250505", "20250505", "20250505", "20250506"]


class TestCommitted:
    """With real commits, in the functional layer."""

    @pytest.fixture
    def site(self, functional):
        site = functional["portal"]
        ledger.install(site)
        transaction.commit()
        return site

    def test_two_transactions_are_two_acts(self, site):
        uid = uuid4().hex
        first = ledger.record(uid, "record.edited").get("act")
        transaction.commit()
        assert ledger.record(uid, "record.edited").get("act") != first

    def test_an_aborted_act_leaves_no_entry_and_the_next_one_continues_the_chain(self, site):
        uid = uuid4().hex
        kept = ledger.record(uid, "record.created").hash
        transaction.commit()
        ledger.record(uid, "record.edited")
        transaction.abort()
        header = ledger.record(uid, "record.viewed").header
        transaction.commit()
        assert (header["record_seq"], header["record_prev"]) == (2, kept)
        assert ledger_of(site).record_log(uid).count == 2

    def test_a_segment_lost_with_its_transaction_is_made_again(self, site):
        with clock.frozen(datetime(2030, 1, 1, tzinfo=UTC)):
            lost = ledger.record(uuid4().hex, "record.created").header
            transaction.abort()
            made = ledger.record(uuid4().hex, "record.created").header
            transaction.commit()
        assert made["segment"] == lost["segment"]
        assert (made["segment_seq"], made["segment_prev"]) == (1, None)
        assert ledger_of(site).segments[made["segment"]].count == 1
