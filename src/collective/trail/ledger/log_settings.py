"""P1: where a site's log and its keys are. Read from the environment, never from the database that the log watches.

``TRAIL_LOG`` is the folder of all logs; each site's log stands in it under the site's id. ``TRAIL_LOG_KEY`` is the file
with the signing keys, one a line (``trail new-key`` makes it); ``TRAIL_LOG_SIGNING_KEY`` may hold them itself instead.
``TRAIL_LOG_PUBLIC`` opens the files of the log to everybody, ``TRAIL_LOG_TOKEN`` to whoever sends that token; the file
``TRAIL_LOG_TOKENS`` holds several, one a line.
"""

from collections.abc import Mapping
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import parse_signer
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.signed_note import Signer
from collective.trail.rules.signed_note import Verifier
from pathlib import Path

import hmac
import os
import stat


FOLDER, KEY_FILE, KEY = "TRAIL_LOG", "TRAIL_LOG_KEY", "TRAIL_LOG_SIGNING_KEY"
PUBLIC = "TRAIL_LOG_PUBLIC"
TOKEN, TOKENS_FILE = "TRAIL_LOG_TOKEN", "TRAIL_LOG_TOKENS"
#: A shorter token could be guessed.
TOKEN_LENGTH = 20
#: The public keys of a log, one a line, beside its tiles: for convenience, an auditor keeps them elsewhere.
PUBLIC_KEYS = "keys"


class LogUnusable(Exception):
    """P1: the log cannot be written as it is set up; the message says what to set."""


def log_directory(site_id: str, environment: Mapping[str, str] = os.environ) -> Path | None:
    """P1: the directory of a site's log; None where no log is kept."""
    folder = environment.get(FOLDER)
    return Path(folder) / site_id if folder else None


def log_is_public(environment: Mapping[str, str] = os.environ) -> bool:
    """P1: whether everybody may read the files of the log, and not auditors alone."""
    return environment.get(PUBLIC, "").lower() in ("1", "true", "yes", "on")


def opens_log(token: str, environment: Mapping[str, str] = os.environ) -> bool:
    """P1: whether who sends this token may read the files of the log; LogUnusable if the tokens are no secret."""
    given = token.encode("utf-8")
    # All are compared, and each in the same time: how long it takes tells nothing about any of them.
    return any([hmac.compare_digest(given, known.encode("utf-8")) for known in _tokens(environment)])


def _tokens(environment: Mapping[str, str]) -> list[str]:
    name = environment.get(TOKENS_FILE)
    found = [*_lines(environment.get(TOKEN, "")), *_lines(_secret(name, "tokens of the log"))]
    if any(len(token) < TOKEN_LENGTH for token in found):
        raise LogUnusable(
            f"A token of the log is shorter than {TOKEN_LENGTH} characters and can be guessed: make a longer one."
        )
    return found


def signing_keys(environment: Mapping[str, str] = os.environ) -> list[Signer]:
    """P1: the keys that sign; LogUnusable for none, for a file that others may read, and for keys of two names."""
    text = environment.get(KEY) or _secret(environment.get(KEY_FILE), "signing key")
    try:
        signers = [parse_signer(line) for line in _lines(text)]
    except NoteError as error:
        raise LogUnusable(f"A signing key of the log is not one: {error}") from error
    if not signers:
        raise LogUnusable(f"The log has no signing key: set {KEY_FILE} to a file made by trail new-key.")
    if len({signer.name for signer in signers}) > 1:
        raise LogUnusable("The signing keys have different names, but all sign for one log: give them one name.")
    return signers


def public_keys(directory: Path) -> list[Verifier]:
    """P1: the public keys that the log's directory names; as trustworthy as the directory."""
    try:
        text = (directory / PUBLIC_KEYS).read_text("utf-8")
    except FileNotFoundError:
        return []
    return [parse_verifier(line) for line in _lines(text)]


def add_public_keys(directory: Path, signers: list[Signer]) -> None:
    """P1: name the keys of these signers in the log's directory, beside those of earlier ones."""
    known = public_keys(directory)
    new = [signer.verifier for signer in signers if signer.verifier not in known]
    if new:
        directory.mkdir(parents=True, exist_ok=True)
        with open(directory / PUBLIC_KEYS, "a", encoding="utf-8") as stream:
            stream.writelines(f"{verifier}\n" for verifier in new)


def _secret(name: str | None, what: str) -> str:
    return secret(name, what) if name else ""


def secret(name: str, what: str = "signing key") -> str:
    """P1: what stands in a file that its owner alone may read; LogUnusable."""
    path = Path(name)
    try:
        status = path.stat()
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise LogUnusable(f"Others than its owner may read the {what} in {path}: chmod 600 {path}")
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise LogUnusable(f"The {what} cannot be read: {error}") from error


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
