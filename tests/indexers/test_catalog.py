"""D2, D3: what the catalog knows of a record."""

from collective.trail.content.record_class import IRecordClassSchema
from collective.trail.workflows.document import OBSOLETE
from datetime import date
from datetime import datetime
from datetime import UTC
from plone import api
from plone.app.textfield.value import RichTextValue
from plone.dexterity.utils import createContentInContainer
from zope.event import notify
from zope.lifecycleevent import Attributes
from zope.lifecycleevent import ObjectModifiedEvent

import pytest


INDEXES = {
    "number": "FieldIndex",
    "number_order": "FieldIndex",
    "record_class": "FieldIndex",
    "record_year": "FieldIndex",
    "department": "FieldIndex",
    "secrecy": "FieldIndex",
    "approved_on": "DateIndex",
    "effective_on": "DateIndex",
    "retention_due": "DateIndex",
}
COLUMNS = {*INDEXES} - {"number_order"} | {"retention_period", "original", "shelf_mark", "edition", "class_code"}


@pytest.fixture
def record(office):
    """A draft on paper."""
    return office.draft(secrecy="departmental", original="paper", shelf_mark="A-3-12")


def known(portal, obj) -> tuple[dict, dict]:
    """What the catalog holds of ``obj``: (index values, metadata)."""
    catalog = portal.portal_catalog
    catalog.searchResults(UID="nobody")  # works off the indexing queue
    path = "/".join(obj.getPhysicalPath())
    return catalog.getIndexDataForRID(catalog.getrid(path)), catalog.getMetadataForUID(path)


def found(portal, **query) -> list[str]:
    """UIDs that the catalog finds, whoever asks."""
    return [brain.UID for brain in portal.portal_catalog.unrestrictedSearchResults(query)]


def test_profile_makes_the_indexes_and_columns(portal):
    catalog = portal.portal_catalog
    kinds = {index.id: index.meta_type for index in catalog.getIndexObjects()}
    assert {name: kinds.get(name) for name in INDEXES} == INDEXES
    assert set(catalog.schema()) >= COLUMNS


def test_draft_is_filed_by_class_year_and_department(portal, record):
    indexed, metadata = known(portal, record)
    assert indexed["record_class"] == portal["administrative"].UID()
    assert str(indexed["record_year"]) == record.__parent__.getId()
    assert (indexed["department"], indexed["secrecy"]) == ("HR", "departmental")
    assert (metadata["original"], metadata["shelf_mark"], metadata["edition"]) == ("paper", "A-3-12", 0)
    assert metadata["retention_period"] == 10


def test_draft_has_no_number_and_no_dates_in_the_catalog(portal, record):
    indexed, metadata = known(portal, record)
    assert not any(indexed[name] for name in ("number", "approved_on", "effective_on", "retention_due"))
    assert not metadata["number"]


def test_approved_record_is_found_by_number_and_dates(portal, office):
    record = office.approved()
    assert record.number
    assert found(portal, number=record.number) == [record.UID()]
    assert found(portal, SearchableText=record.number) == [record.UID()]
    assert found(portal, approved_on={"query": datetime(2020, 3, 1), "range": "min"}) == [record.UID()]
    metadata = known(portal, record)[1]
    assert (metadata["number"], metadata["edition"]) == (record.number, 1)
    assert (metadata["approved_on"], metadata["effective_on"]) == (record.approved_on, record.effective_on)
    assert metadata["retention_due"].year == record.approved_on.year + 10


def test_annex_does_not_take_the_facts_of_its_record(portal, office, record):
    with api.env.adopt_user("drafter"):
        annex = createContentInContainer(record, "File", title="annex")
    indexed, metadata = known(portal, annex)
    assert not any(indexed[name] for name in INDEXES)
    assert not any(metadata[name] for name in COLUMNS)


def test_department_index_counts_records_by_code(portal, record):
    portal.portal_catalog.searchResults(UID="nobody")
    assert dict(portal.portal_catalog.Indexes["department"].uniqueValues(withLengths=True)) == {"HR": 1}


def test_class_is_known_by_its_code(portal):
    assert known(portal, portal["personnel"])[1]["class_code"] == "PERS"


def holders(portal, record) -> set[str]:
    """Roles and principals that the catalog lets see ``record``."""
    return set(known(portal, record)[0]["allowedRolesAndUsers"])


def test_draft_is_open_to_its_drafter_department_and_leaders_only(portal, office):
    holds = holders(portal, office.draft(secrecy="internal"))
    assert "user:AuthenticatedUsers" not in holds
    assert {"user:drafter", "user:trail-hr-members", "user:trail-hr-reviewers", "user:trail-hr-heads"} <= holds
    assert not {"Manager", "Anonymous", "Authenticated", "user:trail-fin-members", "user:trail-custodians"} & holds


@pytest.mark.parametrize(
    ("secrecy", "open_to", "closed_to"),
    [
        ("internal", {"user:AuthenticatedUsers"}, set()),
        (
            "departmental",
            {"user:trail-hr-members", "user:trail-custodians", "user:trail-leaders"},
            {"user:AuthenticatedUsers", "user:trail-fin-members"},
        ),
        (
            "confidential",
            {"user:trail-hr-heads", "user:trail-custodians", "user:trail-leaders"},
            {"user:AuthenticatedUsers", "user:trail-hr-members", "user:trail-hr-reviewers"},
        ),
        (
            "secret",
            {"user:trail-leaders"},
            {"user:AuthenticatedUsers", "user:trail-hr-members", "user:trail-hr-heads", "user:trail-custodians"},
        ),
    ],
)
def test_approved_record_is_open_to_the_cleared(portal, office, secrecy, open_to, closed_to):
    record = office.approved(
        secrecy=secrecy, readers=("reviewer", "head") if secrecy in ("confidential", "secret") else ()
    )
    holds = holders(portal, record)
    assert open_to <= holds
    assert not closed_to & holds
    assert "Manager" not in holds


@pytest.mark.parametrize(
    ("trigger", "years", "due"),
    [
        ("approval", 10, date(2034, 3, 1)),
        ("approval", 4, date(2028, 2, 29)),
        ("closing", 10, date(2034, 12, 31)),
        ("event", 10, None),
        ("none", 10, None),
        ("approval", None, None),
    ],
)
def test_retention_due_follows_the_schedule_of_the_class(portal, record, trigger, years, due):
    record_class = portal["administrative"]
    record_class.retention_trigger, record_class.retention_years = trigger, years
    record.__parent__.year = 2024
    record.approved_on = datetime(2024, 2, 29, 12, tzinfo=UTC)
    record.reindexObject()
    metadata = known(portal, record)[1]
    assert (metadata["retention_due"] or None) == due
    assert metadata["retention_period"] == years
    query = {"query": date(2100, 1, 1), "range": "max"}
    assert found(portal, retention_due=query) == ([record.UID()] if due else [])


def test_edit_of_a_schedule_reaches_the_records(portal, office):
    record = office.approved()
    record_class = portal["administrative"]
    record_class.retention_years = 30
    notify(ObjectModifiedEvent(record_class, Attributes(IRecordClassSchema, "retention_years")))
    metadata = known(portal, record)[1]
    assert (metadata["retention_period"], metadata["retention_due"].year) == (30, record.approved_on.year + 30)


def test_obsolete_record_keeps_its_facts(portal, office):
    record = office.in_state(OBSOLETE)
    indexed, metadata = known(portal, record)
    assert (metadata["review_state"], indexed["number"]) == (OBSOLETE, record.number)


CHINESE = "为规范公司员工休假管理,保障员工合法权益,根据国家劳动法规定,特制定本办法。"


@pytest.mark.parametrize("words", ["休假", "员工休假", "合法权益", "劳动法", "特制定", "本办法"])
@pytest.mark.parametrize("field", ["title", "background", "purpose", "content"])
def test_chinese_words_are_found_in_every_text(portal, office, field, words):
    value = (
        RichTextValue(f"<h2>总则</h2><p>{CHINESE}</p>", "text/html", "text/x-html-safe")
        if field == "content"
        else CHINESE
    )
    record = office.draft(**{field: value})
    office.draft(title="采购合同", background="采购部门", purpose="购买设备")
    with api.env.adopt_user("colleague"):
        assert [b.UID for b in portal.portal_catalog(SearchableText=words)] == [record.UID()]
    with api.env.adopt_user("outsider"):
        assert not portal.portal_catalog(SearchableText=words)
