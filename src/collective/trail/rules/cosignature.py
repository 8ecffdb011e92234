"""P1: cosignatures (https://c2sp.org/tlog-cosignature): a witness says when a log was still the one that it knows.

There are two kinds, Ed25519 and ML-DSA-44. The key of a witness is exchanged as ``name+hash+key``, like that of a log, with
another type byte.
"""

from collections.abc import Sequence
from collective.trail.rules.checkpoint import parse_checkpoint
from collective.trail.rules.signed_note import Note
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import open_note
from collective.trail.rules.signed_note import parse_key
from collective.trail.rules.signed_note import parse_note
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from dataclasses import dataclass
from datetime import datetime
from datetime import UTC


_TIME_BYTES = 8


class WitnessKey(Verifier):
    """P1: the public key of a witness, Ed25519; made by ``parse_witness``."""

    algorithm = b"\x04"

    def verify(self, text: bytes, signature: bytes) -> bool:
        """P1: whether this witness cosigned the text at the time that the signature says."""
        try:
            return self._cosigned(text, int(_time(signature).timestamp()), signature[_TIME_BYTES:])
        except (InvalidSignature, NoteError, ValueError):
            return False

    def _cosigned(self, text: bytes, seconds: int, signature: bytes) -> bool:
        return super().verify(b"cosignature/v1\ntime %d\n" % seconds + text, signature)


class MlDsaWitnessKey(WitnessKey):
    """P1: the public key of a witness, ML-DSA-44. It signs origin, size and root, and no extension lines."""

    algorithm = b"\x06"
    length = 1312

    def check(self) -> None:
        """ValueError if the bytes are no public key."""
        MLDSA44PublicKey.from_public_bytes(self.public)

    def _cosigned(self, text: bytes, seconds: int, signature: bytes) -> bool:
        checkpoint = parse_checkpoint(text.decode())
        parts = [b"subtree/v1\n\0", _short(self.name), seconds.to_bytes(8, "big"), _short(checkpoint.origin)]
        parts += [bytes(8), checkpoint.size.to_bytes(8, "big"), checkpoint.root]
        MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, b"".join(parts))
        return True


@dataclass(frozen=True)
class Cosignature:
    """P1: the witness ``name`` saw at ``time`` that the log continues all that it saw before."""

    name: str
    time: datetime


def parse_witness(text: str) -> WitnessKey:
    """P1: the key of a witness in a text ``name+hash+key``; NoteError says what is wrong with it."""
    is_long = len(text.split("+", 2)[-1]) > MlDsaWitnessKey.length
    return parse_key(text, MlDsaWitnessKey if is_long else WitnessKey)


def cosignatures(note: bytes, witnesses: Sequence[WitnessKey]) -> list[Cosignature]:
    """P1: which of these witnesses cosigned a note, and when; NoteError, UnsignedNote for a false cosignature."""
    known = {(each.name, each.key_id) for each in witnesses}
    if not any((each.name, each.key_id) in known for each in parse_note(note).signatures):
        return []
    return [Cosignature(each.name, _time(each.signature)) for each in open_note(note, witnesses).signatures]


def cosigned(note: bytes, answer: bytes, witness: WitnessKey) -> tuple[bytes, datetime]:
    """P1: the note with the cosignature of a witness in its ``answer``, which has signature lines, and its time.

    Lines of other keys are left out. NoteError if it is no such answer; UnsignedNote if the witness' line is missing or
    false.
    """
    if not answer.endswith(b"\n"):
        raise NoteError("The answer does not end with a newline.")
    text = note.rpartition(b"\n\n")[0]
    lines = [line for line in answer.splitlines(keepends=True) if _is_of(parse_note(text + b"\n\n" + line), witness)]
    if not lines:
        raise UnsignedNote(f"It has no cosignature of {witness.name} ({witness.key_id.hex()}).")
    (found,) = open_note(text + b"\n\n" + lines[0], [witness]).signatures
    return note + lines[0], _time(found.signature)


def _is_of(note: Note, witness: WitnessKey) -> bool:
    return [(each.name, each.key_id) for each in note.signatures] == [(witness.name, witness.key_id)]


def _short(text: str) -> bytes:
    """A text after its length in one byte; ValueError for more than 255 bytes."""
    data = text.encode()
    if len(data) > 255:
        raise ValueError("A name of more than 255 bytes cannot be cosigned.")
    return bytes([len(data)]) + data


def _time(signature: bytes) -> datetime:
    seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
    try:
        if len(signature) <= _TIME_BYTES or not seconds:
            raise ValueError
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise NoteError("A cosignature does not say when it was made.") from None
