"""S1, D2: who may do what to a class and to its year folder, over HTTP; the tables are written by hand.

``administrative`` is open to all departments, ``personnel`` is a class of HR alone. Documents are posted for the
person's own department (HR where there is none). Nobody makes a year folder by hand.
"""

from collective.trail.content.filing import year_folder
from collective.trail.testing import PEOPLE
from plone import api

import pytest


OPEN_CLASS = """
person            view  edit  delete  close  document  class  folder
drafter           x     -     -       -      x         -      -
colleague         x     -     -       -      x         -      -
reviewer          x     -     -       -      x         -      -
head              x     -     -       -      x         -      -
leader            x     -     -       -      -         -      -
custodian         x     x     x       x      x         x      -
auditor           x     -     -       -      -         -      -
outsider          x     -     -       -      x         -      -
foreign_reviewer  x     -     -       -      x         -      -
foreign_head      x     -     -       -      x         -      -
stranger          x     -     -       -      -         -      -
siteadmin         x     x     x       x      -         x      -
manager           x     x     x       x      x         x      -
anonymous         -     -     -       -      -         -      -
"""
CLASS_OF_HR = """
person            view  edit  delete  close  document  class  folder
drafter           x     -     -       -      x         -      -
colleague         x     -     -       -      x         -      -
reviewer          x     -     -       -      x         -      -
head              x     x     -       x      x         x      -
leader            x     -     -       -      -         -      -
custodian         x     x     x       x      -         x      -
auditor           x     -     -       -      -         -      -
outsider          x     -     -       -      -         -      -
foreign_reviewer  x     -     -       -      -         -      -
foreign_head      x     -     -       -      -         -      -
stranger          x     -     -       -      -         -      -
siteadmin         x     x     x       x      -         x      -
manager           x     x     x       x      -         x      -
anonymous         -     -     -       -      -         -      -
"""
FIN = ("outsider", "foreign_reviewer", "foreign_head")


def rows(table):
    """``{person: {act: whether it is allowed}}`` from a table."""
    heads, *lines = [line.split() for line in table.strip().splitlines()]
    return {person: {act: cell == "x" for act, cell in zip(heads[1:], cells, strict=True)} for person, *cells in lines}


def document(person, **values):
    """The body of a new document, for the person's department."""
    return {
        "@type": "ControlledDocument",
        "title": "Leave rules",
        "department": "FIN" if person in FIN else "HR",
        **values,
    }


def ask(client, person, url, act):
    """One act over REST."""
    if act == "view":
        return client.get(url)
    if act == "edit":
        return client.patch(url, json={"description": f"Scope by {person}."})
    if act == "delete":
        return client.delete(url)
    if act == "close":
        return client.post(f"{url}/@workflow/close", json={})
    bodies = {
        "document": document(person),
        "class": {"@type": "RecordClass", "title": f"Class of {person}", "code": "SUB"},
        "folder": {"@type": "YearFolder", "id": "1999", "title": "1999"},
    }
    return client.post(url, json=bodies[act])


def outcome(answer):
    """True where allowed, False where refused with a sentence, else what came instead."""
    if answer.status_code < 300:
        return True
    body = answer.json()
    sentence = str(body.get("message") or body.get("error", {}).get("message"))
    return (
        False if answer.status_code in (401, 403) and " " in sentence else f"{answer.status_code} {answer.text[:300]}"
    )


def person_client(http, person):
    """The client of a row."""
    return http.client(None if person == "anonymous" else person)


@pytest.mark.parametrize(
    ("name", "table"), [("administrative", OPEN_CLASS), ("personnel", CLASS_OF_HR)], ids=["open", "of-hr"]
)
def test_everybody_can_do_to_a_class_what_the_matrix_says(http, name, table):
    expected = rows(table)
    assert set(expected) == {*PEOPLE, "anonymous"}
    url, got = http.url(http.portal[name]), {}
    for person in expected:
        client = person_client(http, person)
        acts = [act for act in expected[person] if act not in ("delete", "close")]
        got[person] = {act: outcome(ask(client, person, url, act)) for act in (*acts, "close")}
        if got[person]["close"] is True:
            assert http.client("manager").post(f"{url}/@workflow/reopen", json={}).status_code == 200
        http.commit()
        departments = set(http.portal[name].departments)
        with api.env.adopt_user("manager"):
            empty = api.content.create(http.portal, "RecordClass", title="Empty", code="EMPTY", departments=departments)
        http.commit()
        got[person]["delete"] = outcome(client.delete(http.url(empty)))
    assert got == expected


def test_nobody_can_delete_a_class_or_year_folder_with_a_numbered_document(http):
    record = http.submitted()
    http.commit()
    for person in (*PEOPLE, "anonymous"):
        for place in (record.aq_parent, record.aq_parent.aq_parent):
            assert person_client(http, person).delete(http.url(place)).status_code in (401, 403), person
    http.commit()
    assert record.getId() in http.portal["administrative"][record.aq_parent.getId()]


@pytest.mark.parametrize("person", ["custodian", "siteadmin", "manager"])
def test_keepers_cannot_delete_a_year_folder_with_a_draft_of_another(http, person):
    record = http.draft()
    http.commit()
    for place in (record.aq_parent, record.aq_parent.aq_parent):
        answer = http.client(person).delete(http.url(place))
        assert (answer.status_code, outcome(answer)) == (403, False), answer.text


@pytest.mark.parametrize("person", ["custodian", "siteadmin", "manager"])
def test_keepers_can_delete_an_empty_year_folder(http, person):
    folder = year_folder(http.portal["administrative"], 1999)
    http.commit()
    assert http.client(person).delete(http.url(folder)).status_code == 204


def test_nobody_can_change_what_a_year_folder_says_or_put_anything_but_documents_into_it(http):
    folder = year_folder(http.portal["administrative"])
    http.commit()
    before = (folder.title, folder.year, folder.getId())
    for person in (*PEOPLE, "anonymous"):
        client = person_client(http, person)
        assert client.patch(http.url(folder), json={"title": "Mine", "year": 1, "id": "mine"}).status_code < 500
        for portal_type in ("Document", "Folder", "File", "RecordClass", "YearFolder"):
            answer = client.post(http.url(folder), json={"@type": portal_type, "title": "Mine"})
            assert answer.status_code in (400, 401, 403), answer.text
    http.commit()
    assert (folder.title, folder.year, folder.getId()) == before
    assert not list(folder.objectIds())


def test_nobody_can_file_into_a_closed_class(http):
    with api.env.adopt_user("manager"):
        api.content.transition(http.portal["administrative"], "close")
    http.commit()
    url = http.url(http.portal["administrative"])
    for person in (*PEOPLE, "anonymous"):
        assert person_client(http, person).post(url, json=document(person)).status_code in (401, 403), person
    answer = http.client("drafter").post(url, json=document("drafter"))
    assert "Administrative is closed and takes no new records" in answer.json()["message"]
    http.commit()
    assert not list(http.portal["administrative"].objectIds())


def test_who_files_first_in_a_year_is_not_its_master(http):
    """The drafter whose document made the year folder is its owner by Plone's ways; he shares it with nobody."""
    record = http.draft()
    http.commit()
    client = http.client("drafter")
    folder = http.url(record.aq_parent)
    body = {"entries": [{"id": "outsider", "type": "user", "roles": {"Contributor": True, "Editor": True}}]}
    assert client.get(f"{folder}/@sharing").status_code == 401
    assert client.post(f"{folder}/@sharing", json=body).status_code == 401
    assert "local_roles" not in [each["id"] for each in client.get(f"{folder}/@actions").json()["object"]]
    http.commit()
    assert "outsider" not in dict(record.aq_parent.get_local_roles())
