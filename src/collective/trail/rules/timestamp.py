"""P1: time stamps (RFC 3161): an authority signs that it saw a digest at a time.

The answers are made and checked by ``rfc3161-client``, the library of Sigstore; nothing of the protocol is done here.
"""

from collections.abc import Sequence
from collective.trail.rules.der_order import with_sorted_certificates
from cryptography import x509
from dataclasses import dataclass
from datetime import datetime
from datetime import UTC
from rfc3161_client import decode_timestamp_response
from rfc3161_client import TimestampRequestBuilder
from rfc3161_client import TimeStampResponse
from rfc3161_client import VerificationError
from rfc3161_client import VerifierBuilder
from rfc3161_client.base import HashAlgorithm
from rfc3161_client.tsp import PKIStatus

import re


#: More than any honest answer has.
MAX_BYTES = 100_000


class TimestampError(ValueError):
    """The bytes are no time stamp over this data from this authority, or the certificates are none; the message says why."""


@dataclass(frozen=True)
class Request:
    """P1: what an authority is asked: the bytes to send, and the number that its answer must repeat."""

    data: bytes
    nonce: int


def new_request(data: bytes) -> Request:
    """P1: a request for a time stamp over the SHA-256 of the data, which asks for the authority's certificate, too."""
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    assert request.nonce is not None
    return Request(request.as_bytes(), request.nonce)


def certificates(pem: bytes) -> list[x509.Certificate]:
    """P1: the certificates of a PEM file; TimestampError if it has none."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise TimestampError(f"The file holds no certificates in PEM form: {error}") from None


def stamped_at(answer: bytes, data: bytes, trusted: Sequence[x509.Certificate], nonce: int | None = None) -> datetime:
    """P1: when an authority that a trusted root vouches for saw the data; TimestampError if it is not shown.

    Certificates in ``trusted`` that others issued only help to reach a root. Their validity counts at the time of the stamp.
    """
    response = _decoded(answer)
    if response.status != PKIStatus.GRANTED:
        raise TimestampError(_refusal(response))
    roots = [each for each in trusted if each.issuer == each.subject]
    if not roots:
        raise TimestampError("None of the trusted certificates is a root, issued by itself.")
    between = [each for each in trusted if each.issuer != each.subject]
    try:
        VerifierBuilder(roots=roots, intermediates=between, nonce=nonce).build().verify_message(response, data)
    except (VerificationError, ValueError) as error:
        raise TimestampError(f"The time stamp is not to be believed: {_reason(str(error))}") from None
    return response.tst_info.gen_time.astimezone(UTC)


def _decoded(answer: bytes) -> TimeStampResponse:
    if len(answer) > MAX_BYTES:
        raise TimestampError("The answer is too long for a time stamp.")
    try:
        return decode_timestamp_response(with_sorted_certificates(answer))
    except ValueError:
        raise TimestampError("The answer is no time stamp.") from None


def _refusal(response: TimeStampResponse) -> str:
    try:
        status = PKIStatus(response.status).name.lower().replace("_", " ")
    except ValueError:
        status = str(response.status)
    why = " ".join(response.status_string or [])
    return f"The authority did not grant a time stamp ({status}). {why}".strip()


def _reason(text: str) -> str:
    """OpenSSL's stack of errors comes as text; what a person wants to know stands in the middle."""
    found = re.search(r'data: "Verify error: ([^"]+)"', text) or re.search(r'reason: "([^"]+)"', text)
    return found[1] if found else text
