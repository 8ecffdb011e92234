"""P1: SIGKILL at any instant, again and again, beside writers and beside a second sequencer: one log, and one story."""

from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.seat import LogForked
from collective.trail.ledger.seat import Seat
from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.tile_store import LogBusy
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules import clock
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.log_check import check_log
from collective.trail.rules.log_check import check_older
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Barrier
from threading import Event
from threading import Thread
from ZEO.ClientStorage import ClientStorage
from ZODB.POSException import ConflictError

import json
import pytest
import shutil
import signal
import subprocess
import sys
import time
import transaction
import ZEO
import ZODB
import ZODB.FileStorage


HERE = Path(__file__).parent
SIGNER = new_signer("trail.example/killed")


def opened(note):
    return open_checkpoint(note, [SIGNER.verifier])


def assert_one_story(directory, seen, expected):
    """The log holds exactly these entries, its index agrees, and it continues every checkpoint that was ever seen."""
    store = TileStore(directory)
    last = opened(store.checkpoint())
    leaves = []
    assert check_log(store.fetch, last, lambda first, entries: leaves.extend(entries)) is None
    leaves = [leaf.hex() for leaf in leaves]
    assert leaves == expected or (
        isinstance(expected, set) and set(leaves) == expected and len(leaves) == len(expected)
    )
    for note in seen:
        assert check_older(store.fetch, last, opened(note)) is None
    with closing(LogIndex(directory)) as index:
        assert index.size() == last.size == sum(cursor.count for cursor in index.cursors().values())
        assert [index.leaf_of(leaf) for leaf in leaves] == list(range(last.size))
        signed = [each.note for each in index.checkpoints(100_000)]
        sizes = [opened(note).size for note in signed]
        assert sizes == sorted(set(sizes), reverse=True)
        assert set(seen) <= set(signed), "What was published was signed and remembered, and nothing else was."
        for note in signed:
            assert check_older(store.fetch, last, opened(note)) is None
    return leaves


def test_killed_before_every_line_of_its_code(tmp_path):
    """Between any two steps: lock, seat, each tile, SQLite, signature, publication, tidying, and the seat again."""
    (tmp_path / "key").write_text(SIGNER.secret())
    db = ZODB.DB(ZODB.FileStorage.FileStorage(str(tmp_path / "Data.fs")))
    root = db.open().root()
    root["ledger"], root["seat"] = Ledger(), Seat()
    transaction.commit()
    db.close()
    command = [sys.executable, str(HERE / "kill_everywhere.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] > 150 and told["killed"] > told["moments"] * 0.8
    assert len(told["written"]) > 512, "Tiles filled up and were tidied away between the kills."
    assert len(told["seen"]) > 20

    db = ZODB.DB(ZODB.FileStorage.FileStorage(str(tmp_path / "Data.fs")))
    root = db.open().root()
    report = Sequencer(root["ledger"], root["seat"], TileStore(tmp_path / "log"), [SIGNER], "one").run()
    assert report.broken == ()
    db.close()
    assert_one_story(tmp_path / "log", [note.encode() for note in told["seen"]], told["written"])


# -- beside writers ---------------------------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path):
    """A ZEO server with a ledger; its port."""
    address, stop = ZEO.server(str(tmp_path / "Data.fs"))
    with closing(ZODB.DB(ClientStorage(address))) as db, db.transaction() as connection:
        connection.root()["ledger"], connection.root()["seat"] = Ledger(), Seat()
    yield address
    stop()


def write_until(db, stop, uid):
    """Entries of one writer, each in a transaction of its own; their hashes in their order."""
    manager = transaction.TransactionManager()
    connection = db.open(transaction_manager=manager)
    hashes = []
    while not stop.is_set():
        try:
            entry = append(connection.root()["ledger"], Subject(uid), "record.edited", {}, clock.now(), uid[0])
            manager.commit()
        except ConflictError:
            manager.abort()
            continue
        hashes.append(entry.hash)
        time.sleep(0.002)
    connection.close()
    return hashes


def await_change(path, seen):
    """Until there is something in a file that was not seen."""
    deadline = time.monotonic() + 60
    while not path.exists() or path.read_bytes() in seen:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_killed_again_and_again_beside_four_writers(server, tmp_path):
    (tmp_path / "key").write_text(SIGNER.secret())
    published = tmp_path / "log" / "checkpoint"
    random, stop, seen = Random(8785), Event(), []
    with closing(ZODB.DB(ClientStorage(server))) as db, ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write_until, db, stop, letter * 32) for letter in "abcd"]
        for _kill in range(8):
            command = [sys.executable, str(HERE / "sequence_on.py"), str(tmp_path), str(server[1])]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                assert process.stdout.readline() == b"ready\n"
                await_change(published, seen)
                time.sleep(random.uniform(0, 0.3))
                assert process.poll() is None
                process.send_signal(signal.SIGKILL)
            seen.append(published.read_bytes())
        stop.set()
        written = [writer.result() for writer in writers]
    assert len(set(seen)) == 8 and min(map(len, written)) > 20
    with closing(ZODB.DB(ClientStorage(server))) as db:
        root = db.open().root()
        store = TileStore(tmp_path / "log")
        assert Sequencer(root["ledger"], root["seat"], store, [SIGNER], "one").run().broken == ()
        transaction.abort()
    leaves = assert_one_story(tmp_path / "log", seen, {each for hashes in written for each in hashes})
    for hashes in written:
        known = set(hashes)
        assert [leaf for leaf in leaves if leaf in known] == hashes, "Each writer's acts stand in their order."


# -- beside a second sequencer ----------------------------------------------------------------------------------------


class Pair:
    """A database, and two copies of its log that two machines, or one by mistake, might write."""

    def __init__(self, directory):
        self.db = ZODB.DB(ZODB.FileStorage.FileStorage(str(directory / "Data.fs")))
        with self.db.transaction() as connection:
            connection.root()["ledger"], connection.root()["seat"] = Ledger(), Seat()
        self.logs = [directory / "one", directory / "two"]
        self.written = []

    def write(self):
        with self.db.transaction() as connection:
            ledger = connection.root()["ledger"]
            entry = append(ledger, Subject("a" * 32), "record.edited", {}, clock.now(), "anna")
        self.written.append(entry.hash)

    def run(self, number, host, store=TileStore, before=lambda: None):
        """One run on a copy of the log: its report, or why there is none."""
        connection = self.db.open()
        try:
            root = connection.root()
            sequencer = Sequencer(root["ledger"], root["seat"], store(self.logs[number]), [SIGNER], host)
            before()
            return sequencer.run()
        except (LogBusy, LogForked) as refusal:
            return refusal
        finally:
            transaction.abort()
            connection.close()

    def copy(self, source):
        shutil.rmtree(self.logs[1 - source], ignore_errors=True)
        shutil.copytree(self.logs[source], self.logs[1 - source])


@pytest.fixture
def pair(tmp_path):
    pair = Pair(tmp_path)
    pair.write()
    assert pair.run(0, "one").added == 1
    pair.copy(0)
    yield pair
    pair.db.close()


@pytest.mark.parametrize("hosts", [("one", "two"), ("one", "one")], ids=["two hosts", "one host"])
def test_two_sequencers_at_the_same_moment_sign_one_story(pair, hosts):
    """Each has its own copy of the log, so no lock of a file keeps them apart: the seat in the database does."""
    seen = []
    with ThreadPoolExecutor(2) as pool:
        for _round in range(15):
            pair.write()
            start = Barrier(2)
            runs = [pool.submit(pair.run, number, hosts[number], before=start.wait) for number in (0, 1)]
            results = [each.result() for each in runs]
            signed = [
                number for number in (0, 1) if not isinstance(results[number], Exception) and results[number].added
            ]
            assert len(signed) <= 1, "Two machines signed the same entries."
            seen += [(log / "checkpoint").read_bytes() for log in pair.logs]
            if signed:
                pair.copy(signed[0])
    assert pair.run(0, "one").broken == ()
    assert_one_story(pair.logs[0], seen, pair.written)


def test_a_sequencer_that_slept_through_its_lease_signs_nothing(pair):
    """A machine is stopped in the middle of a run; another takes over; then the first one wakes up."""
    pair.write()

    class Sleepy(TileStore):
        def append(self, size, entries):
            grown = super().append(size, entries)
            with clock.frozen(clock.now() + timedelta(hours=1)):
                other = Thread(target=lambda: told.append(pair.run(1, "two")))
                other.start()
                other.join()
            return grown

    told = []
    result = pair.run(0, "one", Sleepy)
    assert told[0].added == 1
    assert isinstance(result, LogBusy) and "took over this database during the run; nothing was signed" in str(result)
    notes = [opened((log / "checkpoint").read_bytes()).size for log in pair.logs]
    assert notes == [1, 2]
    pair.write()
    assert "it is an old copy" in str(pair.run(0, "one"))
