"""D1, W3: written opinions, each bound to the digest of exactly the content that was judged.

Opinions are kept on the record as a tuple of plain dicts, never edited or removed:
``{"verdict", "text", "actor", "at" (ISO, UTC), "digest" (hex), "transition", "edition"}``.
"""

from collective.trail.content.digest import content_digest
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.clock import happened
from plone import api
from plone.app.iterate.interfaces import IWorkingCopy


VERDICTS = ("agree", "disagree", "changes_wanted")
MAX_LENGTH = 20_000


def opinions_of(record) -> tuple[dict, ...]:
    """All opinions on a record, the oldest first, those of earlier editions included."""
    return getattr(record, "_opinions", ())


def opinions_of_round(record) -> tuple[dict, ...]:
    """The opinions since the record was last submitted: those that count for who may judge next."""
    start = getattr(record, "_round_start", 0)
    return opinions_of(record)[start:]


def begin_round(record) -> None:
    """D1: a new submission; earlier opinions stay readable but count no more."""
    record._round_start = len(opinions_of(record))


def edition_judged(record) -> int:
    """D1: the edition in force; of a draft or working copy the one that its approval would make."""
    in_force = bool(record.edition) and not IWorkingCopy.providedBy(record)
    return record.edition if in_force else (record.edition or 0) + 1


def give_opinion(record, verdict: str, text: str, transition: str) -> dict:
    """D1: add an opinion of the current user; the rules have been checked by the engine."""
    opinion = {
        "verdict": verdict,
        "text": text,
        "actor": api.user.get_current().getId() or "",
        "at": iso_instant(happened()),
        "digest": content_digest(record),
        "transition": transition,
        "edition": edition_judged(record),
    }
    record._opinions = (*opinions_of(record), opinion)
    return opinion
