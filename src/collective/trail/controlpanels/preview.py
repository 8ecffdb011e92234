"""D2: which number comes next in each department."""

from collective.trail.settings.departments import departments
from typing import Any
from zope.component import queryUtility
from zope.interface import Interface


class INumberPreview(Interface):
    """D2: a utility that knows the counters. Called by the control panel, in the browser and over REST."""

    def __call__(department_code: str, pattern: str = "") -> dict[str, Any]:
        """``{"number", "class", "reason"}``: the number that the next record of this department would get by
        ``pattern`` or the stored one, the code of the class it is an example for, or why there is none; draws nothing.
        """


def next_numbers(pattern: str = "") -> list[dict[str, Any]]:
    """D2: a row for each department, with its ``code``; none as long as nobody numbers."""
    preview = queryUtility(INumberPreview)
    if preview is None:
        return []
    return [{"code": each.code, **preview(each.code, pattern)} for each in departments()]
