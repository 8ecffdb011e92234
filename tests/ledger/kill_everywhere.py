"""Runs of the sequencer, each in a process of its own and each killed by SIGKILL at another line of its code.

``python kill_everywhere.py DIRECTORY``. Between two kills some entries are written; nothing is repaired. Prints one line
of JSON: how many runs were killed, the hashes that were written, and every checkpoint that anybody could have seen.
"""

from collections import Counter
from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules import clock
from collective.trail.rules.signed_note import parse_signer
from pathlib import Path
from random import Random

import json
import os
import signal
import sys
import transaction
import ZODB
import ZODB.FileStorage


TRACED = {"sequencer.py", "tile_store.py", "log_index.py", "seat.py", "pending.py"}
DIRECTORY = Path(sys.argv[1])
WRITTEN = DIRECTORY / "written"
ENTRIES = 3


def run(at_line):
    """One run that calls ``at_line`` before each line of the sequencer's code; entries are written before it."""
    db = ZODB.DB(ZODB.FileStorage.FileStorage(str(DIRECTORY / "Data.fs")))
    root = db.open().root()
    for number in range(ENTRIES):
        entry = append(root["ledger"], Subject(f"{number:032d}"), "record.edited", {}, clock.now(), "anna")
        transaction.commit()
        with open(WRITTEN, "a") as written:
            written.write(f"{entry.hash}\n")
    signer = parse_signer((DIRECTORY / "key").read_text())
    sequencer = Sequencer(root["ledger"], root["seat"], TileStore(DIRECTORY / "log"), [signer], "one")

    def trace(frame, event, _argument):
        name = os.path.basename(frame.f_code.co_filename)
        if name not in TRACED or "collective/trail/ledger" not in frame.f_code.co_filename:
            return None
        if event == "line":
            at_line((name, frame.f_lineno))
        return trace

    sys.settrace(trace)
    sequencer.run()
    sys.settrace(None)
    db.close()


def in_child(work):
    """Do something in a child; whether it was killed."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def count_lines():
    """How often each line is met in a run that nobody kills."""
    counts = Counter()

    def work():
        run(lambda line: counts.update([line]))
        (DIRECTORY / "counts").write_text(json.dumps([[*line, count] for line, count in counts.items()]))

    assert not in_child(work)
    return [(name, number, count) for name, number, count in json.loads((DIRECTORY / "counts").read_text())]


def killed_at(name, number, hit):
    """One run killed when it is about to do a line for the ``hit``th time."""
    met = Counter()

    def at_line(line):
        met.update([line])
        if line == (name, number) and met[line] == hit:
            os.kill(os.getpid(), signal.SIGKILL)

    return in_child(lambda: run(at_line))


count_lines()
places = count_lines()
moments = [(name, number, hit) for name, number, count in places for hit in sorted({1, count})]
Random(6962).shuffle(moments)
killed, seen = 0, []
for moment in moments:
    killed += killed_at(*moment)
    published = DIRECTORY / "log" / "checkpoint"
    if published.exists() and published.read_text() not in seen:
        seen.append(published.read_text())
print(json.dumps({"moments": len(moments), "killed": killed, "written": WRITTEN.read_text().split(), "seen": seen}))
