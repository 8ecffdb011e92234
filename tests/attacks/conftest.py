"""An office that keeps a log, and an auditor who keeps key, checkpoints and exports where no administrator reaches them."""

from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.jobs.sequence import told
from collective.trail.verify.cli import main
from functools import partial

import json
import pytest
import shutil


class Auditor:
    """Has what left the machine in time, and the programs; never the database."""

    def __init__(self, http, folder, log, key, capsys):
        self.http, self.folder, self.log, self.key, self._capsys = http, folder, log, key, capsys
        self.kept, self.older = [], None

    def keep(self):
        """Take the present checkpoint away."""
        name = self.folder / f"{len(self.kept)}.checkpoint"
        shutil.copy(self.log / "checkpoint", name)
        self.kept.append(name)

    def export(self, of=""):
        """Take an export of the whole site, or of a record, as auditors do, and give its name."""
        self.http.commit()
        answer = self.http.client("auditor").get(f"{of}/@trail?format=jsonl")
        assert answer.status_code == 200
        path = self.folder / "trail.jsonl"
        path.write_bytes(answer.content)
        return str(path)

    def keep_export(self):
        """Take an export away."""
        self.older = self.folder / "older.jsonl"
        shutil.copy(self.export(), self.older)

    def lost(self):
        """What ``trail verify --older`` says that a fresh export has no more; empty if nothing."""
        return self.run("verify", self.export(), "--older", str(self.older))

    def verify(self, *options):
        """What ``trail verify`` says of a fresh export; empty if nothing."""
        return self.run("verify", self.export(), *options)

    def verify_log(self, *options):
        """What ``trail verify-log`` says of log and export, with key and checkpoints kept; empty if nothing."""
        kept = [option for name in self.kept for option in ("--checkpoint", str(name))]
        return self.run("verify-log", str(self.log), "--key", self.key, *kept, *options)

    def verify_log_and_export(self):
        """The same with a fresh export beside the log."""
        return self.verify_log("--export", self.export())

    def run(self, *arguments):
        """The sentence of a command that found a fault, empty if it found none."""
        self._capsys.readouterr()
        code = main([*arguments, "--json"])
        result = json.loads(self._capsys.readouterr().out)
        assert code == (0 if result["ok"] else 1), result
        return "" if result["ok"] else result["fault"]["message"]


@pytest.fixture
def log(http, tmp_path, monkeypatch):
    """Where the log of the office stands; its key is in the environment, and an anchor's folder beside."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "anchors").write_text(f"vault directory {tmp_path / 'vault'}\n")
    monkeypatch.setenv("TRAIL_LOG", str(tmp_path / "logs"))
    monkeypatch.setenv("TRAIL_LOG_KEY", str(tmp_path / "key"))
    monkeypatch.setenv("TRAIL_LOG_ANCHORS", str(tmp_path / "anchors"))
    return tmp_path / "logs" / http.portal.getId()


@pytest.fixture
def auditor(http, log, tmp_path, capsys):
    """An auditor who got the public key when it was made."""
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    folder = tmp_path / "auditor"
    folder.mkdir()
    return Auditor(http, folder, log, capsys.readouterr().out.strip(), capsys)


@pytest.fixture
def sequenced(http, log):
    """Runs the job ``sequence``: whether all was good, and what it says."""

    def run():
        http.commit()
        return told("office", partial(sequence, http.portal))

    return run


@pytest.fixture
def checked(http, log):
    """Runs the job ``check``: what it finds, as (record, field, sentence)."""

    def run():
        http.commit()
        return [(each.record, each.field, each.message) for each in check(http.portal).found]

    return run


@pytest.fixture
def story(http, auditor, sequenced):
    """A document in force, all of whose acts stand in the log; the auditor has taken export and checkpoint away."""
    record = http.approved()
    auditor.keep_export()
    assert sequenced()[0]
    auditor.keep()
    return record
