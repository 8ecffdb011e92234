"""P1, P5: ``trail export --zope-conf`` beside running Zope processes, and ``trail export --url`` against one of them."""

from collective.trail.verify.cli import main
from load import PASSWORD
from load import write
from pathlib import Path

import json
import os
import pytest
import requests
import stat
import subprocess
import sys
import zipfile


TRAIL = Path(sys.executable).with_name("trail")


@pytest.fixture(scope="module")
def record(cluster):
    """The number and the address of a document under review, drafted by hr0."""
    outcome = write(cluster.addresses[:1], 1, ["To be exported"])
    assert not outcome.errors
    ((path, number),) = outcome.numbers.items()
    return number, cluster.addresses[0] + path


@pytest.fixture
def export(cluster, tmp_path):
    """Run the command as an operator or an auditor would; its exit code and what it said."""

    def run(*options, **environment):
        return subprocess.run(
            [str(TRAIL), "export", *map(str, options)],
            env={**os.environ, **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def exports(url):
    """(actor, data) of the exports in the trail of the record, the newest first."""
    items = requests.get(
        f"{url}/@trail?action=trail.exported", headers={"Accept": "application/json"}, auth=("hr0", PASSWORD)
    ).json()["items"]
    return [(item["actor"], item["data"]) for item in items]


def checked(path, capsys):
    assert main(["verify", str(path), "--json"]) == 3
    result = json.loads(capsys.readouterr().out)
    assert result["ok"] and result["size"] is None  # this office keeps no log
    return result


def test_an_operator_exports_with_the_rights_of_a_person(cluster, record, export, tmp_path, capsys):
    number, url = record
    options = ("--zope-conf", cluster.client_conf("console"), "--user", "hr0", "--language", "zh-cn")
    run = export(number, *options)
    assert run.returncode == 0, run.stderr
    made = tmp_path / f"evidence-{number}.zip"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert f"trail verify evidence-{number}.zip --key KEY" in run.stdout
    result = checked(made, capsys)
    assert result["number"] == number
    page = zipfile.ZipFile(made).read("index.html").decode()
    assert 'lang="zh-CN"' in page and "证据包" in page
    ((actor, data),) = exports(url)
    assert actor == "hr0" and "@" in data["console"] and data["format"] == "evidence"
    again = export(number, *options)
    assert again.returncode == 2 and "exists already" in again.stderr
    assert len(exports(url)) == 1 and [path.name for path in tmp_path.iterdir()] == [made.name]


@pytest.mark.parametrize(
    "number, user, sentence",
    [
        (None, "fin0", "There is no record with the number"),
        ("HR2020999", "hr0", "There is no record with the number"),
        (None, "nobody", "knows nobody with the user id nobody"),
    ],
)
def test_an_operator_cannot_export_what_the_person_may_not_see(
    cluster, record, export, tmp_path, number, user, sentence
):
    conf = cluster.client_conf("console")
    run = export(number or record[0], "--zope-conf", conf, "--user", user, "--output", "x.zip")
    assert run.returncode == 2 and sentence in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_viewer_fetches_it_over_http(cluster, record, export, tmp_path, capsys):
    number, url = record
    before = len(exports(url))
    run = export(number, "--url", cluster.addresses[0], "--user", "hr0", "--output", "x.zip", TRAIL_PASSWORD=PASSWORD)
    assert run.returncode == 0, run.stderr
    assert checked(tmp_path / "x.zip", capsys)["number"] == number
    actor, data = exports(url)[0]
    assert actor == "hr0" and "console" not in data and len(exports(url)) == before + 1
