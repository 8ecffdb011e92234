"""P1: the anchor ``timestamp``: an authority signs that it saw a checkpoint at a time (RFC 3161)."""

from collections.abc import Mapping
from collective.trail.ledger.anchors.contract import AnchorFailed
from collective.trail.ledger.anchors.contract import Delivery
from collective.trail.ledger.anchors.contract import Receipt
from collective.trail.ledger.anchors.posting import checked_url
from collective.trail.ledger.anchors.posting import post
from collective.trail.ledger.anchors.words import said
from collective.trail.rules.timestamp import certificates
from collective.trail.rules.timestamp import new_request
from collective.trail.rules.timestamp import stamped_at
from collective.trail.rules.timestamp import TimestampError
from pathlib import Path


class TimestampAnchor:
    """P1: a stamp is kept only if a root of the operator's file vouches for it."""

    OPTIONS = ("every", "root")
    EVERY = 3600

    def __init__(self, name: str, place: str, options: Mapping[str, str], every: int):
        self.name = name
        self.every = every
        self.url = checked_url(place)
        if "root" not in options:
            raise ValueError("root=FILE is missing, the certificates of the authority's root in PEM form")
        self.root = Path(options["root"])

    def keep(self, delivery: Delivery) -> Receipt:
        """P1: AnchorFailed if the authority does not answer, refuses, or its stamp does not hold."""
        try:
            trusted = certificates(self.root.read_bytes())
        except (OSError, TimestampError) as error:
            raise AnchorFailed(f"{self.name}: its root certificates cannot be read: {error}") from error
        request = new_request(delivery.note)
        answer = post(self.name, self.url, request.data, "application/timestamp-query")
        if answer.status != 200:
            raise AnchorFailed(f"{self.name} did not stamp the checkpoint (HTTP {answer.status}).")
        try:
            time = stamped_at(answer.body, delivery.note, trusted, request.nonce)
        except TimestampError as error:
            raise AnchorFailed(f"{self.name} did not stamp the checkpoint: {said(str(error))}") from error
        return Receipt(time, delivery.note, answer.body)
