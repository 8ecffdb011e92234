"""P1: how REST answers a broken rule, whichever service met it: the rule's status and its sentence."""

from collective.trail.interfaces import ITrailLayer
from collective.trail.rules.errors import RuleViolation
from collective.trail.services.bodies import no_object
from plone.rest.errors import ErrorHandling
from plone.rest.interfaces import IAPIRequest
from plone.restapi.exceptions import DeserializationError
from zope.component import adapter
from zope.i18n import translate

import json


@adapter(RuleViolation, IAPIRequest)
class RuleViolationAnswer(ErrorHandling):
    """P1: called by the publisher with a violation that nobody caught; the transaction is already lost."""

    def __call__(self) -> None:
        violation = self.context
        body = {"type": "RuleViolation", "message": translate(violation.message, context=self.request)}
        if violation.rule:
            body["rule"] = violation.rule
        response = self.request.response
        response.setHeader("Content-Type", "application/json")
        response.setStatus(violation.status, lock=1)
        response.setBody(json.dumps(body, indent=2, sort_keys=True), lock=1)
        # Otherwise a 401 or 403 would be turned into a redirect to the login form.
        response._has_challenged = True


@adapter(DeserializationError, ITrailLayer)
class MalformedBodyAnswer(RuleViolationAnswer):
    """P1: the same for services that read the body by plone.restapi's own means, which would end in a 500."""

    def __init__(self, context, request):
        super().__init__(no_object(), request)
