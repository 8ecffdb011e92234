"""P1 to P3: the tab "Trail" of a record: who did what, when it happened and when it was recorded."""

from collections.abc import Iterable
from collective.trail.i18n import _
from collective.trail.ledger.actions import actions
from collective.trail.ledger.log_index import Confirmation
from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.local_time import site_zone
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.checking import differs
from collective.trail.timeline.download import download
from collective.trail.timeline.evidence import evidence
from collective.trail.timeline.evidence import Place
from collective.trail.timeline.question import ask
from collective.trail.timeline.question import Question
from collective.trail.timeline.record_evidence import is_late
from collective.trail.timeline.record_evidence import record_standing
from collective.trail.timeline.record_evidence import RecordStanding
from collective.trail.timeline.sources import MARKS
from plone import api
from plone.base.batch import Batch
from plone.uuid.interfaces import IUUID
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from urllib.parse import urlencode
from zope.component import queryMultiAdapter
from zope.i18n import translate


def shown_moment(instant: str) -> str:
    """P3: a stored time as the reader's language writes it, at the site's time zone."""
    local = from_iso_instant(instant).astimezone(site_zone()).replace(tzinfo=None)
    return api.portal.get_localized_time(local, long_format=True) or instant


FILTERS = ("action", "actor", "start", "end")


class TrailView(BrowserView):
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

    def _proved(self) -> RecordStanding | None:
        """P1: how the record's whole trail stands in the log; None where no log is kept, and for the site."""
        with evidence() as log:
            return record_standing(log, self.answer) if log is not None and not self.whole_site else None

    def _places(self) -> dict[str, Place | None]:
        """P1: where each entry shown stands in the log; empty where no log is kept."""
        with evidence() as log:
            return {row["hash"]: log.place(row["hash"]) for row in self.rows} if log is not None else {}

    def standing(self, row: dict[str, Any]) -> str:
        """P1: one sentence on where an entry stands in the log; empty where no log is kept."""
        if row["hash"] not in self.places:
            return ""
        place = self.places[row["hash"]]
        if place is None and is_late(row["recorded_at"]):
            message = _(
                "msg_late_in_log", default="Not in the signed log, though it should be by now. Tell the auditors."
            )
        elif place is None:
            message = _("msg_not_in_log", default="Not in the signed log yet; it will be within minutes.")
        else:
            message = _(
                "msg_in_log",
                default="Entry ${leaf} of the signed log, signed ${moment} with the checkpoint of ${size} entries.",
                mapping={"leaf": place.leaf, "moment": self.moment(place.signed_at), "size": place.size},
            )
        return translate(message, context=self.request)

    def keepers(self, row: dict[str, Any]) -> list[str]:
        """P1: the anchors that keep an entry's checkpoint or a later one, each with the time since when."""
        place = self.places.get(row["hash"])
        return self.kept_since(place.anchors) if place is not None else []

    def kept_since(self, anchors: Iterable[Confirmation]) -> list[str]:
        """P1: anchors with the time since when they keep something."""
        return [
            translate(
                _(
                    "msg_kept_since",
                    default="${anchor} since ${moment}",
                    mapping={"anchor": each.anchor, "moment": self.moment(each.confirmed_at)},
                ),
                context=self.request,
            )
            for each in anchors
        ]

    def proved_sentence(self) -> str:
        """P1: one sentence on how the whole trail of the record stands in the log."""
        proved = self.proved
        standing = proved.standing
        facts = {
            "count": standing.entries,
            "waiting": len(standing.missing),
            "total": proved.total,
            "moment": self.moment(standing.signed_at) if standing.signed_at else "",
        }
        if proved.late:
            message = _(
                "msg_record_late",
                default="${waiting} of ${count} entries of this record do not stand in the signed log, though they should by "
                "now. Tell the auditors.",
                mapping=facts,
            )
        elif standing.signed_at is None:
            message = _(
                "msg_record_all_wait",
                default="The ${count} entries of this record wait for the signed log. It takes new ones in within minutes.",
                mapping=facts,
            )
        elif standing.missing:
            message = _(
                "msg_record_waits",
                default="${waiting} of ${count} entries of this record wait for the signed log, which takes new ones in "
                "within minutes. The others stand in it.",
                mapping=facts,
            )
        elif proved.whole:
            message = _(
                "msg_record_signed",
                default="All ${count} entries of this record stand in the signed log, since ${moment}.",
                mapping=facts,
            )
        else:
            message = _(
                "msg_record_signed_newest",
                default="The newest ${count} of the ${total} entries of this record all stand in the signed log, since "
                "${moment}.",
                mapping=facts,
            )
        return translate(message, context=self.request)

    def differs(self) -> bool:
        """P1: whether the last self-check found that the record is not what its trail says."""
        return differs(IUUID(self.context))

    def bundle_url(self) -> str:
        """P1: where the evidence of the whole record can be taken away as one file; empty where nothing makes it."""
        name = "trail-evidence"
        there = queryMultiAdapter((self.context, self.request), name=name) is not None
        return f"{self.context.absolute_url()}/@@{name}" if there else ""

    def proof_url(self, row: dict[str, Any]) -> str:
        """P1: the address of an entry's proof; empty for what has none, and on the site, which asks each record."""
        if self.whole_site or not self.places.get(row["hash"]):
            return ""
        return f"{self.context.absolute_url()}/@@trail-proof?entry={row['id']}"

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
