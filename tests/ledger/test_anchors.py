"""P1: anchors keep each checkpoint elsewhere, and tell when the log is no longer the one that they know."""

from collective.trail.ledger.anchoring import take_to_anchors
from collective.trail.ledger.anchors import anchors
from collective.trail.ledger.anchors import AnchorsUnusable
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.log_index import Signed
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from contextlib import closing
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from hashlib import sha256

import pytest
import sqlite3
import sys


SIGNER = new_signer("trail.example/test")
BEGIN = datetime(2026, 11, 24, 10, tzinfo=UTC)
HALF = timedelta(seconds=30)


@pytest.fixture
def log(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "vault").mkdir()
    return tmp_path / "log"


def note(size, story="one"):
    return Checkpoint(SIGNER.name, size, sha256(f"{story} {size}".encode()).digest()).sign([SIGNER])


def sign(log, size, story="one"):
    with closing(LogIndex(log, write=True)) as index:
        index.add_checkpoint(Signed(size, "2026-11-24T10:00:00Z", note(size, story)))


def setup(log, *lines):
    (log.parent / "anchors").write_text("# where checkpoints go\n\n" + "".join(f"{line}\n" for line in lines))
    return anchors({"TRAIL_LOG_ANCHORS": str(log.parent / "anchors")})


def vault(log):
    return setup(log, f"vault directory {log.parent / 'vault'}")


def confirmed(log, size):
    with closing(LogIndex(log)) as index:
        return [each.anchor for each in index.confirmations(size)]


def kept(log):
    return {path.name: path.read_bytes() for path in (log.parent / "vault" / "trail.example%2Ftest").iterdir()}


def test_a_folder_keeps_each_checkpoint_once(log):
    sign(log, 3)
    assert take_to_anchors(log, vault(log)) == []
    assert take_to_anchors(log, vault(log)) == []
    sign(log, 7)
    assert take_to_anchors(log, vault(log)) == []
    assert kept(log) == {"00000000000000000003.checkpoint": note(3), "00000000000000000007.checkpoint": note(7)}
    assert confirmed(log, 3) == confirmed(log, 7) == ["vault"]


def test_a_folder_that_is_away_is_told_and_tried_again(log):
    sign(log, 3)
    (log.parent / "vault").rmdir()
    (sentence,) = take_to_anchors(log, vault(log))
    assert sentence.startswith("vault does not keep checkpoints now:")
    assert not (log.parent / "vault").exists() and confirmed(log, 3) == []
    (log.parent / "vault").mkdir()
    assert take_to_anchors(log, vault(log)) == []
    assert confirmed(log, 3) == ["vault"]


def test_a_log_that_was_rewritten_is_told(log):
    sign(log, 3)
    take_to_anchors(log, vault(log))
    (log / "index.sqlite").unlink()
    sign(log, 3, "another")
    (sentence,) = take_to_anchors(log, vault(log))
    assert "vault keeps another checkpoint of 3 entries: the log was rewritten" in sentence
    assert confirmed(log, 3) == [] and kept(log)["00000000000000000003.checkpoint"] == note(3)


def test_a_log_that_was_set_back_is_told(log):
    sign(log, 7)
    take_to_anchors(log, vault(log))
    (log / "index.sqlite").unlink()
    sign(log, 3)
    (sentence,) = take_to_anchors(log, vault(log))
    assert "vault keeps a checkpoint of 7 entries, more than the 3" in sentence
    assert confirmed(log, 3) == []


def test_a_command_gets_the_checkpoint_but_no_key(log, monkeypatch):
    monkeypatch.setenv("TRAIL_LOG_SIGNING_KEY", "secret")
    out = log.parent / "out"
    code = (
        "import os, sys; assert 'TRAIL_LOG_SIGNING_KEY' not in os.environ; "
        f"open({str(out)!r}, 'ab').write(sys.stdin.buffer.read() + os.environ['TRAIL_SIZE'].encode())"
    )
    sign(log, 3)
    lines = setup(log, f'printer command {sys.executable} -c "{code}"')
    assert take_to_anchors(log, lines) == []
    assert take_to_anchors(log, lines) == []
    assert out.read_bytes() == note(3) + b"3"


def test_a_command_that_fails_holds_up_no_other(log):
    sign(log, 3)
    both = setup(log, "broken command sh -c 'echo no paper >&2; exit 3'", f"vault directory {log.parent / 'vault'}")
    assert take_to_anchors(log, both) == ["broken did not keep the checkpoint (exit code 3). no paper"]
    assert confirmed(log, 3) == ["vault"]
    absent = setup(log, "absent command /no/such/command")
    assert take_to_anchors(log, absent)[0].startswith("absent does not keep checkpoints now:")


def test_an_anchor_that_is_not_due_gets_a_later_checkpoint(log, monkeypatch):
    lines = setup(log, f"vault directory every=60 {log.parent / 'vault'}")
    for minute, size in enumerate((3, 7, 9)):
        sign(log, size)
        monkeypatch.setattr("collective.trail.ledger.anchoring.now", lambda minute=minute: BEGIN + minute * HALF)
        assert take_to_anchors(log, lines) == []
    assert [confirmed(log, size) for size in (3, 7, 9)] == [["vault"], [], ["vault"]]
    with closing(LogIndex(log)) as index:
        # The entries that came with the second checkpoint are covered by the third.
        assert [each.confirmed_at for each in index.confirmations_of(5)] == [iso_instant(BEGIN + 2 * HALF)]


def test_a_clock_that_was_set_back_keeps_no_anchor_waiting(log, monkeypatch):
    lines = setup(log, f"vault directory every=60 {log.parent / 'vault'}")
    for size, moment in ((3, BEGIN), (7, BEGIN - timedelta(days=1))):
        sign(log, size)
        monkeypatch.setattr("collective.trail.ledger.anchoring.now", lambda moment=moment: moment)
        take_to_anchors(log, lines)
    assert confirmed(log, 7) == ["vault"]


def test_an_option_that_a_kind_does_not_know_belongs_to_its_place(log):
    sign(log, 3)
    assert take_to_anchors(log, setup(log, "printer command every=0 env paper=red sh -c 'test $paper = red'")) == []
    (folder,) = setup(log, "vault directory a=b")
    assert str(folder.directory) == "a=b"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("vault", "its kind is none of command, directory, mail, timestamp, witness"),
        ("vault tape /dev/st0", "its kind is none of"),
        ("vault directory", "does not say where"),
        ("The_Vault directory /mnt", "its name is not made of"),
        ("vault command 'open", "No closing quotation"),
        ("vault directory every=60", "does not say where"),
        ("vault directory every=often /a", "every=often is no number of seconds"),
        ("tsa timestamp http://tsa.example", "root=FILE is missing"),
        ("tsa timestamp root=/r ftp://tsa.example", "'ftp://tsa.example' is no address with http or https"),
        ("tsa timestamp root=/r form=x http://tsa.example", "options stand before it"),
        ("first witness http://w.example", "key=NAME+HASH+KEY is missing"),
        ("first witness key=w http://w.example", "has not the form name+hash+key"),
        (f"first witness key={SIGNER.verifier} http://w.example", "holds no key of type 4 with 32 bytes"),
        ("vault directory /a\nvault directory /b", "an anchor named vault stands above"),
    ],
)
def test_a_line_that_is_no_anchor_is_named(log, line, reason):
    with pytest.raises(AnchorsUnusable, match=r"^Line [34] of .*anchors is no anchor: ") as refused:
        setup(log, line)
    assert reason in str(refused.value)


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(AnchorsUnusable, match="The anchors of the log cannot be read"):
        anchors({"TRAIL_LOG_ANCHORS": str(tmp_path / "none")})
    assert anchors({}) == []


def test_an_index_of_the_first_version_is_taken_on(log):
    sign(log, 3)
    with closing(sqlite3.connect(log / "index.sqlite", isolation_level=None)) as db:
        db.execute("DROP TABLE confirmations")
        db.execute("PRAGMA user_version = 1")
    with closing(LogIndex(log)) as index:
        assert index.confirmations(3) == index.confirmations_of(0) == []
    assert take_to_anchors(log, vault(log)) == []
    assert confirmed(log, 3) == ["vault"]


def test_an_index_of_the_second_version_is_read_and_taken_on(log):
    sign(log, 3)
    take_to_anchors(log, vault(log))
    with closing(sqlite3.connect(log / "index.sqlite", isolation_level=None)) as db:
        db.execute("ALTER TABLE confirmations DROP COLUMN receipt")
        db.execute("ALTER TABLE confirmations DROP COLUMN proved_at")
        db.execute("PRAGMA user_version = 2")
    with closing(LogIndex(log)) as index:
        assert [(each.anchor, each.receipt) for each in index.confirmations_of(0)] == [("vault", None)]
    sign(log, 7)
    take_to_anchors(log, vault(log))
    assert confirmed(log, 3) == confirmed(log, 7) == ["vault"]


def test_an_entry_is_kept_since_the_first_checkpoint_that_covers_it(log):
    sign(log, 3)
    sign(log, 7)
    with closing(LogIndex(log, write=True)) as index:
        index.confirm(3, "vault", "2026-11-24T10:00:00Z")
        index.confirm(7, "vault", "2026-11-24T11:00:00Z")
        index.confirm(7, "vault", "2026-11-24T12:00:00Z")
        assert [each.confirmed_at for each in index.confirmations_of(2)] == ["2026-11-24T10:00:00Z"]
        assert [each.confirmed_at for each in index.confirmations_of(3)] == ["2026-11-24T11:00:00Z"]
        assert index.confirmations_of(7) == []
