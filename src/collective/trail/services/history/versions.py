"""P1: which version of a record a request names."""

from collective.trail.content.refusal import misunderstood
from collective.trail.content.refusal import name_of
from collective.trail.i18n import _
from plone import api
from typing import Any


def version_named(record: Any, given: Any) -> int:
    """P1: the number of a saved version; RuleViolation 404 if the record has none such."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 10:
        given = int(given)
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < _saved(record):
        return given
    message = _(
        "err_no_version",
        default="${record} has no version ${version}. @history lists its versions.",
        mapping={"record": name_of(record), "version": str(given)[:20]},
    )
    raise misunderstood(record, message, "version", 404)


def _saved(record: Any) -> int:
    history = api.portal.get_tool("portal_repository").getHistoryMetadata(record)
    return history.getLength(countPurged=True) if history else 0
