"""P1: the anchor ``witness``: a witness cosigns each checkpoint that continues the one before (C2SP tlog-witness)."""

from collections.abc import Mapping
from collective.trail.ledger.anchors.contract import AnchorFailed
from collective.trail.ledger.anchors.contract import Delivery
from collective.trail.ledger.anchors.contract import Receipt
from collective.trail.ledger.anchors.posting import Answer
from collective.trail.ledger.anchors.posting import checked_url
from collective.trail.ledger.anchors.posting import post
from collective.trail.ledger.anchors.words import said
from collective.trail.rules.cosignature import cosigned
from collective.trail.rules.cosignature import parse_witness
from collective.trail.rules.merkle import consistency_proof
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import UnsignedNote

import base64
import re


_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n", re.ASCII)
#: Another client of the same log may have been faster, once or twice.
_TRIES = 4


class WitnessAnchor:
    """P1: it remembers the last checkpoint it cosigned, and refuses one that does not continue it."""

    OPTIONS = ("every", "key")
    EVERY = 0

    def __init__(self, name: str, place: str, options: Mapping[str, str], every: int):
        self.name = name
        self.every = every
        self.url = f"{checked_url(place).rstrip('/')}/add-checkpoint"
        if "key" not in options:
            raise ValueError("key=NAME+HASH+KEY is missing, the public key of the witness")
        self.witness = parse_witness(options["key"])

    def keep(self, delivery: Delivery) -> Receipt:
        """P1: AnchorFailed if the witness does not answer, knows another log, or its cosignature is false."""
        old = min(delivery.known, delivery.checkpoint.size)
        for _try in range(_TRIES):
            answer = post(self.name, self.url, _request(self.name, delivery, old), "text/plain; charset=utf-8")
            if answer.status == 200:
                return self._receipt(delivery, answer)
            if answer.status != 409:
                raise AnchorFailed(self._refusal(delivery, answer, old))
            old = self._size(delivery, answer, old)
        raise AnchorFailed(f"{self.name} names another size of the log each time; the next run tries again.")

    def _size(self, delivery: Delivery, answer: Answer, old: int) -> int:
        """The size that the witness has; AnchorFailed for an answer that makes no sense, or a size beyond the log's."""
        found = _SIZE.fullmatch(answer.body)
        if answer.content_type.partition(";")[0].strip() != "text/x.tlog.size" or not found or int(found[1]) == old:
            raise AnchorFailed(
                f"{self.name} did not cosign the checkpoint and does not say which one it has (HTTP 409)."
            )
        size = int(found[1])
        if size > delivery.checkpoint.size:
            raise AnchorFailed(
                f"{self.name} cosigned {size} entries, more than the {delivery.checkpoint.size} that the log has now: an "
                "older state of the log was restored. Tell the auditors."
            )
        return size

    def _receipt(self, delivery: Delivery, answer: Answer) -> Receipt:
        try:
            note, time = cosigned(delivery.note, answer.body, self.witness)
        except (NoteError, UnsignedNote) as error:
            raise AnchorFailed(f"{self.name} did not cosign the checkpoint: {said(str(error))}") from error
        return Receipt(time, note)

    def _refusal(self, delivery: Delivery, answer: Answer, old: int) -> str:
        checkpoint = delivery.checkpoint
        if answer.status == 422:
            return (
                f"{self.name} refuses the checkpoint of {checkpoint.size} entries: it does not continue the one of {old} "
                "that it cosigned. The log was rewritten. Tell the auditors."
            )
        reasons = {403: f"it knows no key that signed it; give it the public keys of {checkpoint.origin}"}
        reasons[404] = f"it does not know the log {checkpoint.origin}; have it entered there"
        reason = reasons.get(answer.status, f"{said(answer.body)} (HTTP {answer.status})".strip())
        return f"{self.name} did not cosign the checkpoint: {reason}."


def _request(name: str, delivery: Delivery, old: int) -> bytes:
    try:
        proof = consistency_proof(delivery.read, old, delivery.checkpoint.size)
    except ValueError as error:
        raise AnchorFailed(f"{name} cannot be shown that the log continues: {error}") from error
    lines = [f"old {old}", *(base64.b64encode(step).decode("ascii") for step in proof), "", ""]
    return "\n".join(lines).encode() + delivery.note
