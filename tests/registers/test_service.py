"""D3: GET @registers over HTTP as the real people."""

from collective.trail.i18n import _
from collective.trail.registers.definition import Column
from collective.trail.registers.file_list import FileList
from io import BytesIO
from openpyxl import load_workbook
from plone import api

import csv
import io
import pytest


FORMULA = '=HYPERLINK("http://example.org","A")'
LIST = "@registers/file-list"


@pytest.fixture
def archive(http):
    """An approved paper record with a Chinese title, one whose title is a formula, a secret one and a draft."""
    http.approved(title="员工休假管理办法", original="paper", shelf_mark="A-3-12")
    http.approved(title=FORMULA, where="personnel")
    http.approved(title="Takeover plan", secrecy="secret", readers=("reviewer", "head"))
    http.draft(title="Draft")
    http.commit()
    return http


def titles(response) -> list[str]:
    assert response.status_code == 200, response.text
    return [item["title"] for item in response.json()["items"]]


def sheet(response) -> list[list]:
    assert response.status_code == 200, response.text
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(response.content)).active.rows]


def lines(response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_staff_can_list_the_registers(archive):
    answer = archive.client("outsider").get("@registers").json()
    assert [item["id"] for item in answer["items"]] == ["file-list", "numbers"]
    assert answer["items_total"] == 2
    assert archive.client("outsider").get(answer["items"][0]["@id"]).status_code == 200


def test_anonymous_cannot_see_registers(archive):
    for path in ("@registers", LIST, "@registers/numbers", f"{LIST}?format=csv"):
        assert archive.client().get(path).status_code == 401


def test_member_reads_the_file_list(archive):
    answer = archive.client("colleague").get(f"{LIST}?class=ADM").json()
    assert [column["id"] for column in answer["columns"]] == [column.id for column in FileList.columns]
    first = answer["items"][0]
    assert first["number"] and first["title"] == "员工休假管理办法"
    assert (first["original"], first["shelf_mark"], first["retention_period"]) == ("Paper", "A-3-12", "10 years")
    assert first["state"] == {"token": "approved", "title": "Approved"}
    assert first["drafter"] == {"token": "drafter", "title": "Drafter"}
    assert int(first["retention_due"][:4]) == int(first["approved_on"][:4]) + 10
    assert archive.client("colleague").get(first["@id"]).json()["number"] == first["number"]
    assert answer["items_total"] == 2 and "batching" not in answer


@pytest.mark.parametrize(
    ("user", "count"),
    [("colleague", 3), ("outsider", 2), ("custodian", 2), ("leader", 4), ("head", 4), ("manager", 2), ("siteadmin", 2)],
)
def test_each_sees_and_counts_what_he_may_view(archive, user, count):
    client = archive.client(user)
    answer = client.get(LIST).json()
    assert (len(answer["items"]), answer["items_total"]) == (count, count)
    assert len(lines(client.get(f"{LIST}?format=csv"))) == count + 1
    assert len(sheet(client.get(f"{LIST}?format=xlsx"))) == count + 1


def test_batches_link_to_each_other(archive):
    client = archive.client("colleague")
    answer = client.get(f"{LIST}?b_size=1&sort_on=title").json()
    seen = titles(client.get(f"{LIST}?b_size=1&sort_on=title"))
    while "next" in answer["batching"]:
        answer = client.get(answer["batching"]["next"]).json()
        seen += [item["title"] for item in answer["items"]]
    assert len(seen) == answer["items_total"] == len(set(seen)) == 3
    assert answer["batching"]["@id"] == answer["batching"]["last"]


@pytest.mark.parametrize(
    "query",
    [
        "class=NONE",
        "class=%3Cscript%3E",
        "class=ADM&class=PERS",
        "year=abc",
        "sort_on=Title;drop",
        "sort_order=up",
        "b_size=1000000",
        "b_size=-1",
        "b_start=x",
        "colour=red",
        "format=pdf",
        "approved_from=2026-99-99",
        "class:list=ADM",
        "state:record=x",
    ],
)
def test_bad_question_is_answered_with_a_sentence(archive, query):
    answer = archive.client("colleague").get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert len(answer.json()["message"]) > 15


def test_unknown_register_is_not_found(archive):
    for name in ("nothing", "file-list/more", "%3Cb%3E"):
        answer = archive.client("colleague").get(f"@registers/{name}")
        assert answer.status_code == 404
        assert answer.json()["message"].startswith("There is no register")


def test_csv_opens_in_a_spreadsheet_program(archive):
    answer = archive.client("colleague").get(f"{LIST}?class=ADM&format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="file-list_ADM.csv"'
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    rows = lines(answer)
    assert rows[0][:2] == ["Number", "Title"]
    assert rows[1][1] == "员工休假管理办法"


def test_formula_in_a_title_stays_text(archive):
    client = archive.client("colleague")
    assert lines(client.get(f"{LIST}?class=PERS&format=csv"))[1][1] == f"'{FORMULA}"
    answer = client.get(f"{LIST}?class=PERS&format=xlsx")
    cell = load_workbook(BytesIO(answer.content)).active["B2"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")


def test_xlsx_has_real_dates(archive):
    rows = sheet(archive.client("colleague").get(f"{LIST}?class=ADM&format=xlsx"))
    assert rows[1][rows[0].index("Approved on")].year >= 2026


def test_accept_header_chooses_the_form(archive):
    client = archive.client("colleague")
    answer = client.get(f"++api++/{LIST}", headers={"Accept": "text/csv"})
    assert len(lines(answer)) == 4


def test_new_column_appears_everywhere_at_once(archive, monkeypatch):
    column = Column(
        "extra", _("label_extra", default="Extra column"), "text", lambda brain, reading: f"extra {brain.Title}"
    )
    monkeypatch.setattr(FileList, "columns", (*FileList.columns, column))
    client = archive.client("colleague")
    answer = client.get(f"{LIST}?class=ADM").json()
    assert answer["columns"][-1] == {"id": "extra", "title": "Extra column", "kind": "text", "sortable": False}
    assert answer["items"][0]["extra"] == "extra 员工休假管理办法"
    for rows in (lines(client.get(f"{LIST}?class=ADM&format=csv")), sheet(client.get(f"{LIST}?class=ADM&format=xlsx"))):
        assert (rows[0][-1], rows[1][-1]) == ("Extra column", "extra 员工休假管理办法")
    page = client.get("@@registers/file-list?class=ADM", headers={"Accept": "text/html"}).text
    assert "Extra column" in page and "extra 员工休假管理办法" in page


@pytest.mark.parametrize("words", ["休假", "员工休假", "管理办法"])
def test_chinese_words_are_found_over_rest(archive, words):
    client = archive.client("outsider")
    assert titles(client.get("@search", params={"SearchableText": words})) == ["员工休假管理办法"]
    assert titles(client.get(LIST, params={"text": words})) == ["员工休假管理办法"]
    assert client.get("@search", params={"SearchableText": "Takeover"}).json()["items_total"] == 0


@pytest.mark.parametrize(
    ("index", "operation", "value"),
    [
        ("number", "string.is", "NUMBER"),
        ("department", "selection.any", ["HR"]),
        ("secrecy", "selection.any", ["internal"]),
        ("record_class", "selection.any", ["CLASS"]),
        ("record_year", "int.is", "YEAR"),
        ("approved_on", "date.largerThan", "2020-01-01"),
        ("effective_on", "date.largerThan", "2020-01-01"),
        ("retention_due", "date.largerThan", "2020-01-01"),
    ],
)
def test_facts_are_usable_in_collections(archive, index, operation, value):
    client = archive.client("outsider")
    fact = client.get(f"{LIST}?class=ADM").json()["items"][0]
    replaced = {
        "NUMBER": fact["number"],
        "CLASS": archive.portal["administrative"].UID(),
        "YEAR": fact["@id"].split("/")[-2],
    }
    value = [replaced.get(each, each) for each in value] if isinstance(value, list) else replaced.get(value, value)
    known = client.get("@querystring").json()
    assert index in known["indexes"] and index in known["sortable_indexes"]
    query = [{"i": index, "o": f"plone.app.querystring.operation.{operation}", "v": value}]
    found = client.post("@querystring-search", json={"query": query, "sort_on": index})
    assert "员工休假管理办法" in titles(found)


@pytest.mark.parametrize("path", ["@@registers", "@@registers/file-list", "@@registers/numbers", "administrative"])
def test_pages_open_for_staff(archive, path):
    answer = archive.client("outsider").get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "Takeover" not in answer.text


def test_page_refuses_with_the_same_sentence(archive):
    client = archive.client("colleague")
    page = client.get("@@registers/file-list?year=abc", headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert client.get(f"{LIST}?year=abc").json()["message"] in page.text
    assert client.get("@@registers/nothing", headers={"Accept": "text/html"}).status_code == 404


def test_page_downloads_what_it_shows(archive):
    client = archive.client("colleague")
    rows = lines(client.get("@@registers/file-list?class=ADM&format=csv", headers={"Accept": "text/html"}))
    assert [row[1] for row in rows[1:]] == ["员工休假管理办法", "Draft"]


def test_year_folder_and_class_pages_show_the_records(archive):
    client = archive.client("colleague")
    folder = archive.portal["administrative"].objectIds()[0]
    page = client.get(f"administrative/{folder}?sort_on=title", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "员工休假管理办法" in page.text and FORMULA not in page.text
    assert 'aria-sort="ascending"' in page.text
    page = client.get("administrative", headers={"Accept": "text/html"}).text
    assert "10 years" in page and f"/administrative/{folder}" in page


@pytest.mark.parametrize(
    ("language", "number", "state"), [("zh-cn", "文件编号", "已批准"), ("zh-tw", "文件編號", "已核准")]
)
def test_reader_gets_a_register_and_its_files_in_his_language(archive, language, number, state):
    api.portal.set_registry_record("plone.available_languages", ["en", "zh-cn", "zh-tw"])
    api.portal.set_registry_record("plone.use_request_negotiation", True)
    archive.commit()
    client = archive.client("colleague")
    client.session.headers["Accept-Language"] = language
    answer = client.get(f"{LIST}?class=ADM").json()
    assert answer["columns"][0]["title"] == number
    assert answer["items"][0]["state"]["title"] == state
    for found in (lines(client.get(f"{LIST}?format=csv")), sheet(client.get(f"{LIST}?format=xlsx"))):
        assert found[0][0] == number and state in found[1]


def in_chinese(http, user):
    api.portal.set_registry_record("plone.available_languages", ["en", "zh-cn", "zh-tw"])
    api.portal.set_registry_record("plone.use_request_negotiation", True)
    http.commit()
    client = http.client(user)
    client.session.headers["Accept-Language"] = "zh-cn"
    return client


def test_custodian_reads_the_cause_of_a_void_number_in_his_language(http):
    record = http.submitted()
    number, uid = record.number, api.content.get_uuid(record)
    http.act("drafter", record, "withdraw")
    with api.env.adopt_user("drafter"):
        record.aq_parent.manage_delObjects([record.getId()])
    client = in_chinese(http, "auditor")
    (line,) = client.get("@registers/numbers?status=void").json()["items"]
    assert (line["number"], line["status"], line["cause"]) == (number, "作废", "作为草稿删除")
    assert "作为草稿删除" in client.get(f"@record/{number}").json()["message"]
    voided = client.get("@trail", params={"record": uid, "action": "record.number_voided"}).json()["items"]
    assert not voided or "deleted as" not in voided[0]["text"]


def test_counters_stand_in_the_order_of_their_names(http):
    http.portal["administrative"].number_pattern = "{class}{year}-{sequence:03d}"
    numbers = [http.submitted(where="personnel").number for _each in range(2)]
    by_class = [http.submitted().number for _each in range(2)]
    http.commit()
    client = http.client("colleague")
    rising = [item["number"] for item in client.get("@registers/numbers").json()["items"]]
    falling = [item["number"] for item in client.get("@registers/numbers?sort_order=descending").json()["items"]]
    assert rising == [*by_class, *numbers]
    assert falling == rising[::-1]


def test_the_filter_names_counters_in_words(http):
    number = http.submitted().number
    http.commit()
    client = http.client("colleague")
    client.session.headers["Accept"] = "text/html"
    assert f">HR {number[2:6]}</option>" in client.get("@@registers/numbers").text
