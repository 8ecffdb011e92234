"""P1: the page for people in an evidence bundle: stands alone, runs nothing, prints well. It is not what proves."""

from collective.trail.content.filing import class_of
from collective.trail.content.protection import state_of
from collective.trail.i18n import _
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.canonical import iso_instant
from collective.trail.settings.departments import department
from collective.trail.settings.local_time import site_zone
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.bundle_parts import Delivered
from collective.trail.timeline.evidence import Evidence
from collective.trail.timeline.paragraphs import paragraphs
from collective.trail.timeline.sources import MARKS
from collective.trail.timeline.wording import VERDICTS
from datetime import date
from datetime import datetime
from itertools import islice
from plone import api
from plone.uuid.interfaces import IUUID
from Products.Five import BrowserView
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from urllib.parse import quote
from zope.component import getUtility
from zope.schema.interfaces import IVocabularyFactory


#: How many entries the page shows; all of them stand beside it in the bundle.
MAX_SHOWN = 1000


class BundlePage(BrowserView):
    """P1: fill in what is known of the bundle, then call it with the log, or None where none is kept."""

    index = ViewPageTemplateFile("templates/evidence_bundle.pt")

    def __init__(self, answer: Answer, record: Any, made_at: datetime):
        super().__init__(record if record is not None else api.portal.get(), answer.wording.reading.request)
        self.answer = answer
        self.record = record
        self.reading = answer.wording.reading
        self.made_at = self.moment(iso_instant(made_at))
        self.number: str | None = None
        self.delivered: list[Delivered] = []
        self.count = self.waiting = self.unreadable = 0
        self.has_content = False
        self.file_name = ""
        self.log: Evidence | None = None

    def __call__(self, log: Evidence | None) -> str:
        """P1: the whole page."""
        self.log = log
        self.rows = [self._row(row) for row in islice(self.answer.every(), MAX_SHOWN)][::-1]
        page: str = self.index()
        return page

    @property
    def language(self) -> str:
        """The code of the language as HTML writes it: ``zh-CN``."""
        code, _dash, region = (self.reading.language or "en").replace("_", "-").partition("-")
        return f"{code}-{region.upper()}" if region else code

    @property
    def heading(self) -> str:
        """The number and title; of a record that the reader may not view, what was asked for."""
        if self.record is None:
            return self.number or self.answer.question.record
        return f"{self.record.number or ''} {self.record.Title()}".strip()

    @property
    def asker(self) -> str:
        """With whose rights the bundle was made."""
        return self.reading.person(api.user.get_current().getId())

    @property
    def hidden(self) -> int:
        """How many of the first entries the page leaves out."""
        return self.count - len(self.rows)

    def moment(self, instant: str) -> str:
        """A stored time as the reader's language writes it, at the site's time zone."""
        local = from_iso_instant(instant).astimezone(site_zone()).replace(tzinfo=None)
        return str(api.portal.get_localized_time(local, long_format=True) or instant)

    def facts(self) -> list[dict[str, Any]]:
        """D1: the registration of the record as label and value."""
        record = self.record
        rows: list[tuple[Any, Any]]
        if record is None:
            rows = [(_("label_number", default="Number"), self.number)]
        else:
            dept, record_class = department(record.department), class_of(record)
            rows = [
                (_("label_number", default="Number"), record.number),
                (_("label_document_title", default="Title"), record.Title()),
                (_("label_state", default="State"), self.reading.state(state_of(record))),
                (_("label_record_class", default="Class"), self._title(record_class)),
                (_("label_department", default="Department"), f"{dept.title} ({dept.code})" if dept else ""),
                (_("label_drafter", default="Drafter"), self.reading.person(record.Creator())),
                (_("label_secrecy", default="Secrecy"), self._term("secrecy_levels", record.secrecy)),
                (_("label_original", default="Original"), self._term("originals", record.original)),
                (_("label_shelf_mark", default="Shelf mark"), record.shelf_mark),
                (_("label_edition", default="Edition"), record.edition or ""),
                (_("label_approved_on", default="Approved on"), self._long(record.approved_on)),
                (_("label_effective_on", default="Effective on"), self.reading.day(record.effective_on)),
            ]
        rows.append((_("label_record_uid", default="Record (UID)"), self._uid))
        return [{"label": label, "value": value} for label, value in rows if value]

    def texts(self) -> list[dict[str, Any]]:
        """D1: background, purpose and content as plain text, paragraph by paragraph."""
        if self.record is None:
            return []
        content = self.record.content
        rows = (
            (_("label_background", default="Background"), (self.record.background or "").splitlines()),
            (_("label_purpose", default="Purpose"), (self.record.purpose or "").splitlines()),
            (_("label_content", default="Main content"), paragraphs(content.raw, content.mimeType) if content else []),
        )
        return [{"label": label, "paragraphs": lines} for label, lines in rows if lines]

    def opinions(self) -> list[dict[str, Any]]:
        """D1: the written opinions, from the entries that the page shows."""
        return [
            {
                **row,
                "verdict": self.reading.text(VERDICTS.get(row["data"].get("verdict"), "")),
                "given": row["happened"] or row["when"],
            }
            for row in self.rows
            if row["action"] == "opinion.given" and row["data"]
        ]

    def files(self) -> list[dict[str, Any]]:
        """P1: the delivered files, each with the entry that names it."""
        seqs = {row["id"]: row["record_seq"] for row in self.rows}
        return [
            {**vars(each), "href": quote(each.path), "seq": seqs.get(each.entry), "named": bool(each.entry)}
            for each in self.delivered
        ]

    def log_facts(self) -> dict[str, Any] | None:
        """P1: what was signed."""
        if self.log is None:
            return None
        checkpoint = self.log.checkpoint
        return {
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "signed_at": self.moment(self.log.signed.signed_at),
            "public_keys": self.log.keys(),
            "anchors": self._anchors(self.log.confirmations(checkpoint.size)),
        }

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        place = self.log.place(row["hash"]) if self.log is not None else None
        return {
            **row,
            "when": self.moment(row["recorded_at"]),
            "happened": self.moment(row["happened_at"]) if row["late"] else "",
            "mark": self.reading.text(MARKS.get(row["source"], "")),
            "leaf": place.leaf if place else None,
            "signed": self.moment(place.signed_at) if place else "",
            "anchors": self._anchors(place.anchors) if place else "",
            "digest": (row["data"] or {}).get("digest"),
        }

    def _anchors(self, confirmed: Any) -> str:
        return ", ".join(f"{each.anchor} ({self.moment(each.confirmed_at)})" for each in confirmed)

    @property
    def _uid(self) -> str:
        return IUUID(self.record) if self.record is not None else (self.answer.sources or ())[0].uid

    def _title(self, record_class: Any) -> str:
        """The class, for those who may see it (P5)."""
        seen = record_class is not None and api.user.has_permission("View", obj=record_class)
        return record_class.Title() if seen else ""

    def _term(self, vocabulary: str, token: str) -> str:
        terms = getUtility(IVocabularyFactory, f"collective.trail.{vocabulary}")(self.record)
        return self.reading.text(terms.getTermByToken(token).title) if token in terms.by_token else token

    def _long(self, value: date | None) -> str:
        return str(api.portal.get_localized_time(value, long_format=True) or "") if value else ""
