"""D3: GET @registers and @registers/<name>, as JSON, CSV or XLSX."""

from collective.trail.registers.all import open_registers
from collective.trail.registers.all import register_named
from collective.trail.registers.asking import ask
from collective.trail.registers.cells import as_data
from collective.trail.registers.definition import Page
from collective.trail.registers.definition import Question
from collective.trail.registers.definition import Register
from collective.trail.registers.definition import Row
from collective.trail.registers.download import download
from collective.trail.registers.download import format_wanted
from collective.trail.registers.reading import Reading
from plone.restapi.services import Service
from typing import Any
from urllib.parse import urlencode
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


@implementer(IPublishTraverse)
class RegistersGet(Service):
    """D3: the registers that are open to the person, or one of them."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.params: list[str] = []

    def publishTraverse(self, request, name):
        """The name of a register follows."""
        self.params.append(name)
        return self

    def render(self):
        """A download is no JSON: it bypasses the serialiser of plone.rest."""
        self.check_permission()
        if self.params and (wanted := format_wanted(self.request)):
            register = register_named("/".join(self.params))
            return download(register, ask(register, self.request.form), wanted, self.request)
        return super().render()

    def reply(self) -> dict[str, Any]:
        if not self.params:
            return self.overview()
        register = register_named("/".join(self.params))
        question = ask(register, self.request.form)
        return self.answer(register, question, register.page(question))

    def overview(self) -> dict[str, Any]:
        """S1: which registers there are for this person, and what each can be asked."""
        reading = Reading(self.request)
        base = f"{self.context.absolute_url()}/@registers"
        items = [
            {
                "@id": f"{base}/{each.id}",
                "id": each.id,
                "title": reading.text(each.title),
                "description": reading.text(each.description),
                "filters": [{"id": one.id, "title": reading.text(one.title), "kind": one.kind} for one in each.filters],
            }
            for each in open_registers()
        ]
        return {"@id": base, "items": items, "items_total": len(items)}

    def answer(self, register: Register, question: Question, page: Page) -> dict[str, Any]:
        """D3: one part of a register."""
        reading = Reading(self.request, question.values.get("class"))
        base = f"{self.context.absolute_url()}/@registers/{register.id}"
        result = {
            "@id": base,
            "title": reading.text(register.title),
            "description": reading.text(register.description),
            "columns": [
                {"id": each.id, "title": reading.text(each.title), "kind": each.kind, "sortable": bool(each.sort)}
                for each in register.columns
            ],
            "sort_on": question.sort_on,
            "sort_order": "descending" if question.descending else "ascending",
            "items": [self.item(register, row, reading) for row in page.rows],
            "items_total": page.total,
        }
        if page.total > question.size:
            result["batching"] = self.batching(base, question, page.total)
        return result

    def item(self, register: Register, row: Row, reading: Reading) -> dict[str, Any]:
        """D3: one row by column id; ``@id`` is the record, where there is one."""
        cells = {each.id: as_data(each, each.value(row.source, reading), reading) for each in register.columns}
        return {"@id": row.url, **cells} if row.url else cells

    def batching(self, base: str, question: Question, total: int) -> dict[str, str]:
        """Links in the manner of plone.restapi."""
        asked = {name: value for name, value in self.request.form.items() if name != "b_start"}

        def link(start: int) -> str:
            return f"{base}?{urlencode({'b_start': start, **asked})}"

        links = {
            "@id": link(question.start),
            "first": link(0),
            "last": link((total - 1) // question.size * question.size),
        }
        if question.start + question.size < total:
            links["next"] = link(question.start + question.size)
        if question.start > 0:
            links["prev"] = link(max(0, question.start - question.size))
        return links
