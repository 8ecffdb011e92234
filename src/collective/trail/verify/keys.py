"""P1: what an auditor kept and gives to the verifier: public keys, and checkpoints of earlier days."""

from collections.abc import Callable
from collections.abc import Iterable
from collective.trail.rules.signed_note import Key
from collective.trail.rules.signed_note import NoteError
from pathlib import Path


class Unusable(ValueError):
    """What was given cannot be checked at all: no log, no key; the message says what is missing."""


def keys_in(given: Iterable[str], parse: Callable[[str], Key]) -> list[Key]:
    """P1: the keys, read by ``parse``, in these texts or in the files that they name; Unusable, NoteError, OSError."""
    return [key for text in given for key in _keys(text, parse)]


def parse_keys(text: str, parse: Callable[[str], Key]) -> list[Key]:
    """P1: the keys in a text, one a line; lines with # are remarks; NoteError."""
    return [parse(line.strip()) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def checkpoints_in(given: Iterable[str]) -> list[str]:
    """P1: the files named, and those in the folders named, as an anchor writes them; Unusable for an empty folder."""
    return [name for text in given for name in _kept(text)]


def _keys(text: str, parse: Callable[[str], Key]) -> list[Key]:
    if Path(text).is_file():
        return parse_keys(Path(text).read_text("utf-8"), parse)
    try:
        return [parse(text)]
    except NoteError as error:
        raise Unusable(f"{text!r} is neither a file nor a key: {error}") from None


def _kept(text: str) -> list[str]:
    if not Path(text).is_dir():
        return [text]
    found = sorted(str(path) for path in Path(text).glob("*.checkpoint"))
    if not found:
        raise Unusable(f"{text} has no checkpoint (*.checkpoint): name the folder of one log.")
    return found
