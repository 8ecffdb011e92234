"""P1: Go's ``sumdb/note`` opens a cosigned checkpoint, with the log's key alone and with the witness' key, too."""

from anchored_log import AnchoredLog
from anchored_log import SIGNER
from base64 import b64decode
from base64 import b64encode
from collective.trail.rules.canonical import from_iso_instant
from pathlib import Path
from witness_server import Cosigner
from witness_server import WitnessServer

import os
import pytest
import subprocess


HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    """The Go program, compiled from Debian's own copy of the library; no network."""
    program = tmp_path_factory.mktemp("go") / "check_cosignature"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(program.parent / "cache"),
        "GOFLAGS": "",
    }
    source = str(HERE / "check_cosignature.go")
    subprocess.run(["go", "build", "-o", str(program), source], check=True, env=environment)
    return program


@pytest.fixture
def log(tmp_path):
    log = AnchoredLog(tmp_path)
    with WitnessServer(SIGNER.verifier) as witness:
        log.anchor(witness.line())
        log.grow(300)
        assert log.take() == []
    log.vkey = witness.cosigner.vkey
    return log


def check(program, log, vkey):
    words = [program, SIGNER.verifier, vkey, log.directory / "checkpoint"]
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60)


def test_go_finds_the_cosignature_good(checker, log):
    answer = check(checker, log, log.vkey)
    assert (answer.returncode, answer.stderr) == (0, "")
    moment = from_iso_instant(log.confirmations(300)["first"].proved_at)
    assert answer.stdout == f"300 {int(moment.timestamp())}\n"


def test_go_finds_a_cosignature_of_another_false(checker, log):
    other = Cosigner("witness.example/w1").vkey
    assert check(checker, log, other).returncode


def test_go_finds_a_cosignature_of_another_time_false(checker, log):
    path = log.directory / "checkpoint"
    text, _blank, lines = path.read_bytes().rpartition(b"\n\n")
    ours, theirs = lines.splitlines(keepends=True)
    dash, name, encoded = theirs.split(b" ")
    data = bytearray(b64decode(encoded))
    data[11] ^= 1
    path.write_bytes(text + b"\n\n" + ours + b" ".join((dash, name, b64encode(data))) + b"\n")
    answer = check(checker, log, log.vkey)
    assert answer.returncode and "invalid signature" in answer.stderr
