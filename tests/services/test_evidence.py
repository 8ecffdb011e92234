"""P1, P5: the evidence bundle of a record over HTTP: who may take it, what is in it, and that the verifier finds it good."""

from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.reading import entries
from collective.trail.ledger.reading import search
from collective.trail.testing import PASSWORD
from collective.trail.verify.cli import main
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent

import hashlib
import io
import json
import os
import pytest
import transaction
import zipfile


PDF = b"%PDF-1.4 " + b"leave" * 50_000


def pdf(data=PDF, name="规定 2026.pdf"):
    return NamedBlobFile(data, "application/pdf", name)


def annex(record, data=b"table", name="table.txt"):
    with api.env.adopt_user("drafter"):
        return createContentInContainer(record, "File", title="Table", file=NamedBlobFile(data, "text/plain", name))


def approved(http, **values):
    """A document in force with a main file and an annex."""
    record = http.draft(file=pdf(), **values)
    annex(record)
    http.act("drafter", record, "submit")
    http.act("reviewer", record, "review", "Clear <b>& complete</b>.")
    http.act("head", record, "approve", "Signed.")
    http.commit()
    return record


def signed(http):
    sequence(http.portal)
    http.commit()


def html(http, user, language="en"):
    client = http.client(user)
    client.session.headers.update({"Accept": "text/html", "Accept-Language": language})
    return client


@pytest.fixture
def taken(http, tmp_path):
    """Take a bundle and open it."""

    def take(user, record, query="", part="@trail/evidence"):
        client = http.client(user) if part.startswith("@trail") else html(http, user)
        answer = client.get(f"{http.url(record)}/{part}{query}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/zip"
        assert answer.headers["Cache-Control"] == "private, no-store"
        (tmp_path / "bundle.zip").write_bytes(answer.content)
        http.commit()
        return zipfile.ZipFile(tmp_path / "bundle.zip")

    return take


@pytest.fixture
def verify(tmp_path, log, capsys):
    """Check the bundle that was taken last."""

    def run(*options):
        capsys.readouterr()
        code = main(["verify", str(tmp_path / "bundle.zip"), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def done(record, *actions):
    return [entry for entry in entries(IUUID(record)) if entry.get("action") in actions]


def test_a_viewer_takes_a_bundle_that_proves_all(http, log, taken, verify):
    record = approved(http)
    signed(http)
    count = len(entries(IUUID(record)))
    bundle = taken("stranger", record)
    code, result = verify("--key", str(log / "keys"), "--log", str(log))
    assert (code, result["proved"], result["entries"], result["files"]) == (0, True, count, 2)
    assert (result["number"], result["waiting"], result["files_missing"]) == ("HR2026001", 0, 0)
    names = bundle.namelist()
    assert names[:3] == ["files/001-规定-2026.pdf", "files/002-table.txt", "entries.jsonl"]
    assert names[-4:] == ["checkpoint", "keys", "index.html", "manifest.json"] and "content.json" in names
    assert bundle.read("files/001-规定-2026.pdf") == PDF


def test_the_manifest_lists_every_part(http, log, taken):
    record = approved(http)
    signed(http)
    bundle = taken("drafter", record)
    listed = json.loads(bundle.read("manifest.json"))
    assert [part["path"] for part in listed["parts"]] == bundle.namelist()[:-1]
    for part in listed["parts"]:
        data = bundle.read(part["path"])
        assert (part["size"], part["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_the_content_in_the_bundle_is_what_was_approved(http, log, taken):
    record = approved(http)
    bundle = taken("drafter", record)
    (approval,) = done(record, "document.approve")
    content = bundle.read("content.json")
    assert hashlib.sha256(content).hexdigest() == approval.data["digest"]
    assert json.loads(content)["fields"]["purpose"] == "New rules for leave."


def test_the_page_tells_the_record_in_the_asker_s_language_and_escapes_it(http, log, taken):
    record = approved(http, title="Leave <script>alert(1)</script>")
    signed(http)
    page = taken("drafter", record).read("index.html").decode()
    assert 'lang="en"' in page
    assert "<script" not in page and "Leave &lt;script&gt;" in page
    assert "Clear &lt;b&gt;&amp; complete&lt;/b&gt;." in page
    assert "Everybody takes leave." in page and "HR2026001" in page
    assert "trail verify evidence-HR2026001.zip --key KEY" in page
    assert (log / "keys").read_text().strip() in page.replace("&#43;", "+")
    assert "Not in the signed log yet" not in page


@pytest.mark.parametrize(
    "language, code, words",
    [
        ("zh-cn", "zh-CN", ("证据包", "文件编号", "审批", "核验能够说明")),
        ("zh_TW", "zh-TW", ("證據包", "文件編號", "核准", "核驗能夠說明")),
        ("en", "en", ("Evidence bundle", "Number", "Approve", "What the check shows")),
    ],
)
def test_the_page_speaks_the_language_asked_for(http, log, taken, language, code, words):
    page = taken("drafter", approved(http), f"?language={language}").read("index.html").decode()
    assert f'lang="{code}"' in page
    assert [word for word in words if word not in page] == []


def test_the_page_speaks_the_language_of_the_asker(http, log, taken):
    record = approved(http)
    for name, value in {"available_languages": ["en", "zh-cn"], "use_combined_language_codes": True}.items():
        api.portal.set_registry_record(f"plone.{name}", value)
    api.portal.set_registry_record("plone.use_request_negotiation", True)
    http.commit()
    answer = html(http, "drafter", "zh-cn").get(f"{http.url(record)}/@@trail-evidence")
    page = zipfile.ZipFile(io.BytesIO(answer.content)).read("index.html").decode()
    assert 'lang="zh-CN"' in page and "证据包" in page
    assert "新建" in html(http, "drafter", "zh-cn").get(f"{http.url(record)}/@@trail").text


def test_the_view_on_the_record_gives_the_same(http, log, taken, verify):
    record = approved(http)
    signed(http)
    taken("drafter", record, part="@@trail-evidence")
    assert verify("--key", str(log / "keys"))[0] == 0


def test_the_name_of_the_file_has_the_number_and_no_title(http, log):
    record = approved(http)
    answer = http.client("drafter").get(f"{http.url(record)}/@trail/evidence")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="evidence-HR2026001.zip"'


def test_taking_it_is_an_entry_with_its_actor(http, log, taken):
    record = approved(http)
    taken("drafter", record)
    (entry,) = done(record, "trail.exported")
    assert entry.get("actor") == "drafter"
    assert (entry.data["format"], entry.data["files"]) == ("evidence", 2)
    assert entry.data["count"] == len(entries(IUUID(record))) - 1


def test_files_can_be_left_out(http, log, taken, verify):
    record = approved(http)
    signed(http)
    bundle = taken("drafter", record, "?files=0")
    assert not [name for name in bundle.namelist() if name.startswith("files/")]
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["files"], result["files_missing"]) == (0, 0, 2)


@pytest.mark.parametrize("user, status", [("stranger", 401), ("outsider", 401), (None, 401)])
def test_who_may_not_view_the_record_gets_none(http, log, user, status):
    record = http.draft(secrecy="departmental")
    http.commit()
    assert http.client(user).get(f"{http.url(record)}/@trail/evidence").status_code == status
    page = html(http, user).get(f"{http.url(record)}/@@trail-evidence", allow_redirects=False)
    assert page.status_code in (302, 401)
    assert not done(record, "trail.exported")


@pytest.mark.parametrize("user", ["drafter", "head", "stranger", None])
def test_by_number_it_is_for_auditors(http, log, user):
    approved(http)
    assert http.client(user).get("@trail/evidence?record=HR2026001").status_code == 401


@pytest.mark.parametrize("query", ["?file=0", "?files=no", "?record=HR2026001", "?files=0&files=1", "?language=fr"])
def test_what_cannot_be_meant_is_refused(http, log, query):
    record = approved(http)
    answer = http.client("drafter").get(f"{http.url(record)}/@trail/evidence{query}")
    assert answer.status_code == 400 and answer.json()["message"]


@pytest.mark.parametrize("query", ["", "?record=HR2026999", "?number=HR2026001"])
def test_an_auditor_must_name_a_record(http, log, query):
    approved(http)
    answer = http.client("auditor").get(f"@trail/evidence{query}")
    assert answer.status_code == 400 and answer.json()["message"]


# -- P5 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["@trail/evidence", "@@trail-evidence"])
def test_of_a_secret_record_each_file_taken_is_an_entry(http, log, taken, part):
    record = http.draft(secrecy="secret", file=pdf())
    annex(record)
    http.commit()
    taken("drafter", record, part=part)
    reads = [
        (entry.get("action"), entry.data.get("filename"))
        for entry in done(record, "record.viewed", "record.downloaded")
    ]
    assert sorted(reads, key=str) == [
        ("record.downloaded", "table.txt"),
        ("record.downloaded", "规定 2026.pdf"),
        ("record.viewed", None),
    ]
    assert {entry.get("actor") for entry in done(record, "record.viewed", "record.downloaded")} == {"drafter"}


def test_without_files_nothing_of_them_was_downloaded(http, log, taken):
    record = http.draft(secrecy="secret", file=pdf())
    http.commit()
    taken("drafter", record, "?files=0")
    assert not done(record, "record.downloaded") and len(done(record, "record.viewed")) == 1


def test_of_an_internal_record_reads_are_not_kept(http, log, taken):
    record = approved(http)
    taken("stranger", record)
    assert not done(record, "record.viewed", "record.downloaded")


def test_an_auditor_who_may_not_view_it_gets_entries_without_words(http, log, taken, verify):
    record = http.submitted(secrecy="secret", title="Plan Mercury", file=pdf())
    http.commit()
    signed(http)
    bundle = taken("auditor", http.portal, "?record=HR2026001")
    everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert b"Mercury" not in everything and "规定".encode() not in everything
    assert not [name for name in bundle.namelist() if name.startswith("files/") or name == "content.json"]
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["erased"]) == (0, result["entries"])
    assert not done(record, "trail.exported", "record.viewed")
    (entry,) = search(record=IUUID(http.portal), action="trail.exported")
    assert (entry.get("actor"), entry.data["asked"]) == ("auditor", {"record": "HR2026001"})


def test_an_auditor_who_may_view_it_gets_all_of_it(http, log, taken, verify):
    record = approved(http)
    signed(http)
    bundle = taken("auditor", http.portal, "?record=HR2026001")
    assert bundle.read("files/002-table.txt") == b"table"
    assert verify("--key", str(log / "keys"))[1]["files"] == 2
    assert done(record, "trail.exported")


def test_the_entries_of_a_record_that_is_gone_can_be_had(http, log, taken, verify):
    record = http.draft(title="Plan Mercury")
    uid = IUUID(record)
    http.commit()
    with api.env.adopt_user("drafter"):
        api.content.delete(record)
    http.commit()
    signed(http)
    bundle = taken("auditor", http.portal, f"?record={uid}")
    assert b"Mercury" not in b"".join(bundle.read(name) for name in bundle.namelist())
    assert verify("--key", str(log / "keys"))[0] == 0


# -- what is not as it should be --------------------------------------------------------------------------------------


def test_entries_that_wait_are_named(http, log, taken, verify):
    record = http.submitted()
    http.commit()
    signed(http)
    http.act("drafter", record, "withdraw")
    http.commit()
    page = taken("drafter", record).read("index.html").decode()
    assert "Entries not in the signed log yet: 1." in page
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["ok"], result["proved"], result["waiting"]) == (3, True, False, 1)


def test_without_a_log_the_chain_alone_is_checked(http, taken, verify, monkeypatch):
    record = approved(http)
    monkeypatch.delenv("TRAIL_LOG")
    page = taken("drafter", record).read("index.html").decode()
    assert "keeps no signed log" in page
    code, result = verify()
    assert (code, result["ok"], result["size"]) == (3, True, None)


def test_a_file_exchanged_on_the_disk_is_found(http, log, taken, verify):
    record = approved(http)
    signed(http)
    path = record.file._blob.committed()
    os.chmod(path, 0o644)
    with open(path, "r+b") as blob:
        blob.write(b"%PDF-1.5")
    page = taken("drafter", record).read("index.html").decode()
    assert "No entry names this file" in page
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["fault"]["path"]) == (1, "files/001-规定-2026.pdf")


def test_a_file_that_is_lost_is_said_to_be(http, log, taken, verify):
    record = approved(http)
    signed(http)
    path = record.file._blob.committed()
    transaction.abort()
    os.rename(path, f"{path}.lost")
    page = taken("drafter", record).read("index.html").decode()
    assert "could not be read" in page
    os.rename(f"{path}.lost", path)
    assert verify("--key", str(log / "keys"))[1]["files_missing"] == 1


def test_a_lost_file_of_a_revised_record_keeps_nobody_from_the_rest(http, log, taken, verify):
    record = approved(http)
    http.act("drafter", record, "revise")
    copy = get_working_copy(record)
    with api.env.adopt_user("drafter"):
        copy.file = pdf(b"%PDF-1.4 new")
        notify(ObjectModifiedEvent(copy))
    for person, transition in (("drafter", "submit"), ("reviewer", "review"), ("head", "approve")):
        http.act(person, copy, transition)
    http.commit()
    signed(http)
    path = record.file._blob.committed()
    transaction.abort()
    os.rename(path, f"{path}.lost")
    page = taken("drafter", record).read("index.html").decode()
    assert "could not be read" in page and "Main file of edition 1" in page
    os.rename(f"{path}.lost", path)
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["files"], result["files_missing"]) == (0, 2, 1)


def test_a_revised_record_tells_both_editions(http, log, taken, verify):
    record = approved(http)
    http.act("drafter", record, "revise")
    copy = get_working_copy(record)
    with api.env.adopt_user("drafter"):
        copy.file = pdf(b"%PDF-1.4 new")
        notify(ObjectModifiedEvent(copy))
        copy.manage_delObjects([child.getId() for child in copy.objectValues() if child.portal_type == "File"])
        annex(copy, b"new table", "new.txt")
    http.act("drafter", copy, "submit")
    http.act("reviewer", copy, "review", "Better.")
    http.act("head", copy, "approve", "Signed.")
    http.commit()
    signed(http)
    bundle = taken("drafter", record)
    files = {bundle.read(name) for name in bundle.namelist() if name.startswith("files/")}
    assert files == {PDF, b"%PDF-1.4 new", b"table", b"new table"}
    page = bundle.read("index.html").decode()
    assert "of editions before 2" in page and "Main file of edition 1" in page and "Revision" in page
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["files"], result["files_missing"]) == (0, 4, 0), result
    only_here = taken("drafter", record, "?files=0")
    assert not [name for name in only_here.namelist() if name.startswith("files/")]


# -- trail export over HTTP -------------------------------------------------------------------------------------------


@pytest.fixture
def export(http, tmp_path, monkeypatch, capsys):
    """``trail export`` on an auditor's machine."""

    def run(number, user, *options, password=PASSWORD):
        monkeypatch.setenv("TRAIL_PASSWORD", password)
        monkeypatch.chdir(tmp_path)
        given = ["export", number, "--url", http.base, "--user", user, *options]
        code = main(given)
        http.commit()
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_a_viewer_exports_by_number_from_another_machine(http, log, export, verify, tmp_path):
    record = approved(http)
    signed(http)
    code, said = export("HR2026001", "stranger", "--output", "bundle.zip")
    assert (code, said) == (0, "bundle.zip is written. Check it: trail verify bundle.zip --key KEY\n")
    assert verify("--key", str(log / "keys"))[0] == 0
    (entry,) = done(record, "trail.exported")
    assert entry.get("actor") == "stranger"
    assert export("HR2026001", "stranger", "--no-files", "--language", "zh-tw")[0] == 0
    bundle = zipfile.ZipFile(tmp_path / "evidence-HR2026001.zip")
    assert "證據包" in bundle.read("index.html").decode()
    assert not [name for name in bundle.namelist() if name.startswith("files/")]


def test_an_auditor_exports_what_he_may_not_read_without_its_words(http, log, export, verify):
    http.submitted(secrecy="secret")
    http.commit()
    signed(http)
    assert export("HR2026001", "auditor", "--output", "bundle.zip")[0] == 0
    code, result = verify("--key", str(log / "keys"))
    assert (code, result["erased"]) == (0, result["entries"])


@pytest.mark.parametrize("user, password", [("stranger", PASSWORD), ("drafter", "wrong"), ("manager", PASSWORD)])
def test_who_may_not_view_it_is_told_so_and_no_file_is_left(http, log, export, tmp_path, user, password):
    http.submitted(secrecy="secret")
    http.commit()
    code, said = export("HR2026001", user, "--output", "bundle.zip", password=password)
    assert code == 2 and said.startswith("The server refuses (40")
    assert not list(tmp_path.glob("*bundle.zip*"))


def test_a_file_that_is_there_is_not_overwritten(http, log, export, tmp_path):
    approved(http)
    (tmp_path / "bundle.zip").write_text("mine")
    code, said = export("HR2026001", "stranger", "--output", "bundle.zip")
    assert code == 2 and "exists already" in said
    assert (tmp_path / "bundle.zip").read_text() == "mine"
