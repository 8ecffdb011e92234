"""D2, D3: the pages of a class and of a year folder; both show the file list and hold no rule."""

from collective.trail.browser.register_table import RegisterTable
from collective.trail.content.filing import class_of
from collective.trail.content.filing import years_seen
from collective.trail.indexers.retention import schedule_of
from collective.trail.interfaces import IRecordClass
from collective.trail.registers.all import register_named
from collective.trail.registers.definition import Register
from collective.trail.rules.errors import RuleViolation
from collective.trail.rules.retention import period_text
from collective.trail.settings.departments import department
from collective.trail.vocabularies.retention import RETENTION_ACTIONS
from collective.trail.vocabularies.retention import RETENTION_TRIGGERS
from collective.trail.vocabularies.secrecy_levels import SECRECY_LEVELS
from collective.trail.workflows.record_class import CLOSED
from plone import api
from plone.memoize.view import memoize
from plone.uuid.interfaces import IUUID
from Products.Five import BrowserView
from typing import Any
from urllib.parse import urlencode
from zope.security import checkPermission


class YearFolderView(RegisterTable):
    """D3: the file list of one class and year."""

    refused: Any = None

    def __call__(self):
        # A list needs the width; the breadcrumbs lead to the class and its other years.
        self.request.set("disable_plone.leftcolumn", 1)
        try:
            self.page  # noqa: B018 - asks, so that a refusal comes before the page is begun
        except RuleViolation as violation:
            self.refused = violation.message
            self.request.response.setStatus(violation.status)
        return self.index()

    @property
    @memoize
    def register(self) -> Register:
        """The file list."""
        return register_named("file-list")

    def settled(self) -> dict[str, str]:
        """This class and this year."""
        return {"class": IUUID(class_of(self.context)), "year": str(self.context.year)}

    def is_filtered(self) -> bool:
        """The place alone filters here."""
        return False

    def record_class(self) -> Any:
        """The class around this folder."""
        return class_of(self.context)


class RecordClassView(BrowserView):
    """D2: what a class is for, how long its records are kept, its subclasses and years."""

    def departments(self) -> list[str]:
        """Titles of the departments that file here; empty where all do."""
        found = [(code, department(code)) for code in sorted(self.context.departments or ())]
        return [f"{code}: {each.title}" if each else code for code, each in found]

    def retention(self) -> dict[str, Any]:
        """D3: period, start and action in words."""
        schedule = schedule_of(self.context)
        return {
            "period": period_text(schedule),
            "permanent": schedule.is_permanent,
            "trigger": RETENTION_TRIGGERS.get(schedule.trigger, schedule.trigger),
            "action": RETENTION_ACTIONS.get(schedule.action, schedule.action),
        }

    def secrecy(self) -> Any:
        """P5: the title of the default level."""
        return SECRECY_LEVELS.get(self.context.default_secrecy, self.context.default_secrecy)

    def children(self, interface: Any, sort_on: str) -> list[Any]:
        """What of this kind stands directly in the class and is open to the person."""
        return list(
            api.portal.get_tool("portal_catalog").searchResults(
                object_provides=interface.__identifier__,
                path={"query": "/".join(self.context.getPhysicalPath()), "depth": 1},
                sort_on=sort_on,
                show_inactive=True,
            )
        )

    def subclasses(self) -> list[Any]:
        """D2: the classes directly below."""
        return self.children(IRecordClass, "sortable_title")

    def years(self) -> list[dict[str, Any]]:
        """D3: the year folders, the latest first, with the number of records that the person may see (P5)."""
        return [
            {"title": brain.getId, "href": brain.getURL(), "count": count} for brain, count in years_seen(self.context)
        ]

    def file_list(self) -> str:
        """The address of the file list of this class with its subclasses."""
        query = urlencode({"class": IUUID(self.context), "subclasses": "1"})
        return f"{api.portal.get().absolute_url()}/@@registers/file-list?{query}"

    def is_closed(self) -> bool:
        """D2: whether the class takes no new records."""
        return bool(api.content.get_state(self.context, "") == CLOSED)

    def may_add(self) -> bool:
        """Whether the person may file here now."""
        return bool(checkPermission("collective.trail.AddControlledDocument", self.context))

    def sees_registers(self) -> bool:
        """Whether the person may see registers."""
        return bool(checkPermission("collective.trail.ViewRegisters", self.context))
