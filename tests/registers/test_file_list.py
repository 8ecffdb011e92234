"""D3: the file list as a definition: rows, order and filters, without HTTP."""

from collective.trail.content.document import ControlledDocument
from collective.trail.content.filing import year_folder
from collective.trail.indexers.number_order import reading_order
from collective.trail.registers.asking import ask
from collective.trail.registers.file_list import FileList
from collective.trail.registers.reading import Reading
from collective.trail.rules.clock import frozen
from collective.trail.rules.errors import RuleViolation
from datetime import datetime
from datetime import UTC
from plone import api
from plone.dexterity.utils import createContentInContainer

import pytest


REGISTER = FileList()


def listed(user="colleague", **form) -> tuple[list[str], int]:
    """Titles on one page and the total, as ``user`` sees them."""
    with api.env.adopt_user(user):
        page = REGISTER.page(ask(REGISTER, form))
        return [row.source.Title for row in page.rows], page.total


@pytest.fixture
def archive(office):
    """Three approved records, approved in the order C, A, B, and one draft."""
    for day, title in ((1, "C"), (2, "A"), (3, "B")):
        with frozen(datetime(2026, 3, day, 12, tzinfo=UTC)):
            office.approved(title=title, where="administrative" if title != "B" else "personnel")
    office.draft(title="Draft")
    return office


def test_records_stand_in_the_order_of_their_numbers_and_drafts_last(archive):
    assert listed() == (["C", "A", "B", "Draft"], 4)
    assert listed(sort_on="number", sort_order="descending") == (["Draft", "B", "A", "C"], 4)


@pytest.mark.parametrize("sort_on", [column.id for column in REGISTER.columns if column.sort])
@pytest.mark.parametrize("order", ["ascending", "descending"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_no_row_is_lost_or_doubled_between_pages(archive, sort_on, order, size):
    whole, total = listed(sort_on=sort_on, sort_order=order)
    parts = [
        title
        for start in range(0, total, size)
        for title in listed(sort_on=sort_on, sort_order=order, b_start=str(start), b_size=str(size))[0]
    ]
    assert parts == whole
    assert sorted(parts) == ["A", "B", "C", "Draft"]


def test_sorting_by_title_and_by_day_of_approval(archive):
    assert listed(sort_on="title")[0] == ["A", "B", "C", "Draft"]
    assert listed(sort_on="approved_on", sort_order="descending")[0] == ["B", "A", "C", "Draft"]


def test_permanent_records_come_after_those_that_are_due(archive):
    assert listed(sort_on="retention_due")[0] == ["C", "A", "B", "Draft"]


@pytest.mark.parametrize(
    ("form", "titles"),
    [
        ({"class": "PERS"}, ["B"]),
        ({"class": "ADM"}, ["C", "A", "Draft"]),
        ({"state": "draft"}, ["Draft"]),
        ({"department": "HR"}, ["C", "A", "B", "Draft"]),
        ({"department": "FIN"}, []),
        ({"secrecy": "internal"}, ["C", "A", "B", "Draft"]),
        ({"drafter": "drafter"}, ["C", "A", "B", "Draft"]),
        ({"drafter": "nobody"}, []),
        ({"year": "1999"}, []),
        ({"approved_from": "2026-03-02"}, ["A", "B"]),
        ({"approved_to": "2026-03-02"}, ["C", "A"]),
        ({"approved_from": "2026-03-02", "approved_to": "2026-03-02"}, ["A"]),
        ({"due_to": "2036-03-01"}, ["C"]),
        ({"text": "Draft"}, ["Draft"]),
        ({"text": '"(* and (('}, []),
        ({"text": "休假"}, []),
    ],
)
def test_filters_narrow_the_list(archive, form, titles):
    assert listed(**form) == (titles, len(titles))


def test_year_is_the_year_of_the_folder(archive):
    year = archive.portal["personnel"].objectIds()[0]
    assert listed(year=year, **{"class": "PERS"}) == (["B"], 1)


def test_subclasses_are_included_when_asked_for(archive):
    with api.env.adopt_roles(["Manager"]):
        below = api.content.create(archive.portal["personnel"], "RecordClass", id="leave", title="Leave", code="LEAVE")
    with api.env.adopt_user("drafter"):
        createContentInContainer(year_folder(below), "ControlledDocument", title="Below", department="HR")
    assert listed(**{"class": "PERS"})[0] == ["B"]
    assert listed(**{"class": "PERS", "subclasses": "1"})[0] == ["B", "Below"]


@pytest.mark.parametrize(
    "form",
    [
        {"class": "NONE"},
        {"class": "<script>"},
        {"class": ["ADM", "PERS"]},
        {"year": "abc"},
        {"year": "-1"},
        {"year": "²"},
        {"year": "99999999999999999999"},
        {"sort_on": "path"},
        {"sort_on": "original"},
        {"sort_order": "sideways"},
        {"b_size": "100000"},
        {"b_size": "0"},
        {"b_start": "-1"},
        {"b_start": "1.5"},
        {"state": "gone"},
        {"approved_from": "yesterday"},
        {"approved_from": "0001-01-01"},
        {"subclasses": "perhaps"},
        {"colour": "red"},
        {"text": "x" * 201},
        {"text": "a\x00b"},
    ],
)
def test_what_cannot_be_meant_is_refused(archive, form):
    with api.env.adopt_user("colleague"), pytest.raises(RuleViolation) as refused:
        ask(REGISTER, form)
    assert refused.value.status == 400


def test_nobody_sees_or_counts_what_he_may_not_view(archive):
    archive.approved(title="Secret", secrecy="secret", readers=("reviewer", "head"))
    archive.approved(title="Ours", secrecy="departmental")
    assert listed("outsider") == (["C", "A", "B"], 3)
    assert listed("colleague") == (["C", "A", "B", "Ours", "Draft"], 5)
    assert listed("leader")[1] == 6
    assert listed("manager") == (["C", "A", "B"], 3)


def test_listing_wakes_no_record(archive, monkeypatch):
    with api.env.adopt_user("colleague"):
        REGISTER.page(ask(REGISTER, {}))  # works off the indexing queue
        monkeypatch.setattr(ControlledDocument, "__getattribute__", None, raising=False)
        reading = Reading(archive.portal.REQUEST)
        rows = REGISTER.page(ask(REGISTER, {})).rows
        assert len([[column.value(row.source, reading) for column in REGISTER.columns] for row in rows]) == 4


def test_numbers_are_read_as_people_read_them():
    numbers = ["HR20261000", "HR2026999", "FIN2027001", "HR2027001", "HR-2026-10", "HR-2026-9", "X", "HR2026001"]
    assert sorted(numbers, key=reading_order) == [
        "FIN2027001",
        "HR2026001",
        "HR2026999",
        "HR20261000",
        "HR2027001",
        "HR-2026-9",
        "HR-2026-10",
        "X",
    ]
