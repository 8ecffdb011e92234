"""D2: what a record's number shows: its department, class, kind and the year of its registration."""

from collective.trail.content.filing import class_of
from collective.trail.content.filing import local_year
from collective.trail.settings.numbering import number_pattern
from typing import Any


#: The code of a type where the pattern holds ``{kind}``.
KINDS = {"ControlledDocument": "DOC"}


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
        "year": local_year(),
    }
