"""P1: a refused attempt is an entry though its transaction is aborted. P5: a recorded read passes the write guard."""

from collective.trail import ledger
from collective.trail.ledger import refusals
from collective.trail.ledger.reading import entries
from collective.trail.ledger.site import KEY
from collective.trail.rules.errors import RuleViolation
from plone.app.testing import TEST_USER_ID
from uuid import uuid4
from ZODB.POSException import ConflictError
from zope.annotation.interfaces import IAnnotations
from zope.i18nmessageid import Message

import pytest
import transaction


@pytest.fixture
def site(functional):
    site = functional["portal"]
    ledger.install(site)
    transaction.commit()
    return site


def violation():
    text = Message("err_x", domain="d", default="Li drafted ${number}.", mapping={"number": "HR2026001"})
    return RuleViolation(text, 403, "separation", "")


def told(uid):
    transaction.begin()
    return [(entry.get("action"), entry.get("actor"), entry.data) for entry in entries(uid)]


EXPECTED = (
    "record.refused",
    TEST_USER_ID,
    {"rule": "separation", "message": "Li drafted HR2026001.", "attempted": "document.approve"},
)


def test_a_refusal_outlives_its_aborted_transaction(site):
    uid = uuid4().hex
    ledger.record(uid, "record.edited")
    ledger.note_refusal(uid, violation(), "document.approve")
    assert len(entries(uid)) == 1
    transaction.abort()
    assert told(uid) == [EXPECTED]


def test_a_refusal_outlives_a_doomed_transaction(site):
    uid = uuid4().hex
    ledger.note_refusal(uid, violation(), "document.approve")
    transaction.doom()
    transaction.abort()
    assert told(uid) == [EXPECTED]


def test_a_refusal_is_kept_also_where_the_rest_is_committed(site):
    uid = uuid4().hex
    ledger.record(uid, "record.created")
    ledger.note_refusal(uid, violation(), "document.approve")
    transaction.commit()
    assert [entry[0] for entry in told(uid)] == ["record.created", "record.refused"]


def test_a_refusal_is_kept_once_when_the_commit_fails(site):
    uid = uuid4().hex

    def fail():
        raise ConflictError

    ledger.note_refusal(uid, violation(), "document.approve")
    transaction.get().addBeforeCommitHook(fail)
    with pytest.raises(ConflictError):
        transaction.commit()
    transaction.abort()
    assert told(uid) == [EXPECTED]


def test_the_same_refusal_counts_once_and_another_one_again(site):
    uid = uuid4().hex
    for attempted in ("document.approve", "document.approve", "document.review"):
        ledger.note_refusal(uid, violation(), attempted)
    transaction.abort()
    assert [entry[2]["attempted"] for entry in told(uid)] == ["document.approve", "document.review"]


def test_nobody_s_refusal_goes_into_a_later_transaction(site):
    uid = uuid4().hex
    ledger.note_refusal(uid, violation())
    transaction.abort()
    transaction.abort()
    transaction.commit()
    assert len(told(uid)) == 1


def test_an_object_without_uid_is_named_by_the_violation(site):
    uid = uuid4().hex
    ledger.note_refusal(None, RuleViolation("No.", 403, "x", uid))
    transaction.abort()
    assert told(uid)[0][2]["message"] == "No."


def test_a_conflict_is_tried_again_and_then_given_up_quietly(site, monkeypatch, caplog):
    tries = []
    write_once = refusals._write_once

    def conflict(times):
        def write(refusal):
            tries.append(refusal)
            if len(tries) <= times:
                raise ConflictError
            write_once(refusal)

        tries.clear()
        monkeypatch.setattr(refusals, "_write_once", write)

    uid = uuid4().hex
    conflict(2)
    ledger.note_refusal(uid, violation())
    transaction.abort()
    assert len(told(uid)) == 1
    conflict(99)
    ledger.note_refusal(uid, violation())
    transaction.abort()
    assert len(tries) == refusals.ATTEMPTS
    assert "could not be recorded" in caplog.text
    assert len(told(uid)) == 1


def test_a_site_without_a_trail_only_logs(site, caplog):
    del IAnnotations(site)[KEY]
    transaction.commit()
    ledger.note_refusal(uuid4().hex, violation())
    transaction.abort()
    assert "could not be recorded" in caplog.text


def test_two_connections_of_one_thread_do_not_meet_in_a_segment(site):
    """A short transaction of its own inside a long one, as numbering does it."""
    uid, other = uuid4().hex, uuid4().hex
    outer = ledger.record(uid, "record.edited")
    ledger.note_refusal(other, violation())
    hook, arguments, _kw = next(transaction.get().getAfterAbortHooks())
    assert hook(*arguments) is True
    transaction.commit()
    assert outer.get("segment") != next(iter(entries(other))).get("segment")


def test_two_writers_of_one_record_conflict_and_never_fork(site):
    uid = uuid4().hex
    ledger.record(uid, "record.created")
    transaction.commit()
    ledger.record(uid, "record.edited")
    refusal = refusals.Refusal(
        site._p_jar.db(), site.getPhysicalPath(), refusals.subject_of(uid), {}, refusals.now(), "another"
    )
    assert refusals.write_refusal(refusal)
    with pytest.raises(ConflictError):
        transaction.commit()
    transaction.abort()
    assert [entry[1] for entry in told(uid)] == [TEST_USER_ID, "another"]


def test_two_writers_of_two_records_do_not_conflict(site):
    for _round in range(40):
        ledger.record(uuid4().hex, "record.created")
        refusal = refusals.Refusal(
            site._p_jar.db(), site.getPhysicalPath(), refusals.subject_of(uuid4().hex), {}, refusals.now(), "another"
        )
        assert refusals.write_refusal(refusal)
        transaction.commit()


def test_a_recorded_read_is_a_safe_write_and_nothing_else_is(site):
    from plone.protect.utils import SAFE_WRITE_KEY

    request = site.REQUEST
    uid = uuid4().hex
    for _round in range(70):
        request.environ.pop(SAFE_WRITE_KEY, None)
        ledger.record_read(uid, "record.viewed", request=request)
        site.title = "written meanwhile"
        safe = request.environ[SAFE_WRITE_KEY]
        registered = site._p_jar._registered_objects
        assert [obj for obj in registered if obj._p_oid not in safe] == [site]
        transaction.commit()
