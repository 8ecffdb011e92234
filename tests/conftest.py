"""Fixtures shared by all tests."""

from collective.trail.content.filing import new_record
from collective.trail.testing import FUNCTIONAL_TESTING
from collective.trail.testing import HTTP_TESTING
from collective.trail.testing import PASSWORD
from collective.trail.verify.cli import main
from collective.trail.workflows.engine import perform
from plone import api
from plone.app.textfield import RichTextValue
from post_office import PostOffice
from pytest_plone import fixtures_factory

import pytest
import requests
import transaction


globals().update(
    fixtures_factory(
        ((FUNCTIONAL_TESTING, "functional"), (HTTP_TESTING, "http_layer")),
        keep_session=True,
    )
)


@pytest.fixture(autouse=True, scope="session")
def keep_layers(request, functional_session, http_layer_session):
    """Keep the layers and all they stand on until the end: a test without a layer must not tear a base down."""

    def bases(layer):
        yield layer
        for base in layer.__bases__:
            yield from bases(base)

    for layer in (functional_session, http_layer_session):
        request.session.zopelayer_state.keep_for_whole_session.update(bases(layer))


@pytest.fixture
def integration(functional):
    """What the fixtures of pytest-plone, such as ``http_request``, stand on; here every test may commit."""
    return functional


@pytest.fixture
def portal(functional):
    """A site with the small office; what a test does to it is gone afterwards, the entries of refusals too."""
    return functional["portal"]


class Office:
    """Does things as people of the small office; see ``collective.trail.testing.PEOPLE``."""

    def __init__(self, portal):
        self.portal = portal

    def draft(self, actor="drafter", where="administrative", **values):
        """A complete draft, made by ``actor`` in a class."""
        facts = {
            "title": "Leave rules",
            "background": "The rules are ten years old.",
            "purpose": "New rules for leave.",
            "content": RichTextValue("<p>Everybody takes leave.</p>", "text/html", "text/x-html-safe"),
            "department": "HR",
            "secrecy": "internal",
            "original": "electronic",
            **values,
        }
        with api.env.adopt_user(actor):
            return new_record(self.portal[where], "ControlledDocument", **facts)

    def act(self, actor, record, transition, text="I have read it."):
        """One transition as ``actor``."""
        with api.env.adopt_user(actor):
            return perform(record, transition, text=text)

    def submitted(self, **values):
        """A document under review."""
        record = self.draft(**values)
        self.act(values.get("actor", "drafter"), record, "submit")
        return record

    def reviewed(self, **values):
        """A document that waits for approval."""
        record = self.submitted(**values)
        self.act("reviewer", record, "review", "Clear and complete.")
        return record

    def approved(self, **values):
        """A document in force."""
        record = self.reviewed(**values)
        self.act("head", record, "approve", "Signed.")
        return record

    def in_state(self, state, **values):
        """A document brought into ``state`` by the people whose part it is."""
        makers = {
            "draft": self.draft,
            "submitted": self.submitted,
            "reviewed": self.reviewed,
            "approved": self.approved,
        }
        if state in makers:
            return makers[state](**values)
        if state == "obsolete":
            record = self.approved(**values)
            self.act("head", record, "abolish", "No longer valid.")
            return record
        record = self.submitted(**values)
        self.act("reviewer", record, {"returned": "request_changes", "rejected": "reject"}[state], "Not like this.")
        return record


@pytest.fixture
def office(portal):
    """The small office inside one rolled back transaction."""
    return Office(portal)


class Client:
    """A REST client logged in as one person; paths are below the site."""

    def __init__(self, base: str, user: str | None):
        self.base = base
        self.session = requests.Session()
        self.session.headers["Accept"] = "application/json"
        if user:
            self.session.auth = (user, PASSWORD)

    def url(self, path: str) -> str:
        """An absolute address from a path or an address."""
        return path if path.startswith("http") else f"{self.base}/{path.lstrip('/')}"

    def __getattr__(self, method):
        """``client.get(path, ...)``, ``client.post(path, json=...)`` and so on."""

        def call(path="", **kwargs):
            kwargs.setdefault("timeout", 60)
            return self.session.request(method.upper(), self.url(path), **kwargs)

        return call


class HttpOffice(Office):
    """The small office behind a real HTTP server; content made here is committed."""

    def __init__(self, layer):
        super().__init__(layer["portal"])
        self.base = f"http://localhost:{layer['port']}/{self.portal.getId()}"

    def client(self, user=None) -> Client:
        """A REST client of ``user``."""
        return Client(self.base, user)

    def commit(self):
        """Make what was done in-process visible to the server, and see what it has done."""
        transaction.commit()

    def url(self, obj) -> str:
        """The address of an object on the server."""
        path = "/".join(obj.getPhysicalPath()[2:])
        return f"{self.base}/{path}"


@pytest.fixture
def http(http_layer):
    """The small office over HTTP; each test starts from the same data."""
    return HttpOffice(http_layer)


@pytest.fixture
def post_office():
    """A real mail server, open; ``post_office.send_through`` tells the site of it."""
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def log(http, tmp_path, monkeypatch):
    """The directory of the office's log, which has no entry yet; its key is in the environment."""
    monkeypatch.setenv("TRAIL_LOG", str(tmp_path / "logs"))
    monkeypatch.setenv("TRAIL_LOG_KEY", str(tmp_path / "key"))
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    return tmp_path / "logs" / http.portal.getId()
