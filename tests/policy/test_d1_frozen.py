"""D1: an approved document stays as it is, for everybody and on every path; each refusal is a sentence.

Zope's own Undo and a debug shell are beyond permissions: there the trail's chains show what is missing (see P1).
"""

from base64 import b64encode
from collective.trail.content.digest import content_digest
from frozen_attempts import CLASSIC
from frozen_attempts import DAV
from frozen_attempts import REST
from frozen_attempts import TUS
from OFS.CopySupport import _cb_encode
from plone import api
from plone.app.redirector.interfaces import IRedirectionStorage
from plone.app.testing import SITE_OWNER_NAME
from plone.app.testing import SITE_OWNER_PASSWORD
from plone.namedfile import NamedBlobFile
from plone.protect.authenticator import createToken
from plone.uuid.interfaces import IUUID
from urllib.parse import quote
from ZODB.serialize import referencesf
from zope.component import getUtility

import pytest
import re


EVERYBODY = ("drafter", "head", "leader", "custodian", "siteadmin", "manager", "root", None)


class Place:
    """Addresses of the frozen document and of what is around it."""

    def __init__(self, http, record):
        self.record = http.url(record)
        self.folder = http.url(record.aq_parent)
        self.record_class = http.url(record.aq_parent.aq_parent)
        self.other_class = http.url(http.portal["personnel"])
        self.id = record.getId()
        self.year = record.aq_parent.getId()
        self.uid = IUUID(record)
        self.annex_id = next(iter(record.objectIds()))
        self.annex = f"{self.record}/{self.annex_id}"
        self.site = http.base


def filled(value, place):
    """``value`` with the addresses of ``place`` put in."""
    if isinstance(value, str):
        return re.sub(r"\{0\.(\w+)\}", lambda found: getattr(place, found[1]), value)
    if isinstance(value, dict):
        return {key: filled(each, place) for key, each in value.items()}
    return [filled(each, place) for each in value] if isinstance(value, list) else value


def stored(record):
    """oid -> (class, serial) of every object that is stored of a record: annexes, files, history, annotations."""
    connection, outside = record._p_jar, {record.aq_parent._p_oid}
    found, waiting = {}, [record._p_oid]
    while waiting:
        oid = waiting.pop()
        if oid not in found and oid not in outside:
            pickle, serial = connection._storage.load(oid)
            found[oid] = (type(connection.get(oid)).__name__, serial)
            waiting.extend(referencesf(pickle))
    return found


def known(record):
    """What the catalog knows of a record and its annexes."""
    catalog = api.portal.get_tool("portal_catalog")
    path = "/".join(record.getPhysicalPath())
    brains = catalog.unrestrictedSearchResults(path=path, sort_on="path", show_inactive=True)
    return [(catalog.getIndexDataForRID(each.getRID()), catalog.getMetadataForRID(each.getRID())) for each in brains]


class Frozen:
    """An approved document with an annex, its addresses, and the people who try to change it."""

    def __init__(self, http):
        self.http = http
        self.begin()

    def begin(self):
        """A new document; also after an attempt that succeeded and should not have."""
        http = self.http
        record = http.draft()
        with api.env.adopt_user("drafter"):
            annex = NamedBlobFile(b"annex", contentType="text/plain", filename="annex.txt")
            name = record.invokeFactory("File", id="annex", title="Annex", file=annex)
        for person, transition in (("drafter", "submit"), ("reviewer", "review"), ("head", "approve")):
            http.act(person, record, transition)
        http.commit()
        assert name in record
        self.place, self.path = Place(http, record), record.getPhysicalPath()
        self.before = self.everything(record)

    def everything(self, record):
        """All that is stored of the record and its annexes, and what the catalog knows of them."""
        return {
            "digest": content_digest(record),
            "state": api.content.get_state(record),
            "stored": stored(record),
            "catalog": known(record),
            "beside": sorted(record.aq_parent.objectIds()),
            "aliases": list(getUtility(IRedirectionStorage).redirects("/".join(record.getPhysicalPath()))),
        }

    def client(self, person):
        """A client of one of EVERYBODY; root is the user of Zope's own user folder."""
        client = self.http.client(None if person == "root" else person)
        if person == "root":
            client.session.auth = (SITE_OWNER_NAME, SITE_OWNER_PASSWORD)
        return client

    def token(self, person):
        """A valid authenticator, so that the rule and not the missing token refuses."""
        if person is None:
            return createToken()
        with api.env.adopt_user(SITE_OWNER_NAME if person == "root" else person):
            return createToken()

    def changed(self):
        """What is not as it was; empty where all is."""
        self.http.commit()
        folder = self.http.portal.unrestrictedTraverse(self.path[:-1], None)
        if folder is None or self.path[-1] not in folder:
            return "it is gone"
        after = self.everything(folder[self.path[-1]])
        wrong = {name: value for name, value in after.items() if value != self.before[name]}
        if "stored" in wrong:
            was = self.before["stored"]
            wrong["stored"] = [
                kind for oid, (kind, serial) in after["stored"].items() if was.get(oid, (0, 0))[1] != serial
            ]
        return wrong

    def attempt(self, attempts, ask, judge):
        """What is wrong, a line for each attempt and person, when everybody tries every one of ``attempts``."""
        failures = []
        for name, attempt in attempts.items():
            for person in EVERYBODY:
                answer = ask(person, *filled(list(attempt), self.place))
                problem, changed = judge(answer), self.changed()
                if problem or changed:
                    failures.append(f"{name} by {person}: {problem} {changed or ''}")
                if changed:
                    self.begin()
        return "\n".join(failures)


@pytest.fixture
def frozen(http):
    """The approved document."""
    return Frozen(http)


def refused(answer):
    """What is wrong with the answer to an attempt that must be refused with a sentence."""
    if not 400 <= answer.status_code < 500:
        return f"{answer.status_code} {answer.text[:300]}"
    if " " in answer.text or answer.status_code in (401, 404, 405, 423):
        return ""
    return f"{answer.status_code} without a sentence: {answer.text[:200]}"


def no_error(answer):
    """What is wrong with the answer of a page: it may show its form again, but it does not break."""
    return f"{answer.status_code} {answer.text[-300:]}" if answer.status_code >= 500 else ""


def test_nobody_can_change_an_approved_document_over_rest(frozen):
    def ask(person, method, url, body):
        return getattr(frozen.client(person), method)(url, **({} if body is None else {"json": body}))

    assert frozen.attempt(REST, ask, refused) == ""


def test_nobody_can_upload_into_an_approved_document(frozen):
    name = b64encode(b"other.txt").decode()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Upload-Metadata": f"filename {name}"}

    def ask(person, method, url):
        return getattr(frozen.client(person), method)(url, headers=headers)

    assert frozen.attempt(TUS, ask, refused) == ""


def test_nobody_can_change_an_approved_document_in_classic(frozen):
    def ask(person, method, url, form):
        client = frozen.client(person)
        client.session.headers["Accept"] = "text/html"
        data = {**form, "_authenticator": frozen.token(person)}
        kind = {"params": data} if method == "get" else {"data": data}
        return getattr(client, method)(url, allow_redirects=False, **kind)

    assert frozen.attempt(CLASSIC, ask, no_error) == ""


def test_nobody_can_change_an_approved_document_over_webdav(frozen):
    def ask(person, method, url, body, headers):
        client = frozen.client(person)
        del client.session.headers["Accept"]
        headers = {"User-Agent": "cadaver", **headers}
        return client.session.request(method, url, data=body, headers=headers, timeout=60)

    def judge(answer):
        return no_error(answer) or (answer.status_code in (200, 201, 204) and str(answer.status_code)) or ""

    assert frozen.attempt(DAV, ask, judge) == ""


@pytest.mark.parametrize("operation", [0, 1], ids=["copied", "cut"])
def test_what_a_forged_clipboard_holds_cannot_be_pasted(frozen, operation):
    """Neither record, annex, year nor class; the clipboard is a cookie, so anybody can write one."""
    targets = {"/personnel": frozen.place.other_class, "/": frozen.place.site}
    failures = []
    for depth in (frozen.path[:-2], frozen.path[:-1], frozen.path, (*frozen.path, frozen.place.annex_id)):
        cookies = {"__cp": quote(_cb_encode((operation, [depth])))}
        for person in ("drafter", "custodian", "siteadmin", "manager", "root"):
            client, token = frozen.client(person), frozen.token(person)
            client.session.headers["Accept"] = "text/html"
            for folder, target in targets.items():
                for page in ("@@fc-paste", "manage_pasteObjects"):
                    answer = client.post(
                        f"{target}/{page}", data={"_authenticator": token, "folder": folder}, cookies=cookies
                    )
                    # Plone's own folders answer some of it with an error page; ours have a sentence.
                    problem, changed = folder != "/" and no_error(answer), frozen.changed()
                    if problem or changed:
                        failures.append(f"{depth[-1]} with {page} of {folder} by {person}: {problem} {changed or ''}")
    assert "\n".join(failures) == ""
