"""P1: the seat of the sequencer, in the database: only one log grows out of one database, from one host at a time."""

from collective.trail.ledger.tile_store import LogBusy
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.canonical import iso_instant
from datetime import datetime
from datetime import timedelta
from persistent import Persistent
from typing import Any
from zope.annotation.interfaces import IAnnotations


KEY = "collective.trail.sequencer"

#: A host that died in the middle of a run blocks the others no longer than this.
LEASE = timedelta(minutes=30)


class LogForked(Exception):
    """P1: signing now would tell a second story of the same past; the message says which and what to do."""


class Seat(Persistent):
    """P1: which log this database is sequenced into, and who does it now. Nobody but a sequencer writes it."""

    #: The directory of the one who sits; a seat of an earlier version has none.
    place: str | None = None

    def __init__(self) -> None:
        self.log: str | None = None
        self.host: str | None = None
        self.until: str | None = None
        self.size = 0
        self.root = ""

    def take(self, log: str, host: str, place: str, size: int, now: datetime) -> None:
        """P1: sit down for one run; LogBusy while another sits, LogForked if the database has another log.

        ``log`` is the random id of the log and ``size`` what it has signed. Who sits on this host in the directory
        ``place`` has died: the caller holds the lock of that directory.
        """
        if self.log not in (None, log):
            raise LogForked(
                f"This database is sequenced into the log {self.log}, last by {self.host}, and not into {log}. "
                "Point the sequencer to that log's directory."
            )
        if (self.host, self.place) != (host, place) and self.until and from_iso_instant(self.until) > now:
            raise LogBusy(f"The host {self.host} is sequencing this database, until {self.until} at the latest.")
        if size < self.size:
            raise LogForked(
                f"The log {log} has signed {self.size} entries, but this copy of it knows of {size}: it is an old copy. "
                "Restore the newest one."
            )
        self.log, self.host, self.place = log, host, place
        self.stay(now)

    def stay(self, now: datetime) -> None:
        """P1: keep the seat until the lease is over again; conflicts with whoever took it meanwhile."""
        self.until = iso_instant(now + LEASE)

    def leave(self, size: int, root: str) -> None:
        """P1: stand up, and remember what was signed."""
        self.size, self.root, self.until = size, root, None


def seat_of(site: Any) -> Seat:
    """P1: the seat of a site, made when first asked for; only a sequencer asks."""
    annotations = IAnnotations(site)
    if KEY not in annotations:
        annotations[KEY] = Seat()
    seat: Seat = annotations[KEY]
    return seat
