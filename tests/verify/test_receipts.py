"""P1: ``trail verify-log`` checks what witnesses and time-stamp authorities confirmed, and says since when the log stands."""

from anchored_log import AnchoredLog
from anchored_log import SIGNER
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.clock import now
from collective.trail.verify.cli import main
from datetime import timedelta
from time_stamp_authority import Authority
from witness_server import Cosigner
from witness_server import WitnessServer

import json
import pytest
import shutil


@pytest.fixture(scope="module")
def anchored(tmp_path_factory):
    """A log of 300 entries with a witness and an authority, and what an auditor knows of both."""
    folder = tmp_path_factory.mktemp("anchored")
    log = AnchoredLog(folder)
    authority = Authority(folder / "tsa")
    with WitnessServer(SIGNER.verifier) as witness, authority:
        log.anchor(witness.line(), f"tsa timestamp every=0 root={authority.root} {authority.url}")
        for size in (7, 300):
            log.grow(size)
            assert log.take() == []
    # The last checkpoint is with nobody yet.
    log.grow(310)
    return log, witness.cosigner.vkey, authority.root


@pytest.fixture
def log(anchored, tmp_path):
    shutil.copytree(anchored[0].directory, tmp_path / "log")
    return tmp_path / "log"


@pytest.fixture
def verify(log, capsys):
    def run(*options):
        code = main(["verify-log", str(log), "--key", str(SIGNER.verifier), "--json", *map(str, options)])
        return code, json.loads(capsys.readouterr().out)

    return run


def message(answer):
    code, result = answer
    assert code == 1 and not result["ok"]
    return result["fault"]["message"]


def test_the_confirmed_times_are_told(verify, anchored, log, capsys):
    _log, vkey, root = anchored
    code, result = verify("--witness", vkey, "--timestamp-root", root)
    assert code == 0
    facts = {(each["kind"], each["by"], each["size"]) for each in result["confirmed"]}
    assert facts == {(kind, by, size) for size in (7, 300) for kind, by in KINDS}
    assert all(abs(from_iso_instant(each["time"]) - now()) < timedelta(minutes=5) for each in result["confirmed"])
    options = ["--key", str(SIGNER.verifier), "--witness", vkey, "--timestamp-root", str(root)]
    assert main(["verify-log", str(log), *options]) == 0
    text = capsys.readouterr().out
    assert " witness.example/w1 proves (cosignature) that the first 300 entries stood so at 20" in text
    assert " tsa proves (time stamp) that the first 300 entries stood so at 20" in text


KINDS = [("cosignature", "witness.example/w1"), ("time stamp", "tsa")]


def test_without_the_options_receipts_are_not_looked_at(verify, log):
    (log / "receipts" / "tsa" / "00000000000000000007.tsr").write_bytes(b"no stamp")
    code, result = verify()
    assert (code, result["confirmed"]) == (0, [])


def test_receipts_may_stand_elsewhere(verify, anchored, log, tmp_path):
    _log, vkey, root = anchored
    shutil.move(log / "receipts" / "tsa", tmp_path / "mine")
    shutil.rmtree(log / "receipts")
    assert "There is no time stamp here" in message(verify("--timestamp-root", root))
    assert message(verify("--witness", vkey)) == "No checkpoint here was cosigned by witness.example/w1."
    assert verify("--timestamp-root", root, "--checkpoint", tmp_path / "mine")[0] == 0


def test_a_witness_that_never_cosigned_is_named(verify, anchored):
    _log, vkey, _root = anchored
    other = Cosigner("witness.example/w2").vkey
    assert message(verify("--witness", vkey, "--witness", other)) == (
        "No checkpoint here was cosigned by witness.example/w2."
    )


def test_a_false_cosignature_is_named(verify, anchored, log):
    _log, vkey, _root = anchored
    path = log / "receipts" / "first" / "00000000000000000300.checkpoint"
    older = path.with_name("00000000000000000007.checkpoint").read_bytes()
    line = older.rpartition(b"\n\n")[2].splitlines(keepends=True)[-1]
    path.write_bytes(path.read_bytes().rpartition(b"\n\xe2\x80\x94")[0] + b"\n" + line)
    assert "The signature of witness.example/w1" in message(verify("--witness", vkey))


def test_a_stamp_of_another_authority_is_named(verify, tmp_path):
    other = Authority(tmp_path / "other")
    assert "The time stamp is not to be believed" in message(verify("--timestamp-root", other.root))


def test_a_stamp_of_another_checkpoint_is_named(verify, anchored, log):
    _log, _vkey, root = anchored
    folder = log / "receipts" / "tsa"
    shutil.copy(folder / "00000000000000000007.tsr", folder / "00000000000000000300.tsr")
    found = message(verify("--timestamp-root", root))
    assert "00000000000000000300.checkpoint" in found and "Mismatch between messages" in found


def test_a_log_that_was_rewritten_does_not_fit_its_receipts(verify, anchored, log, tmp_path):
    _log, vkey, root = anchored
    other = AnchoredLog(tmp_path / "other")
    other.grow(310, "another")
    shutil.rmtree(log / "tile")
    shutil.copytree(other.directory / "tile", log / "tile")
    shutil.copy(other.directory / "checkpoint", log / "checkpoint")
    assert verify()[0] == 0
    for options in (("--witness", vkey), ("--timestamp-root", root)):
        assert "The first 7 entries of the log are others than those of the checkpoint kept" in message(
            verify(*options)
        )


def test_a_receipt_over_the_checkpoint_of_a_forger_is_named(verify, anchored, log):
    """A witness cosigned it, but the log's key did not sign it."""
    _log, vkey, _root = anchored
    path = log / "receipts" / "first" / "00000000000000000300.checkpoint"
    text, _blank, lines = path.read_bytes().rpartition(b"\n\n")
    path.write_bytes(text + b"\n\n" + lines.splitlines(keepends=True)[-1])
    assert "No known key signed it" in message(verify("--witness", vkey))


def test_what_is_no_key_or_root_cannot_be_checked(verify, anchored, log):
    _log, _vkey, root = anchored
    assert verify("--witness", str(SIGNER.verifier))[0] == 2
    assert verify("--timestamp-root", log / "checkpoint")[0] == 2
    assert verify("--timestamp-root", log / "none")[0] == 2


def test_a_damaged_receipt_is_named(verify, anchored, log):
    _log, vkey, root = anchored
    (log / "receipts" / "first" / "00000000000000000007.checkpoint").write_bytes(b"trail.example/test\n7\n")
    assert "00000000000000000007.checkpoint: The note has no signatures" in message(verify("--witness", vkey))
    (log / "receipts" / "tsa" / "00000000000000000007.tsr").write_bytes(b"no stamp")
    found = message(verify("--timestamp-root", root))
    assert "receipts/tsa/00000000000000000007.checkpoint: The answer is no time stamp." in found
