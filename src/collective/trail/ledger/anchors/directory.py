"""P1: the anchor ``directory``: a folder on another disk."""

from collections.abc import Mapping
from collective.trail.ledger.anchors.contract import AnchorFailed
from collective.trail.ledger.anchors.contract import Delivery
from collective.trail.ledger.durable import write_once
from pathlib import Path
from urllib.parse import quote

import os
import re


_FILE = re.compile(r"([0-9]{20})\.checkpoint")


class DirectoryAnchor:
    """P1: each checkpoint is a file that is written once; another of its size is refused."""

    OPTIONS = ("every",)
    EVERY = 0

    def __init__(self, name: str, place: str, options: Mapping[str, str], every: int):
        self.name = name
        self.every = every
        self.directory = Path(place)

    def keep(self, delivery: Delivery) -> None:
        """P1: AnchorFailed if the disk is away, or keeps a checkpoint that this one contradicts."""
        # The folder itself is never made: that of a disk which is not mounted would be made on the wrong disk.
        checkpoint = delivery.checkpoint
        folder = self.directory / quote(checkpoint.origin, safe="")
        path = folder / f"{checkpoint.size:020d}.checkpoint"
        try:
            folder.mkdir(exist_ok=True)
            newest = max((int(found[1]) for found in map(_FILE.fullmatch, os.listdir(folder)) if found), default=0)
            if newest > checkpoint.size:
                raise AnchorFailed(
                    f"{self.name} keeps a checkpoint of {newest} entries, more than the {checkpoint.size} that the log "
                    "has now: an older state of the log was restored. Tell the auditors."
                )
            write_once(path, delivery.note)
            if path.read_bytes().partition(b"\n\n")[0] != delivery.note.partition(b"\n\n")[0]:
                raise AnchorFailed(
                    f"{self.name} keeps another checkpoint of {checkpoint.size} entries: the log was rewritten. "
                    "Tell the auditors."
                )
        except OSError as error:
            raise AnchorFailed(f"{self.name} does not keep checkpoints now: {error}") from error
