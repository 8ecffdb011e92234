"""P1: which segment a writer appends to.

A segment belongs to one database connection of one process: a connection serves one transaction at a time, so two
writers never meet in a segment, even where a thread holds a second connection. A segment ends with the day (UTC) and
when the clock is set back, so that its entries are in order of time and a search can skip whole segments.
"""

from collections.abc import MutableMapping
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.store import Segment
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import os
import secrets
import threading


class _Names:
    """The segment names of this process; made anew in a forked child, which must not write its parent's segments."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(8)
        self.numbers = count(1)
        self.current: MutableMapping[Any, str] = WeakKeyDictionary()
        self.lock = threading.Lock()
        self.homeless = threading.local()

    def new(self, owner: Any, day: str) -> str:
        """A fresh segment name for this connection and day."""
        with self.lock:
            name = f"{day.replace('-', '')}-{self.process}-{next(self.numbers)}"
            self.current[owner] = name
            return name

    def of(self, owner: Any) -> str | None:
        """The name that this connection wrote to last."""
        with self.lock:
            return self.current.get(owner)


_names = _Names()


def _renew() -> None:
    global _names
    _names = _Names()


os.register_at_fork(after_in_child=_renew)


class _NoConnection:
    """Stands for the connection while the site is not stored yet; one for each thread."""


def _owner(ledger: Ledger) -> Any:
    if ledger._p_jar is not None:
        return ledger._p_jar
    if not hasattr(_names.homeless, "owner"):
        _names.homeless.owner = _NoConnection()
    return _names.homeless.owner


def segment_for(ledger: Ledger, recorded_at: str) -> tuple[str, Segment]:
    """P1: the name and the segment to append an entry of this time to; made if it is not there (or was aborted)."""
    owner = _owner(ledger)
    name = _names.of(owner)
    segment = ledger.segments.get(name) if name else None
    if segment is not None and name is not None and _continues(name, segment, recorded_at):
        return name, segment
    if name is None or segment is not None or not name.startswith(_day(recorded_at)):
        name = _names.new(owner, recorded_at[:10])
    segment = ledger.segments[name] = Segment()
    return name, segment


def _day(recorded_at: str) -> str:
    return recorded_at[:10].replace("-", "")


def _continues(name: str, segment: Segment, recorded_at: str) -> bool:
    last = segment.last
    return name.startswith(_day(recorded_at)) and (last is None or last.recorded_at <= recorded_at)
