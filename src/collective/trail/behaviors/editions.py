"""P1: saved versions and earlier editions as they were: with the registration they had, not that of the present record."""

from Acquisition import aq_base
from Acquisition import aq_inner
from Acquisition import aq_parent
from collective.trail.behaviors.revision import editions_of
from collective.trail.behaviors.version_modifier import REGISTRATION
from collective.trail.behaviors.version_modifier import REGISTRATION_THEN
from collective.trail.content.digest import annexes_of
from plone import api
from typing import Any


def edition_named(record: Any, edition: Any) -> dict | None:
    """D1: what was kept of an edition that is no longer in force; None for any other."""
    return next((each for each in editions_of(record) if str(each["edition"]) == str(edition)), None)


def version_then(record: Any, version_id: int) -> Any:
    """P1: a saved version in the record's place, as it was when it was saved. For reading: it is stored nowhere."""
    found = api.portal.get_tool("portal_repository").retrieve(record, version_id)
    version = aq_base(found.object)
    registration = registration_then(found)
    for name in REGISTRATION:
        if name in registration:
            setattr(version, name, registration[name])
        else:
            version.__dict__.pop(name, None)
    return version.__of__(aq_parent(aq_inner(record)))


def registration_then(found: Any) -> dict[str, Any]:
    """P1: number, edition, dates and opinions that a version had; of what CMFEditions has retrieved."""
    registration: dict[str, Any] = (found.preserved_data or {}).get(REGISTRATION_THEN, {})
    return registration


def annexes_then(record: Any, edition: dict) -> list:
    """D1: the annexes of an edition: files that are still in force and those that a later edition dropped."""
    known = edition.get("annexes")
    children = [*annexes_of(record), *_superseded_after(record, edition["edition"])]
    return [each for each in children if known is None or each.getId() in known]


def _superseded_after(record: Any, edition: int) -> list:
    return [child for child in record.objectValues() if (getattr(child, "superseded_in", None) or 0) > edition]
