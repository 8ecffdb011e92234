"""D2: which number comes next in each department."""

from collective.trail.settings.departments import departments
from zope.component import queryUtility
from zope.interface import Interface


class INumberPreview(Interface):
    """D2: a utility that knows the counters. Called by the control panel, in the browser and over REST."""

    def __call__(department_code: str) -> str:
        """The number that the next record of this department would get by the stored pattern; draws nothing."""


def next_numbers() -> dict[str, str]:
    """D2: department code -> the next number, "" where only a class decides; {} as long as nobody numbers."""
    preview = queryUtility(INumberPreview)
    if preview is None:
        return {}
    return {each.code: preview(each.code) for each in departments()}
