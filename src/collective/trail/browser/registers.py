"""D3: the pages of the registers: ``@@registers`` and ``@@registers/<name>``."""

from collective.trail.browser.register_table import RegisterTable
from collective.trail.i18n import _
from collective.trail.registers.all import open_registers
from collective.trail.registers.all import register_named
from collective.trail.registers.definition import Filter
from collective.trail.registers.definition import Register
from collective.trail.registers.download import download
from collective.trail.registers.download import format_wanted
from collective.trail.rules.errors import RuleViolation
from plone.memoize.view import memoize
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import NotFound
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


INPUT_TYPES = {"text": "text", "number": "number", "date": "date"}


@implementer(IPublishTraverse)
class RegistersView(RegisterTable):
    """D3: the overview, or the register whose name follows; the page, CSV or XLSX."""

    overview = ViewPageTemplateFile("templates/registers.pt")
    one = ViewPageTemplateFile("templates/register.pt")
    name = ""
    refused: Any = None

    def publishTraverse(self, request, name):
        """One name may follow; whether there is such a register is asked when it is shown."""
        if self.name or name in ("index_html",):
            raise NotFound(name)
        self.name = name
        return self

    def __call__(self):
        if not self.name:
            return self.overview()
        try:
            register = self.register
        except RuleViolation as violation:
            raise NotFound(str(violation)) from violation
        try:
            wanted = format_wanted(self.request)
            if wanted:
                return download(register, self.question, wanted, self.request)
            self.page  # noqa: B018 - asks, so that a refusal comes before the page is begun
        except RuleViolation as violation:
            self.refused = violation.message
            self.request.response.setStatus(violation.status)
        return self.one()

    @property
    def page_title(self):
        """The register's title, or the overview's."""
        return self.register.title if self.name else _("heading_registers", default="Registers")

    @property
    @memoize
    def register(self) -> Register:
        """The register of this page."""
        return register_named(self.name)

    def registers(self) -> list[Register]:
        """S1: those that are open to the person."""
        return open_registers()

    def address(self) -> str:
        """This page."""
        return self.register_address()

    def fields(self) -> list[dict[str, Any]]:
        """The filter form: one field for each filter, filled with what was asked."""
        return [self.field(each) for each in self.register.filters]

    def field(self, each: Filter) -> dict[str, Any]:
        """One field; a choice that was given by another of its names (a class's code) stays what it is."""
        given = self.request.form.get(each.id, "")
        given = given if isinstance(given, str) else ""
        chosen = self.question.values.get(each.id) if self.refused is None else None
        token = getattr(chosen, "UID", given) if each.kind == "choice" else given
        choices = each.choices() if each.choices is not None else []
        return {
            "id": each.id,
            "title": each.title,
            "kind": each.kind,
            "input": INPUT_TYPES.get(each.kind, ""),
            "value": given,
            "checked": given.lower() in ("1", "true", "on"),
            "options": [{"value": value, "title": title, "selected": value == token} for value, title in choices],
        }

    def is_filtered(self) -> bool:
        """Whether any filter was given: it says why a list is empty."""
        return self.refused is None and bool(self.question.values)
