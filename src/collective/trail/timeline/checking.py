"""P1, S2: what the last self-check found, as the last entry of its kind on the site says; for page and REST alike."""

from collections.abc import Iterable
from collections.abc import Mapping
from collective.trail.content.field_titles import compared_title
from collective.trail.ledger.reading import search
from collective.trail.ledger.site import ledger_of
from collective.trail.notifications.outbox import unreachable
from collective.trail.notifications.outbox import waiting
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.clock import now
from collective.trail.security.groups import AUDITORS
from collective.trail.timeline.clearance import Clearance
from datetime import timedelta
from plone import api
from plone.uuid.interfaces import IUUID
from typing import Any
from zope.i18n import translate


#: The job is meant for each night; one that failed is no alarm yet.
OVERDUE = timedelta(days=2)


def last_check(request: Any) -> dict[str, Any] | None:
    """S2: when it was, how much was compared and what differed; None if there never was one.

    P5: title and address of a record only for those who may view it.
    """
    found = search(record=IUUID(api.portal.get()), action="trail.checked")[:1]
    if not found:
        return None
    data = found[0].data or {}
    at = found[0].recorded_at
    return {
        "at": at,
        "overdue": now() - from_iso_instant(at) > OVERDUE,
        "entries": data.get("entries"),
        "records": data.get("records"),
        "count": data.get("count"),
        "found": _differences(data.get("found") or (), request),
    }


def differs(uid: str) -> bool:
    """P1: whether the last self-check found that this record is not what its trail says."""
    found = search(record=IUUID(api.portal.get()), action="trail.checked")[:1]
    return any(each["record"] == uid for each in (found[0].data or {}).get("found", ())) if found else False


def auditors_untold(request: Any) -> str | None:
    """S2: why auditors were not, or would not be, told of a difference by mail; None if they are."""
    reason = waiting(api.portal.get()) or unreachable(AUDITORS)
    return None if reason is None else translate(reason, context=request)


def _differences(found: Iterable[Mapping[str, Any]], request: Any) -> list[dict[str, Any]]:
    clearance = Clearance()
    clearance.look_up(each["record"] for each in found if each["record"])
    return [_difference(each, clearance, request) for each in found]


def _difference(each: Mapping[str, Any], clearance: Clearance, request: Any) -> dict[str, Any]:
    uid = each["record"]
    log = ledger_of(api.portal.get()).record_log(uid) if uid else None
    newest = log.last if log is not None else None
    portal_type = newest.get("portal_type") if newest is not None else ""
    title, url = clearance.place(uid) if uid else (None, None)
    return {
        "record": uid or None,
        "number": newest.get("number") if newest is not None else None,
        "field": each["field"],
        "field_title": translate(compared_title(portal_type, each["field"]), context=request),
        "message": each["message"] or None,
        "record_title": title,
        "record_url": url,
    }
