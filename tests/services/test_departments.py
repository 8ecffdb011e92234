"""S1: @departments for all staff, and its changes for those who manage settings."""

import pytest


GROUPS = {"head_group", "member_group", "reviewer_group"}
ADM = {"code": "ADM", "title": "Administration"}


def test_reviewer_can_see_departments_and_own_duties(http):
    items = http.client("reviewer").get("@departments").json()["items"]
    assert [item["code"] for item in items] == ["HR", "FIN"]
    assert [item["is_reviewer"] for item in items] == [True, False]
    assert [item["is_member"] for item in items] == [True, False]
    assert [item["is_head"] for item in items] == [False, False]


def test_staff_sees_only_the_number_of_own_readable_records(http):
    http.draft(secrecy="confidential")
    http.approved()
    http.commit()
    assert http.client("drafter").get("@departments/HR").json()["records"] == 2
    assert http.client("stranger").get("@departments/HR").json()["records"] == 1


def test_member_cannot_see_the_groups(http):
    assert not GROUPS & set(http.client("drafter").get("@departments/HR").json())
    assert set(http.client("siteadmin").get("@departments/HR").json()) >= GROUPS


def test_anonymous_cannot_see_departments(http):
    assert http.client().get("@departments").status_code == 401


@pytest.mark.parametrize("name", ["drafter", "head", "custodian", "leader", None])
@pytest.mark.parametrize("method,path", [("post", ""), ("patch", "/HR"), ("delete", "/FIN")])
def test_others_cannot_change_departments(http, name, method, path):
    answer = getattr(http.client(name), method)("@departments" + path, json=ADM)
    assert answer.status_code in (401, 403)


def test_siteadmin_can_add_a_department(http):
    answer = http.client("siteadmin").post("@departments", json=ADM)
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith("/@departments/ADM")
    assert answer.json()["head_group"] == "trail-adm-heads"


def test_siteadmin_can_change_a_title(http):
    client = http.client("siteadmin")
    assert client.patch("@departments/HR", json={"title": "People"}).status_code == 204
    assert client.get("@departments/HR").json()["title"] == "People"


def test_siteadmin_can_delete_a_department_that_is_not_in_use(http):
    client = http.client("siteadmin")
    assert client.delete("@departments/FIN").status_code == 204
    assert client.get("@departments/FIN").status_code == 404


@pytest.mark.parametrize("method,body", [("delete", None), ("patch", {"code": "PEO"})])
def test_siteadmin_cannot_take_the_code_of_a_department_in_use(http, method, body):
    answer = getattr(http.client("siteadmin"), method)("@departments/HR", json=body)
    assert answer.status_code == 409
    assert "in use" in answer.json()["message"]


@pytest.mark.parametrize(
    "method,path,body,status",
    [
        ("post", "", {"code": "HR", "title": "Twice"}, 400),
        ("post", "", {}, 400),
        ("post", "", [], 400),
        ("post", "", {"code": None, "title": "x"}, 400),
        ("post", "/HR", ADM, 400),
        ("patch", "/HR", {"code": "<b>"}, 400),
        ("patch", "/HR", {"colour": "red"}, 400),
        ("patch", "/HR", {"title": "x" * 2**20}, 400),
        ("patch", "/NONE", {"title": "x"}, 404),
        ("patch", "", {"title": "x"}, 404),
        ("delete", "/NONE", None, 404),
        ("delete", "", None, 404),
        ("get", "/HR/more", None, 404),
        ("get", "/%3Cb%3E", None, 404),
    ],
)
def test_bad_requests_get_a_sentence(http, method, path, body, status):
    client = http.client("siteadmin")
    answer = getattr(client, method)("@departments" + path, json=body)
    assert answer.status_code == status
    assert answer.json()["message"]
    assert [each["code"] for each in client.get("@departments").json()["items"]] == ["HR", "FIN"]
