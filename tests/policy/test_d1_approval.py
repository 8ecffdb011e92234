"""D1: drafted, answered in writing, signed; the approval date is the effective date."""

from collective.trail.behaviors.opinions import opinions_of
from collective.trail.content.digest import content_digest
from collective.trail.rules.errors import RuleViolation
from plone import api

import pytest


def test_drafter_reviewer_approver_can_bring_a_document_into_force(office):
    record = office.approved()
    assert api.content.get_state(record) == "approved"
    assert record.edition == 1
    assert record.approved_on.tzinfo is not None
    assert record.effective_on == record.approved_on.date()
    verdicts = [(o["actor"], o["verdict"]) for o in opinions_of(record)]
    assert verdicts == [("reviewer", "agree"), ("head", "agree")]
    assert {o["digest"] for o in opinions_of(record)} == {content_digest(record)}


def test_reviewer_cannot_answer_without_writing(office):
    record = office.submitted()
    with pytest.raises(RuleViolation, match="needs your opinion in writing"):
        office.act("reviewer", record, "review", "  ")
    assert api.content.get_state(record) == "submitted"


def test_drafter_cannot_review_the_own_document(office):
    record = office.submitted(actor="reviewer")
    with pytest.raises(RuleViolation, match="You drafted") as refused:
        office.act("reviewer", record, "review")
    assert refused.value.status == 403


def test_reviewer_cannot_approve_what_he_reviewed(office):
    record = office.submitted()
    office.act("head", record, "review")
    with pytest.raises(RuleViolation, match="You reviewed"):
        office.act("head", record, "approve")
    office.act("leader", record, "approve")
    assert api.content.get_state(record) == "approved"


def test_drafter_can_resubmit_after_changes_wanted(office):
    record = office.submitted()
    office.act("reviewer", record, "request_changes", "Name the period.")
    with api.env.adopt_user("drafter"):
        record.purpose = "New rules for leave, from 2027."
    office.act("drafter", record, "resubmit")
    office.act("reviewer", record, "review")
    office.act("head", record, "approve")
    digests = [o["digest"] for o in opinions_of(record)]
    assert digests[0] != digests[1] == digests[2]


def test_drafter_cannot_submit_an_incomplete_document(office):
    record = office.draft(background="", purpose=" ")
    with pytest.raises(RuleViolation, match="Background, Purpose"):
        office.act("drafter", record, "submit")


def test_revision_replaces_the_edition_in_force(office):
    record = office.approved()
    number = record.number
    office.act("drafter", record, "revise", "")
    from plone.app.iterate.dexterity.utils import get_working_copy

    copy = get_working_copy(record)
    assert copy.number is None and copy.Creator() == "drafter"
    with api.env.adopt_user("drafter"):
        copy.title = "Leave rules, second edition"
    office.act("drafter", copy, "submit")
    office.act("reviewer", copy, "review")
    assert record.Title() == "Leave rules"
    result = office.act("head", copy, "approve")
    assert result == record
    assert record.Title() == "Leave rules, second edition"
    assert (record.edition, record.number) == (2, number)
    assert api.content.get_state(record) == "approved"
    assert len(opinions_of(record)) == 4
    assert get_working_copy(record) is None
