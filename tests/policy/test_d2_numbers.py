"""D2: every document gets a number of its department, its year and the running number in both."""

from collective.trail.behaviors import numbering
from collective.trail.content.filing import new_record
from collective.trail.content.filing import year_folder_of
from collective.trail.rules import clock
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.changes import change_settings
from datetime import datetime
from datetime import UTC
from OFS.CopySupport import CopyError
from plone import api
from plone.app.contentrules.actions.copy import CopyAction
from plone.contentrules.rule.interfaces import IExecutable
from plone.namedfile import NamedBlobFile
from plone.uuid.interfaces import IUUID
from zope.component import getMultiAdapter
from zope.lifecycleevent import ObjectModifiedEvent

import pytest


YEAR = datetime.now(UTC).year
FIRST = f"HR{YEAR}001"


def test_a_number_shows_department_year_and_running_number(office):
    with clock.frozen(datetime(2026, 3, 31, 8, tzinfo=UTC)):
        assert office.submitted().number == "HR2026001"


def test_numbers_have_no_gap_in_a_department_and_a_year(office):
    drawn = []
    for moment in (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 15, tzinfo=UTC)):
        with clock.frozen(moment):
            drawn += [office.submitted().number for _ in range(2)]
            drawn.append(office.submitted(actor="outsider", department="FIN").number)
    assert drawn == ["HR2026001", "HR2026002", "FIN2026001", "HR2027001", "HR2027002", "FIN2027001"]


def test_numbers_continue_past_999(office):
    numbering.take_over_number(office.draft(), f"HR{YEAR}999")
    assert [office.submitted().number for _ in range(2)] == [f"HR{YEAR}1000", f"HR{YEAR}1001"]


def test_the_number_of_a_deleted_document_is_never_used_again(office):
    record = office.submitted()
    uid = IUUID(record)
    office.act("drafter", record, "withdraw")
    assert record.number == FIRST
    with api.env.adopt_user("drafter"):
        api.content.delete(record)
    entry = numbering.lookup(FIRST)
    assert (entry.is_void, entry.uid, entry.cause, entry.voided_by) == (True, uid, "deleted as a draft", "drafter")
    assert office.submitted().number == f"HR{YEAR}002"


def test_the_pattern_of_a_class_comes_before_that_of_the_settings(office, portal):
    change_settings({"number_pattern": "{department}/{year}/{sequence}"})
    portal["personnel"].number_pattern = "{class}/{year}/{sequence:02d}"
    assert office.submitted(where="personnel").number == f"PERS/{YEAR}/01"
    assert office.submitted().number == f"HR/{YEAR}/1"


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2030, 12, 31, 15, 59, tzinfo=UTC), 2030),
        (datetime(2030, 12, 31, 16, 0, tzinfo=UTC), 2031),
        (datetime(2031, 1, 1, 1, 0, tzinfo=UTC), 2031),
    ],
)
def test_number_and_year_folder_have_the_year_of_the_site(office, moment, year):
    api.portal.set_registry_record("plone.portal_timezone", "Asia/Shanghai")
    with clock.frozen(moment):
        record = office.submitted()
    assert record.number == f"HR{year}001"
    assert year_folder_of(record).year == year


def test_a_rest_client_cannot_set_the_number(http):
    record = http.draft()
    http.commit()
    path = http.url(record)
    answer = http.client("drafter").patch(path, json={"number": "HR1999001", "edition": 7})
    assert answer.status_code in (204, 400, 403)
    facts = http.client("drafter").get(path).json()
    assert (facts["number"], facts["edition"]) == (None, 0)


def test_a_rest_client_cannot_bring_a_number_along(http):
    body = {"@type": "ControlledDocument", "title": "Mine", "department": "HR", "number": "HR1999001"}
    answer = http.client("drafter").post("administrative", json=body)
    assert answer.status_code == 201
    assert answer.json()["number"] is None


def revised(office):
    """A record with everything that a registration leaves behind, in force in its second edition."""
    from plone.app.iterate.dexterity.utils import get_working_copy

    record = office.approved()
    office.act("drafter", record, "revise", "")
    working_copy = get_working_copy(record)
    office.act("drafter", working_copy, "submit")
    office.act("reviewer", working_copy, "review")
    return office.act("head", working_copy, "approve")


def assert_new_draft(copy, copier):
    """A copy is a draft of whoever copied, without any trace of registration."""
    assert (copy.number, copy.edition, copy.approved_on, copy.effective_on) == (None, 0, None, None)
    for name in ("_opinions", "_editions", "_revised_by", "_submitted_by", "_round_start"):
        assert name not in copy.aq_base.__dict__
    assert api.content.get_state(copy) == "draft"
    assert (copy.Creator(), copy.creators) == (copier, (copier,))
    assert copy.get_local_roles() == ((copier, ("Owner",)),)


def allow_copying(record):
    """As shipped nobody may copy a record; a site could allow it, and the copy must be harmless then, too."""
    record.manage_permission("Copy or Move", ["Department Member"])


def test_a_copy_is_a_new_draft_of_whoever_copied(office, portal):
    record = revised(office)
    assert record.number and record._opinions and record._editions and record._revised_by
    allow_copying(record)
    with api.env.adopt_user("colleague"):
        copy = api.content.copy(record, record.aq_parent)
    assert_new_draft(copy, "colleague")
    assert (record.number, record.edition, record.Creator()) == (FIRST, 2, "drafter")
    assert numbering.holder(FIRST) == IUUID(record)
    office.act("colleague", copy, "submit")
    assert copy.number == f"HR{YEAR}002"


def copy_over_rest(http, record):
    return http.client("colleague").post(f"{http.url(record.aq_parent)}/@copy", json={"source": http.url(record)})


def test_a_copy_over_rest_is_a_new_draft_too(http):
    record = revised(http)
    allow_copying(record)
    http.commit()
    answer = copy_over_rest(http, record)
    assert answer.status_code == 200, answer.text
    http.commit()
    name = answer.json()[0]["target"].rsplit("/", 1)[-1]
    assert_new_draft(record.aq_parent[name], "colleague")


def test_nobody_can_copy_a_record_as_shipped(http):
    record = http.approved()
    http.commit()
    assert copy_over_rest(http, record).status_code >= 400
    http.commit()
    assert list(record.aq_parent.objectIds()) == [record.getId()]


@pytest.mark.parametrize("person", ["manager", "siteadmin", "custodian"])
def test_a_class_with_its_records_is_never_copied(office, portal, person):
    """P5: whoever copied it would be the drafter of a copy of every record in it, the secret ones included."""
    record = office.draft(secrecy="secret")
    for original in (portal["administrative"], record.aq_parent):
        with api.env.adopt_user(person), pytest.raises(CopyError):
            api.content.copy(original, portal, id="second")


def test_no_rule_of_content_copies_what_is_in_the_file_plan(office, portal):
    """P5: the action “copy to folder” of Plone's content rules asks for no permission."""
    record = office.draft(secrecy="secret")
    with api.env.adopt_user("drafter"):
        record.invokeFactory("File", id="annex", file=NamedBlobFile(b"annex", filename="annex.txt"))
    action = CopyAction()
    action.target_folder = "/personnel"
    for original in (record["annex"], record, record.aq_parent, portal["administrative"]):
        with api.env.adopt_user("drafter"), pytest.raises(RuleViolation):
            getMultiAdapter((portal, action, ObjectModifiedEvent(original)), IExecutable)()


def test_an_import_draws_no_number_at_creation(office, portal, http_request):
    marker = pytest.importorskip("collective.exportimport.interfaces").IMigrationMarker
    from zope.interface import alsoProvides
    from zope.interface import noLongerProvides

    change_settings({"document_numbering_moment": "creation"})
    alsoProvides(http_request, marker)
    try:
        with api.env.adopt_user("drafter"):
            record = new_record(portal["administrative"], "ControlledDocument", title="Old", department="HR")
    finally:
        noLongerProvides(http_request, marker)
    assert record.number is None
    numbering.take_over_number(record, f"HR{YEAR}007")
    assert office.draft().number == f"HR{YEAR}008"
