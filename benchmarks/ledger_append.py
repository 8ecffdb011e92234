"""Prints what an entry of the trail costs: time and bytes for one append and commit, on a FileStorage of its own.

Run: python benchmarks/ledger_append.py [appends]
"""

from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.store import Ledger
from collective.trail.rules.clock import now
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

import sys
import transaction


def measure(folder: str, appends: int, per_record: int) -> None:
    """Append to records that get ``per_record`` entries each."""
    path = Path(folder) / f"{per_record}.fs"
    database = DB(FileStorage(str(path)))
    connection = database.open()
    connection.root()["ledger"] = ledger = Ledger()
    transaction.commit()
    before = path.stat().st_size
    building = 0.0
    start = perf_counter()
    for number in range(appends):
        if number % per_record == 0:
            subject = Subject(uuid4().hex, "ControlledDocument")
        begun = perf_counter()
        append(ledger, subject, "record.edited", {"fields": ["title", "content"], "digest": "0" * 64}, now(), "li")
        building += perf_counter() - begun
        transaction.commit()
    spent = perf_counter() - start
    written = path.stat().st_size - before
    database.pack()
    packed = path.stat().st_size
    print(
        f"{per_record:>5} entries a record: {building / appends * 1000:.2f} ms append, "
        f"{spent / appends * 1000:.2f} ms with commit, {written / appends:.0f} bytes written, "
        f"{packed / appends:.0f} bytes packed"
    )
    database.close()


def main() -> None:
    """Measure for short, usual and long trails."""
    appends = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with TemporaryDirectory() as folder:
        for per_record in (1, 20, 1000):
            measure(folder, appends, per_record)


if __name__ == "__main__":
    main()
