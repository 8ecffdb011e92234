"""P4: one form, one place and one life for the records of all departments, so that each can use those of the others."""

from collective.trail.ledger.reading import entries
from plone.uuid.interfaces import IUUID

import csv
import io
import pytest
import re


@pytest.fixture
def pair(http):
    """A document of personnel and one of finance, both in force, filed in the class that is open to all."""
    ours = http.approved()
    theirs = http.draft(actor="outsider", department="FIN", title="Travel costs")
    for person, transition in (("outsider", "submit"), ("foreign_reviewer", "review"), ("foreign_head", "approve")):
        http.act(person, theirs, transition)
    http.commit()
    return ours, theirs


def test_records_of_all_departments_have_the_same_form(http, pair):
    """The same fields and components, whoever asks."""
    first, second = (http.client("stranger").get(http.url(record)).json() for record in pair)
    assert list(first) == list(second)
    assert {name: type(value) for name, value in first.items()} == {name: type(value) for name, value in second.items()}


def test_records_of_all_departments_are_numbered_and_stored_by_one_rule(pair):
    for record, code in zip(pair, ("HR", "FIN"), strict=True):
        year = record.aq_parent.getId()
        assert record.number == f"{code}{year}001"
        assert re.fullmatch(rf"/plone/administrative/{year}/r-[a-z0-9]{{10}}", "/".join(record.getPhysicalPath()))


def test_the_life_of_every_record_is_told_in_the_same_entries(pair):
    told = [[(entry.get("action"), sorted(entry.data)) for entry in entries(IUUID(record))] for record in pair]
    assert told[0] == told[1] and len(told[0]) > 5


def test_each_department_reads_the_records_of_the_others_in_one_list(http, pair):
    """One file list, with the same columns for everybody, as a table that other programs can read."""
    tables = []
    for person in ("drafter", "outsider", "custodian"):
        answer = http.client(person).get("@registers/file-list?format=csv")
        tables.append(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))))
    assert tables[0] == tables[1] == tables[2]
    heads, *rows = tables[0]
    assert {row[heads.index("Number")] for row in rows} == {record.number for record in pair}
    assert all(row[heads.index("Approved on")] for row in rows)
