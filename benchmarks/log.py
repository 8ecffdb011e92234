"""The log of the trail: writing and checking a million entries, the size of a proof, and taking in what waits.

Writing and checking use the files alone. Taking in runs the real sequencer on a FileStorage whose entries were all
committed before, as after a long pause. Memory is the peak of a process of its own for each size: flat means that the
large log needs no more than the small one.
"""

from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.seat import Seat
from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.clock import now
from collective.trail.rules.log_check import check_log
from collective.trail.rules.merkle import inclusion_proof
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.proof_file import ProofFile
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from report import arguments
from report import Report
from report import run
from tempfile import TemporaryDirectory
from time import perf_counter
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

import resource
import transaction


SIGNER = new_signer("trail.example/benchmark")


def peak() -> float:
    """The peak of this process's memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(folder: str, entries: int) -> tuple[float, float]:
    """Seconds and memory for the tiles of so many entries."""
    start = perf_counter()
    TileStore(Path(folder)).append(0, (sha256(b"%d" % number).digest() for number in range(entries)))
    return perf_counter() - start, peak()


def check(folder: str, entries: int) -> tuple[float, float]:
    """Seconds and memory for checking all of it, as ``trail verify-log`` does."""
    store = TileStore(Path(folder))
    checkpoint = Checkpoint(SIGNER.name, entries, tree_root(store.reader(entries), entries))
    start = perf_counter()
    fault = check_log(store.fetch, checkpoint)
    if fault is not None:
        raise SystemExit(fault.message)
    return perf_counter() - start, peak()


def take_in(folder: str, entries: int) -> tuple[float, float]:
    """Seconds and memory for one run of the sequencer over so many waiting entries, ten to a transaction."""
    database = DB(FileStorage(str(Path(folder) / "Data.fs")), cache_size=5000)
    root = database.open().root()
    root["ledger"], root["seat"] = Ledger(), Seat()
    for number in range(entries):
        append(root["ledger"], Subject(f"{number // 20:032x}", "ControlledDocument"), "record.edited", {}, now(), "li")
        if number % 10 == 0:
            transaction.commit()
    transaction.commit()
    database.close()
    database = DB(FileStorage(str(Path(folder) / "Data.fs")), cache_size=5000)
    root = database.open().root()
    before = peak()
    start = perf_counter()
    report = Sequencer(root["ledger"], root["seat"], TileStore(Path(folder) / "log"), [SIGNER], "here").run()
    spent = perf_counter() - start
    if report.added != entries:
        raise SystemExit(f"{report.added} of {entries} entries entered the log: {report.broken}")
    database.close()
    return spent, peak() - before


def apart(act, *given):
    """Do it in a process of its own, whose memory is its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(act, given)


def main() -> None:
    """Measure and print."""
    asked = arguments(
        __doc__, entries=(1_000_000, "entries of the large log"), waiting=(100_000, "entries to take in")
    ).parse_args()
    report = Report("log")
    small = max(asked.entries // 10, 1)
    with TemporaryDirectory() as folder:
        memory = {}
        for entries in (small, asked.entries):
            place = f"{folder}/{entries}"
            spent, written = apart(write, place, entries)
            files = [path.stat().st_size for path in Path(place).rglob("*") if path.is_file()]
            report.say(
                f"write {entries} entries: {spent:.1f} s, {entries / spent:.0f} a second, {written:.0f} MB, "
                f"{sum(files) / entries:.1f} bytes an entry in {len(files)} files"
            )
            spent, memory[entries] = apart(check, place, entries)
            report.goal(f"check {entries} entries, a second", f"{spent:.1f} s", entries / spent, at_least=100_000)
        growth = memory[asked.entries] - memory[small]
        report.goal("memory that ten times as many take", f"{memory[small]:.0f} MB before", growth, at_most=5)
        store = TileStore(Path(folder) / str(asked.entries))
        note = Checkpoint(SIGNER.name, asked.entries, tree_root(store.reader(asked.entries), asked.entries)).sign(
            [SIGNER]
        )
        start = perf_counter()
        path = inclusion_proof(store.reader(asked.entries), asked.entries // 3, asked.entries)
        proof = ProofFile(asked.entries // 3, tuple(path), note).format()
        spent = (perf_counter() - start) * 1000
        report.goal(f"proof at {asked.entries}, bytes", f"{spent:.1f} ms", len(proof), at_most=1500)
        spent, more = apart(take_in, folder, asked.waiting)
        report.say(
            f"take in {asked.waiting} waiting entries: {spent:.1f} s, {asked.waiting / spent:.0f} a second, {more:.0f} MB more"
        )
    report.close()


if __name__ == "__main__":
    run(main)
