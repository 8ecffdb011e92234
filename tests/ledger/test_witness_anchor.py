"""P1: witnesses (C2SP tlog-witness) cosign each checkpoint that continues the last one, and refuse every other."""

from anchored_log import AnchoredLog
from anchored_log import SIGNER
from collective.trail.ledger.anchors import posting
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.clock import now
from collective.trail.rules.cosignature import cosignatures
from collective.trail.rules.cosignature import parse_witness
from datetime import timedelta
from witness_server import Cosigner
from witness_server import MlDsaCosigner
from witness_server import Refused
from witness_server import WitnessServer

import pytest
import socket
import threading


RECEIPT = "receipts/first/00000000000000000300.checkpoint"


@pytest.fixture
def log(tmp_path):
    return AnchoredLog(tmp_path)


@pytest.fixture
def witness():
    with WitnessServer(SIGNER.verifier) as server:
        yield server


def key(witness):
    return parse_witness(witness.cosigner.vkey)


def test_a_witness_cosigns_each_checkpoint(log, witness):
    log.anchor(witness.line())
    for size in (1, 7, 300, 70_000):
        note = log.grow(size)
        assert log.take() == []
        confirmation = log.confirmations(size)["first"]
        assert confirmation.receipt == f"receipts/first/{size:020d}.checkpoint"
        receipt = log.read(confirmation.receipt)
        (found,) = cosignatures(receipt, [key(witness)])
        assert (found.name, abs(now() - found.time) < timedelta(minutes=1)) == ("witness.example/w1", True)
        assert receipt.startswith(note) and open_checkpoint(receipt, [SIGNER.verifier]).size == size
        assert log.read("checkpoint") == receipt
    assert len(witness.requests) == 4
    log.take()
    assert len(witness.requests) == 4


def test_a_witness_that_knows_an_older_checkpoint_gets_the_proof_from_there(log, witness):
    log.anchor(witness.line())
    log.grow(7)
    log.take()
    log.anchor(witness.line().replace("first", "second"))
    log.grow(300)
    assert log.take() == []
    assert [request.partition(b"\n")[0] for request in witness.requests] == [b"old 0", b"old 0", b"old 7"]


def test_two_witnesses_both_stand_under_the_checkpoint(log, witness):
    log.grow(7)
    with WitnessServer(SIGNER.verifier, cosigner=Cosigner("witness.example/w2")) as other:
        log.anchor(witness.line(), other.line().replace("first", "second"))
        assert log.take() == []
        found = cosignatures(log.read("checkpoint"), [key(witness), key(other)])
    assert [each.name for each in found] == ["witness.example/w1", "witness.example/w2"]


def test_a_witness_may_sign_with_ml_dsa(log):
    with WitnessServer(SIGNER.verifier, cosigner=MlDsaCosigner()) as witness:
        log.anchor(witness.line())
        for size in (7, 300):
            log.grow(size)
            assert log.take() == []
        assert [each.name for each in cosignatures(log.read(RECEIPT), [key(witness)])] == ["witness.example/w1"]


def test_a_rewritten_log_is_told(log, witness):
    log.anchor(witness.line())
    log.grow(7)
    log.take()
    for size in (7, 12):
        log.begin_anew()
        log.grow(size, "another")
        (sentence,) = log.take()
        assert sentence == (
            f"first refuses the checkpoint of {size} entries: it does not continue the one of 7 that it cosigned. "
            "The log was rewritten. Tell the auditors."
        )
        assert log.confirmations(size) == {} and log.told() == {"first": sentence}


def test_a_log_that_was_set_back_is_told(log, witness):
    log.anchor(witness.line())
    log.grow(12)
    log.take()
    log.begin_anew()
    log.grow(7)
    (sentence,) = log.take()
    assert "first cosigned 12 entries, more than the 7 that the log has now: an older state" in sentence


def test_a_witness_that_does_not_know_the_key_says_so(log, witness):
    log.anchor(witness.line())
    log.grow(7, signer=new_signer(SIGNER.name))
    assert "first did not cosign the checkpoint: it knows no key that signed it" in log.take()[0]


def test_a_witness_that_does_not_know_the_log_says_so(log, witness):
    witness.logs.clear()
    log.anchor(witness.line())
    log.grow(7)
    assert log.take() == [
        "first did not cosign the checkpoint: it does not know the log trail.example/test; have it entered there."
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "does not end with a newline"),
        (b"thank you\n", "no signature"),
        (b"\xff\xfe\n", "not UTF-8"),
        (Cosigner("witness.example/w2").line("any\n"), "no cosignature of witness.example/w1"),
        (Cosigner("witness.example/w1").line("any\n"), "no cosignature of witness.example/w1"),
    ],
)
def test_an_answer_without_its_cosignature_is_refused(log, witness, answer, reason):
    witness.answering = lambda body: answer
    log.anchor(witness.line())
    log.grow(7)
    (sentence,) = log.take()
    assert sentence.startswith("first did not cosign the checkpoint: ") and reason in sentence
    assert log.confirmations(7) == {} and not (log.directory / "receipts").exists()


@pytest.mark.parametrize("seconds", [0, 2**63])
def test_a_cosignature_without_a_time_is_refused(log, witness, seconds):
    log.anchor(witness.line())
    text = log.grow(7).decode().partition("\n\n")[0] + "\n"
    witness.answering = lambda body: witness.cosigner.line(text, seconds)
    assert "first did not cosign the checkpoint: " in log.take()[0]


def test_a_cosignature_of_another_text_is_false(log, witness):
    log.anchor(witness.line())
    log.grow(7)
    witness.answering = lambda body: witness.cosigner.line("trail.example/test\n8\nAAAA\n")
    assert "The signature of witness.example/w1" in log.take()[0] and "is false" in log.take()[0]


def test_lines_of_other_keys_are_left_out(log, witness):
    log.anchor(witness.line())
    log.grow(300)
    witness.answering = lambda body: Cosigner("witness.example/pq").line("any\n") + body
    assert log.take() == []
    assert b"witness.example/pq" not in log.read(RECEIPT)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (Refused(400, b"bad\r\n\x1b[31mform"), "first did not cosign the checkpoint: bad [31mform (HTTP 400)."),
        (Refused(500), "first did not cosign the checkpoint: (HTTP 500)."),
        (Refused(409, b"7\n"), "does not say which one it has (HTTP 409)."),
        (Refused(409, b"many\n", "text/x.tlog.size"), "does not say which one it has (HTTP 409)."),
        (Refused(409, b"0\n", "text/x.tlog.size"), "does not say which one it has (HTTP 409)."),
    ],
)
def test_other_answers_are_told(log, witness, refused, sentence):
    def refuse(body):
        raise refused

    witness.answering = refuse
    log.anchor(witness.line())
    log.grow(7)
    assert sentence in log.take()[0]


def test_a_witness_that_never_agrees_is_left_until_the_next_run(log, witness):
    sizes = iter(range(1, 100))

    def other(body):
        raise Refused(409, b"%d\n" % next(sizes), "text/x.tlog.size")

    log.anchor(witness.line())
    log.grow(300)
    witness.add_checkpoint = other
    assert log.take() == ["first names another size of the log each time; the next run tries again."]
    assert next(sizes) == 5


def test_a_witness_that_is_away_is_told_and_holds_up_no_other(log, witness):
    away = witness.line().replace("first", "away").replace(witness.url, "http://127.0.0.1:9/w")
    log.anchor(away, witness.line())
    log.grow(7)
    (sentence,) = log.take()
    assert sentence.startswith("away cannot be asked now: ") and "Connection refused" in sentence
    assert list(log.confirmations(7)) == ["first"]


def test_an_answer_without_end_is_cut(log, witness):
    log.anchor(witness.line())
    log.grow(7)
    witness.answering = lambda body: bytes(posting.MAX_BYTES + 1)
    assert log.take() == ["first answers without end."]


def test_an_answer_that_drips_is_not_waited_for(log, witness, monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        log.anchor(witness.line().replace(witness.url, address))
        log.grow(7)
        done = threading.Event()

        def drip():
            connection, _address = server.accept()
            with connection:
                connection.recv(100_000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                while not done.wait(0.1):
                    connection.sendall(b".")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            assert log.take() == ["first does not finish its answer within 0.5 seconds."]
        finally:
            done.set()
            thread.join()


def test_a_server_that_does_not_answer_is_not_waited_for(log, witness, monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        log.anchor(witness.line().replace(witness.url, f"http://127.0.0.1:{server.getsockname()[1]}"))
        log.grow(7)
        (sentence,) = log.take()
        assert sentence.startswith("first cannot be asked now: ") and "timed out" in sentence


def test_a_server_whose_clock_was_set_back_is_told(log, witness, monkeypatch):
    log.anchor(witness.line())
    log.grow(7)
    yesterday = now() - timedelta(days=1)
    monkeypatch.setattr("collective.trail.ledger.anchoring.now", lambda: yesterday)
    (sentence,) = log.take()
    assert sentence.startswith("first says that it confirmed the checkpoint of 7 entries at ")
    assert "this server's clock said" in sentence and list(log.confirmations(7)) == ["first"]
    assert log.take() == [sentence] and len(witness.requests) == 1


def test_what_came_while_the_log_was_written_is_shown_by_the_next_run(log, witness):
    log.anchor(witness.line())
    note = log.grow(7)
    with TileStore(log.directory).writing():
        assert log.take() == []
        assert log.read("checkpoint") == note
    assert log.take() == []
    assert cosignatures(log.read("checkpoint"), [key(witness)])


def test_only_one_process_asks_the_anchors(log, witness):
    log.anchor(witness.line())
    log.grow(7)
    with TileStore(log.directory).anchoring():
        assert log.take() == []
    assert witness.requests == []
