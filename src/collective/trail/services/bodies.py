"""P4: what a service is sent."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from plone.restapi.deserializer import json_body
from plone.restapi.exceptions import DeserializationError
from typing import Any


def object_body(request: Any) -> dict[str, Any]:
    """P4: the JSON object in the body, ``{}`` for an empty one; a sentence for anything else.

    plone.restapi itself answers a list, a text or broken JSON with status 500.
    """
    try:
        body: dict[str, Any] = json_body(request)
    except (DeserializationError, RecursionError):
        raise no_object() from None
    return body


def no_object() -> RuleViolation:
    """P4: the body is no JSON object."""
    return RuleViolation(
        _("err_body_object", default="The body of the request must be one JSON object."), 400, "rest.body"
    )
