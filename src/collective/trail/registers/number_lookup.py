"""D2: from a number to its record, for those who may see it. One answer for REST and the browser."""

from AccessControl import getSecurityManager
from collective.trail.behaviors.number_store import NumberEntry
from collective.trail.behaviors.numbering import cause_of
from collective.trail.behaviors.numbering import lookup
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.security import groups
from plone import api
from typing import Any

import unicodedata


#: Who may know that a number was used for a record that is gone.
KEEPERS = {groups.CUSTODIAN, groups.AUDITOR}


def record_of(number: str) -> Any:
    """D2: the record with this number. RuleViolation 404 in the same words whether it is unknown or may not be seen
    (P5), 410 with the cause for custodians and auditors if the number is void."""
    # What cannot be printed stands in no register; broken bytes of an address could not even be answered.
    number = number if number.isprintable() else ""
    # People type hr2026001, or ＨＲ２０２６００１ on a Chinese keyboard.
    entry = lookup(number) or lookup(unicodedata.normalize("NFKC", number).upper())
    if entry is not None and entry.is_void and _keeps_registers():
        raise _gone(entry)
    found = _visible(entry) if entry is not None and not entry.is_void else None
    if found is None:
        message = _(
            "err_number_unknown",
            default="There is no record with the number ${number} that you may see.",
            mapping={"number": number[:100]},
        )
        raise RuleViolation(message, status=404, rule="D2-lookup")
    return found


def number_from_path(segments: list[str]) -> str:
    """D2: the number in an address; a number with slashes fills several segments."""
    return "/".join(segments).strip()


def _visible(entry: NumberEntry) -> Any:
    brains = api.portal.get_tool("portal_catalog")(UID=entry.uid)
    found = brains[0]._unrestrictedGetObject() if brains else None
    # The catalog may be a moment behind; the record itself decides.
    return found if found is not None and getSecurityManager().checkPermission("View", found) else None


def _keeps_registers() -> bool:
    return bool(KEEPERS & set(api.user.get_roles()))


def _gone(entry: NumberEntry) -> RuleViolation:
    message = _(
        "err_number_gone",
        default="The number ${number} belonged to a record that is gone since ${date} (${cause}).",
        mapping={"number": entry.number, "date": entry.voided_at[:10], "cause": cause_of(entry)},
    )
    return RuleViolation(message, status=410, rule="D2-lookup", uid=entry.uid)
