"""D3: in which class and year a record stands, and who may file there."""

from AccessControl import getSecurityManager
from Acquisition import aq_base
from Acquisition import aq_chain
from Acquisition import aq_inner
from Acquisition import aq_parent
from collective.trail.content.digest import fields_of
from collective.trail.content.protection import is_lifted
from collective.trail.content.protection import protection_lifted
from collective.trail.content.refusal import misunderstood
from collective.trail.content.refusal import name_of
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from collective.trail.interfaces import IRecordClass
from collective.trail.interfaces import IYearFolder
from collective.trail.rules.clock import happened
from collective.trail.settings.departments import department
from collective.trail.settings.departments import departments_of
from OFS.event import ObjectWillBeMovedEvent
from plone import api
from plone.base.utils import unrestricted_construct_instance
from plone.dexterity.utils import createContentInContainer
from plone.uuid.interfaces import IUUID
from zoneinfo import ZoneInfo
from zope.event import notify
from zope.lifecycleevent import ObjectMovedEvent


def class_of(obj):
    """The class a record, year folder or class belongs to (itself if it is one), or None."""
    return next((parent for parent in aq_chain(aq_inner(obj)) if IRecordClass.providedBy(parent)), None)


def year_folder_of(obj):
    """The year folder around a record, or None."""
    return next((parent for parent in aq_chain(aq_inner(obj)) if IYearFolder.providedBy(parent)), None)


def local_year() -> int:
    """D2, D3: the present year where the site is, which on New Year's Eve is not that of UTC.

    Numbers and year folders both ask here: a document of ``HR2027001`` stands in the folder of 2027.
    """
    zone = api.portal.get_registry_record("plone.portal_timezone", default=None) or "UTC"
    return happened().astimezone(ZoneInfo(zone)).year


def year_folder(record_class, year: int | None = None):
    """The folder of ``record_class`` for ``year`` (default: the present one), made when it is first needed (D3)."""
    year = year or local_year()
    name = str(year)
    if name in record_class:
        return record_class[name]
    folder = unrestricted_construct_instance(
        "YearFolder", record_class, name, title=_year_title(record_class, year), year=year
    )
    return record_class[folder] if isinstance(folder, str) else folder


def _year_title(record_class, year: int) -> str:
    return f"{record_class.title} / {year}"


def retitle_years(record_class) -> None:
    """D3: year folders are titled by class and year, also after the class was renamed."""
    for folder in record_class.objectValues():
        if IYearFolder.providedBy(folder) and folder.title != _year_title(record_class, folder.year):
            folder.title = _year_title(record_class, folder.year)
            folder.reindexObject(idxs=["Title", "sortable_title"])


def years_seen(record_class) -> list[tuple]:
    """P5: (brain, number of records) of the year folders in which the person may see a record, the latest first.

    An empty year folder says that something was filed which this person may not see.
    """
    catalog = api.portal.get_tool("portal_catalog")
    return [
        (brain, count)
        for brain in sorted(_year_brains(record_class), key=lambda brain: brain.getId, reverse=True)
        if (count := len(catalog.searchResults(_records_of(record_class, brain), show_inactive=True)))
    ]


def _year_brains(record_class) -> list:
    query = {
        "object_provides": IYearFolder.__identifier__,
        "path": {"query": "/".join(record_class.getPhysicalPath()), "depth": 1},
    }
    return list(api.portal.get_tool("portal_catalog").searchResults(query, show_inactive=True))


def _records_of(record_class, year_brain) -> dict:
    return {"record_class": IUUID(record_class), "record_year": int(year_brain.getId)}


def unseen_years(record_class) -> list[str]:
    """P5: the UIDs of the year folders in which the person may see nothing."""
    seen = {brain.UID for brain, _count in years_seen(record_class)}
    return [brain.UID for brain in _year_brains(record_class) if brain.UID not in seen]


def departments_open_to_me(context) -> list[str]:
    """Codes of my departments that may file in the class around ``context``; all of mine where the class is open."""
    mine = departments_of(api.user.get_current().getId() or "")
    record_class = class_of(context)
    allowed = getattr(record_class, "departments", None) or ()
    return [code for code in mine if not allowed or code in allowed]


def settle_defaults(record) -> None:
    """P5: store the class's default secrecy and the other defaults on a new record.

    A field that was never set is computed each time it is read: changing the class would then change who may read
    records that are long approved.
    """
    base = aq_base(record)
    for name, field in fields_of(record):
        # Dexterity computes a missing value without the record's surroundings, so the class would not be found.
        if name in ("secrecy", "original", "readers", "department") and name not in base.__dict__:
            setattr(record, name, field.bind(record).default)


def check_filing(record) -> None:
    """D2: refuse an unknown department, one the class is not for, and one the person does not belong to.

    Working copies and merged revisions keep the department that was approved.
    """
    if is_lifted():
        return
    record_class = class_of(record)
    if record_class is None:
        return
    code = getattr(record, "department", None)
    if department(code) is None:
        message = _(
            "err_unknown_department",
            default="${record} names the department ${department}, which does not exist. Choose another.",
            mapping=_words(record, code, record_class),
        )
        raise misunderstood(record, message, "filing")
    allowed = getattr(record_class, "departments", None) or ()
    if allowed and code not in allowed:
        message = _(
            "err_foreign_department",
            default="${record} cannot be filed in ${class}: that class is not for the department ${department}.",
            mapping=_words(record, code, record_class),
        )
        raise refuse(record, message, 400, "filing")
    if code not in departments_of(getSecurityManager().getUser().getId() or "") and not _is_keeper():
        message = _(
            "err_not_your_department",
            default="${record} cannot be filed for ${department}: you do not belong to that department.",
            mapping=_words(record, code, record_class),
        )
        raise refuse(record, message, 403, "filing")


def _words(record, code, record_class) -> dict[str, str]:
    return {"record": name_of(record), "department": str(code or "-")[:20], "class": record_class.Title()}


def _is_keeper() -> bool:
    """Whether the person keeps the archive for all departments (S1), or is our own code at work."""
    roles = api.user.get_roles()
    return any(role in roles for role in ("Custodian", "Manager"))


def file_into_year(record) -> None:
    """D3: move a record that was put straight into a class (by paste or script) into the class's year folder."""
    parent = aq_parent(aq_inner(record))
    if not IRecordClass.providedBy(parent):
        return
    folder = year_folder(parent)
    with protection_lifted("filing"):
        name = record.getId()
        parent._delObject(name, suppress_events=True)
        moved = aq_base(record)
        notify(ObjectWillBeMovedEvent(record, parent, name, folder, name))
        folder._setObject(name, moved, set_owner=0, suppress_events=True)
        notify(ObjectMovedEvent(folder[name], parent, name, folder, name))


def new_record(record_class, portal_type: str, **values):
    """D3: make a record in the present year folder of a class, as the current user, by the same rules as a form.

    ``values`` are the fields; the id is ours to give. Unauthorized where the person may not file here, RuleViolation
    where a rule of filing is broken. (``plone.api.content.create`` would try to rename the record.)
    """
    return createContentInContainer(year_folder(record_class), portal_type, **values)
