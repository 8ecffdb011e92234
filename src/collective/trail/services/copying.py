"""D4: how REST answers a copy or move that Zope itself refuses: nobody copies a record, and REST must not call it 500."""

from collective.trail.i18n import _
from OFS.CopySupport import CopyError
from plone.rest.errors import ErrorHandling
from plone.rest.interfaces import IAPIRequest
from zope.component import adapter
from zope.i18n import translate

import json


@adapter(CopyError, IAPIRequest)
class CopyErrorAnswer(ErrorHandling):
    """Called by the publisher with Zope's refusal; the transaction is already lost."""

    def __call__(self) -> None:
        message = _(
            "err_copy",
            default="This cannot be copied or moved here. Records are never copied; a draft is moved by its drafter.",
        )
        body = {"type": "CopyError", "message": translate(message, context=self.request)}
        response = self.request.response
        response.setHeader("Content-Type", "application/json")
        response.setStatus(403, lock=1)
        response.setBody(json.dumps(body, indent=2, sort_keys=True), lock=1)
        # Otherwise a 403 would be turned into a redirect to the login form.
        response._has_challenged = True
