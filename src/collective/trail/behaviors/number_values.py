"""D2: what a record's number shows: its department, class, kind and the year of its registration."""

from collective.trail.content.filing import class_of
from collective.trail.rules.clock import happened
from collective.trail.settings.numbering import number_pattern
from plone import api
from typing import Any
from zoneinfo import ZoneInfo


#: The code of a type where the pattern holds ``{kind}``.
KINDS = {"ControlledDocument": "DOC"}


def registration_year() -> int:
    """D2: the present year where the site is, which on New Year's Eve is not that of UTC."""
    zone = api.portal.get_registry_record("plone.portal_timezone", default=None) or "UTC"
    return happened().astimezone(ZoneInfo(zone)).year


def pattern_of(record_class: Any) -> str:
    """D2: the pattern of a class, or that of the settings where the class has none."""
    return getattr(record_class, "number_pattern", None) or number_pattern()


def values_of(record: Any) -> dict[str, Any]:
    """D2: what a record's pattern can show, all but the sequence."""
    return values_for(record.department, class_of(record), record.portal_type)


def values_for(department_code: str | None, record_class: Any, portal_type: str) -> dict[str, Any]:
    """D2: the same for a record yet to be made."""
    return {
        "department": department_code,
        "class": getattr(record_class, "code", None),
        "kind": KINDS.get(portal_type),
        "year": registration_year(),
    }
