"""D3: in which class and year a record stands, and who may file there."""

from Acquisition import aq_chain
from Acquisition import aq_inner
from collective.trail.interfaces import IRecordClass
from collective.trail.interfaces import IYearFolder
from collective.trail.rules.clock import now
from collective.trail.settings.departments import departments_of
from plone import api
from plone.base.utils import unrestricted_construct_instance


def class_of(obj):
    """The class a record, year folder or class belongs to (itself if it is one), or None."""
    return next((parent for parent in aq_chain(aq_inner(obj)) if IRecordClass.providedBy(parent)), None)


def year_folder_of(obj):
    """The year folder around a record, or None."""
    return next((parent for parent in aq_chain(aq_inner(obj)) if IYearFolder.providedBy(parent)), None)


def year_folder(record_class, year: int | None = None):
    """The folder of ``record_class`` for ``year`` (default: the present one), made when it is first needed (D3)."""
    year = year or now().astimezone().year
    name = str(year)
    if name in record_class:
        return record_class[name]
    folder = unrestricted_construct_instance(
        "YearFolder", record_class, name, title=f"{record_class.title} / {name}", year=year
    )
    return record_class[folder] if isinstance(folder, str) else folder


def departments_open_to_me(context) -> list[str]:
    """Codes of my departments that may file in the class around ``context``; all of mine where the class is open."""
    mine = departments_of(api.user.get_current().getId() or "")
    record_class = class_of(context)
    allowed = getattr(record_class, "departments", None) or ()
    return [code for code in mine if not allowed or code in allowed]
