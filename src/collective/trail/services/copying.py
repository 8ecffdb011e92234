"""D4: how REST answers a copy or move that Plone or Zope itself refuses: by a sentence, not by 500 or an empty 403."""

from collective.trail.content.protection import NOT_COPIED
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.services.bodies import object_body
from collective.trail.services.refusals import RuleViolationAnswer
from OFS.CopySupport import CopyError
from plone.rest.interfaces import IAPIRequest
from plone.restapi.services.copymove.copymove import Copy
from plone.restapi.services.copymove.copymove import Move
from zope.component import adapter


def as_violation(_error) -> RuleViolation:
    """Zope's refusal as one of ours."""
    return RuleViolation(NOT_COPIED, 403, "copy")


@adapter(CopyError, IAPIRequest)
class CopyErrorAnswer(RuleViolationAnswer):
    """Called by the publisher with Zope's refusal; the transaction is already lost."""

    def __init__(self, context, request):
        super().__init__(as_violation(context), request)


class _Checked:
    """P4: plone.restapi's own service, which takes for granted that ``source`` is a text or a list of texts."""

    def reply(self):
        """What plone.restapi answers; RuleViolation where it would fail, or refuse without a word."""
        source = object_body(self.request).get("source")
        if not all(isinstance(each, str) for each in (source if isinstance(source, list) else [source or ""])):
            message = _("err_source", default="“source” is the address, path or UID of an object, or a list of these.")
            raise RuleViolation(message, 400, "form")
        answer = super().reply()
        status = self.request.response.getStatus()
        if status in (401, 403):
            raise RuleViolation(NOT_COPIED, status, "copy")
        return answer


class CheckedCopy(_Checked, Copy):
    """``POST @copy``."""


class CheckedMove(_Checked, Move):
    """``POST @move``."""
