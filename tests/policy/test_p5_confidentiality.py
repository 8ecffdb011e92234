"""P5: nobody finds what he or she may not see: not by searching, listing, counting, guessing an address or downloading.

The table is written by hand from the policy. Each record has words of its own; no answer to somebody who is not cleared
may hold any of them, nor its number, id or UID.
"""

from collective.trail.content.filing import year_folder_of
from collective.trail.workflows.document import APPROVED
from io import BytesIO
from leak_paths import OF_ANNEX
from leak_paths import OF_RECORD
from leak_paths import PAGE_LISTS
from leak_paths import REST_LISTS
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.namedfile import NamedBlobFile
from plone.uuid.interfaces import IUUID
from zipfile import is_zipfile
from zipfile import ZipFile

import gzip
import pytest


#: Who may see a document of HR in force; ``outsider``, of another department, is its named reader.
CLEARED = """
person            internal  departmental  confidential  secret
drafter           x         x             x             x
colleague         x         x             -             -
reviewer          x         x             -             -
head              x         x             x             -
leader            x         x             x             x
custodian         x         x             x             -
auditor           x         -             -             -
outsider          x         -             x             x
foreign_head      x         -             -             -
stranger          x         -             -             -
siteadmin         x         -             -             -
manager           x         -             -             -
anonymous         -         -             -             -
"""
HEADS, *ROWS = [line.split() for line in CLEARED.strip().splitlines()]
LEVELS = HEADS[1:]
SEEN = {person: {level for level, cell in zip(LEVELS, cells, strict=True) if cell == "x"} for person, *cells in ROWS}


class Filed:
    """One document of a level in force, with files, and the words by which it is known."""

    def __init__(self, http, level):
        self.word = f"quokka{level}"
        file = NamedBlobFile(f"main {self.word}".encode(), contentType="text/plain", filename=f"{self.word}.txt")
        record = http.draft(
            secrecy=level, readers=("outsider",), title=f"{self.word} plan", purpose=self.word, file=file
        )
        with api.env.adopt_user("drafter"):
            annex = NamedBlobFile(f"annex {self.word}".encode(), contentType="text/plain", filename=f"{self.word}a.txt")
            record.invokeFactory("File", id="annex", title=f"{self.word} annex", file=annex)
        http.act("drafter", record, "submit")
        put_in_force(record)
        self.url, self.path, self.number = http.url(record), "/".join(record.getPhysicalPath()), record.number
        self.id, self.uid = record.getId(), IUUID(record)
        self.record = record

    def words(self):
        """What tells of the record that somebody does not know who has not seen it."""
        return self.word, self.number, self.id, self.uid


def put_in_force(record):
    """Approved, whoever would be cleared to do so."""
    tool = api.portal.get_tool("portal_workflow")
    tool.setStatusOf(
        "document_workflow", record, dict(tool.getStatusOf("document_workflow", record), review_state=APPROVED)
    )
    tool.getWorkflowById("document_workflow").updateRoleMappingsFor(record)
    record.reindexObject()


@pytest.fixture
def filed(http):
    """level -> document."""
    found = {level: Filed(http, level) for level in LEVELS}
    http.commit()
    return found


def clients(http, person):
    """A REST client and a browser of one person."""
    for accept in ("application/json", "text/html"):
        client = http.client(None if person == "anonymous" else person)
        client.session.headers["Accept"] = accept
        yield accept, client


def text_of(answer):
    """The whole answer as text, packed or not."""
    content = answer.content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    return content.decode("utf-8", "replace") + str(dict(answer.headers))


def leaks(answer, filed, hidden, but=()):
    """The words of hidden documents that an answer holds."""
    text = text_of(answer).lower()
    return [
        word for level in sorted(hidden) for word in filed[level].words() if word.lower() in text and word not in but
    ]


def found_in(http, filed, lists, accept):
    """(what leaks, lists that leaders see nothing in) for everybody."""
    failures, telling = [], set()
    for person, seen in SEEN.items():
        if seen == set(LEVELS) and person != "leader":
            continue
        client = dict(clients(http, person))[accept]
        for path in lists:
            answer = client.get(path, allow_redirects=False)
            leaked = leaks(answer, filed, set(LEVELS) - seen)
            # The trail of the site tells auditors of every record that something happened, but not what (S2).
            if person == "auditor" and path in ("@trail", "@@trail-audit"):
                leaked = [word for word in leaked if word.startswith("quokka")]
            if leaked or answer.status_code >= 500:
                failures.append(f"{path} for {person}: {answer.status_code} {leaked}")
            if person == "leader" and leaks(answer, filed, LEVELS):
                telling.add(path)
    return failures, telling


def test_no_list_over_rest_shows_what_the_reader_may_not_see(http, filed):
    failures, telling = found_in(http, filed, REST_LISTS, "application/json")
    assert "\n".join(failures) == ""
    assert len(telling) > 20, sorted(set(REST_LISTS) - telling)


def test_no_page_shows_what_the_reader_may_not_see(http, filed):
    failures, telling = found_in(http, filed, PAGE_LISTS, "text/html")
    assert "\n".join(failures) == ""
    assert len(telling) > 12, sorted(set(PAGE_LISTS) - telling)


@pytest.mark.parametrize("level", LEVELS)
def test_no_address_of_a_record_shows_it_to_who_is_not_cleared(http, filed, level):
    """Also by HEAD, and by what only its number or UID leads to."""
    record, failures = filed[level], []
    known = (record.id, record.uid, record.number)  # who asks by an address knows what is in it
    paths = [
        *(record.url + path for path in OF_RECORD),
        *(f"{record.url}/annex{path}" for path in OF_ANNEX),
        *(f"{name}/{record.number}" for name in ("@record", "@@record")),
        *(f"@search?{name}" for name in (f"UID={record.uid}", f"number={record.number}", f"getId={record.id}")),
        f"@relations?target={record.uid}",
        f"@linkintegrity?uids={record.uid}",
        f"@trail?record={record.number}",
        f"resolveuid/{record.uid}",
    ]
    for person, seen in SEEN.items():
        if level in seen:
            continue
        rest, page = (client for _accept, client in clients(http, person))
        for path in paths:
            for client in (page,) if "@@" in path else (rest,) if "@" in path else (rest, page):
                answer = client.get(path, allow_redirects=False)
                leaked = leaks(answer, filed, [level], but=known)
                if leaked or answer.status_code >= 500:
                    failures.append(f"{path} for {person}: {answer.status_code} {leaked}")
    assert "\n".join(failures) == ""


def counted(answer):
    """How many the answer says there are."""
    data = answer.json()
    return data["items_total"] if "items_total" in data else len(data["items"])


def test_every_count_counts_what_the_reader_may_see(http, filed):
    uid = IUUID(http.portal["administrative"])
    lists = (
        "@search?portal_type=ControlledDocument",
        "@search?portal_type=ControlledDocument&b_size=1",
        "@search?portal_type=ControlledDocument&b_size=0",
        "@search?portal_type=File&b_size=1",
        "@search?SearchableText=quokka*&portal_type=ControlledDocument&b_size=1&sort_on=number_order",
        "administrative/2026?b_size=1",
        "@registers/file-list?b_size=1",
        f"@registers/file-list?class={uid}&year=2026",
        "@registers/file-list?text=quokka*&sort_on=title&b_size=1",
        "@registers/numbers?b_size=1",
    )
    wrong = []
    for person, seen in SEEN.items():
        client = http.client(None if person == "anonymous" else person)
        for path in lists:
            answer = client.get(path)
            if answer.status_code == 401 and person == "anonymous":
                continue
            if counted(answer) != len(seen):
                wrong.append(f"{path} for {person}: {counted(answer)} instead of {len(seen)}")
        body = {
            "query": [
                {"i": "portal_type", "o": "plone.app.querystring.operation.selection.any", "v": ["ControlledDocument"]}
            ]
        }
        answer = client.post("@querystring-search", json={**body, "b_size": 1})
        if answer.status_code == 200 and counted(answer) != len(seen):
            wrong.append(f"@querystring-search for {person}: {counted(answer)}")
    assert "\n".join(wrong) == ""


def test_webdav_lists_only_what_the_reader_may_see(http, filed):
    failures = []
    folder = http.url(year_folder_of(filed["secret"].record))
    for person, seen in SEEN.items():
        client = http.client(None if person == "anonymous" else person)
        headers = {"Depth": "1", "User-Agent": "cadaver", "Accept": "*/*"}
        for url in (folder, *(filed[level].url for level in set(LEVELS) - seen)):
            answer = client.session.request("PROPFIND", url, headers=headers, timeout=60)
            leaked = [word for word in leaks(answer, filed, set(LEVELS) - seen) if word not in url]
            if leaked or answer.status_code >= 500:
                failures.append(f"{url} for {person}: {answer.status_code} {leaked}")
    assert "\n".join(failures) == ""


@pytest.fixture
def hidden_year(http):
    """The class has one record, and that is secret."""
    found = Filed(http, "secret")
    http.commit()
    return found


@pytest.mark.parametrize("person", ["head", "stranger", "manager", "leader"])
def test_a_year_in_which_a_person_sees_nothing_is_not_listed(http, hidden_year, person):
    """An empty year folder would say that something secret was filed."""
    page = http.client(person)
    page.session.headers["Accept"] = "text/html"
    address = http.url(hidden_year.record.aq_parent)
    assert (address in page.get("administrative").text) == (person == "leader")
    for path in ("", "sitemap", "@@search?SearchableText=2026"):
        assert address not in page.get(path).text
    rest = http.client(person)
    items = rest.get("administrative").json()
    assert (items["items_total"], len(items["items"])) == ((1, 1) if person == "leader" else (0, 0))
    for path in ("@navigation?expand.navigation.depth=4", "administrative/@contextnavigation", "@sitemap"):
        assert address not in rest.get(path).text


@pytest.mark.parametrize("person", ["siteadmin", "manager", "custodian"])
def test_a_refusal_does_not_tell_what_the_class_holds(http, hidden_year, person):
    for method, path, body in (
        ("delete", "administrative", None),
        ("post", "personnel/@move", {"source": f"{http.base}/administrative"}),
    ):
        answer = getattr(http.client(person), method)(path, **({"json": body} if body else {}))
        assert 400 <= answer.status_code < 500, answer.text
        assert not leaks(answer, {"secret": hidden_year}, ["secret"]), answer.text


def test_a_working_copy_is_seen_only_by_those_who_work_on_it(http, filed):
    """Readers learn from the trail that a revision has begun, but neither where it stands nor what it says."""
    record = filed["confidential"].record
    http.act("drafter", record, "revise", "")
    copy = get_working_copy(record)
    http.commit()
    failures = []
    paths = (
        *(
            filed["confidential"].url + path
            for path in ("", "/@workingcopy", "/@history", "/@trail", "/@actions", "/@@trail", "/@lock")
        ),
        *(
            f"@search?{query}"
            for query in ("SearchableText=quokka*", f"UID={IUUID(copy)}", "b_size=99&metadata_fields=_all")
        ),
        *("administrative/2026", "@registers/file-list", "@registers/numbers"),
        *(http.url(copy) + path for path in ("/@workingcopy", "/@history", "/@@trail")),
    )
    for person, works in (
        ("drafter", True),
        ("head", True),
        ("leader", True),
        ("outsider", False),
        ("custodian", False),
        ("stranger", False),
    ):
        for accept, client in clients(http, person):
            asked = [path for path in paths if ("@" in path.replace("@@", "")) <= (accept == "application/json")]
            shown = {path for path in asked if copy.getId() in client.get(path).text.replace(path, "")}
            if bool(shown) != works:
                failures.append(f"{accept} for {person}: {sorted(shown)}")
    assert "\n".join(failures) == ""
