"""P1, P5: what Plone itself forbids on a record -> a refused attempt, like the rules of our own."""

from AccessControl import getSecurityManager
from Acquisition import aq_chain
from Acquisition import aq_inner
from collective.trail.content.reads import is_kept
from collective.trail.i18n import _
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import ITrailLayer
from collective.trail.ledger import note_refusal
from collective.trail.rules.errors import RuleViolation
from plone import api
from zExceptions import Forbidden
from zExceptions import Unauthorized


SAFE = ("GET", "HEAD", "OPTIONS")


def forbidden(event) -> None:
    """Called for each failed request before its transaction is given up.

    Attempts to change a record count at every level, attempts to read it at those whose reads are kept. Nobody knows
    who an anonymous visitor is, so those would only fill the trail.
    """
    request = event.request
    if (
        event.retry
        or not ITrailLayer.providedBy(request)
        or not issubclass(event.exc_info[0], (Unauthorized, Forbidden))
    ):
        return
    record = record_asked_for(request)
    user = _person(request) if record is not None else None
    if user is None:
        return
    method = request.get("REQUEST_METHOD", "")
    if method in SAFE and not is_kept(record):
        return
    message = _("msg_not_permitted", default="${method} is not permitted to this person.", mapping={"method": method})
    with api.env.adopt_user(user=user):
        attempted = f"{method} {_tail(request, record)}".strip()
        note_refusal(record, RuleViolation(message, 403, "permission"), attempted)


def _person(request):
    """Whoever made the request; where the publisher found nobody with the permission, it does not say who asked."""
    user = getSecurityManager().getUser()
    if user.getId() is not None:
        return user
    site = api.portal.get()
    folders = (site.acl_users, site.getPhysicalRoot().acl_users)
    return next(filter(None, (folder.validate(request, roles=("Authenticated",)) for folder in folders)), None)


def record_asked_for(request):
    """The record in or below which the published page stands, or None."""
    for parent in request.get("PARENTS") or ():
        # plone.rest puts what it traverses into wrappers that know no acquisition.
        for each in aq_chain(aq_inner(getattr(parent, "context", parent))):
            if IRecord.providedBy(each):
                return each
    return None


def _tail(request, record) -> str:
    """What was asked for below the record, such as ``@workflow/approve``; never more of the address."""
    path = request.get("PATH_INFO", "")
    return path.partition(f"/{record.getId()}")[2].strip("/")[:100]
