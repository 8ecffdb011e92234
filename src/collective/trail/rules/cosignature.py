"""P1: cosignatures (https://c2sp.org/tlog-cosignature): a witness says when a log was still the one that it knows.

Only Ed25519 cosignatures are known here. The key of a witness is exchanged as ``name+hash+key``, like that of a log, with
another type byte.
"""

from collections.abc import Sequence
from collective.trail.rules.signed_note import Note
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import open_note
from collective.trail.rules.signed_note import parse_key
from collective.trail.rules.signed_note import parse_note
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from dataclasses import dataclass
from datetime import datetime
from datetime import UTC


COSIGNATURE = b"\x04"
_TIME_BYTES = 8


class WitnessKey(Verifier):
    """P1: the public key of a witness; made by ``parse_witness``."""

    algorithm = COSIGNATURE

    def verify(self, text: bytes, signature: bytes) -> bool:
        """P1: whether this witness cosigned the text at the time that the signature says."""
        try:
            seconds = int(_time(signature).timestamp())
        except NoteError:
            return False
        return super().verify(b"cosignature/v1\ntime %d\n" % seconds + text, signature[_TIME_BYTES:])


@dataclass(frozen=True)
class Cosignature:
    """P1: the witness ``name`` saw at ``time`` that the log continues all that it saw before."""

    name: str
    time: datetime


def parse_witness(text: str) -> WitnessKey:
    """P1: the key of a witness in a text ``name+hash+key``; NoteError says what is wrong with it."""
    return parse_key(text, WitnessKey)


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


def _time(signature: bytes) -> datetime:
    seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
    try:
        if len(signature) <= _TIME_BYTES or not seconds:
            raise ValueError
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise NoteError("A cosignature does not say when it was made.") from None
