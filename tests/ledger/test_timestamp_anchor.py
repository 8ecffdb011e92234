"""P1: time stamps (RFC 3161) of a real authority, run with openssl: kept if they hold, refused with a sentence if not."""

from anchored_log import AnchoredLog
from collective.trail.ledger.anchors import posting
from collective.trail.rules.clock import now
from datetime import timedelta
from time_stamp_authority import Authority
from time_stamp_authority import openssl

import pytest
import subprocess
import time


STAMP, STAMPED = (f"receipts/tsa/00000000000000000007.{ending}" for ending in ("tsr", "checkpoint"))


@pytest.fixture
def log(tmp_path):
    return AnchoredLog(tmp_path)


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("authorities")
    return {
        "good": Authority(folder / "good"),
        "other": Authority(folder / "other"),
        "fit": Authority(folder / "fit"),
        "servers only": Authority(folder / "servers-only", usage="critical,serverAuth"),
        "not critical": Authority(folder / "not-critical", usage="timeStamping"),
        "another digest": Authority(folder / "another-digest", digests="sha512"),
    }


@pytest.fixture
def authority(authorities):
    good = authorities["good"]
    good.requests, good.status, good.answering = [], 200, lambda answer: answer
    with good:
        yield good


def line(authority, options="", root=None):
    return f"tsa timestamp {options} root={root or authority.root} {authority.url}"


def refused(log, sentence):
    assert log.take() == [sentence]
    assert log.confirmations(7) == {} and not (log.directory / "receipts").exists()


def test_a_stamp_is_kept_beside_the_checkpoint_that_was_stamped(log, authority):
    log.anchor(line(authority))
    note = log.grow(7)
    assert log.take() == []
    confirmation = log.confirmations(7)["tsa"]
    assert confirmation.receipt == STAMP and log.read(STAMPED) == note == log.read("checkpoint")
    stamped = time.strptime(confirmation.proved_at[:19], "%Y-%m-%dT%H:%M:%S")
    assert abs(time.mktime(stamped) - time.mktime(time.gmtime())) < 60


def test_openssl_finds_the_stamp_good(log, authority, authorities):
    log.anchor(line(authority))
    log.grow(7)
    log.take()
    stamp = ["ts", "-verify", "-data", log.directory / STAMPED, "-in", log.directory / STAMP, "-CAfile"]
    assert b"Verification: OK" in openssl(*stamp, authority.root)
    with pytest.raises(subprocess.CalledProcessError):
        openssl(*stamp, authorities["other"].root)
    (log.directory / STAMPED).write_bytes(log.read(STAMPED).replace(b"\n7\n", b"\n8\n"))
    with pytest.raises(subprocess.CalledProcessError):
        openssl(*stamp, authority.root)


def test_a_stamp_is_asked_for_once_an_hour(log, authority, monkeypatch):
    log.anchor(line(authority))
    log.grow(7)
    log.take()
    log.grow(8)
    assert log.take() == [] and len(authority.requests) == 1
    assert log.confirmations(8) == {}
    monkeypatch.setattr("collective.trail.ledger.anchoring.now", lambda: now() + timedelta(minutes=61))
    log.take()
    assert len(authority.requests) == 2 and list(log.confirmations(8)) == ["tsa"]


def test_a_root_that_does_not_vouch_for_the_stamp(log, authority, authorities):
    log.anchor(line(authority, root=authorities["other"].root))
    log.grow(7)
    refused(
        log,
        "tsa did not stamp the checkpoint: The time stamp is not to be believed: unable to get local issuer certificate",
    )


def test_the_certificate_in_the_stamp_is_no_root(log, authority, authorities):
    """A forger puts a root of his own into the answer."""
    other = authorities["other"]
    kept = (other.folder / "between.pem").read_bytes()
    (other.folder / "between.pem").write_bytes(kept + other.root.read_bytes())
    try:
        authority.answering = lambda answer: other.stamp(authority.requests[-1])
        log.anchor(line(authority))
        log.grow(7)
        (sentence,) = log.take()
    finally:
        (other.folder / "between.pem").write_bytes(kept)
    assert "not to be believed: self" in sentence and "signed certificate in certificate chain" in sentence


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        ("servers only", "unsuitable certificate purpose"),
        ("not critical", "unsuitable certificate purpose"),
        ("fit", None),
    ],
)
def test_a_certificate_that_is_not_for_time_stamps(log, authority, authorities, which, reason):
    authority.answering = authorities[which].resigned
    log.anchor(line(authority, root=authorities[which].root))
    log.grow(7)
    believed = "tsa did not stamp the checkpoint: The time stamp is not to be believed: "
    assert log.take() == ([f"{believed}{reason}"] if reason else [])


def test_an_authority_that_does_not_stamp_such_a_digest(log, authorities):
    with authorities["another digest"] as unwilling:
        log.anchor(line(unwilling))
        log.grow(7)
        refused(
            log,
            "tsa did not stamp the checkpoint: The authority did not grant a time stamp (rejection). "
            "Message digest algorithm is not supported.",
        )


def test_an_answer_to_another_question(log, authority):
    first = []
    authority.answering = lambda answer: first.append(answer) or first[0]
    log.anchor(line(authority, "every=0"))
    log.grow(7)
    log.take()
    log.grow(8)
    assert log.take() == ["tsa did not stamp the checkpoint: The time stamp is not to be believed: Nonce mismatch"]
    assert log.confirmations(8) == {}


def test_a_stamp_over_another_digest(log, authority):
    """The authority is honest, but who stands between asks it for something else with the same nonce."""
    from anchored_log import SIGNER
    from hashlib import sha256

    note = log.grow(7)
    true, false = sha256(note).digest(), sha256(SIGNER.name.encode()).digest()
    authority.answering = lambda answer: authority.stamp(authority.requests[-1].replace(true, false))
    log.anchor(line(authority))
    refused(log, "tsa did not stamp the checkpoint: The time stamp is not to be believed: Mismatch between messages")


@pytest.mark.parametrize("answer", [b"", b"sorry", b"\x30\x80\x00\x00", bytes(150_000)], ids=len)
def test_an_answer_that_is_no_stamp(log, authority, answer):
    authority.answering = lambda _answer: answer
    log.anchor(line(authority))
    log.grow(7)
    assert log.take()[0].startswith("tsa did not stamp the checkpoint: The answer is ")


def test_an_authority_that_refuses_by_http(log, authority):
    authority.status = 503
    log.anchor(line(authority))
    log.grow(7)
    refused(log, "tsa did not stamp the checkpoint (HTTP 503).")


def test_an_authority_that_is_away_is_asked_again(log, authority):
    log.anchor(line(authority).replace(authority.url, "http://127.0.0.1:9/"))
    log.grow(7)
    (sentence,) = log.take()
    assert sentence.startswith("tsa cannot be asked now: ") and "Connection refused" in sentence
    log.anchor(line(authority))
    assert log.take() == [] and list(log.confirmations(7)) == ["tsa"]


def test_an_authority_that_is_slow(log, authority, monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE", 0.2)
    authority.answering = lambda answer: time.sleep(1) or answer
    log.anchor(line(authority))
    log.grow(7)
    (sentence,) = log.take()
    assert sentence.startswith("tsa cannot be asked now: ") and "timed out" in sentence


def test_a_root_file_that_is_none(log, authority, tmp_path):
    log.grow(7)
    log.anchor(line(authority, root=tmp_path / "none.pem"))
    assert log.take()[0].startswith("tsa: its root certificates cannot be read: ")
    (tmp_path / "none.pem").write_bytes(b"no certificate")
    assert "tsa: its root certificates cannot be read: The file holds no certificates" in log.take()[0]
    log.anchor(line(authority, root=authority.folder / "between.pem"))
    assert "None of the trusted certificates is a root" in log.take()[0]


def test_a_server_whose_clock_was_set_back_is_told(log, authority, monkeypatch):
    yesterday = now() - timedelta(days=1)
    monkeypatch.setattr("collective.trail.ledger.anchoring.now", lambda: yesterday)
    log.anchor(line(authority))
    log.grow(7)
    (sentence,) = log.take()
    assert sentence.startswith("tsa says that it confirmed the checkpoint of 7 entries at ")
    assert list(log.confirmations(7)) == ["tsa"]


def test_a_crash_never_leaves_a_stamp_beside_another_note(log, authority, monkeypatch):
    """The note got a cosignature after a stamp was written and before it was confirmed."""
    (log.directory / STAMP).parent.mkdir(parents=True)
    log.anchor(line(authority))
    note = log.grow(7)
    (log.directory / STAMPED).write_bytes(note + b"more")
    (log.directory / STAMP).write_bytes(b"a stamp over more")
    assert log.take() == []
    assert log.read(STAMPED) == note
    openssl("ts", "-verify", "-data", log.directory / STAMPED, "-in", log.directory / STAMP, "-CAfile", authority.root)
