"""P1: takes the last checkpoint to each anchor that has not confirmed it yet, and remembers which did and when."""

from collections.abc import Sequence
from collective.trail.ledger.anchors import Anchor
from collective.trail.ledger.anchors import AnchorFailed
from collective.trail.ledger.anchors import Delivery
from collective.trail.ledger.anchors import Receipt
from collective.trail.ledger.anchors.receipts import keep_receipt
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.log_index import NAME
from collective.trail.ledger.tile_store import LogBusy
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import parse_checkpoint
from collective.trail.rules.clock import now
from collective.trail.rules.signed_note import parse_note
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import json


#: The fact of the index that says which anchors are set up, and what is wrong with one of them.
ANCHORED = "anchors"

#: Two honest clocks do not differ by more.
CLOCKS = timedelta(minutes=5)


def take_to_anchors(directory: Path, anchors: Sequence[Anchor]) -> list[str]:
    """P1: the sentences on anchors that failed, or whose clock is not this server's. One that fails holds up no other.

    An anchor that is not due yet, by its ``every``, gets the checkpoint of a later run.
    """
    store = TileStore(directory)
    if not (directory / NAME).exists():
        return []
    try:
        with store.anchoring(), closing(LogIndex(directory, write=True)) as index:
            if not index.checkpoints():
                return []
            wrong = {anchor.name: _take(store, index, anchor) for anchor in anchors}
            said = json.dumps(wrong)
            if index.fact(ANCHORED) != said:
                index.remember(ANCHORED, said)
            _publish(store, index)
    except LogBusy:
        # Another process asks the anchors now: nobody wants two mails.
        return []
    return [sentence for sentence in wrong.values() if sentence]


def _take(store: TileStore, index: LogIndex, anchor: Anchor) -> str | None:
    """Take the last checkpoint to one anchor if it is due; the sentence if something is wrong with it."""
    signed = index.checkpoints()[0]
    last = index.last_confirmed(anchor.name)
    if last is None or (last[0] != signed.size and _is_due(last[1], anchor.every)):
        checkpoint = parse_checkpoint(parse_note(signed.note).text)
        delivery = Delivery(checkpoint, signed.note, store.reader(signed.size), last[0] if last else 0)
        try:
            receipt = anchor.keep(delivery)
        except AnchorFailed as failure:
            return str(failure)
        _confirm(store, index, signed.size, anchor.name, receipt)
        return _clocks(index, anchor.name, signed.size)
    return _clocks(index, anchor.name, last[0])


def _confirm(store: TileStore, index: LogIndex, size: int, anchor: str, receipt: Receipt | None) -> None:
    """The receipt is on the disk before the index says that it is there."""
    confirmed_at = iso_instant(now())
    if receipt is None:
        index.confirm(size, anchor, confirmed_at)
        return
    path = keep_receipt(store.directory, anchor, size, receipt)
    with index.transaction():
        index.confirm(size, anchor, confirmed_at, path, iso_instant(receipt.time))
        index.add_cosignatures(size, receipt.note)


def _is_due(confirmed_at: str, every: int) -> bool:
    """A clock that was set back must not keep an anchor waiting."""
    return not timedelta(0) <= now() - from_iso_instant(confirmed_at) < timedelta(seconds=every)


def _clocks(index: LogIndex, anchor: str, size: int) -> str | None:
    """Whether an anchor with a clock of its own saw its last checkpoint at another time than this server."""
    (found,) = [each for each in index.confirmations(size) if each.anchor == anchor]
    if found.proved_at is None:
        return None
    here, there = from_iso_instant(found.confirmed_at), from_iso_instant(found.proved_at)
    if abs(here - there) <= CLOCKS:
        return None
    return (
        f"{anchor} says that it confirmed the checkpoint of {size} entries at {found.proved_at}, but this server's clock "
        f"said {found.confirmed_at}: one of the two is wrong. Set the server's clock, and tell the auditors."
    )


def _publish(store: TileStore, index: LogIndex) -> None:
    """Show the cosignatures that came. If the log is being written now, the next run does it."""
    try:
        with store.writing():
            shown, note = store.checkpoint(), index.checkpoints()[0].note
            if shown is not None and shown != note and _text(shown) == _text(note):
                store.publish(note)
    except LogBusy:
        pass


def _text(note: bytes) -> bytes:
    return note.rpartition(b"\n\n")[0]
