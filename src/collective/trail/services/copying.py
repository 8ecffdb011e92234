"""D4: how REST answers a copy or move that Plone or Zope itself refuses: by a sentence, not by 500 or an empty 403."""

from collective.trail.content.protection import NOT_COPIED
from collective.trail.rules.errors import RuleViolation
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


class _Told:
    """plone.restapi answers a missing permission with an empty 403."""

    def reply(self):
        """What plone.restapi answers, or a refusal."""
        answer = super().reply()
        if self.request.response.getStatus() == 403:
            raise as_violation(None)
        return answer


class CopyTold(_Told, Copy):
    """``POST @copy``."""


class MoveTold(_Told, Move):
    """``POST @move``."""
