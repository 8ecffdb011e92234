"""P1, P5: the evidence bundle of one record, made with the rights of whoever asks; taking it is itself an entry."""

from collections.abc import Mapping
from collective.trail.behaviors.numbering import lookup
from collective.trail.content.events import RecordRead
from collective.trail.content.reads import is_kept
from collective.trail.content.reads import note_read
from collective.trail.i18n import _
from collective.trail.interfaces import IRecord
from collective.trail.ledger.export import statements
from collective.trail.ledger.reads import record_read
from collective.trail.registers.asking import one_text
from collective.trail.registers.asking import PASSING
from collective.trail.registers.number_lookup import record_of
from collective.trail.rules.bundle_writer import BundleWriter
from collective.trail.rules.clock import now
from collective.trail.rules.evidence_bundle import bundle_name
from collective.trail.rules.evidence_bundle import MAX_PARTS
from collective.trail.rules.evidence_bundle import PAGE
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.bundle_page import BundlePage
from collective.trail.timeline.bundle_parts import add_content
from collective.trail.timeline.bundle_parts import add_entries
from collective.trail.timeline.bundle_parts import add_files
from collective.trail.timeline.bundle_parts import add_proofs
from collective.trail.timeline.bundle_parts import Delivered
from collective.trail.timeline.download import spooled
from collective.trail.timeline.evidence import evidence
from collective.trail.timeline.question import Question
from collective.trail.timeline.question import refusal
from dataclasses import dataclass
from plone import api
from plone.i18n.utility import setLanguageBinding
from typing import Any
from typing import BinaryIO
from zope.event import notify
from ZPublisher.Iterators import filestream_iterator


AUDIT = "collective.trail: Audit the trail"
#: What the page in a bundle speaks.
LANGUAGES = ("en", "zh-cn", "zh-tw")


@dataclass(frozen=True)
class Asked:
    """P5: of which record a bundle is asked; ``record`` is None where only its entries may be had (S2)."""

    record: Any
    name: str = ""
    with_files: bool = True
    language: str = ""


def asked_of(record: Any, form: Mapping[str, Any]) -> Asked:
    """P1: what a request asks for: of this record, or on the site (None) of the one that ``record`` names.

    RuleViolation 400 for what cannot be meant, 404 for a record that may not be seen.
    """
    known = {"files", "language"} | ({"record"} if record is None else set())
    for name in form:
        if name not in known | PASSING - {"format"}:
            raise refusal(
                _(
                    "err_bundle_parameter",
                    default="The evidence bundle knows no parameter ${name}; it knows ${known}.",
                    mapping={"name": str(name)[:40], "known": ", ".join(sorted(known))},
                )
            )
    files = one_text(form, "files") or "1"
    if files not in ("0", "1"):
        raise refusal(_("err_bundle_files", default="files is 1, or 0 for a bundle without the record's files."))
    language = _language(one_text(form, "language"))
    if record is not None:
        return Asked(record, "", files == "1", language)
    return asked_by_name(one_text(form, "record"), files == "1", language)


def asked_by_name(name: str, with_files: bool, language: str = "") -> Asked:
    """S2: by number or UID; auditors are given the entries of a record, too, that is gone or not for them to read."""
    if not name:
        raise refusal(
            _("err_bundle_record", default="Say of which record the evidence bundle is to be: record=<number or UID>.")
        )
    language = _language(language)
    entry = lookup(name)
    brains = api.portal.get_tool("portal_catalog")(UID=entry.uid if entry is not None else name, show_inactive=True)
    found = brains[0]._unrestrictedGetObject() if brains else None
    # The catalog may be a moment behind; the record itself decides.
    if found is not None and IRecord.providedBy(found) and api.user.has_permission("View", obj=found):
        return Asked(found, name, with_files, language)
    if not api.user.has_permission(AUDIT, obj=api.portal.get()):
        return Asked(record_of(name), name, with_files, language)
    return Asked(None, name, with_files, language)


def _language(given: str) -> str:
    code = given.lower().replace("_", "-")
    if code and code not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise refusal(_("err_bundle_language", default="language is one of ${known}.", mapping={"known": known}))
    return code


def _speak(language: str, request: Any) -> None:
    """Bind the request to a language of the asker's choice, whichever ways to choose one the site allows."""
    if language:
        setLanguageBinding(request)
        request["LANGUAGE_TOOL"].LANGUAGE = request["LANGUAGE"] = language


class EvidenceBundle:
    """P1: one bundle: ``write`` it, then ``enter`` that it was taken."""

    def __init__(self, asked: Asked, request: Any):
        _speak(asked.language, request)
        self.asked = asked
        self.request = request
        self.record = asked.record
        self.answer = Answer(self.record, Question(record="" if self.record is not None else asked.name), request)
        self.uids = [source.uid for source in self.answer.sources or ()]
        self.count = 0
        self.delivered: list[Delivered] = []

    @property
    def name(self) -> str:
        """P5: the name of the file; titles do not leave in file names."""
        if self.record is None:
            return bundle_name(self.asked.name)
        return bundle_name(self.record.number or self.record.getId())

    def write(self, output: BinaryIO) -> None:
        """P1: write the ZIP. RuleViolation 400 for a trail with more entries than a bundle holds."""
        self._check_length()
        with BundleWriter(output, now()) as writer, evidence() as log:
            page = BundlePage(self.answer, self.record, writer.made_at)
            if self.record is not None and self.asked.with_files:
                self.delivered, page.unreadable = add_files(writer, self.record)
            lines = statements(self.uids, withheld=lambda uid: bool(self.answer.withheld(uid)))
            read = add_entries(writer, self.uids[0], lines, self.delivered)
            self.count = len(read.entries)
            page.has_content = self.record is not None and add_content(writer, self.record, read.told)
            page.number, page.delivered, page.count = read.number, self.delivered, self.count
            page.waiting = add_proofs(writer, log, read.entries) if log is not None else self.count
            page.file_name = self.name
            writer.add(PAGE, [page(log).encode("utf-8")])
            writer.finish(self.uids[0], read.number)

    def enter(self, **more: Any) -> None:
        """P5: the entries: the bundle was taken, and with it each file of a record whose reads are kept.

        As with other exports, that of a record which the person may not view is an entry of the site.
        """
        data = {"format": "evidence", "count": self.count, "files": len(self.delivered), "asked": {}, **more}
        if self.record is None:
            data["asked"] = {"record": self.asked.name}
            record_read(api.portal.get(), "trail.exported", data, self.request)
            return
        record_read(self.record, "trail.exported", data, self.request)
        note_read(self.record, self.request)
        for each in self.delivered if is_kept(self.record) else ():
            notify(RecordRead(self.record, each.filename or "file", self.request))

    def _check_length(self) -> None:
        total = self.answer.timeline.part().total or 0
        if total > MAX_PARTS // 2:
            raise refusal(
                _(
                    "err_bundle_length",
                    default="This trail has ${count} entries, more than an evidence bundle holds: take the verifiable export (jsonl) and the log.",
                    mapping={"count": total},
                )
            )


def download_bundle(asked: Asked, request: Any) -> filestream_iterator:
    """P1: the bundle as the answer to a request; written to disk within it, so that memory stays flat."""
    bundle = EvidenceBundle(asked, request)
    content = spooled(bundle.write)
    bundle.enter()
    response = request.response
    response.setHeader("Content-Type", "application/zip")
    response.setHeader("Content-Disposition", f'attachment; filename="{_ascii(bundle.name)}"')
    response.setHeader("Content-Length", str(len(content)))
    response.setHeader("Cache-Control", "private, no-store")
    response.setHeader("X-Content-Type-Options", "nosniff")
    return content


def _ascii(name: str) -> str:
    return "".join(letter if letter.isascii() else "-" for letter in name)
