"""P1: what every anchor does, and what it is asked to keep. Called by ``ledger/anchoring.py`` alone."""

from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.merkle import NodeReader
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class AnchorFailed(Exception):
    """P1: a checkpoint was not kept; the message says why. Nothing is lost: the next run tries again."""


@dataclass(frozen=True)
class Delivery:
    """P1: a signed checkpoint on its way to an anchor."""

    checkpoint: Checkpoint
    #: The signed note, with the cosignatures that it has by now.
    note: bytes
    #: The tree under the checkpoint.
    read: NodeReader
    #: The size of the last checkpoint that the anchor confirmed; 0 if it confirmed none.
    known: int = 0


@dataclass(frozen=True)
class Receipt:
    """P1: what an anchor gave back: the ``token`` of a time stamp, or the note with a cosignature. It proves ``time``."""

    time: datetime
    note: bytes
    token: bytes | None = None

    @property
    def ending(self) -> str:
        """The ending of the file that proves the time."""
        return "checkpoint" if self.token is None else "tsr"


class Anchor(Protocol):
    """P1: one place that keeps checkpoints."""

    name: str
    #: At least so many seconds lie between two checkpoints that it gets; an entry waits for the next one.
    every: int

    def keep(self, delivery: Delivery) -> Receipt | None:
        """P1: keep a signed checkpoint and return when that is certain, with what proves it; AnchorFailed."""
