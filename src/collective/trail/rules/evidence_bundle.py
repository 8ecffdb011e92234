"""P1: the form of an evidence bundle, a ZIP with the entries, proofs and files of one record.

``bundle_writer`` writes the form, ``timeline`` fills it, ``verify`` checks it.
"""

from collections.abc import Mapping
from collective.trail.rules.canonical import digest
from collective.trail.rules.told import Told
from typing import Any

import re


FORMAT = "collective.trail/evidence"
VERSION = 1

#: The parts of a bundle that have a name of their own.
ENTRIES = "entries.jsonl"
CHECKPOINT = "checkpoint"
KEYS = "keys"
CONTENT = "content.json"
PAGE = "index.html"
MANIFEST = "manifest.json"

#: What a delivered file is to the record.
MAIN_FILE, EARLIER, ANNEX, FACTS = "main_file", "earlier_main_file", "annex", "content"

MAX_PARTS = 100_000
_NAME_LENGTH = 60
_NAMED = {ENTRIES, CHECKPOINT, KEYS, CONTENT, PAGE, MANIFEST}
_PROOF = re.compile(r"proofs/[0-9a-f]{32}\.tlog-proof")
_FILE = re.compile(r"files/[0-9]{3,6}-(.+)", re.DOTALL)


def bundle_name(number: str) -> str:
    """P1: the name of the bundle's own file; a number with slashes makes no folder."""
    return f"evidence-{_harmless(number)}.zip"


def proof_path(entry_id: str) -> str:
    """P1: where the proof of an entry stands in the bundle."""
    return f"proofs/{entry_id}.tlog-proof"


def file_path(place: int, filename: str) -> str:
    """P1: where the file number ``place`` of the record stands: its own name, as far as it is harmless anywhere."""
    return f"files/{place:03d}-{_harmless(filename)}"


def is_proof_path(path: str) -> bool:
    """P1: whether a proof stands there."""
    return _PROOF.fullmatch(path) is not None


def is_path(path: str) -> bool:
    """P1: whether a bundle may have a part of this name; none leads out of a folder, whoever unpacks it."""
    found = _FILE.fullmatch(path)
    return path in _NAMED or is_proof_path(path) or (found is not None and _harmless(found[1]) == found[1])


def claim_of(role: str, filename: str, content_type: str, size: int, sha256: str) -> str:
    """P1: the digest by which an entry names a file: of a main file all facts, of the others the bytes alone."""
    if role not in (MAIN_FILE, EARLIER):
        return sha256
    return digest({"filename": filename, "content_type": content_type, "size": size, "sha256": sha256})


def is_claimed(told: Told, role: str, claim: str, annex: str = "") -> bool:
    """P1: whether the entries say that the record has just this file; of an earlier main file, that it had it once."""
    if role == MAIN_FILE:
        return (told.fields or {}).get("file") == claim
    if role == EARLIER:
        return claim in told.main_files
    if role == ANNEX:
        return (told.annexes or {}).get(annex) == claim
    return role == FACTS and told.content == claim


def unfulfilled(told: Told, delivered: Mapping[str, set[str]]) -> int:
    """P2: how many files the entries speak of that were not delivered; ``delivered`` has the annexes' ids by role."""
    none = digest({"": None})
    missing = len(set(told.annexes or {}) - delivered.get(ANNEX, set()))
    if (told.fields or {}).get("file", none) != none and MAIN_FILE not in delivered:
        missing += 1
    return missing


def manifest(record: str, number: str | None, made_at: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """P1: what ``manifest.json`` holds: every part but itself, with its SHA-256."""
    return {"format": FORMAT, "v": VERSION, "record": record, "number": number, "made_at": made_at, "parts": parts}


def _harmless(filename: str) -> str:
    """Letters, digits, dots, hyphens and underscores: nothing that a file system or a terminal takes for a command."""
    name = "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in filename)
    return name[-_NAME_LENGTH:].strip(".-") or "file"
