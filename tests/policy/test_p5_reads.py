"""P5: reads and downloads at the upper levels of secrecy are entries; breaches are traceable."""

from collective.trail.ledger.reading import entries
from plone import api
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.namedfile.file import NamedBlobImage
from plone.uuid.interfaces import IUUID

import base64
import pytest


UPPER = ("confidential", "secret")
PDF = b"%PDF-1.4 " + b"x" * 5000
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def html(http, user):
    client = http.client(user)
    client.session.headers["Accept"] = "text/html"
    return client


def reads(http, record):
    """(action, actor, filename) of what was read, the oldest first."""
    http.commit()
    return [
        (entry.get("action"), entry.get("actor"), entry.data.get("filename"))
        for entry in entries(IUUID(record))
        if entry.get("action") in ("record.viewed", "record.downloaded")
    ]


@pytest.fixture(params=UPPER)
def closed(http, request):
    """A record with a file that the outsider may read because the drafter named him."""
    record = http.draft(
        secrecy=request.param,
        readers=("outsider",),
        file=NamedBlobFile(PDF, contentType="application/pdf", filename="rules.pdf"),
    )
    with api.env.adopt_user("drafter"):
        createContentInContainer(record, "File", title="Annex", file=NamedBlobFile(b"annex", filename="annex.txt"))
    http.act("drafter", record, "submit")
    http.commit()
    return record


def approve(http, record):
    """In force, by people who are cleared for it."""
    from collective.trail.workflows.document import APPROVED

    tool = api.portal.get_tool("portal_workflow")
    status = dict(tool.getStatusOf("document_workflow", record), review_state=APPROVED)
    tool.setStatusOf("document_workflow", record, status)
    tool.getWorkflowById("document_workflow").updateRoleMappingsFor(record)
    record.reindexObjectSecurity()
    http.commit()


@pytest.fixture
def readable(http, closed):
    """The same record in force, so that named readers may view it."""
    approve(http, closed)
    return closed


def test_named_reader_s_page_view_is_one_entry(http, readable):
    answer = html(http, "outsider").get(http.url(readable))
    assert answer.status_code == 200 and "Leave rules" in answer.text
    assert reads(http, readable) == [("record.viewed", "outsider", None)]


def test_named_reader_s_rest_view_is_one_entry(http, readable):
    answer = http.client("outsider").get(http.url(readable))
    assert answer.json()["title"] == "Leave rules"
    assert reads(http, readable) == [("record.viewed", "outsider", None)]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("path", ["@@download/file", "@@download/file/rules.pdf", "@@display-file/file"])
def test_named_reader_s_download_is_one_entry(http, readable, accept, path):
    client = http.client("outsider")
    client.session.headers["Accept"] = accept
    answer = client.get(f"{http.url(readable)}/{path}")
    assert answer.status_code == 200 and answer.content == PDF
    assert reads(http, readable) == [("record.downloaded", "outsider", "rules.pdf")]


@pytest.mark.parametrize("path", ["", "/@@download/file", "/@@download"])
def test_named_reader_s_download_of_an_annex_is_one_entry(http, readable, path):
    annex = readable.objectValues()[0]
    answer = html(http, "outsider").get(http.url(annex) + path)
    assert answer.content == b"annex"
    assert reads(http, readable) == [("record.downloaded", "outsider", "annex.txt")]


def test_every_page_that_shows_the_record_counts_once(http, readable):
    client = http.client("outsider")
    for path in ("@history", "@opinions", "@trail"):
        assert client.get(f"{http.url(readable)}/{path}").status_code == 200
    for path in ("@@trail", "view"):
        assert html(http, "outsider").get(f"{http.url(readable)}/{path}").status_code == 200
    assert reads(http, readable) == [("record.viewed", "outsider", None)] * 5


def test_a_search_for_whole_objects_is_a_read_of_each(http, readable):
    found = http.client("outsider").get(f"@search?UID={IUUID(readable)}&fullobjects=1").json()
    assert found["items"][0]["background"]
    assert reads(http, readable) == [("record.viewed", "outsider", None)]
    http.client("outsider").get(f"@search?UID={IUUID(readable)}")
    body = {
        "query": [
            {
                "i": "portal_type",
                "o": "plone.app.querystring.operation.selection.any",
                "v": ["ControlledDocument"],
            }
        ],
        "fullobjects": True,
    }
    assert http.client("outsider").post("@querystring-search", json=body).json()["items"][0]["background"]
    assert reads(http, readable) == [("record.viewed", "outsider", None)] * 2


def test_questions_that_show_nothing_are_no_reads(http, readable):
    client = http.client("outsider")
    for path in ("@actions", "@breadcrumbs", "@types", "@workflow", "@navigation"):
        client.get(f"{http.url(readable)}/{path}")
    html(http, "outsider").session.head(http.url(readable))
    http.client("outsider").head(f"{http.url(readable)}/@@download/file")
    assert reads(http, readable) == []


def test_a_file_fetched_in_parts_is_one_download(http, readable):
    client = html(http, "outsider")
    for start in (0, 1000, 2000):
        answer = client.get(f"{http.url(readable)}/@@download/file", headers={"Range": f"bytes={start}-{start + 999}"})
        assert answer.status_code == 206
    assert reads(http, readable) == [("record.downloaded", "outsider", "rules.pdf")]


def test_a_part_from_the_middle_is_a_download(http, readable):
    client = html(http, "outsider")
    assert client.get(f"{http.url(readable)}/@@download/file", headers={"Range": "bytes=1-"}).status_code == 206
    assert len(reads(http, readable)) == 1


def test_small_pictures_are_no_reads_and_the_image_is_a_download(http):
    record = http.draft(secrecy="secret", readers=("outsider",))
    with api.env.adopt_user("drafter"):
        image = createContentInContainer(record, "Image", title="Scan", image=NamedBlobImage(PNG, filename="scan.png"))
    http.commit()
    client = html(http, "drafter")
    assert client.get(f"{http.url(image)}/@@images/image/thumb").status_code == 200
    assert reads(http, record) == []
    assert client.get(f"{http.url(image)}/@@images/image").status_code == 200
    assert reads(http, record) == [("record.downloaded", "drafter", "scan.png")]


@pytest.mark.parametrize("level", ["internal", "departmental"])
def test_reads_at_the_lower_levels_are_no_entries(http, level):
    record = http.draft(secrecy=level, file=NamedBlobFile(PDF, filename="rules.pdf"))
    http.commit()
    assert html(http, "drafter").get(http.url(record)).status_code == 200
    assert http.client("drafter").get(http.url(record)).status_code == 200
    assert http.client("drafter").get(f"{http.url(record)}/@@download/file").status_code == 200
    assert reads(http, record) == []


def test_a_refused_read_shows_nothing_and_is_traceable(http, readable):
    answer = http.client("stranger").get(http.url(readable))
    assert answer.status_code in (401, 403) and "Leave rules" not in answer.text
    assert html(http, "stranger").get(http.url(readable), allow_redirects=False).status_code in (302, 401, 403)
    assert http.client().get(http.url(readable)).status_code == 401
    assert reads(http, readable) == []
    refused = [entry for entry in entries(IUUID(readable)) if entry.get("action") == "record.refused"]
    assert refused and {entry.get("actor") for entry in refused} == {"stranger"}


def test_a_read_does_not_ask_for_a_confirmation(http, readable):
    client = html(http, "outsider")
    client.session.auth = None
    from collective.trail.testing import PASSWORD

    page = client.get("login").text
    token = page.split('name="_authenticator"')[1].split('value="')[1].split('"')[0] if "_authenticator" in page else ""
    form = {"__ac_name": "outsider", "__ac_password": PASSWORD, "buttons.login": "Log in", "_authenticator": token}
    client.post("login", data=form)
    answer = client.get(http.url(readable), allow_redirects=False)
    assert answer.status_code == 200 and "Leave rules" in answer.text
    assert reads(http, readable) == [("record.viewed", "outsider", None)]
