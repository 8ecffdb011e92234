"""P1: the sequencer: takes committed entries into the log and signs what the log is now (C2SP tlog-tiles, tlog-checkpoint).

One run: hold the directory's lock; see that tiles, index and published checkpoint tell one story; take the seat in the
database; write tiles; remember in one SQLite transaction where the entries stand and what was signed; publish. A run
that dies anywhere leaves either the old checkpoint, with tiles beyond it that the next run writes again, or the new one.
Before it signs it writes its seat once more: a second sequencer that took the seat meanwhile makes that fail.
Writers are never waited for: the sequencer reads one snapshot of the database and writes its own seat, nothing else.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.ledger.dating import Dating
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.log_index import Signed
from collective.trail.ledger.pending import Broken
from collective.trail.ledger.pending import Pending
from collective.trail.ledger.seat import LogForked
from collective.trail.ledger.seat import Seat
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.tile_store import LogBusy
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.clock import now
from collective.trail.rules.merkle import consistency_proof
from collective.trail.rules.merkle import EMPTY_ROOT
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.merkle import verify_consistency
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import Signer
from collective.trail.rules.signed_note import UnsignedNote
from contextlib import closing
from dataclasses import dataclass
from ZODB.POSException import ConflictError

import json
import secrets
import transaction


#: The fact of the index that says when the last run was and what it found broken.
LAST_RUN = "run"


@dataclass(frozen=True)
class Report:
    """P1: what a run did: the sizes of the tree before and after, its root in hex, and what was found broken."""

    before: int
    after: int
    root: str
    broken: tuple[Broken, ...] = ()
    #: What entered but says a time at which it cannot have been recorded, in sentences.
    misdated: tuple[str, ...] = ()
    #: Why anchors do not keep the last checkpoint, or whose clock is not ours, in sentences.
    unanchored: tuple[str, ...] = ()
    #: Why auditors were not told by mail, in a sentence.
    untold: str | None = None

    @property
    def added(self) -> int:
        """How many entries entered the log."""
        return self.after - self.before

    @property
    def sentence(self) -> str:
        """What the run did."""
        return f"{self.added} entries entered the log, which has {self.after} now."

    @property
    def wrong(self) -> list[str]:
        """What is not as it must be, in sentences."""
        told = (each.message for each in self.broken)
        return [*told, *self.misdated, *self.unanchored, *filter(None, [self.untold])]


class Sequencer:
    """P1: one log of one database. ``signers`` all sign each checkpoint; there are two during a rotation of keys."""

    def __init__(self, ledger: Ledger, seat: Seat, store: TileStore, signers: Sequence[Signer], host: str):
        if not signers:
            raise ValueError("A sequencer needs a key.")
        self.ledger = ledger
        self.seat = seat
        self.store = store
        self.signers = signers
        self.host = host

    @property
    def origin(self) -> str:
        """The name of the log, which is the name of its keys."""
        return self.signers[0].name

    def run(self, every: bool = False) -> Report:
        """P1: take all committed entries into the log; LogBusy, LogForked. Commits the current transaction.

        ``every`` looks at all segments of the database and not at the latest only, as the first run of a day does.
        """
        with self.store.writing(), closing(LogIndex(self.store.directory, write=True)) as index:
            last = self._agreed(index)
            every = every or _is_first_of_day(index)
            dating = Dating(index.last_signed_at())
            transaction.begin()
            waiting = Pending(self.ledger, index.cursors(), every)
            if next(waiting.entries(), None) is None:
                return self._done(index, last, last, waiting, dating)
            self._sit(index, last)
            # Sitting down was a commit: this walk sees what came until then.
            pending = Pending(self.ledger, index.cursors(), every)
            new = self._extend(index, last, pending, dating)
            self.seat.leave(new.size, new.root.hex())
            transaction.commit()
            return self._done(index, last, new, pending, dating)

    def _done(self, index: LogIndex, last: Checkpoint, new: Checkpoint, walk: Pending, dating: Dating) -> Report:
        report = Report(last.size, new.size, new.root.hex(), tuple(walk.broken), dating.sentences)
        index.remember(LAST_RUN, json.dumps({"at": iso_instant(now()), "broken": report.wrong}))
        return report

    def _agreed(self, index: LogIndex) -> Checkpoint:
        """The last signed checkpoint, when index, published file and tiles agree on it."""
        signed = next(iter(index.checkpoints()), None)
        published = self.store.checkpoint()
        if signed is None:
            if published is not None:
                raise LogForked("The log has a checkpoint but its index has none: restore index.sqlite beside it.")
            return Checkpoint(self.origin, 0, EMPTY_ROOT)
        last = self._opened(signed.note)
        if published != signed.note:
            shown = self._opened(published) if published is not None else None
            if shown is not None and (shown.size > last.size or not self._contains(last, shown)):
                raise LogForked(
                    f"The published checkpoint covers {shown.size} entries and the index {last.size}, and one does not "
                    "continue the other: one of them is an old copy. Restore the newest of both."
                )
            self.store.publish(signed.note)
        taken = sum(cursor.count for cursor in index.cursors().values())
        if not index.size() == taken == last.size:
            raise LogForked(
                f"The index of the log knows of {index.size()} entries in its place and {taken} of the database, but "
                f"{last.size} were signed: it was altered. Restore index.sqlite from its newest copy."
            )
        if self._root(last.size) != last.root:
            raise LogForked(f"The tiles of the log no longer lead to the root that was signed for {last.size} entries.")
        return last

    def _contains(self, last: Checkpoint, shown: Checkpoint) -> bool:
        return self._root(shown.size) == shown.root and shown.origin == last.origin

    def _root(self, size: int) -> bytes:
        try:
            return tree_root(self.store.reader(size), size)
        except ValueError as error:
            raise LogForked(f"A tile of the log is missing or damaged: {error}") from error

    def _opened(self, note: bytes) -> Checkpoint:
        try:
            return open_checkpoint(note, [signer.verifier for signer in self.signers])
        except (NoteError, UnsignedNote) as error:
            raise LogForked(
                f"The last checkpoint was not signed by a key of this sequencer ({error}). Use its key; a new key is "
                "taken into use beside the old one first."
            ) from error

    def _sit(self, index: LogIndex, last: Checkpoint) -> None:
        log = index.fact("log")
        if log is None:
            log = secrets.token_hex(8)
            index.remember("log", log)
        self.seat.take(log, self.host, self.store.place, last.size, now())
        self._write_seat("Another sequencer took its seat in this database at the same moment.")

    def _write_seat(self, otherwise: str) -> None:
        try:
            transaction.commit()
        except ConflictError:
            transaction.abort()
            raise LogBusy(otherwise) from None

    def _extend(self, index: LogIndex, last: Checkpoint, pending: Pending, dating: Dating) -> Checkpoint:
        with index.transaction():
            size = self.store.append(last.size, self._leaves(index, last.size, pending, dating))
            reader = self.store.reader(size)
            new = Checkpoint(self.origin, size, self._root(size))
            proof = consistency_proof(reader, last.size, size)
            if not verify_consistency(last.size, size, proof, last.root, new.root):
                raise LogForked("What was just written does not continue the log; nothing was signed.")
            self.seat.stay(now())
            self._write_seat("Another sequencer took over this database during the run; nothing was signed.")
            note = new.sign(self.signers)
            index.move_cursors(pending.cursors.items())
            index.add_checkpoint(Signed(size, iso_instant(now()), note))
        self.store.publish(note)
        self.store.tidy(last.size, size)
        return new

    def _leaves(self, index: LogIndex, first: int, pending: Pending, dating: Dating) -> Iterator[bytes]:
        for leaf, entry in enumerate(pending.entries(), first):
            dating.look(leaf, entry)
            data = bytes.fromhex(entry.hash)
            index.add_leaf(leaf, data)
            yield data


def _is_first_of_day(index: LogIndex) -> bool:
    """Whether the last run was on another day (UTC), or there was none."""
    before = json.loads(index.fact(LAST_RUN) or '{"at": ""}')["at"]
    return str(before)[:10] != iso_instant(now())[:10]


def lag(ledger: Ledger, index: LogIndex) -> float:
    """P1: how old the oldest entry is that does not stand in the log yet, in seconds; 0 if all do."""
    oldest = next(Pending(ledger, index.cursors()).entries(), None)
    if oldest is None:
        return 0.0
    return max((now() - from_iso_instant(oldest.recorded_at)).total_seconds(), 0.0)
