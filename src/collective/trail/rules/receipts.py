"""P1: where the receipts of anchors stand, beside the tiles of a log: ``receipts/<anchor>/<size>.<ending>``.

``<size>.checkpoint`` is the signed note as the anchor had it, with a witness' cosignature; ``<size>.tsr`` is the answer of
a time-stamp authority over exactly that file (RFC 3161).
"""

from dataclasses import dataclass

import re


FOLDER = "receipts"
ANCHOR_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
NOTE, TOKEN = "checkpoint", "tsr"

_PATH = re.compile(rf"{FOLDER}/({ANCHOR_NAME.pattern})/([0-9]{{20}})\.({NOTE}|{TOKEN})", re.ASCII)


@dataclass(frozen=True)
class ReceiptFile:
    """P1: one file of a receipt: the anchor that gave it, the size of the checkpoint, and its ending."""

    anchor: str
    size: int
    ending: str

    @property
    def path(self) -> str:
        """P1: where it is stored and served, relative to the log."""
        return f"{FOLDER}/{self.anchor}/{self.size:020d}.{self.ending}"


def parse_receipt_path(path: str) -> ReceiptFile:
    """P1: the file of a path; ValueError for any other text."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise ValueError(f"{path!r} is no path of a receipt.")
    return ReceiptFile(match[1], int(match[2]), match[3])
