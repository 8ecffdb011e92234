"""P1: anchors keep signed checkpoints where whoever rules the server does not: on another disk, in a mailbox, with a witness.

The file that ``TRAIL_LOG_ANCHORS`` names says one anchor a line: a name, its kind, options, and where it is::

    vault directory /mnt/vault/checkpoints
    printer command every=3600 /usr/local/bin/print-checkpoint --copies 1
    post mail from=trail@example.org to=auditor@example.org smtp://mail.example
    tsa timestamp root=/etc/trail/tsa-root.pem https://tsa.example/tsr
    first witness key=witness.example/w1+4e1f8b2c+BKx0… https://witness.example

The name is shown to readers of the trail, the rest is not. Once a checkpoint is kept elsewhere, ``trail verify-log
--checkpoint`` finds every log that does not continue it.
"""

from collections.abc import Mapping
from collective.trail.ledger.anchors.command import CommandAnchor
from collective.trail.ledger.anchors.contract import Anchor
from collective.trail.ledger.anchors.contract import AnchorFailed
from collective.trail.ledger.anchors.contract import Delivery
from collective.trail.ledger.anchors.contract import Receipt
from collective.trail.ledger.anchors.directory import DirectoryAnchor
from collective.trail.ledger.anchors.mail import MailAnchor
from collective.trail.ledger.anchors.timestamp import TimestampAnchor
from collective.trail.ledger.anchors.witness import WitnessAnchor
from collective.trail.rules.receipts import ANCHOR_NAME
from pathlib import Path
from typing import Protocol

import os
import re


__all__ = ["Anchor", "AnchorFailed", "AnchorsUnusable", "Delivery", "Receipt", "anchors"]

ANCHORS = "TRAIL_LOG_ANCHORS"
_OPTION = re.compile(r"([a-z]+)=(\S+)(?:\s+|$)")


class AnchorsUnusable(Exception):
    """P1: the file of anchors cannot be read; the message names the line."""


class Kind(Protocol):
    """P1: a class of anchors."""

    @property
    def OPTIONS(self) -> tuple[str, ...]:
        """The options that its lines may have."""

    @property
    def EVERY(self) -> int:
        """What ``every`` is where a line does not say it."""

    def __call__(self, name: str, place: str, options: Mapping[str, str], every: int) -> Anchor:
        """P1: the anchor of a line; ValueError says what is wrong with the line."""


KINDS: dict[str, Kind] = {
    "command": CommandAnchor,
    "directory": DirectoryAnchor,
    "mail": MailAnchor,
    "timestamp": TimestampAnchor,
    "witness": WitnessAnchor,
}


def anchors(environment: Mapping[str, str] = os.environ) -> list[Anchor]:
    """P1: the anchors that are set up, in their order; AnchorsUnusable."""
    name = environment.get(ANCHORS)
    if not name:
        return []
    try:
        lines = Path(name).read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise AnchorsUnusable(f"The anchors of the log cannot be read: {error}") from error
    found: dict[str, Anchor] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                anchor = _parsed(line)
                if anchor.name in found:
                    raise ValueError(f"an anchor named {anchor.name} stands above")
            except ValueError as error:
                raise AnchorsUnusable(f"Line {number} of {name} is no anchor: {error}.") from None
            found[anchor.name] = anchor
    return list(found.values())


def _parsed(line: str) -> Anchor:
    name, kind, rest = [*line.split(None, 2), "", "", ""][:3]
    if not ANCHOR_NAME.fullmatch(name):
        raise ValueError("its name is not made of small letters, digits and hyphens")
    if kind not in KINDS:
        raise ValueError(f"its kind is none of {', '.join(sorted(KINDS))}")
    options, place = _options(rest.strip(), KINDS[kind].OPTIONS)
    if not place:
        raise ValueError("it does not say where it is")
    every = options.pop("every", str(KINDS[kind].EVERY))
    if not re.fullmatch(r"[0-9]{1,9}", every):
        raise ValueError(f"every={every} is no number of seconds")
    return KINDS[kind](name, place, options, int(every))


def _options(text: str, known: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """The options before the place. What the kind does not know belongs to the place, which a command may need."""
    options: dict[str, str] = {}
    while (found := _OPTION.match(text)) and found[1] in known:
        if found[1] in options:
            raise ValueError(f"it says {found[1]} twice")
        options[found[1]] = found[2]
        text = text[found.end() :]
    return options, text
