"""P1: whether the log still continues the checkpoints that anchors keep in folders; a log signed anew does not."""

from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.ledger.anchors import Anchor
from collective.trail.ledger.anchors import DirectoryAnchor
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import parse_checkpoint
from collective.trail.rules.log_check import check_older
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import parse_note
from pathlib import Path
from urllib.parse import quote


def contradictions(directory: Path, anchors: Sequence[Anchor], most: int) -> Iterator[str]:
    """P1: for each folder that contradicts the log the first sentence on it, from its ``most`` last checkpoints.

    Who signed a kept checkpoint is not asked: one that nobody of this log has signed is worth a sentence, too. A folder
    that cannot be read says nothing; the run that takes a checkpoint to it tells that.
    """
    store = TileStore(directory)
    note = store.checkpoint()
    if note is None:
        return
    log = parse_checkpoint(parse_note(note).text)
    for anchor in anchors:
        if isinstance(anchor, DirectoryAnchor):
            kept = sorted((anchor.directory / quote(log.origin, safe="")).glob("*.checkpoint"))
            sentence = _first(store, log, anchor.name, kept[-most:])
            if sentence is not None:
                yield sentence


def _first(store: TileStore, log: Checkpoint, name: str, kept: Sequence[Path]) -> str | None:
    for path in kept:
        try:
            older = parse_checkpoint(parse_note(path.read_bytes()).text)
            fault = check_older(store.fetch, log, older)
        except (NoteError, OSError, ValueError) as error:
            return f"{name}: {path.name} cannot be compared with the log: {error}"
        if fault is not None:
            return f"{name}: {path.name}: {fault.message}"
    return None
