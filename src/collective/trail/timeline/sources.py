"""P2: whose entries make up the trail of a record: its own, those of merged revisions, and those of what it revises."""

from collective.trail.behaviors.numbering import lookup
from collective.trail.i18n import _
from collective.trail.ledger.site import ledger_of
from collective.trail.timeline.question import refusal
from dataclasses import dataclass
from plone import api
from plone.app.iterate.dexterity.utils import get_baseline
from plone.app.iterate.interfaces import IWorkingCopy
from plone.uuid.interfaces import IUUID
from typing import Any


OWN = "record"
REVISION = "revision"
BASELINE = "baseline"

MARKS = {
    REVISION: _("label_from_revision", default="Revision"),
    BASELINE: _("label_from_baseline", default="Document being revised"),
}


@dataclass(frozen=True)
class Source:
    """P2: one chain of entries, and what it is to the record that is looked at."""

    uid: str
    kind: str = OWN


def sources_of(record: Any) -> tuple[Source, ...]:
    """P2: the chains that together tell the life of a record; P5: of its baseline only for those who may view that."""
    found = [Source(IUUID(record))]
    found += [Source(uid, REVISION) for uid in getattr(record, "_revised_by", ())]
    baseline = get_baseline(record) if IWorkingCopy.providedBy(record) else None
    if baseline is not None and api.user.has_permission("View", obj=baseline):
        found.append(Source(IUUID(baseline), BASELINE))
        found += [Source(uid, REVISION) for uid in getattr(baseline, "_revised_by", ())]
    return tuple(found)


def sources_named(name: str) -> tuple[Source, ...]:
    """S2: the chains of the record with this number or UID, also of one that is gone; 400 where there is none."""
    entry = lookup(name)
    uid = name if entry is None else entry.uid
    if ledger_of(api.portal.get()).record_log(uid) is None:
        raise refusal(
            _(
                "err_trail_unknown_record",
                default="The trail holds nothing about ${record}. Give the number or the UID of a record.",
                mapping={"record": name[:60]},
            )
        )
    brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(UID=uid)
    revisions = getattr(brains[0]._unrestrictedGetObject(), "_revised_by", ()) if brains else ()
    return (Source(uid), *(Source(each, REVISION) for each in revisions))
