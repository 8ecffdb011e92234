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
    user = getSecurityManager().getUser()
    record = _record_of(request)
    if record is None or user.getId() is None:
        return
    method = request.get("REQUEST_METHOD", "")
    if method in SAFE and not is_kept(record):
        return
    message = _("msg_not_permitted", default="${method} is not permitted to this person.", mapping={"method": method})
    note_refusal(
        record, RuleViolation(message, 403, "permission"), attempted=f"{method} {_tail(request, record)}".strip()
    )


def _record_of(request):
    for parent in request.get("PARENTS") or ():
        for each in aq_chain(aq_inner(parent)):
            if IRecord.providedBy(each):
                return each
    return None


def _tail(request, record) -> str:
    """What was asked for below the record, such as ``@workflow/approve``; never more of the address."""
    path = request.get("PATH_INFO", "")
    return path.partition(f"/{record.getId()}")[2].strip("/")[:100]
