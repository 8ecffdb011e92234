"""D3: electronic documents are stored by class and year; every archive has a file list with number, title, date,
retention period and the place of the paper original."""

from collective.trail.behaviors.numbering import void_number

import pytest


LIST = "@registers/file-list"


@pytest.fixture
def archive(http):
    """One approved record on paper and one that is not approved yet."""
    http.record = http.approved(title="Leave rules", original="paper", shelf_mark="A-3-12")
    http.pending = http.submitted(title="Travel rules")
    http.commit()
    return http


def test_record_is_stored_by_class_and_year(archive):
    folder = archive.record.__parent__
    assert folder.title == f"Administrative / {folder.year}"
    assert folder.getId() == str(folder.year)


def test_member_can_read_the_file_list_of_a_class_and_year(archive):
    year = archive.record.__parent__.year
    answer = archive.client("colleague").get(f"{LIST}?class=ADM&year={year}").json()
    assert answer["items_total"] == 2
    line = answer["items"][0]
    approved = archive.record.approved_on
    assert line["number"] == archive.record.number
    assert line["title"] == "Leave rules"
    assert line["approved_on"].startswith(str(approved.year))
    assert line["retention_period"] == "10 years"
    assert line["retention_due"].startswith(str(approved.year + 10))
    assert (line["original"], line["shelf_mark"]) == ("Paper", "A-3-12")


def test_record_without_approval_has_no_date_in_the_file_list(archive):
    line = archive.client("colleague").get(f"{LIST}?state=submitted").json()["items"][0]
    assert (line["title"], line["approved_on"], line["retention_due"]) == ("Travel rules", None, None)


def test_custodian_can_take_the_file_list_along(archive):
    answer = archive.client("custodian").get(f"{LIST}?class=ADM&format=csv")
    text = answer.content.decode("utf-8-sig")
    assert archive.record.number in text and "A-3-12" in text
    assert "Travel rules" not in text  # not approved: open to its department only


def test_file_list_of_another_class_does_not_name_the_record(archive):
    assert archive.client("colleague").get(f"{LIST}?class=PERS").json()["items_total"] == 0


def test_number_register_shows_custodian_the_cause_of_a_void_number(archive):
    number = archive.pending.number
    void_number(archive.pending, "Withdrawn by mistake")
    archive.commit()
    lines = archive.client("custodian").get("@registers/numbers?status=void").json()["items"]
    assert [(line["number"], line["cause"]) for line in lines] == [(number, "Withdrawn by mistake")]
    assert archive.client("outsider").get("@registers/numbers?status=void").json()["items_total"] == 0


def test_number_register_leaves_out_what_the_reader_may_not_see(archive):
    numbers = [line["number"] for line in archive.client("outsider").get("@registers/numbers").json()["items"]]
    assert numbers == [archive.record.number]
    assert archive.client("colleague").get("@registers/numbers").json()["items_total"] == 2
