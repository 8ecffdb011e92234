"""P1, P5: the evidence bundle taken at the console: whose rights apply, what is entered, and that it can be proved."""

from collective.trail.interfaces import IRecordRead
from collective.trail.jobs.evidence import take
from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.reading import entries
from collective.trail.ledger.site import ledger_of
from collective.trail.rules.clock import now
from collective.trail.rules.errors import RuleViolation
from collective.trail.timeline.wording import Wording
from collective.trail.verify.cli import main
from collective.trail.verify.cli import parser
from plone import api
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID
from random import Random
from Testing.makerequest import makerequest
from transaction import TransactionManager
from zope.component import getGlobalSiteManager
from zope.component import provideHandler
from zope.component.hooks import setSite
from zope.globalrequest import setRequest

import json
import pytest
import tracemalloc
import transaction


@pytest.fixture
def log(portal, tmp_path, monkeypatch):
    monkeypatch.setenv("TRAIL_LOG", str(tmp_path / "logs"))
    monkeypatch.setenv("TRAIL_LOG_KEY", str(tmp_path / "key"))
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    return tmp_path / "logs" / portal.getId()


@pytest.fixture
def export(portal, tmp_path):
    """Take a bundle as the command does, once Zope is there."""

    def run(number, user, *options):
        given = ["export", number, "--zope-conf", "x", "--user", user, "--output", str(tmp_path / "x.zip"), *options]
        app = makerequest(portal.aq_parent)
        setRequest(app.REQUEST)
        try:
            return take(app, parser().parse_args(given))
        finally:
            setSite(portal)

    return run


@pytest.fixture
def secret(office, log):
    """A secret document with a file, under review and in the log."""
    file = NamedBlobFile(b"%PDF-1.4 plan", "application/pdf", "plan.pdf")
    record = office.submitted(secrecy="secret", title="Plan Mercury", file=file)
    transaction.commit()
    sequence(office.portal)
    return record


def verified(tmp_path, log, capsys):
    capsys.readouterr()
    code = main(["verify", str(tmp_path / "x.zip"), "--key", str(log / "keys"), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_it_is_made_with_the_rights_of_the_person_named(export, secret, log, tmp_path, capsys):
    assert "trail verify" in export("HR2026001", "drafter")
    code, result = verified(tmp_path, log, capsys)
    assert (code, result["files"], result["erased"]) == (0, 1, 0)


def test_an_auditor_who_is_not_cleared_gets_no_words(export, secret, log, tmp_path, capsys):
    export("HR2026001", "auditor")
    code, result = verified(tmp_path, log, capsys)
    assert (code, result["files"], result["erased"]) == (0, 0, result["entries"])
    assert b"Mercury" not in (tmp_path / "x.zip").read_bytes()


def test_it_and_each_file_of_a_secret_record_are_entries_of_one_act(export, secret, portal, http_request):
    export("HR2026001", "drafter")
    taken = [entry for entry in entries(IUUID(secret)) if entry.get("action") in TAKEN]
    assert [entry.get("action") for entry in taken] == list(TAKEN)
    assert {entry.get("actor") for entry in taken} == {"drafter"}
    assert len({entry.get("act") for entry in taken}) == 1
    console = taken[0].data["console"]
    assert "@" in console
    with api.env.adopt_user("drafter"):
        assert f"at the server's console by {console}" in Wording(http_request).entry(taken[0])["text"]


TAKEN = ("trail.exported", "record.downloaded", "record.viewed")


def test_who_writes_in_the_record_meanwhile_delays_it_and_is_in_it(export, secret, portal, log, tmp_path, capsys):
    """The bundle has what its own transaction has seen; after a conflict it is made anew."""
    uid, written = IUUID(secret), []

    def meanwhile(event):
        if not written:
            manager = TransactionManager()
            connection = portal._p_jar.db().open(manager)
            site = connection.root()["Application"][portal.getId()]
            written.append(append(ledger_of(site), Subject(uid), "record.viewed", {}, now(), "wang"))
            manager.commit()
            connection.close()

    provideHandler(meanwhile, (IRecordRead,))
    try:
        export("HR2026001", "drafter")
    finally:
        getGlobalSiteManager().unregisterHandler(meanwhile, (IRecordRead,))
    code, result = verified(tmp_path, log, capsys)
    assert (code, result["waiting"]) == (3, 1)
    done = [(entry.get("action"), entry.get("actor")) for entry in entries(uid)][-4:]
    assert done == [("record.viewed", "wang"), *((action, "drafter") for action in TAKEN)]


def test_no_file_is_ever_whole_in_memory(export, office, log, tmp_path, capsys):
    size = 64_000_000
    office.submitted(file=NamedBlobFile(Random(1).randbytes(size), "application/pdf", "plan.pdf"))
    transaction.commit()
    sequence(office.portal)
    tracemalloc.start()
    try:
        export("HR2026001", "drafter")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 4
    assert verified(tmp_path, log, capsys)[0] == 0


@pytest.mark.parametrize("user", ["outsider", "manager", "siteadmin"])
def test_whoever_may_not_view_it_gets_none(export, secret, user, tmp_path):
    with pytest.raises(RuleViolation, match="There is no record with the number HR2026001 that you may see"):
        export("HR2026001", user)
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    "user, options, sentence", [("nobody", (), "knows nobody"), ("drafter", ("--site", "x"), "--site")]
)
def test_what_is_missing_is_said(export, secret, user, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        export("HR2026001", user, *options)


def test_the_zope_conf_needs_the_installation(capsys):
    assert main(["export", "HR2026001", "--zope-conf", "x", "--user", "li"]) == 2
    assert "bin/trail" in capsys.readouterr().err
