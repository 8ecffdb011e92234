"""D3: what a page needs to show a register: headings that sort, cells, batch and download links."""

from collective.trail.i18n import _
from collective.trail.registers.asking import ask
from collective.trail.registers.cells import as_text
from collective.trail.registers.definition import Column
from collective.trail.registers.definition import Page
from collective.trail.registers.definition import Question
from collective.trail.registers.definition import Register
from collective.trail.registers.definition import Row
from collective.trail.registers.reading import Reading
from plone import api
from plone.batching import Batch
from plone.memoize.view import memoize
from Products.Five import BrowserView
from typing import Any
from urllib.parse import urlencode


class RegisterTable(BrowserView):
    """D3: a page that shows one part of a register. Subclasses say which register, and which filters are settled."""

    register: Register

    def settled(self) -> dict[str, str]:
        """Filters that the place decides, such as class and year of a year folder."""
        return {}

    def address(self) -> str:
        """The address of this page without its query."""
        return self.context.absolute_url()

    def register_address(self) -> str:
        """The address of the register's own page, where all filters and the downloads are."""
        return f"{api.portal.get().absolute_url()}/@@registers/{self.register.id}"

    @property
    def form(self) -> dict[str, Any]:
        """What was asked, with what the place decides; parameters left empty in the form say nothing."""
        return {**self._asked(), **self.settled()}

    def _asked(self) -> dict[str, Any]:
        """What was asked; the token that Plone's toolbar puts into its links asks nothing and goes no further."""
        given = self.request.form.items()
        return {name: value for name, value in given if value != "" and name != "_authenticator"}

    @property
    @memoize
    def question(self) -> Question:
        """The checked question; a page shows the sentence of a refused one (see ``browser.registers``)."""
        return ask(self.register, self.form)

    @property
    @memoize
    def page(self) -> Page:
        """The rows."""
        return self.register.page(self.question)

    @property
    @memoize
    def reading(self) -> Reading:
        """Names and translations for this request."""
        return Reading(self.request)

    @property
    def columns(self) -> list[Column]:
        """The columns of the table: all of the register, but not what the place says already."""
        return [column for column in self.register.columns if column.id not in self.settled()]

    def headings(self) -> list[dict[str, Any]]:
        """Each column's title, the link that sorts by it, and how it is sorted now."""
        question = self.question
        found = []
        for column in self.columns:
            current = column.id == question.sort_on
            order = "ascending" if not current else "descending" if question.descending else "ascending"
            turned = "descending" if current and not question.descending else "ascending"
            found.append(
                {
                    "id": column.id,
                    "title": column.title,
                    "href": self.link(sort_on=column.id, sort_order=turned, b_start="") if column.sort else "",
                    "aria_sort": order if current else None,
                    "arrow": ("▼" if question.descending else "▲") if current else "",
                }
            )
        return found

    def cells(self, row: Row) -> list[dict[str, Any]]:
        """The cells of one row as text, with a link where the column has one and there is something to go to."""
        found = []
        for column in self.columns:
            value = column.value(row.source, self.reading)
            text = as_text(column, value, self.reading)
            href = row.url if column.kind == "link" and text else ""
            found.append(
                {"id": column.id, "kind": column.kind, "text": text, "href": href, "css": self.css(column, value)}
            )
        return found

    def css(self, column: Column, value: Any) -> str:
        """Bootstrap classes of a cell; Plone colours states by ``state-<id>``."""
        if column.kind == "state" and value:
            return f"state-{value}"
        if column.id == "title":
            return "trail-title"
        return "text-end" if column.kind == "number" else "text-nowrap" if column.kind in ("date", "user") else ""

    def batch(self) -> Batch:
        """What Plone's batch navigation shows. The rows are here already: it only counts."""
        return Batch(range(self.page.total), self.question.size, self.question.start)

    def link(self, **changes: str) -> str:
        """This page with other parameters; empty ones are left out."""
        asked = {**{name: str(value) for name, value in self._asked().items()}, **changes}
        query = urlencode({name: value for name, value in asked.items() if value != ""})
        return f"{self.address()}?{query}" if query else self.address()

    def register_link(self, **changes: str) -> str:
        """The register's own page with the same question."""
        asked = {name: str(value) for name, value in {**self.form, **changes}.items()}
        asked.pop("b_start", None) if "format" in changes else None
        return f"{self.register_address()}?{urlencode(asked)}"

    def downloads(self) -> list[dict[str, Any]]:
        """The two files."""
        return [
            {"href": self.register_link(format=name), "title": title}
            for name, title in (
                ("csv", _("label_download_csv", default="Download CSV")),
                ("xlsx", _("label_download_xlsx", default="Download XLSX")),
            )
        ]
