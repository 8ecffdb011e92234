"""P1: one question over HTTP to somebody who is not trusted with time, length or politeness."""

from collective.trail.ledger.anchors.contract import AnchorFailed
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

import requests


#: Seconds that the body of an answer may take, and each step before it; the next checkpoint waits for it.
PATIENCE = 30
MAX_BYTES = 200_000


@dataclass(frozen=True)
class Answer:
    """P1: what came back."""

    status: int
    content_type: str
    body: bytes


def checked_url(place: str) -> str:
    """P1: the address of somebody who is asked over HTTP; ValueError if it is none."""
    parts = urlsplit(place)
    if len(place.split()) != 1 or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{place!r} is no address with http or https; options stand before it")
    return place


def post(name: str, url: str, body: bytes, content_type: str) -> Answer:
    """P1: ask; AnchorFailed, in the name of the anchor, if no whole answer comes in time. Redirects are not followed."""
    begun = monotonic()
    headers = {"Content-Type": content_type, "User-Agent": "collective.trail"}
    try:
        with requests.post(
            url, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False, stream=True
        ) as answer:
            found = bytearray()
            # The timeout of the library is for each piece, and it waits for a large one to be full: byte by byte, because
            # one byte each second would never end.
            for piece in answer.iter_content(1):
                found += piece
                if len(found) > MAX_BYTES:
                    raise AnchorFailed(f"{name} answers without end.")
                if monotonic() - begun > PATIENCE:
                    raise AnchorFailed(f"{name} does not finish its answer within {PATIENCE} seconds.")
            return Answer(answer.status_code, answer.headers.get("Content-Type", ""), bytes(found))
    except requests.RequestException as error:
        raise AnchorFailed(f"{name} cannot be asked now: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    """The bottom of what went wrong: above it stand addresses and objects."""
    while (below := error.__cause__ or error.__context__ or getattr(error, "reason", None)) and isinstance(
        below, BaseException
    ):
        error = below
    return str(error) or type(error).__name__
