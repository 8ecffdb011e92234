"""P1: proofs of one entry's inclusion that stand alone (https://c2sp.org/tlog-proof), files ``*.tlog-proof``."""

from collections.abc import Sequence
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.merkle import HASH_SIZE
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import verify_inclusion
from collective.trail.rules.signed_note import MAX_BYTES
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import strict_base64
from collective.trail.rules.signed_note import Verifier
from collective.trail.rules.tiles import MAX_LEVEL
from dataclasses import dataclass

import base64
import re


_HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class ProofFile:
    """P1: the index of an entry, its audit path, the signed checkpoint; ``extra`` is not proved by anything."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def format(self) -> bytes:
        """P1: the bytes of the file."""
        lines = [_HEAD]
        if self.extra is not None:
            lines.append(f"extra {_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(_base64(step) for step in self.path)
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    def verify(self, entry: bytes, verifiers: Sequence[Verifier]) -> Checkpoint | None:
        """P1: the checkpoint in which ``entry`` is proved to stand, or None if the proof does not lead there.

        NoteError or UnsignedNote if the checkpoint itself is not to be believed.
        """
        checkpoint = open_checkpoint(self.checkpoint, verifiers)
        good = verify_inclusion(leaf_hash(entry), self.index, checkpoint.size, self.path, checkpoint.root)
        return checkpoint if good else None


def parse_proof(data: bytes) -> ProofFile:
    """P1: take a proof file apart without believing it; NoteError says what is wrong."""
    if len(data) > MAX_BYTES:
        raise NoteError("The proof is too long.")
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise NoteError("The file is no proof: its first part is not ASCII.") from None
    if not blank or lines.pop(0) != _HEAD:
        raise NoteError(f"The file is no proof: its first line is not {_HEAD}, or it has no checkpoint.")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _decoded(lines.pop(0).removeprefix("extra "), "extra data")
    match = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if match is None:
        raise NoteError("The proof does not say the index of its entry.")
    path = tuple(_decoded(line, "audit path") for line in lines)
    if len(path) > MAX_LEVEL or any(len(step) != HASH_SIZE for step in path):
        raise NoteError("The audit path of the proof is not made of hashes.")
    return ProofFile(int(match.group(1)), path, checkpoint, extra)


def _decoded(text: str, what: str) -> bytes:
    try:
        return strict_base64(text)
    except ValueError:
        raise NoteError(f"The {what} of the proof is no base64.") from None


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
