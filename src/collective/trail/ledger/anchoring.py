"""P1: takes the last checkpoint to each anchor that has not confirmed it yet, and remembers which did and when."""

from collections.abc import Sequence
from collective.trail.ledger.anchors import Anchor
from collective.trail.ledger.anchors import AnchorFailed
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.log_index import NAME
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import parse_checkpoint
from collective.trail.rules.clock import now
from collective.trail.rules.signed_note import parse_note
from contextlib import closing
from pathlib import Path

import json


#: The fact of the index that says which anchors are set up, and why the last checkpoint is not with one of them.
ANCHORED = "anchors"


def take_to_anchors(directory: Path, anchors: Sequence[Anchor]) -> list[str]:
    """P1: the sentences of those that did not keep the last checkpoint. An anchor that fails holds up no other."""
    if not (directory / NAME).exists():
        return []
    with closing(LogIndex(directory, write=True)) as index:
        signed = next(iter(index.checkpoints()), None)
        if signed is None:
            return []
        checkpoint = parse_checkpoint(parse_note(signed.note).text)
        confirmed = {each.anchor for each in index.confirmations(signed.size)}
        failed: dict[str, str | None] = {}
        for anchor in anchors:
            failed[anchor.name] = None
            if anchor.name not in confirmed:
                try:
                    anchor.keep(checkpoint, signed.note)
                except AnchorFailed as failure:
                    failed[anchor.name] = str(failure)
                else:
                    index.confirm(signed.size, anchor.name, iso_instant(now()))
        said = json.dumps(failed)
        if index.fact(ANCHORED) != said:
            index.remember(ANCHORED, said)
        return [sentence for sentence in failed.values() if sentence]
