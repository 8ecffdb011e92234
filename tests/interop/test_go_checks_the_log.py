"""P1: a verifier that is not ours, Go's ``sumdb/note`` and ``sumdb/tlog``, checks log, checkpoints and proofs.

Needs the Debian packages golang-go and golang-golang-x-mod-dev.
"""

from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.merkle import inclusion_proof
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.proof_file import ProofFile
from collective.trail.rules.tiles import join_entries
from collective.trail.verify.cli import main
from hashlib import sha256
from pathlib import Path

import io
import json
import os
import pytest
import subprocess
import zipfile


HERE = Path(__file__).parent
SIGNER = new_signer("trail.example/interop")


def entry(number):
    return sha256(b"%d" % number).digest()


@pytest.fixture(scope="module")
def checker(tmp_path_factory):
    """The Go program, compiled from Debian's own copy of the library; no network."""
    program = tmp_path_factory.mktemp("go") / "check_log"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(program.parent / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run(["go", "build", "-o", str(program), str(HERE / "check_log.go")], check=True, env=environment)
    return program


class Log:
    def __init__(self, directory):
        self.store = TileStore(directory / "log")
        self.older, self.proof = directory / "older", directory / "proof"

    def signed(self, size, signers=(SIGNER,)):
        return Checkpoint(SIGNER.name, size, tree_root(self.store.reader(size), size)).sign(signers)

    def grow(self, old, new, leaf):
        self.store.append(0, map(entry, range(old)))
        self.older.write_bytes(self.signed(old))
        self.store.append(old, map(entry, range(old, new)))
        self.store.publish(self.signed(new))
        self.store.tidy(old, new)
        path = inclusion_proof(self.store.reader(new), leaf, new)
        self.proof.write_bytes(ProofFile(leaf, tuple(path), self.signed(new)).format())

    def check(self, program, leaf, key=SIGNER.verifier):
        command = [program, self.store.directory, str(key), self.older, self.proof, entry(leaf).hex()]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path)


@pytest.mark.parametrize(
    "old, new, leaf",
    [(1, 1, 0), (1, 2, 1), (255, 256, 255), (256, 257, 256), (300, 513, 7), (511, 70_000, 65_536)],
)
def test_go_finds_our_log_good(checker, log, old, new, leaf):
    log.grow(old, new, leaf)
    answer = log.check(checker, leaf)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == f"{new} entries, continuing {old}\n"


def test_go_reads_checkpoints_of_a_rotation(checker, log):
    """While both keys sign, whoever knows one of them believes the checkpoint."""
    new = new_signer(SIGNER.name)
    log.grow(300, 600, 7)
    both = log.signed(600, [SIGNER, new])
    log.store.publish(both)
    log.older.write_bytes(both)
    log.proof.write_bytes(log.proof.read_bytes().partition(b"\n\n")[0] + b"\n\n" + both)
    for key in (SIGNER.verifier, new.verifier):
        assert log.check(checker, 7, key).stdout == "600 entries, continuing 600\n"
    assert log.check(checker, 7, new_signer(SIGNER.name).verifier).returncode


def test_go_finds_the_log_of_an_office_good(checker, http, tmp_path, monkeypatch):
    """What the sequencer writes and what people get over REST: checkpoint, proof, and the hash in the export."""
    monkeypatch.setenv("TRAIL_LOG", str(tmp_path / "logs"))
    monkeypatch.setenv("TRAIL_LOG_SIGNING_KEY", SIGNER.secret())
    record = http.submitted()
    http.commit()
    sequence(http.portal)
    directory = tmp_path / "logs" / http.portal.getId()
    (tmp_path / "older").write_bytes((directory / "checkpoint").read_bytes())
    http.act("reviewer", record, "review", "Good.")
    http.commit()
    report = sequence(http.portal)
    told = http.client("head").get(f"{http.url(record)}/@trail/proof").json()["items"][0]
    (tmp_path / "proof").write_text(told["proof"])
    command = [checker, directory, SIGNER.verifier, tmp_path / "older", tmp_path / "proof", told["hash"]]
    answer = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120)
    assert (answer.stderr, answer.stdout) == ("", f"{report.after} entries, continuing {report.before}\n")


def test_go_finds_an_altered_entry(checker, log):
    log.grow(300, 600, 7)
    (log.store.directory / "tile/entries/001").write_bytes(join_entries([entry(0)] * 256))
    assert "entry 256 is not the one" in log.check(checker, 7).stderr


def test_go_finds_a_rewritten_log(checker, log):
    log.grow(300, 600, 7)
    log.store.append(0, map(entry, range(1, 301)))
    log.older.write_bytes(log.signed(300))
    log.store.append(0, map(entry, range(600)))
    answer = log.check(checker, 7)
    assert answer.returncode and "invalid" in answer.stderr


def test_go_finds_a_proof_of_another_entry(checker, log):
    log.grow(300, 600, 7)
    answer = log.check(checker, 8)
    assert answer.returncode and "invalid" in answer.stderr


def test_go_reads_our_keys(checker, log):
    log.grow(1, 2, 0)
    (log.store.directory / "checkpoint").write_bytes(
        Checkpoint(SIGNER.name, 2, bytes(32)).sign([new_signer(SIGNER.name)])
    )
    assert log.check(checker, 0).returncode


@pytest.fixture
def bundle(http, tmp_path, monkeypatch):
    """An evidence bundle as the office delivers it, unpacked."""
    monkeypatch.setenv("TRAIL_LOG", str(tmp_path / "logs"))
    monkeypatch.setenv("TRAIL_LOG_KEY", str(tmp_path / "key"))
    assert main(["new-key", "trail.example/office", str(tmp_path / "key")]) == 0
    record = http.approved()
    http.commit()
    sequence(http.portal)
    http.commit()
    answer = http.client("drafter").get(f"{http.url(record)}/@trail/evidence")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def test_go_finds_each_proof_of_an_evidence_bundle_good(checker, bundle):
    key = (bundle / "keys").read_text().strip()
    lines = [json.loads(line) for line in (bundle / "entries.jsonl").read_text().splitlines()[1:]]
    assert lines
    said = []
    for line, other in zip(lines, lines[1:] + lines[:1], strict=True):
        proof = bundle / "proofs" / f"{line['header']['id']}.tlog-proof"
        # The leaf is the hash of the header as RFC 8785 writes it, which is sorted JSON for a header like ours.
        header = json.dumps(line["header"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        answer = subprocess.run(
            [checker, "proof", key, proof, sha256(header).hexdigest()], capture_output=True, text=True
        )
        assert (answer.returncode, answer.stderr) == (0, "")
        said.append(answer.stdout)
        answer = subprocess.run([checker, "proof", key, proof, other["hash"]], capture_output=True, text=True)
        assert answer.returncode and "invalid" in answer.stderr
    assert len(set(said)) == len(lines)
