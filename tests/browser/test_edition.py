"""D1, P1, P5: an edition that is no longer in force stays readable as it was, and for those cleared for it."""

from collective.trail.ledger.reading import entries
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID

import pytest


def blob(text: bytes, name: str) -> NamedBlobFile:
    return NamedBlobFile(text, contentType="text/plain", filename=name)


def annex(record, title: str, text: bytes):
    with api.env.adopt_user("drafter"):
        return createContentInContainer(record, "File", title=title, file=blob(text, f"{title}.txt"))


def approved_with_annex(office, **values):
    """A document in force with a main file and one annex."""
    record = office.draft(file=blob(b"first file", "rules.txt"), **values)
    annex(record, "Old form", b"old annex")
    for actor, transition in (("drafter", "submit"), ("reviewer", "review"), ("head", "approve")):
        office.act(actor, record, transition, "First.")
    return record


def revise(office, record, **changes):
    """The second edition: other fields, another annex."""
    office.act("drafter", record, "revise", "")
    working_copy = get_working_copy(record)
    for name, value in changes.items():
        setattr(working_copy, name, value)
    with api.env.adopt_roles(["Manager", "Owner"]):
        working_copy.manage_delObjects(list(working_copy.objectIds()))
    annex(working_copy, "New form", b"new annex")
    for actor, transition in (("drafter", "submit"), ("reviewer", "review"), ("head", "approve")):
        office.act(actor, working_copy, transition, "Second.")


@pytest.fixture
def second(http):
    """A document whose second edition is in force."""
    record = approved_with_annex(http)
    revise(http, record, title="New leave rules", purpose="Newer rules.", file=blob(b"second file", "rules-2.txt"))
    http.commit()
    return record


def page(http, user, path):
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    return client.get(path, allow_redirects=False)


def test_staff_reads_an_earlier_edition_as_it_was(http, second):
    answer = page(http, "colleague", f"{http.url(second)}/@@edition/1")
    assert answer.status_code == 200, answer.headers
    for words in (
        ">Leave rules</h1>",
        "New rules for leave.",
        "rules.txt",
        "Old form",
        "First.",
        "Replaced",
        second.number,
    ):
        assert words in answer.text, words
    assert 'id="content"' in answer.text, "where the link to the content leads"
    for words in ("Newer rules.", "rules-2.txt", "New form", "Second.", "Revise</a>"):
        assert words not in answer.text, words
    dates = api.portal.get_localized_time(second._editions[0]["approved_on"], long_format=True)
    assert dates in answer.text


def test_the_files_of_an_earlier_edition_can_be_downloaded(http, second):
    text = page(http, "colleague", f"{http.url(second)}/@@edition/1").text
    links = [
        part.split('"')[0].replace("&amp;", "&") for part in text.split('href="') if "download" in part.split('"')[0]
    ]
    assert [http.client("colleague").get(link).content for link in links] == [b"first file", b"old annex"]


def test_the_document_leads_to_its_earlier_editions(http, second):
    assert f"{http.url(second)}/@@edition/1" in page(http, "colleague", http.url(second)).text


@pytest.mark.parametrize(
    ("edition", "status"), [("2", 302), ("3", 404), ("0", 404), ("x", 404), ("1/1", 404), ("", 404)]
)
def test_only_editions_that_were_replaced_have_a_page(http, second, edition, status):
    assert page(http, "colleague", f"{http.url(second)}/@@edition/{edition}").status_code == status


def test_a_rest_client_reads_an_earlier_edition_with_its_registration(http, second):
    client = http.client("colleague")
    (edition,) = client.get(http.url(second)).json()["editions"]
    found = client.get(edition["@id"]).json()
    assert edition["edition"] == 1
    assert found["title"] == "Leave rules"
    for name in ("edition", "approved_on", "effective_on"):
        assert found[name] == edition[name]
    assert found["number"] == second.number


def test_a_draft_version_had_no_registration(http, second):
    found = http.client("drafter").get(f"{http.url(second)}/@history/0").json()
    assert (found["number"], found["edition"], found["approved_on"]) == (None, 0, None)


PATHS = (
    "@@edition/1",
    "@history/{0}",
    "versions_history_form?version_id={0}",
    "@@download-version?version_id={0}&field_id=file",
    "@@history?one={0}&two=current",
)


@pytest.fixture
def declassified(http):
    """A document whose first edition was secret and whose second is internal."""
    record = approved_with_annex(http, secrecy="secret", readers=("reviewer", "head"), purpose="Quokka.")
    revise(http, record, secrecy="internal", purpose="For all.")
    http.commit()
    return record


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("user", ["colleague", "custodian", "auditor", "manager", "siteadmin"])
def test_nobody_reads_a_secret_edition_because_the_next_is_open(http, declassified, path, user):
    place = path.format(declassified._editions[0]["version_id"])
    client = http.client(user)
    if not place.startswith("@history"):
        client.session.headers["Accept"] = "text/html"
    answer = client.get(f"{http.url(declassified)}/{place}", allow_redirects=False)
    assert answer.status_code in (302, 401, 403), answer.status_code
    assert "Quokka" not in answer.text and "first file" not in answer.text


@pytest.mark.parametrize("user", ["drafter", "leader", "head"])
def test_who_is_cleared_reads_it_and_the_trail_tells(http, declassified, user):
    assert "Quokka." in page(http, user, f"{http.url(declassified)}/@@edition/1").text
    http.commit()
    read = [entry for entry in entries(IUUID(declassified)) if entry.get("action") == "record.viewed"]
    assert [entry.get("actor") for entry in read][-1] == user


def test_opinions_of_two_editions_are_told_apart(http, second):
    text = " ".join(page(http, "colleague", http.url(second)).text.split())
    assert text.count("Edition 1") == 3 and text.count("Edition 2") == 3
