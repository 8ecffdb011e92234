"""P1: the anchor ``command``: a command that gets each checkpoint on its standard input."""

from collections.abc import Mapping
from collective.trail.ledger.anchors.contract import AnchorFailed
from collective.trail.ledger.anchors.contract import Delivery
from collective.trail.ledger.anchors.words import said

import os
import shlex
import subprocess


#: Seconds that a command may take; the next checkpoint waits for it.
PATIENCE = 60


class CommandAnchor:
    """P1: exit code 0 says that the checkpoint is kept."""

    OPTIONS = ("every",)
    EVERY = 0

    def __init__(self, name: str, place: str, options: Mapping[str, str], every: int):
        self.name = name
        self.every = every
        self.words = shlex.split(place)
        if not self.words:
            raise ValueError("it names no command")

    def keep(self, delivery: Delivery) -> None:
        """P1: AnchorFailed if the command cannot be run, fails, or takes longer than ``PATIENCE``."""
        checkpoint = delivery.checkpoint
        secret = {name: value for name, value in os.environ.items() if not name.startswith("TRAIL_LOG")}
        facts = {"TRAIL_ORIGIN": checkpoint.origin, "TRAIL_SIZE": str(checkpoint.size)}
        try:
            done = subprocess.run(
                self.words, input=delivery.note, capture_output=True, timeout=PATIENCE, check=False, env=secret | facts
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AnchorFailed(f"{self.name} does not keep checkpoints now: {error}") from error
        if done.returncode:
            what = f"{self.name} did not keep the checkpoint (exit code {done.returncode})."
            raise AnchorFailed(f"{what} {said(done.stderr[-300:])}".strip())
