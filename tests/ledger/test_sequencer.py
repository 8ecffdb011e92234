"""P1: committed entries enter the log once, in the order of their transactions, and nothing is signed that forks it."""

from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.seat import LogForked
from collective.trail.ledger.seat import Seat
from collective.trail.ledger.sequencer import lag
from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.tile_store import LogBusy
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules import clock
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.merkle import tree_root
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from pathlib import Path
from random import Random

import pytest
import shutil
import signal
import subprocess
import sys
import time
import transaction
import ZODB
import ZODB.FileStorage


HERE = Path(__file__).parent
SIGNER = new_signer("trail.example/test")


class Office:
    """A database with a ledger, and its log."""

    def __init__(self, directory: Path, create=True):
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.open()
        if create:
            self.root["ledger"], self.root["seat"] = Ledger(), Seat()
            transaction.commit()
        self.store = TileStore(directory / "log")

    def open(self):
        self.db = ZODB.DB(ZODB.FileStorage.FileStorage(str(self.directory / "Data.fs")))
        self.connection = self.db.open()
        self.root = self.connection.root()

    def close(self):
        transaction.abort()
        self.db.close()

    @property
    def ledger(self):
        return self.root["ledger"]

    def write(self, count=1, uid="a" * 32, connection=None):
        """Entries, each in a transaction of its own; their hashes in the order of the transactions."""
        ledger = (connection or self.connection).root()["ledger"]
        hashes = []
        for _number in range(count):
            entry = append(ledger, Subject(uid), "record.edited", {"fields": ["title"]}, clock.now(), "anna")
            transaction.commit()
            hashes.append(entry.hash)
        return hashes

    def sequencer(self, host="one", signers=(SIGNER,), store=None):
        return Sequencer(self.ledger, self.root["seat"], store or self.store, signers, host)

    def run(self, **options):
        return self.sequencer(**options).run()

    def leaves(self):
        size = open_checkpoint(self.store.checkpoint(), [SIGNER.verifier]).size
        reader = self.store.reader(size)
        return [reader.entry(place).hex() for place in range(size)]


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path / "office")
    yield office
    office.close()


def test_entries_stand_in_the_order_of_their_transactions(office):
    other = office.db.open()
    expected = []
    for number in range(40):
        expected += office.write(1, f"{number % 3:032d}")
        other.sync()
        expected += office.write(1, "f" * 32, other)
        office.connection.sync()
        if number % 9 == 0:
            office.run()
    report = office.run()
    assert report.after == len(expected) == 80
    assert office.leaves() == expected
    assert len(office.ledger.segments) == 2


def test_a_checkpoint_says_what_the_tiles_say(office):
    office.write(700)
    report = office.run()
    checkpoint = open_checkpoint(office.store.checkpoint(), [SIGNER.verifier])
    assert (checkpoint.origin, checkpoint.size, checkpoint.root.hex()) == ("trail.example/test", 700, report.root)
    assert tree_root(office.store.reader(700), 700) == checkpoint.root
    with LogIndexOf(office) as index:
        assert [index.leaf_of(each) for each in office.leaves()] == list(range(700))
        assert index.leaf_of("0" * 64) is None


def test_nothing_new_means_nothing_written(office):
    office.write(3)
    office.run()
    before = office.store.checkpoint(), office.db.lastTransaction()
    report = office.run()
    assert (report.added, report.after) == (0, 3)
    assert (office.store.checkpoint(), office.db.lastTransaction()) == before


def test_partial_tiles_go_when_their_place_is_full(office):
    office.write(200)
    office.run()
    assert (office.store.directory / "tile/0/000.p/200").exists()
    office.write(100)
    office.run()
    assert (office.store.directory / "tile/0/000").exists()
    assert not list(office.store.directory.glob("tile/*/000.p/200"))
    assert len(office.leaves()) == 300


def test_aborted_entries_never_enter(office):
    kept = office.write(1)
    append(office.ledger, Subject("b" * 32), "record.edited", {}, clock.now(), "anna")
    transaction.abort()
    office.run()
    assert office.leaves() == kept


def test_the_lag_is_the_age_of_the_oldest_entry_outside(office):
    office.write(1)
    office.run()
    with LogIndexOf(office) as index:
        assert lag(office.ledger, index) == 0
        with clock.frozen(datetime(2026, 5, 5, tzinfo=UTC)):
            office.write(1)
        with clock.frozen(datetime(2026, 5, 5, 0, 1, tzinfo=UTC)):
            assert lag(office.ledger, index) == 60


# -- one story only ---------------------------------------------------------------------------------------------------


def test_a_second_sequencer_on_the_directory_waits(office):
    office.write(1)
    with office.store.writing(), pytest.raises(LogBusy):
        office.run()
    assert office.run().added == 1


def test_a_second_host_waits_until_the_first_is_done_or_dead(office):
    office.write(1)
    office.run()
    office.write(1)
    copy = TileStore(office.directory / "copy")
    shutil.copytree(office.store.directory, copy.directory)
    with LogIndexOf(office) as index:
        log = index.fact("log")
    moment = clock.now()
    office.root["seat"].take(log, "one", office.store.place, 1, moment)
    transaction.commit()
    with pytest.raises(LogBusy, match="The host one is sequencing"):
        office.run(host="two", store=copy)
    with clock.frozen(moment + timedelta(hours=1)):
        assert office.run(host="two", store=copy).added == 1
        # The first one wakes up with its old copy.
        with pytest.raises(LogForked, match="it is an old copy"):
            office.write(1)
            office.run()


def test_another_log_of_the_same_database_is_refused(office):
    office.write(1)
    office.run()
    office.write(1)
    with pytest.raises(LogForked, match="is sequenced into the log"):
        office.run(store=TileStore(office.directory / "other"))


@pytest.mark.parametrize("path", ["tile/1/000.p/1", "tile/0/001.p/44"])
def test_an_altered_tile_stops_the_signing(office, path):
    office.write(300)
    office.run()
    signed = office.store.checkpoint()
    office.write(1)
    file = office.store.directory / path
    file.write_bytes(bytes(32) + file.read_bytes()[32:])
    with pytest.raises(LogForked, match="no longer lead to the root"):
        office.run()
    assert office.store.checkpoint() == signed


def test_a_missing_tile_stops_the_signing(office):
    office.write(300)
    office.run()
    office.write(1)
    (office.store.directory / "tile/1/000.p/1").unlink()
    with pytest.raises(LogForked, match="tile/1/000.p/1 is missing"):
        office.run()


def test_an_index_from_yesterday_stops_the_signing(office):
    office.write(1)
    office.run()
    old = (office.store.directory / "index.sqlite").read_bytes()
    office.write(1)
    office.run()
    (office.store.directory / "index.sqlite").write_bytes(old)
    office.write(1)
    with pytest.raises(LogForked, match="one of them is an old copy"):
        office.run()


def test_a_swapped_key_stops_the_signing(office):
    office.write(1)
    office.run()
    office.write(1)
    with pytest.raises(LogForked, match="not signed by a key of this sequencer"):
        office.run(signers=[new_signer("trail.example/test")])


def test_keys_are_rotated_in_two_steps(office):
    new = new_signer("trail.example/test")
    office.write(1)
    office.run()
    office.write(1)
    office.run(signers=[SIGNER, new])
    both = office.store.checkpoint()
    assert open_checkpoint(both, [SIGNER.verifier]) == open_checkpoint(both, [new.verifier])
    office.write(1)
    office.run(signers=[new])
    assert open_checkpoint(office.store.checkpoint(), [new.verifier]).size == 3


# -- a database that is not what it was -------------------------------------------------------------------------------


def only_segment(office):
    ((name, segment),) = office.ledger.segments.items()
    return name, segment


def test_an_altered_entry_does_not_enter_and_is_named(office):
    office.write(3)
    name, segment = only_segment(office)
    entry = segment.entry(2)
    fields = list(entry._fields)
    fields[fields.index("anna")] = "bert"
    entry._fields = tuple(fields)
    transaction.commit()
    report = office.run()
    assert report.after == 1
    assert [each.message for each in report.broken] == [
        f"Entry 2 of the segment {name} was altered: its hash is not that of its header."
    ]


def test_removed_entries_are_named(office):
    office.write(5)
    office.run()
    name, segment = only_segment(office)
    segment._tail, segment.count = segment._tail[:3], 3
    segment.head = segment._tail[-1].hash
    transaction.commit()
    (broken,) = office.run().broken
    assert broken.segment == name and "has 3 entries in the database, but 5 of it stand in the log" in broken.message


def test_a_removed_segment_is_named(office):
    office.write(1)
    office.run()
    name, _segment = only_segment(office)
    del office.ledger.segments[name]
    transaction.commit()
    (broken,) = office.run().broken
    assert broken.segment == name and "is gone from the database" in broken.message


def test_a_restored_database_is_named(office):
    office.write(2)
    office.run()
    transaction.abort()
    office.close()
    shutil.copy(office.directory / "Data.fs", office.directory / "yesterday")
    office.open()
    office.write(2)
    office.run()
    office.close()
    shutil.copy(office.directory / "yesterday", office.directory / "Data.fs")
    for stale in office.directory.glob("Data.fs.*"):
        stale.unlink()
    office.open()
    (broken,) = office.run().broken
    assert "an older state of the database was restored" in broken.message
    assert len(office.leaves()) == 4


# -- SIGKILL ----------------------------------------------------------------------------------------------------------


def sequence_once(office, seconds=120.0):
    """One run in a process of its own, killed when it takes longer; how long it took, or None."""
    command = [sys.executable, str(HERE / "sequence_once.py"), str(office.directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        began = time.monotonic()
        try:
            assert process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return None
        return time.monotonic() - began


def test_a_run_that_is_killed_anywhere_loses_doubles_and_reorders_nothing(office):
    expected = office.write(3000)
    (office.directory / "key").write_text(SIGNER.secret())
    office.close()
    shutil.copytree(office.directory, office.directory.with_name("first"))
    first = Office(office.directory.with_name("first"), create=False)
    first.close()
    whole = sequence_once(first)
    random = Random(7)
    killed = sum(sequence_once(office, random.uniform(0, whole)) is None for _try in range(5))
    assert killed
    sequence_once(office)
    office.open()
    assert office.leaves() == expected
    with LogIndexOf(office) as index:
        assert index.size() == 3000
        assert [signed.size for signed in index.checkpoints(9)] == [3000]


class LogIndexOf:
    """The index of an office's log, closed at the end."""

    def __init__(self, office):
        self.index = LogIndex(office.store.directory)

    def __enter__(self):
        return self.index

    def __exit__(self, *error):
        self.index.close()
