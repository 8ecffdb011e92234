"""P1: what an auditor takes away: what was signed of the site, and the proofs of a record's entries."""

from collections.abc import Iterable
from collections.abc import Mapping
from collective.trail.i18n import _
from collective.trail.ledger.log_index import Confirmation
from collective.trail.rules.errors import RuleViolation
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.checking import auditors_untold
from collective.trail.timeline.checking import last_check
from collective.trail.timeline.evidence import Evidence
from collective.trail.timeline.evidence import evidence
from collective.trail.timeline.question import ask
from typing import Any


NO_LOG = _(
    "err_no_log",
    default="The trail of this site is not signed yet: no log is kept, or its first run is still to come.",
)


def check_reply(request: Any) -> dict[str, Any]:
    """S2: the result of the last self-check, which needs no log, and why auditors get no mail about it."""
    return {"check": last_check(request), "untold": auditors_untold(request)}


def checkpoint_reply(request: Any) -> dict[str, Any]:
    """S2: what was signed last, by which keys, how far the log is behind, and what was checked; RuleViolation 404 without
    a log."""
    with evidence() as log:
        if log is None:
            raise RuleViolation(NO_LOG, 404, "log")
        return {
            **_signed(log),
            "lag": log.lag(),
            "run": log.last_run(),
            "anchors": [{"name": name, "failure": failure} for name, failure in log.anchors().items()],
            "checkpoints": [
                {"size": each.size, "signed_at": each.signed_at, "anchors": _told(log.confirmations(each.size))}
                for each in log.last(25)
            ],
            **check_reply(request),
        }


def proof_reply(record: Any, asked: Mapping[str, Any], request: Any) -> dict[str, Any]:
    """P1: the proofs of a record's entries, newest first, or of the one that ``entry`` names; RuleViolation 400, 404."""
    form = dict(asked)
    wanted = form.pop("entry", None)
    answer = Answer(record, ask(form, whole_site=False), request)
    with evidence() as log:
        if log is None:
            raise RuleViolation(NO_LOG, 404, "log")
        part = answer.timeline.part()
        entries = part.entries if wanted is None else [each for each in answer.timeline if each.get("id") == wanted]
        if wanted is not None and not entries:
            message = _("err_no_entry", default="The trail of this record has no such entry. @trail lists its entries.")
            raise RuleViolation(message, 404, "log")
        total = part.total if wanted is None else len(entries)
        items = [_proof(log, entry) for entry in entries]
        return {**_signed(log), "items": items, "items_total": total}


def _signed(log: Evidence) -> dict[str, Any]:
    return {
        "origin": log.checkpoint.origin,
        "size": log.checkpoint.size,
        "root": log.checkpoint.root.hex(),
        "signed_at": log.signed.signed_at,
        "checkpoint": log.signed.note.decode("utf-8"),
        "keys": log.keys(),
    }


def _proof(log: Evidence, entry: Any) -> dict[str, Any]:
    place = log.place(entry.hash)
    proof = log.proof(entry.hash)
    return {
        "id": entry.get("id"),
        "action": entry.get("action"),
        "hash": entry.hash,
        "leaf": place.leaf if place else None,
        "signed_at": place.signed_at if place else None,
        "covered_by": place.size if place else None,
        "anchors": _told(place.anchors) if place else [],
        "proof": proof.decode("utf-8") if proof else None,
    }


def _told(confirmed: Iterable[Confirmation]) -> list[dict[str, Any]]:
    return [{"name": each.anchor, "confirmed_at": each.confirmed_at, "receipt": _receipt(each)} for each in confirmed]


def _receipt(confirmation: Confirmation) -> dict[str, str | None] | None:
    """What proves the time of a confirmation: a file of the log, under ``@@trail-log/``."""
    if confirmation.receipt is None:
        return None
    return {"path": confirmation.receipt, "time": confirmation.proved_at}
