"""P1 to P3: the tab "Trail" of a record: who did what, when it happened and when it was recorded."""

from collective.trail.browser.moments import shown_moment
from collective.trail.browser.trail_evidence import EvidenceOfTrail
from collective.trail.i18n import _
from collective.trail.ledger.actions import actions
from collective.trail.rules.canonical import canonical
from collective.trail.rules.errors import RuleViolation
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.download import download
from collective.trail.timeline.question import ask
from collective.trail.timeline.question import Question
from collective.trail.timeline.sources import MARKS
from plone.base.batch import Batch
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from urllib.parse import urlencode
from zope.i18n import translate


FILTERS = ("action", "actor", "start", "end")


class TrailView(EvidenceOfTrail):
    """``@@trail`` on a record, for whoever may view it."""

    index = ViewPageTemplateFile("templates/trail.pt")
    whole_site = False
    page_title = _("heading_trail", default="Trail")
    error = ""

    def __call__(self):
        """The page, or a download; what cannot be asked is answered with a sentence and the form to correct it."""
        for column in ("left", "right"):
            self.request.set(f"disable_plone.{column}column", True)
        self.form = self.values()
        try:
            self.answer = self._answer(ask(self.form, self.whole_site))
        except RuleViolation as violation:
            self.error = translate(violation.message, context=self.request)
            self.request.response.setStatus(violation.status)
            self.answer = self._answer(Question())
            self.rows, self.part, self.places = [], None, {}
            self.proved = self._proved()
            return self.index()
        if self.answer.question.format != "json":
            return download(self.answer, self.context, self.request)
        self.rows, self.part = self.answer.part()
        self.places = self._places()
        self.proved = self._proved()
        return self.index()

    def values(self) -> dict[str, Any]:
        """What the form was filled with; Plone adds a token to every form and a type to the batch's start."""
        given = {name: value for name, value in self.request.form.items() if name != "_authenticator"}
        return {name: str(value) if isinstance(value, int) else value for name, value in given.items()}

    def _answer(self, question: Question) -> Answer:
        return Answer(None if self.whole_site else self.context, question, self.request)

    def value(self, name: str) -> str:
        """The text in a field of the form."""
        given = self.form.get(name, "")
        return given if isinstance(given, str) else ""

    @property
    def filtered(self) -> bool:
        """Whether the list is narrowed."""
        return any(self.value(name) for name in (*FILTERS, "record"))

    def action_choices(self) -> list[dict[str, str]]:
        """The actions to choose from: those that occur, on the site all."""
        known = [action.id for action in actions()] if self.whole_site else self._occurring[0]
        rows = [{"value": each, "title": self.answer.wording.action(each)} for each in known]
        return sorted(rows, key=lambda row: row["title"].casefold())

    def actor_choices(self) -> list[dict[str, str]]:
        """The people to choose from: those who occur; nothing on the site, where an id is typed."""
        rows = [{"value": each, "title": self.answer.wording.person(each)} for each in self._occurring[1]]
        return sorted(rows, key=lambda row: row["title"].casefold())

    @property
    def _occurring(self) -> tuple[list[str], list[str]]:
        if not hasattr(self, "_found"):
            found_actions, actors = self.answer.timeline.occurring()
            chosen = self.value("action"), self.value("actor")
            known = {action.id for action in actions()}
            self._found = (
                sorted({*found_actions, *({chosen[0]} & known)}),
                sorted({*actors, *filter(None, [chosen[1]])}),
            )
        return self._found

    def navigation(self) -> str:
        """Plone's own batch navigation; where the end is unknown it reaches as far as was looked."""
        question = self.answer.question
        batch = Batch(range(self.part.known), question.b_size, question.b_start)
        pages = self.context.restrictedTraverse("@@batchnavigation")
        return pages(batch, batchformkeys=[*FILTERS, "record", "b_size"])

    def moment(self, instant: str) -> str:
        """A stored time as the reader's language writes it, at the site's time zone."""
        return shown_moment(instant)

    def mark(self, row: dict[str, Any]) -> str:
        """Where the entry comes from, if it is not the record itself."""
        return translate(MARKS[row["source"]], context=self.request) if row["source"] in MARKS else ""

    def facts(self, row: dict[str, Any]) -> str:
        """The data of an entry in the form that its digest is made of."""
        return canonical(row["data"]).decode("utf-8") if row["data"] else ""

    def checks(self, row: dict[str, Any]) -> list[dict[str, str]]:
        """What a checker needs of an entry, as label and value."""
        rows = (
            (_("label_entry_hash", default="Hash of the entry"), row["hash"]),
            (_("label_previous_hash", default="Hash of the entry before"), row["record_prev"]),
            (_("label_data_digest", default="Digest of the data"), row["data_digest"]),
            (_("label_content_digest", default="Digest of the content"), (row["data"] or {}).get("digest")),
            (_("label_entry_id", default="Entry"), row["id"]),
            (_("label_act", default="Act"), row["act"]),
            (_("label_record_uid", default="Record (UID)"), row["record"]),
        )
        return [{"label": label, "value": value} for label, value in rows if value]

    def download_url(self, kind: str) -> str:
        """The address of a download: CSV of what is shown, JSON Lines always whole."""
        names = (*FILTERS, "record") if kind == "csv" else ("record",)
        asked = {name: self.value(name) for name in names if self.value(name)}
        return f"{self.base}?{urlencode({**asked, 'format': kind})}"

    @property
    def base(self) -> str:
        """The page itself."""
        return f"{self.context.absolute_url()}/@@{self.__name__}"
