"""D2: drawing, previewing, taking over and voiding numbers in a site."""

from collective.trail.behaviors import numbering
from collective.trail.behaviors.number_preview import preview_for_department
from collective.trail.behaviors.number_store import NumberEntry
from collective.trail.ledger.site import ledger_of
from collective.trail.rules import clock
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.changes import change_settings
from datetime import datetime
from datetime import UTC
from plone import api
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.lifecycleevent import ObjectCopiedEvent

import pytest
import transaction


YEAR = datetime.now(UTC).year


def actions_of(portal, uid):
    return [entry.get("action") for entry in ledger_of(portal).record_log(uid).walk()]


def test_numbers_of_a_department_follow_each_other(office):
    assert [office.submitted().number for _ in range(3)] == [f"HR{YEAR}00{n}" for n in (1, 2, 3)]


def test_departments_count_apart(office):
    assert office.submitted().number == f"HR{YEAR}001"
    assert office.submitted(actor="outsider", department="FIN").number == f"FIN{YEAR}001"


def test_numbers_continue_past_999(office):
    record = office.draft()
    numbering.take_over_number(record, f"HR{YEAR}999")
    assert office.submitted().number == f"HR{YEAR}1000"


def test_a_registered_record_keeps_its_number(office):
    record = office.submitted()
    office.act("reviewer", record, "request_changes")
    office.act("drafter", record, "resubmit")
    assert record.number == f"HR{YEAR}001"
    assert office.submitted().number == f"HR{YEAR}002"


def test_the_number_is_found_in_the_catalog_the_register_and_the_trail(office, portal):
    record = office.submitted()
    uid = IUUID(record)
    assert [brain.UID for brain in api.content.find(number=record.number, unrestricted=True)] == [uid]
    assert numbering.holder(record.number) == uid
    entry = numbering.lookup(record.number)
    assert (entry.sequence, entry.assigned_by, entry.is_void) == (1, "drafter", False)
    assert actions_of(portal, uid).count("record.numbered") == 1


def test_preview_draws_nothing(office, portal):
    assert numbering.preview("HR") == numbering.preview("HR") == f"HR{YEAR}001"
    office.submitted()
    assert numbering.preview("HR") == f"HR{YEAR}002"
    assert numbering.preview("FIN") == f"FIN{YEAR}001"


def test_the_control_panel_gets_a_preview_by_the_stored_or_a_typed_pattern(portal):
    assert preview_for_department("HR") == {"number": f"HR{YEAR}001", "class": "", "reason": ""}
    assert preview_for_department("HR", "{year}-{sequence}")["number"] == f"{YEAR}-1"
    change_settings({"number_pattern": "{year}.{sequence}"})
    assert preview_for_department("FIN")["number"] == f"{YEAR}.1"


def test_a_preview_by_class_takes_one_that_the_department_may_use_and_that_follows_the_pattern(portal):
    pattern = "{class}/{department}/{year}/{sequence}"
    assert preview_for_department("HR", pattern) == {"number": f"ADM/HR/{YEAR}/1", "class": "ADM", "reason": ""}
    portal["administrative"].number_pattern = "{department}{year}{sequence}"
    assert preview_for_department("HR", pattern)["class"] == "PERS"
    none = preview_for_department("FIN", pattern)
    assert none["number"] == "" and "No class that is open" in none["reason"].default


def test_a_preview_says_why_there_is_no_number(portal):
    row = preview_for_department("HR", "{department}{year}")
    assert row["number"] == "" and "needs {sequence} exactly once" in row["reason"].default


def test_a_class_can_have_its_own_pattern(office, portal):
    portal["personnel"].number_pattern = "{class}-{year}/{sequence:02d}".replace("-", "/")
    assert office.submitted(where="personnel").number == f"PERS/{YEAR}/01"
    assert office.submitted().number == f"HR{YEAR}001"


def test_the_year_is_that_of_the_site(office, portal):
    api.portal.set_registry_record("plone.portal_timezone", "Asia/Shanghai")
    with clock.frozen(datetime(2031, 12, 31, 17, tzinfo=UTC)):
        assert numbering.preview("HR") == "HR2032001"


def test_a_number_of_another_counter_is_refused_with_its_holder(office, portal):
    office.submitted(title="First")
    portal["personnel"].number_pattern = "HR{year}{sequence:03d}"
    record = office.draft(where="personnel")
    with pytest.raises(RuleViolation) as caught:
        office.act("drafter", record, "submit")
    assert caught.value.status == 409
    assert f"HR{YEAR}001" in caught.value.message.mapping["number"]


def test_moments(office, portal):
    record = office.draft()
    change_settings({"document_numbering_moment": "approval"})
    assert [numbering.due_at(moment, record) for moment in numbering.MOMENTS] == [False, False, True]
    office.act("drafter", record, "submit")
    assert record.number is None
    office.act("reviewer", record, "review")
    office.act("head", record, "approve")
    assert record.number == f"HR{YEAR}001"
    change_settings({"document_numbering_moment": "creation"})
    assert office.draft().number == f"HR{YEAR}002"
    assert [numbering.due_at(moment, record) for moment in numbering.MOMENTS] == [True, True, True]


def test_a_working_copy_gets_no_number(office):
    change_settings({"document_numbering_moment": "creation"})
    record = office.approved()
    office.act("drafter", record, "revise", text="")
    folder = record.aq_parent
    copies = [obj for obj in folder.objectValues() if obj.getId() != record.getId()]
    assert [copy.number for copy in copies] == [None]
    office.act("drafter", copies[0], "submit")
    assert copies[0].number is None


def test_a_copy_has_no_number(office, portal):
    record = office.approved()
    record.manage_permission("Copy or Move", ["Manager"])
    with api.env.adopt_roles(["Manager"]):
        copy = record._getCopy(record.aq_parent)
        notify(ObjectCopiedEvent(copy, record))
    assert (copy.number, copy.edition, copy.approved_on, copy.effective_on) == (None, 0, None, None)
    assert numbering.holder(record.number) == IUUID(record)


def test_the_number_of_a_deleted_draft_stays_in_the_register(office, portal):
    change_settings({"document_numbering_moment": "creation"})
    record = office.draft()
    number, uid = record.number, IUUID(record)
    with api.env.adopt_user("drafter"):
        record.aq_parent.manage_delObjects([record.getId()])
    entry = numbering.lookup(number)
    assert (entry.is_void, entry.uid, entry.voided_by) == (True, uid, "drafter")
    assert numbering.holder(number) is None
    assert "record.number_voided" in actions_of(portal, uid)
    assert office.draft().number == f"HR{YEAR}002"
    change_settings({"document_numbering_moment": "submission"})
    with pytest.raises(RuleViolation, match="never used again"):
        numbering.take_over_number(office.draft(), number)


class TestTakingOver:
    def test_an_import_moves_the_counter_on_and_leaves_explained_gaps(self, office):
        numbering.take_over_number(office.draft(), f"HR{YEAR}003")
        assert office.submitted().number == f"HR{YEAR}004"
        lines = list(numbering.numbers(f"department=HR;year={YEAR}"))
        assert [line.is_gap for line in lines] == [True, True, False, False]
        assert [line.taken_over for line in lines] == [False, False, True, False]

    def test_an_older_number_does_not_move_the_counter_back(self, office):
        numbering.take_over_number(office.draft(), f"HR{YEAR}003")
        numbering.take_over_number(office.draft(), f"HR{YEAR}001")
        assert office.submitted().number == f"HR{YEAR}004"

    def test_a_number_of_another_kind_is_kept_too(self, office):
        record = office.draft()
        numbering.take_over_number(record, "OLD/7")
        assert numbering.holder("OLD/7") == IUUID(record)
        assert [line.number for line in numbering.numbers()] == ["OLD/7"]
        assert office.submitted().number == f"HR{YEAR}001"

    def test_taking_over_twice_changes_nothing(self, office):
        record = office.draft()
        numbering.take_over_number(record, "OLD/7")
        numbering.take_over_number(record, "OLD/7")
        with pytest.raises(RuleViolation, match="already"):
            numbering.take_over_number(record, "OLD/8")

    def test_a_taken_number_is_refused(self, office):
        number = office.submitted().number
        with pytest.raises(RuleViolation, match="belongs to"):
            numbering.take_over_number(office.draft(), number)

    @pytest.mark.parametrize("number", ["", "  ", "A\nB", "x" * 101])
    def test_nonsense_is_refused(self, office, number):
        with pytest.raises(RuleViolation):
            numbering.take_over_number(office.draft(), number)

    def test_a_sequence_counted_before_under_another_pattern_is_kept_apart(self, office, portal):
        office.submitted()
        change_settings({"number_pattern": "{department}/{year}/{sequence}"})
        numbering.take_over_number(office.draft(), f"HR/{YEAR}/1")
        assert isinstance(numbering.lookup(f"HR/{YEAR}/1"), NumberEntry)
        assert numbering.lookup(f"HR/{YEAR}/1").key == ""


def test_a_drawing_rolled_back_to_a_savepoint_is_given_back(office):
    record = office.draft()
    before = transaction.savepoint()
    office.act("drafter", record, "submit")
    first = record.number
    before.rollback()
    other = office.submitted()
    assert (first, other.number) == (f"HR{YEAR}001", f"HR{YEAR}001")
