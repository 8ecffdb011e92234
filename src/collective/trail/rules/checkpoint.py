"""P1: checkpoints (https://c2sp.org/tlog-checkpoint): a signed statement of a log's name, size and root."""

from collections.abc import Sequence
from collective.trail.rules.merkle import EMPTY_ROOT
from collective.trail.rules.merkle import HASH_SIZE
from collective.trail.rules.signed_note import checked_name
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import open_note
from collective.trail.rules.signed_note import sign_note
from collective.trail.rules.signed_note import Signer
from collective.trail.rules.signed_note import strict_base64
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from collective.trail.rules.tiles import MAX_SIZE
from dataclasses import dataclass

import base64
import re


_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """P1: the tree of ``size`` leaves of the log ``origin`` has this root; NoteError for what cannot be one."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or not all(line and "\n" not in line for line in self.extensions):
            raise NoteError("A checkpoint has no empty line in its text.")
        if not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_SIZE:
            raise NoteError("A checkpoint needs a size below 2**63 and a root of 32 bytes.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise NoteError("The tree without leaves has another root than the checkpoint says.")

    def text(self) -> str:
        """P1: the text that is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode("ascii"), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    def sign(self, signers: Sequence[Signer]) -> bytes:
        """P1: the signed checkpoint; each signer's name must be the origin, NoteError if not."""
        if any(each.name != self.origin for each in signers):
            raise NoteError(f"A checkpoint of {self.origin} is signed by a key of that name.")
        return sign_note(self.text(), signers)


def parse_checkpoint(text: str) -> Checkpoint:
    """P1: the checkpoint in a note's text, signed or not; NoteError says what is wrong."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "":
        raise NoteError("A checkpoint has three lines: origin, size, root.")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise NoteError("The second line of a checkpoint is the size of the tree in digits.")
    try:
        decoded = strict_base64(root)
    except ValueError:
        raise NoteError("The third line of a checkpoint is the root in base64.") from None
    return Checkpoint(origin, int(size), decoded, tuple(extensions))


def open_checkpoint(data: bytes, verifiers: Sequence[Verifier]) -> Checkpoint:
    """P1: the checkpoint in a signed note that a key of its own log signed.

    During a rotation of keys several keys bear the log's name; one signature is enough, a false one is too many.
    NoteError if it is no checkpoint; UnsignedNote if it is not to be believed.
    """
    note = open_note(data, verifiers)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin not in {each.name for each in note.signatures}:
        raise UnsignedNote(f"It is a checkpoint of {checkpoint.origin}, signed by the key of another log.")
    return checkpoint


def new_signer(origin: str) -> Signer:
    """P1: a new key for the log of this name, which is also the origin of its checkpoints."""
    return Signer.generate(checked_name(origin))
