"""P1: signed notes (https://c2sp.org/signed-note): a text, a blank line, and lines with signatures over the text.

Keys are exchanged as in Go's ``golang.org/x/mod/sumdb/note``: ``name+hash+key`` to verify,
``PRIVATE+KEY+name+hash+key`` to sign, where hash is the key id in hex and key the base64 of the type byte and the key.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from dataclasses import dataclass
from typing import ClassVar
from typing import TypeVar

import base64
import binascii
import hashlib


ED25519 = b"\x01"

#: More than any honest note has; what is longer is refused unread.
MAX_BYTES = 1_000_000
MAX_SIGNATURES = 100

_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"


class NoteError(ValueError):
    """The bytes are no signed note, or the text is no key; the message says why."""


class UnsignedNote(ValueError):
    """A note that no known key signed, or with a false signature of a known key; never to be believed."""


@dataclass(frozen=True)
class Verifier:
    """P1: a public key with its name; made by ``parse_verifier`` or by a ``Signer``."""

    name: str
    public: bytes
    #: The type byte of the signatures; those of witnesses have another.
    algorithm: ClassVar[bytes] = ED25519
    length: ClassVar[int] = 32

    @property
    def key_id(self) -> bytes:
        """The four bytes that say in a signature which key made it."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.algorithm + self.public).digest()[:4]

    def check(self) -> None:
        """ValueError if the bytes are no public key."""
        Ed25519PublicKey.from_public_bytes(self.public)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """P1: whether this key made the signature over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(self.algorithm + self.public)}"


#: A kind of public keys: those of logs, or those of witnesses.
Key = TypeVar("Key", bound=Verifier)


class Signer:
    """P1: a private key with its name; its representation never shows the key."""

    def __init__(self, name: str, seed: bytes):
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._seed = seed
        self.verifier = Verifier(checked_name(name), self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> "Signer":
        """P1: a new key for this name; NoteError for a name that cannot stand in a note."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def name(self) -> str:
        """The key's name."""
        return self.verifier.name

    def sign(self, text: bytes) -> bytes:
        """P1: the signature over a text; the same text always gets the same one (RFC 8032)."""
        return self._key.sign(text)

    def secret(self) -> str:
        """P1: the signing key as text, for its file alone."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_base64(ED25519 + self._seed)}"

    def __repr__(self) -> str:
        return f"<Signer {self.verifier}>"


@dataclass(frozen=True)
class Signature:
    """One line of signature, of whatever algorithm."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """P1: a note taken apart; nothing in it is proved yet. The text ends with a newline."""

    text: str
    signatures: tuple[Signature, ...]


def checked_name(name: str) -> str:
    """P1: a key's name, if it can stand in a note; NoteError if not."""
    if not name or "+" in name or any(char.isspace() or ord(char) < 32 for char in name):
        raise NoteError(f"{name!r} is no name of a key: it must not be empty nor contain spaces or +.")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise NoteError(f"{name!r} is no name of a key: it has no UTF-8 form.") from None
    return name


def parse_verifier(text: str) -> Verifier:
    """P1: the public key of a text ``name+hash+key``; NoteError says what is wrong with it."""
    return parse_key(text, Verifier)


def parse_key(text: str, kind: type[Key]) -> Key:
    """P1: the same for a key of one kind; NoteError for a key of another kind, too."""
    name, key_id, key = _key_parts(text, "verifier key", kind)
    verifier = kind(name, key)
    try:
        verifier.check()
    except ValueError:
        raise NoteError(f"The verifier key of {name} holds no key.") from None
    if verifier.key_id != key_id:
        raise NoteError(f"The verifier key of {name} has another hash than it says: it was changed.")
    return verifier


def parse_signer(text: str) -> Signer:
    """P1: the private key of a text ``PRIVATE+KEY+name+hash+key``; NoteError, which never shows the key."""
    if not text.startswith(_PRIVATE):
        raise NoteError("The signing key does not begin with PRIVATE+KEY+.")
    name, key_id, key = _key_parts(text[len(_PRIVATE) :], "signing key", Verifier)
    signer = Signer(name, key)
    if signer.verifier.key_id != key_id:
        raise NoteError(f"The signing key of {name} has another hash than it says: it was changed.")
    return signer


def sign_note(text: str, signers: Iterable[Signer]) -> bytes:
    """P1: a note with one signature of each signer; NoteError for a text that no note can hold."""
    data = text.encode()
    if not text.endswith("\n") or _has_control(text):
        raise NoteError("The text of a note ends with a newline and has no control characters.")
    lines = [f"{_DASH}{each.name} {_base64(each.verifier.key_id + each.sign(data))}\n" for each in signers]
    if not lines:
        raise NoteError("A note needs a signature.")
    return data + b"\n" + "".join(lines).encode()


def parse_note(data: bytes) -> Note:
    """P1: take a note apart without believing it; NoteError says what is wrong."""
    if len(data) > MAX_BYTES:
        raise NoteError("The note is too long.")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NoteError("The note is not UTF-8.") from None
    if _has_control(whole):
        raise NoteError("The note has control characters.")
    text, blank, rest = whole.rpartition("\n\n")
    if not blank or not rest.endswith("\n"):
        raise NoteError("The note has no signatures after a blank line.")
    lines = rest[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("The note has too many signatures.")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def open_note(data: bytes, verifiers: Sequence[Verifier]) -> Note:
    """P1: the note with those signatures alone that known keys made; signatures of unknown keys are ignored.

    NoteError if it is no note; UnsignedNote if no known key signed it, or a signature of a known key is false.
    """
    note = parse_note(data)
    known = {(each.name, each.key_id): each for each in verifiers}
    good = []
    for each in note.signatures:
        verifier = known.get((each.name, each.key_id))
        if verifier is None:
            continue
        if not verifier.verify(note.text.encode(), each.signature):
            raise UnsignedNote(f"The signature of {each.name} ({each.key_id.hex()}) is false.")
        good.append(each)
    if not good:
        names = ", ".join(f"{name} ({key_id.hex()})" for name, key_id in known) or "none"
        raise UnsignedNote(f"No known key signed it; known: {names}.")
    return Note(note.text, tuple(good))


def strict_base64(text: str) -> bytes:
    """P1: the bytes of a base64 text (RFC 4648, section 4) in its one right spelling; ValueError for any other."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("no base64") from None
    if _base64(data) != text:
        raise ValueError("no base64 in its right spelling")
    return data


def _signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise NoteError("A line of the note is no signature.")
    try:
        data = strict_base64(encoded)
    except ValueError:
        raise NoteError("A signature of the note is no base64.") from None
    if len(data) < 5:
        raise NoteError("A signature of the note is too short.")
    return Signature(checked_name(name), data[:4], data[4:])


def _key_parts(text: str, what: str, kind: type[Verifier]) -> tuple[str, bytes, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or len(parts[1]) != 8 or not set(parts[1]) <= set("0123456789abcdef"):
        raise NoteError(f"The {what} has not the form name+hash+key.")
    try:
        key = strict_base64(parts[2])
    except ValueError:
        raise NoteError(f"The {what} is no base64.") from None
    if key[:1] != kind.algorithm or len(key) != 1 + kind.length:
        raise NoteError(f"The {what} holds no key of type {kind.algorithm[0]} with {kind.length} bytes.")
    return checked_name(parts[0]), bytes.fromhex(parts[1]), key[1:]


def _has_control(text: str) -> bool:
    return any(char < " " and char != "\n" for char in text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
