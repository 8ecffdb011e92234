"""D2: the classes of the file plan as registers name them: by UID, or by code where that is unique."""

from collective.trail.i18n import _
from collective.trail.interfaces import IRecordClass
from collective.trail.registers.asking import refusal
from plone import api
from typing import Any


def class_brains(path: str | None = None) -> list[Any]:
    """D2: the classes that the person may see, all or those at and below ``path``, in the order of their paths."""
    query: dict[str, Any] = {"object_provides": IRecordClass.__identifier__}
    if path:
        query["path"] = path
    brains = api.portal.get_tool("portal_catalog").searchResults(query, show_inactive=True)
    return sorted(brains, key=lambda brain: brain.getPath())


def class_choices() -> list[tuple[str, str]]:
    """D2: (UID, "HR: Personnel") of every class that the person may see, subclasses after their class."""
    return [
        (brain.UID, f"{brain.class_code}: {brain.Title}" if brain.class_code else brain.Title)
        for brain in class_brains()
    ]


def find_class(given: str) -> Any:
    """D2: the brain of the class with this UID or code; P5: one that the person may not see is unknown."""
    catalog = api.portal.get_tool("portal_catalog")
    found = list(catalog.searchResults(UID=given, object_provides=IRecordClass.__identifier__, show_inactive=True))
    found = found or [brain for brain in class_brains() if given == brain.class_code]
    if len(found) == 1:
        return found[0]
    if found:
        raise refusal(
            _(
                "err_class_ambiguous",
                default="Several classes have the code ${code}; name one by its UID.",
                mapping={"code": given[:40]},
            )
        )
    raise refusal(
        _(
            "err_unknown_class",
            default="There is no class ${name}. Name a class by its code or UID.",
            mapping={"name": given[:40]},
        )
    )
