"""A log with real tiles, and anchors as an operator sets them up."""

from collective.trail.ledger.anchoring import ANCHORED
from collective.trail.ledger.anchoring import take_to_anchors
from collective.trail.ledger.anchors import anchors
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.log_index import Signed
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.clock import now
from collective.trail.rules.merkle import tree_root
from contextlib import closing
from hashlib import sha256

import json
import shutil


SIGNER = new_signer("trail.example/test")


class AnchoredLog:
    """A log in the folder ``log`` of a folder, signed by ``SIGNER``; ``story`` is what its entries are made of."""

    def __init__(self, folder):
        self.folder = folder
        self.directory = folder / "log"
        self.lines = []
        self.size = 0

    def grow(self, size, story="one", signer=SIGNER):
        """Take entries into the log until it has ``size``, sign and publish it."""
        store = TileStore(self.directory)
        store.append(self.size, (sha256(f"{story} {leaf}".encode()).digest() for leaf in range(self.size, size)))
        self.size = size
        note = Checkpoint(SIGNER.name, size, tree_root(store.reader(size), size)).sign([signer])
        store.publish(note)
        with closing(LogIndex(self.directory, write=True)) as index:
            index.add_checkpoint(Signed(size, iso_instant(now()), note))
        return note

    def begin_anew(self):
        """Throw the log away, as who rewrites it does."""
        shutil.rmtree(self.directory)
        self.size = 0

    def anchor(self, *lines):
        """Set the anchors up."""
        (self.folder / "anchors").write_text("".join(f"{line}\n" for line in lines))
        self.lines = anchors({"TRAIL_LOG_ANCHORS": str(self.folder / "anchors")})

    def take(self):
        """One run: the sentences on what went wrong."""
        return take_to_anchors(self.directory, self.lines)

    def confirmations(self, size):
        """The confirmations of a checkpoint, by the anchor's name."""
        with closing(LogIndex(self.directory)) as index:
            return {each.anchor: each for each in index.confirmations(size)}

    def told(self):
        """What the index says of each anchor."""
        with closing(LogIndex(self.directory)) as index:
            return json.loads(index.fact(ANCHORED))

    def read(self, path):
        """A file of the log."""
        return (self.directory / path).read_bytes()
