"""P1: the job ``sequence`` takes the acts of an office into its log; what is set up wrongly is said in a sentence."""

from collective.trail.jobs.sequence import sequence
from collective.trail.jobs.sequence import sites
from collective.trail.jobs.sequence import told
from collective.trail.ledger.export import export as exported
from collective.trail.rules.checkpoint import new_signer
from collective.trail.verify.cli import main
from functools import partial

import json
import transaction


def test_the_acts_of_an_office_stand_in_its_log(http, log, tmp_path, capsys):
    http.approved()
    http.commit()
    report = sequence(http.portal)
    assert report.added > 5 and report.broken == ()
    (tmp_path / "export.jsonl").write_bytes(b"".join(exported()))
    capsys.readouterr()
    options = ["--key", str(log / "keys"), "--export", str(tmp_path / "export.jsonl"), "--json"]
    assert main(["verify-log", str(log), *options]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["origin"], result["size"], result["waiting"]) == ("trail.example/office", report.after, 0)


def test_a_second_run_adds_what_came_since(http, log):
    http.draft()
    http.commit()
    first = sequence(http.portal)
    assert sequence(http.portal).added == 0
    http.draft()
    http.commit()
    second = sequence(http.portal)
    assert second.before == first.after and second.added > 0


def test_writers_do_not_wait_for_the_sequencer(http, log):
    """A writer who began before the run commits after it, and both are well."""
    http.draft()
    http.commit()
    sequence(http.portal)
    connection = http.portal._p_jar.db().open(transaction.TransactionManager())
    book = connection.root()["Application"][http.portal.getId()].__annotations__["collective.trail.ledger"]
    from collective.trail.ledger.appending import append
    from collective.trail.ledger.appending import Subject
    from collective.trail.rules.clock import now

    append(book, Subject("c" * 32), "record.edited", {}, now(), "anna")
    http.draft()
    http.commit()
    sequence(http.portal)
    connection.transaction_manager.commit()
    connection.close()
    http.commit()
    assert sequence(http.portal).added == 1


def test_without_a_folder_no_log_is_kept(portal, monkeypatch):
    monkeypatch.delenv("TRAIL_LOG", raising=False)
    assert sequence(portal) is None
    good, sentence = told("/plone", partial(sequence, portal))
    assert good and "no log is kept" in sentence


def test_without_a_key_the_sentence_says_what_to_set(http, log, monkeypatch):
    monkeypatch.delenv("TRAIL_LOG_KEY")
    assert told("/plone", partial(sequence, http.portal)) == (
        False,
        "/plone: The log has no signing key: set TRAIL_LOG_KEY to a file made by trail new-key.",
    )


def test_a_key_that_others_may_read_is_refused(http, log, tmp_path):
    (tmp_path / "key").chmod(0o640)
    good, sentence = told("/plone", partial(sequence, http.portal))
    assert not good and f"chmod 600 {tmp_path / 'key'}" in sentence


def test_the_key_may_stand_in_the_environment(http, log, monkeypatch):
    monkeypatch.delenv("TRAIL_LOG_KEY")
    monkeypatch.setenv("TRAIL_LOG_SIGNING_KEY", new_signer("trail.example/other").secret())
    http.draft()
    http.commit()
    assert sequence(http.portal).added
    assert (log / "keys").read_text().startswith("trail.example/other+")


def test_keys_of_two_logs_are_refused(http, log, tmp_path):
    assert main(["new-key", "trail.example/other", str(tmp_path / "key")]) == 0
    good, sentence = told("/plone", partial(sequence, http.portal))
    assert not good and "have different names" in sentence


def test_a_rotation_leaves_both_public_keys(http, log, tmp_path):
    http.draft()
    http.commit()
    sequence(http.portal)
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    http.draft()
    http.commit()
    sequence(http.portal)
    old, new = (log / "keys").read_text().splitlines()
    for key in (old, new):
        assert main(["verify-log", str(log), "--key", key]) == 0
    lines = (tmp_path / "key").read_text().splitlines()
    (tmp_path / "key").write_text(lines[1] + "\n")
    http.draft()
    http.commit()
    sequence(http.portal)
    assert main(["verify-log", str(log), "--key", new]) == 0
    assert main(["verify-log", str(log), "--key", old]) == 1


def test_all_sites_are_found(portal):
    assert portal.getPhysicalPath() in [site.getPhysicalPath() for site in sites(portal.getPhysicalRoot())]
