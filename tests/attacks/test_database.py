"""P1: what is done to the database itself, on real files behind a real server: undone in the ZMI, set back to yesterday."""

from collective.trail.verify.cli import main
from html import unescape
from pathlib import Path

import json
import pytest
import re
import requests
import shutil
import sys


sys.path.append(str(Path(__file__).resolve().parents[1] / "cluster"))

from cluster import Cluster  # noqa: E402


PASSWORD = "trail-office-1"


class Plant:
    """One Zope process on a ZEO server with a FileStorage, its log, and an auditor who took things away in time."""

    def __init__(self, directory, capsys):
        self.cluster = Cluster(directory / "site", processes=1)
        self.directory, self._capsys = directory, capsys
        assert main(["new-key", "trail.example/plant", str(directory / "key")]) == 0
        self.key = capsys.readouterr().out.strip()
        self.environment = {"TRAIL_LOG": str(directory / "logs"), "TRAIL_LOG_KEY": str(directory / "key")}
        self.log = directory / "logs" / "records"

    def client(self, user):
        session = requests.Session()
        session.auth, session.headers["Accept"] = (user, PASSWORD), "application/json"
        return session

    def start(self):
        """Start it, with an auditor: who administrates a site does not read its trail."""
        self.cluster.start()
        admin, address = self.client("admin"), self.cluster.addresses[0]
        person = {"username": "auditor", "email": "auditor@example.org", "password": PASSWORD}
        assert admin.post(f"{address}/@users", json=person, timeout=60).status_code == 201
        answer = admin.patch(f"{address}/@groups/trail-auditors", json={"users": {"auditor": True}}, timeout=60)
        assert answer.status_code == 204

    def act(self, title):
        """A member drafts a document and hands it in: two requests, two transactions. Its UID."""
        address, hr = self.cluster.addresses[0], self.client("hr0")
        facts = {"title": title, "background": "-", "purpose": "-", "content": "-", "department": "HR"}
        made = hr.post(f"{address}/administrative", json={"@type": "ControlledDocument", **facts}, timeout=60)
        assert made.status_code == 201, made.text
        answer = hr.post(f"{made.json()['@id']}/@workflow/submit", json={}, timeout=60)
        assert answer.status_code == 200, answer.text
        return made.json()["UID"]

    def job(self, name):
        """Whether a job found all good, and what it printed."""
        process = self.cluster.job(name, **self.environment)
        told, _nothing = process.communicate(timeout=180)
        return process.returncode == 0, told

    def keep_export(self):
        shutil.copy(self.export(), self.directory / "older.jsonl")

    def lost(self):
        """What ``trail verify --older`` says that is there no more."""
        return self.verify("verify", self.export(), "--older", self.directory / "older.jsonl")

    def export(self):
        answer = self.client("auditor").get(f"{self.cluster.addresses[0]}/@trail?format=jsonl", timeout=60)
        assert answer.status_code == 200
        path = self.directory / "trail.jsonl"
        path.write_bytes(answer.content)
        return path

    def keep(self):
        shutil.copy(self.log / "checkpoint", self.directory / "kept.checkpoint")

    def verify(self, *arguments):
        """The fault that a command names; empty if there is none."""
        self._capsys.readouterr()
        main([*map(str, arguments), "--json"])
        result = json.loads(self._capsys.readouterr().out)
        return "" if result["ok"] else result["fault"]["message"]

    def verify_log(self):
        kept = ["--checkpoint", self.directory / "kept.checkpoint"]
        return self.verify("verify-log", self.log, "--key", self.key, *kept, "--export", self.export())


@pytest.fixture(scope="module")
def made_site(tmp_path_factory):
    """The files of a site that nobody has worked in yet."""
    directory = tmp_path_factory.mktemp("made")
    cluster = Cluster(directory, processes=1)
    cluster.make_site()
    return directory


@pytest.fixture
def plant(made_site, tmp_path, capsys):
    shutil.copytree(made_site, tmp_path / "site")
    plant = Plant(tmp_path, capsys)
    try:
        plant.start()
        yield plant
    finally:
        plant.cluster.stop()


def test_a_transaction_undone_in_the_zmi(plant):
    """A Manager takes the newest transaction back in Zope's own Undo form: the act goes, and its entries with it."""
    plant.act("Kept")
    uid = plant.act("Undone")
    plant.keep_export()
    assert plant.job("sequence")[0]
    plant.keep()
    assert plant.verify_log() == ""
    assert plant.job("check")[0]

    # The export and the check were acts too; so the last submission is undone together with what came after it.
    zmi, place = plant.client("admin"), "Control_Panel/Database/main"
    root = f"{plant.cluster.addresses[0].rpartition('/')[0]}/{place}"
    zmi.headers["Accept"] = "text/html"
    form = zmi.get(f"{root}/manage_UndoForm", timeout=60)
    rows = re.findall(r'name="transaction_info:list" value="([^"]+)".*?by <strong>(.*?)</strong>', form.text, re.DOTALL)
    last = next(number for number, (_info, user) in enumerate(rows) if "hr0" in user)
    chosen = {"transaction_info:list": [unescape(info) for info, _user in rows[: last + 1]]}
    answer = zmi.post(f"{root}/manage_undo_transactions", data=chosen, timeout=60)
    assert answer.status_code == 200 and "alert-danger" not in answer.text
    trail = plant.client("auditor").get(f"{plant.cluster.addresses[0]}/@trail?record={uid}", timeout=60).json()
    assert [each["action"] for each in trail["items"]] == ["record.created"]

    assert plant.verify("verify", plant.export()) == "", "The chains are whole: nothing in the database tells."
    assert (
        f"of record {uid}, document.submit, recorded at" in plant.lost() or f"of record {uid}, record.n" in plant.lost()
    )
    told = plant.verify_log()
    assert "of the log is not in" in told and "it was removed from the database" in told
    # Exports are acts, too: the segment is as long as before, but goes on otherwise.
    good, told = plant.job("sequence")
    assert not good and re.search(r"Entry \d+ of the segment \S+ is another than the one that stands in the log", told)
    good, told = plant.job("check")
    assert not good and re.search(r"The entry \d+ of the log \(\d+ in all\) is not in the database", told)
    assert re.search(
        r"Entry \d+ of the segment \S+ in the database \(trail.exported, record \w+\) does not stand in", told
    )


def test_yesterdays_database_restored(plant, tmp_path):
    """Data.fs and blobs of yesterday are put back over today's, and the office works on as if nothing had been."""
    plant.act("Yesterday")
    assert plant.job("sequence")[0]
    plant.cluster.stop()
    for name in ("Data.fs", "blobs"):
        copy = shutil.copytree if (tmp_path / "site" / name).is_dir() else shutil.copy
        copy(tmp_path / "site" / name, tmp_path / f"yesterday-{name}")
    plant.cluster.start()
    uid = plant.act("Today")
    plant.keep_export()
    assert plant.job("sequence")[0]
    plant.keep()
    plant.cluster.stop()
    shutil.rmtree(tmp_path / "site" / "blobs")
    for stale in (tmp_path / "site").glob("Data.fs*"):
        stale.unlink()
    shutil.move(tmp_path / "yesterday-Data.fs", tmp_path / "site" / "Data.fs")
    shutil.move(tmp_path / "yesterday-blobs", tmp_path / "site" / "blobs")
    plant.cluster.start()
    plant.act("Another today")

    assert plant.verify("verify", plant.export()) == "", "The chains are whole: nothing in the database tells."
    assert f"(number 1 of record {uid}, record.created, recorded at" in plant.lost()
    told = plant.verify_log()
    assert "of the log is not in" in told and "The one before it is entry" in told
    good, told = plant.job("sequence")
    assert not good and "and is gone from the database: it was removed, or an older state of the database was" in told
    assert "entries entered the log" in told, "What is done from now on is proved all the same."
    good, told = plant.job("check")
    assert not good and "or an older state of the database was restored" in told
