"""P1, P2, S2: GET @trail on a record for whoever may view it, and on the site for auditors; as JSON, CSV or JSON Lines."""

from collective.trail.interfaces import IRecord
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.download import download
from collective.trail.timeline.evidence_bundle import asked_of
from collective.trail.timeline.evidence_bundle import download_bundle
from collective.trail.timeline.finding import Part
from collective.trail.timeline.proofs import check_reply
from collective.trail.timeline.proofs import checkpoint_reply
from collective.trail.timeline.proofs import proof_reply
from collective.trail.timeline.question import ask
from functools import cached_property
from plone.restapi.services import Service
from typing import Any
from urllib.parse import urlencode
from zExceptions import NotFound
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


#: What may follow in the address, on the site and on a record.
PARTS = {False: ("checkpoint", "check", "evidence"), True: ("proof", "evidence")}


@implementer(IPublishTraverse)
class TrailGet(Service):
    """P2: the trail, newest entry first; P1: what is signed and checked of it, see ``PARTS``.

    ``items_total`` is exact, but null where the whole site is searched by action or actor, because that would mean
    reading all of it; ``more`` says whether entries follow in any case.
    """

    #: What follows in the address.
    part = ""

    def publishTraverse(self, request, name):
        """One of ``PARTS`` follows, nothing else."""
        if self.part or name not in PARTS[IRecord.providedBy(self.context)]:
            raise NotFound(name)
        self.part = name
        return self

    def render(self):
        """A download is no JSON: it bypasses the serialiser."""
        self.check_permission()
        if self.part == "evidence":
            record = self.context if IRecord.providedBy(self.context) else None
            return download_bundle(asked_of(record, self.request.form), self.request)
        if not self.part and self.answer.question.format != "json":
            return download(self.answer, self.context, self.request)
        return super().render()

    @cached_property
    def answer(self) -> Answer:
        """P2: the answer to what the request asks; RuleViolation (400) where it cannot mean anything."""
        record = self.context if IRecord.providedBy(self.context) else None
        return Answer(record, ask(self.request.form, whole_site=record is None), self.request)

    def reply(self) -> dict[str, Any]:
        if self.part == "checkpoint":
            return {"@id": f"{self.context.absolute_url()}/@trail/checkpoint", **checkpoint_reply(self.request)}
        if self.part == "check":
            return {"@id": f"{self.context.absolute_url()}/@trail/check", **check_reply(self.request)}
        if self.part == "proof":
            reply = proof_reply(self.context, self.request.form, self.request)
            return {"@id": f"{self.context.absolute_url()}/@trail/proof", **reply}
        rows, part = self.answer.part()
        reply = {
            "@id": self._url(),
            "items": rows,
            "items_total": part.total,
            "more": part.more,
        }
        batching = self._batching(part)
        return {**reply, "batching": batching} if batching else reply

    def _url(self, **parameters: int) -> str:
        asked = {name: value for name, value in self.request.form.items() if name != "b_start"}
        query = urlencode({**asked, **parameters})
        return f"{self.context.absolute_url()}/@trail" + (f"?{query}" if parameters else "")

    def _batching(self, part: Part) -> dict[str, str]:
        """Links in the manner of plone.restapi; ``last`` only where the end is known."""
        question = self.answer.question
        start, size = question.b_start, question.b_size
        if not part.more and not start:
            return {}
        links = {"@id": self._url(b_start=start), "first": self._url(b_start=0)}
        if part.total:
            links["last"] = self._url(b_start=(part.total - 1) // size * size)
        if part.more:
            links["next"] = self._url(b_start=start + size)
        if start:
            links["prev"] = self._url(b_start=max(0, start - size))
        return links
