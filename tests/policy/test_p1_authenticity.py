"""P1: what the site exports can be checked by anybody, and an altered export names the first bad entry."""

from pathlib import Path

import json
import pytest
import subprocess
import sys


TRAIL = Path(sys.executable).parent / "trail"


def verify(path, *options):
    """The console script, in a process of its own."""
    done = subprocess.run([TRAIL, "verify", str(path), *options], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout


@pytest.fixture
def exported(http, tmp_path):
    """The site's whole trail as the auditor takes it away, and the record in it."""
    record = http.approved(title="Opening hours")
    http.draft(secrecy="departmental")
    http.commit()
    answer = http.client("auditor").get("@trail?format=jsonl")
    assert answer.status_code == 200
    path = tmp_path / "trail.jsonl"
    path.write_bytes(answer.content)
    return record, path


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path, changed):
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in changed), "utf-8")


def first_with(changed, action):
    return next(n for n, line in enumerate(changed) if n and line["header"]["action"] == action)


def test_auditor_can_verify_the_export_of_the_site(exported):
    code, text = verify(exported[1])
    assert code == 0 and text.startswith("OK:"), text


def test_reader_can_verify_the_export_of_a_record(http, exported, tmp_path):
    path = tmp_path / "record.jsonl"
    path.write_bytes(http.client("stranger").get(f"{http.url(exported[0])}/@trail?format=jsonl").content)
    code, text = verify(path)
    assert code == 0 and "7 entries of 1 records" in text


@pytest.mark.parametrize(
    "change, kind",
    [
        (lambda line: line["data"].update(text="I never agreed."), "data"),
        (lambda line: line["header"].update(actor="somebody"), "hash"),
        (lambda line: line["header"].update(recorded_at="2020-01-01T00:00:00.000000Z"), "hash"),
        (lambda line: line.update(hash="0" * 64), "hash"),
    ],
)
def test_an_altered_entry_is_found_and_named(exported, change, kind):
    record, path = exported
    changed = lines(path)
    number = first_with(changed, "opinion.given")
    bad = changed[number]["header"]["id"]
    change(changed[number])
    write(path, changed)
    code, text = verify(path, "--json")
    fault = json.loads(text)["fault"]
    assert (code, fault["kind"], fault["line"], fault["entry"]) == (1, kind, number + 1, bad)
    assert verify(path)[1].startswith("BAD:")


def test_a_missing_entry_is_found(exported):
    _record, path = exported
    changed = lines(path)
    del changed[first_with(changed, "document.review")]
    write(path, changed)
    code, text = verify(path)
    assert code == 1 and "missing" in text


def test_a_cut_off_end_is_found(exported):
    _record, path = exported
    write(path, lines(path)[:-1])
    code, text = verify(path)
    assert code == 1 and "missing" in text


def test_no_interface_changes_or_removes_an_entry(http, exported):
    record, _path = exported
    for user in ("manager", "siteadmin", "auditor", "leader"):
        client = http.client(user)
        for method in ("post", "patch", "put", "delete"):
            for path in (f"{http.url(record)}/@trail", "@trail"):
                assert getattr(client, method)(path, json={}).status_code in (401, 403, 404, 405)
