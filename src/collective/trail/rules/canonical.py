"""P1: one byte form for every fact, so that a digest made today can be checked by any tool tomorrow (RFC 8785)."""

from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import UTC
from typing import Any

import hashlib
import json
import rfc8785


def canonical(data: Mapping[str, Any]) -> bytes:
    """The canonical JSON of a mapping (P1); ValueError for anything that JSON cannot hold exactly."""
    if not isinstance(data, Mapping):
        raise ValueError(f"A fact is a mapping of names to JSON values, not {type(data).__name__}.")
    try:
        return rfc8785.dumps(data)
    except (rfc8785.CanonicalizationError, TypeError, UnicodeError, RecursionError) as error:
        raise ValueError(f"Not plain JSON: {error}") from error


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """A deep copy of ``data`` in plain dict, list, str, int, float, bool and None (P1); ValueError if not JSON."""
    copied: dict[str, Any] = json.loads(canonical(data))
    return copied


def digest(data: bytes | Mapping[str, Any]) -> str:
    """The SHA-256 of bytes, or of a mapping's canonical JSON, in hex (P1)."""
    return hashlib.sha256(data if isinstance(data, bytes) else canonical(data)).hexdigest()


def iso_instant(moment: datetime) -> str:
    """P3: an aware datetime as UTC with microseconds and ``Z``: such strings sort as the instants do."""
    if moment.tzinfo is None:
        raise ValueError("A time needs a timezone.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def iso_day(day: date) -> str:
    """P3: a date as ``YYYY-MM-DD``; of an aware datetime, its day in UTC."""
    if isinstance(day, datetime):
        return iso_instant(day)[:10]
    return day.isoformat()


def from_iso_instant(text: str) -> datetime:
    """P3: the aware datetime of a string made by ``iso_instant``; ValueError for any other form."""
    # Not strptime, which takes ten times as long; it is asked for each entry that is shown.
    moment = datetime.fromisoformat(text).astimezone(UTC)
    if iso_instant(moment) != text:
        raise ValueError(f"{text!r} is no time in the form 2026-01-31T12:00:00.000000Z.")
    return moment
