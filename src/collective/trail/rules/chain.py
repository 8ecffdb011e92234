"""P1: the form of a trail entry: its header, the digest of its data, its hash. Verified in ``chain_check``."""

from collections.abc import Mapping
from collective.trail.rules.canonical import canonical
from typing import Any

import hashlib


VERSION = 1

#: The header's fields, in the order in which they are stored. Titles and opinions never stand in it (D5).
HEADER_FIELDS = (
    "v",
    "id",
    "act",
    "action",
    "actor",
    "happened_at",
    "recorded_at",
    "record",
    "portal_type",
    "number",
    "record_seq",
    "record_prev",
    "segment",
    "segment_seq",
    "segment_prev",
    "data_digest",
)


def build_header(**values: Any) -> dict[str, Any]:
    """P1: the header of an entry; exactly the fields of ``HEADER_FIELDS`` but the version, which is set here."""
    values["v"] = VERSION
    if set(values) != set(HEADER_FIELDS):
        wrong = sorted(set(values) ^ set(HEADER_FIELDS))
        raise ValueError(f"A trail header has other fields: {', '.join(wrong)}.")
    return {name: values[name] for name in HEADER_FIELDS}


def data_digest(data: Mapping[str, Any], salt: str) -> str:
    """P1: the salted commitment to an entry's data; without the salt (hex) the data cannot be guessed from it (D5)."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(data)).hexdigest()


def entry_hash(header: Mapping[str, Any]) -> str:
    """P1: the hash that the next entries of the record and of the segment carry on."""
    return hashlib.sha256(canonical(header)).hexdigest()
