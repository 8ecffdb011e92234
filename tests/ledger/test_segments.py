"""P1: which segment a writer appends to."""

from collective.trail.ledger import segments
from collective.trail.ledger.segments import segment_for
from collective.trail.ledger.store import Ledger

import os
import threading


NOON = "2026-05-05T12:00:00.000000Z"


def test_a_forked_process_never_writes_its_parent_s_segment():
    ledger = Ledger()
    name, _segment = segment_for(ledger, NOON)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, segment_for(ledger, NOON)[0].encode())
        os._exit(0)
    os.waitpid(child, 0)
    forked = os.read(reading, 200).decode()
    os.close(reading)
    os.close(writing)
    assert forked.split("-")[1] != name.split("-")[1] == segments._names.process
    assert segment_for(ledger, NOON)[0] == name


def test_two_threads_never_write_one_segment():
    ledger = Ledger()
    name, _segment = segment_for(ledger, NOON)
    found = []
    thread = threading.Thread(target=lambda: found.append(segment_for(ledger, NOON)[0]))
    thread.start()
    thread.join()
    assert found[0] != name
