"""D2: which numbers come next, for whoever decides on the pattern."""

from collective.trail.behaviors.numbering import preview
from collective.trail.i18n import _
from collective.trail.interfaces import IRecordClass
from collective.trail.rules.errors import RuleViolation
from collective.trail.rules.numbers import check_pattern
from collective.trail.settings.numbering import number_pattern
from plone import api
from typing import Any


def preview_for_department(department_code: str, pattern: str = "") -> dict[str, Any]:
    """D2: ``{"number", "class", "reason"}`` by ``pattern`` or the stored one.

    Where the pattern shows the class, the number is that of the first class open to the department, whose code stands
    in ``class``. Where there can be no number it is empty and ``reason`` is the sentence that says why.
    """
    pattern = pattern or number_pattern()
    try:
        record_class = None
        if any(part.field == "class" for part in check_pattern(pattern)):
            record_class = _example(department_code)
            if record_class is None:
                reason = _("msg_no_class", default="No class that is open to this department follows the pattern yet.")
                return {"number": "", "class": "", "reason": reason}
        number = preview(department_code, record_class, pattern=pattern)
        return {"number": number, "class": getattr(record_class, "code", ""), "reason": ""}
    except RuleViolation as violation:
        return {"number": "", "class": "", "reason": violation.message}


def _example(department_code: str) -> Any:
    """The first class, by code, that the department may use and that has no pattern of its own."""
    brains = api.portal.get_tool("portal_catalog").unrestrictedSearchResults(
        object_provides=IRecordClass.__identifier__
    )
    classes = (brain._unrestrictedGetObject() for brain in brains)
    open_to_it = [
        each
        for each in classes
        if not getattr(each, "number_pattern", None) and department_code in (each.departments or (department_code,))
    ]
    return min(open_to_it, key=lambda each: each.code or "", default=None)
