"""S2: what the auditors' two pages have in common: the tabs that lead from one to the other."""

from collective.trail.i18n import _
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any


_PAGES = (
    ("trail-audit", _("heading_trail", default="Trail")),
    ("trail-log-status", _("heading_log", default="Log")),
)


class AuditTabs(BrowserView):
    """A page for auditors on the site."""

    tabs = ViewPageTemplateFile("templates/audit_tabs.pt")

    def tab_links(self) -> list[dict[str, Any]]:
        """Title, address and whether it is the present page."""
        site_url = self.context.absolute_url()
        return [
            {"title": title, "url": f"{site_url}/@@{name}", "current": name == self.__name__} for name, title in _PAGES
        ]
