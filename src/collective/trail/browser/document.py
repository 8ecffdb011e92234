"""D1, D3: the page of a document: what it says, where it stands, who judged it, its annexes and editions."""

from collective.trail.behaviors.opinions import opinions_of
from collective.trail.behaviors.revision import editions_of
from collective.trail.content.digest import annex_file
from collective.trail.content.digest import annexes_of
from collective.trail.content.digest import content_digest
from collective.trail.content.filing import class_of
from collective.trail.i18n import _
from collective.trail.settings.departments import department
from collective.trail.settings.people import full_name
from collective.trail.workflows import workflow_of
from collective.trail.workflows.engine import open_transitions
from plone import api
from plone.app.iterate.dexterity.utils import get_baseline
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.app.iterate.interfaces import IWorkingCopy
from plone.memoize.view import memoize
from plone.rfc822.interfaces import IPrimaryFieldInfo
from Products.Five import BrowserView
from unicodedata import category
from zope.component import getUtility
from zope.i18n import translate
from zope.schema.interfaces import IVocabularyFactory


VERDICT_TITLES = {
    "agree": _("verdict_agree", default="Agree"),
    "disagree": _("verdict_disagree", default="Disagree"),
    "changes_wanted": _("verdict_changes_wanted", default="Changes wanted"),
}
#: Bootstrap contexts: the word is always written out, colour only repeats it.
STATE_COLOURS = {
    "draft": "secondary",
    "submitted": "info",
    "reviewed": "info",
    "returned": "warning",
    "approved": "success",
    "rejected": "danger",
    "obsolete": "dark",
}
VERDICT_COLOURS = {"agree": "success", "disagree": "danger", "changes_wanted": "warning"}


def human_size(size: int) -> str:
    """A size in bytes as people read it: ``14 KB``."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"


def plain(name: str) -> str:
    """A name without invisible characters: one that turns the direction makes ``exe.txt`` of a ``txt.exe``."""
    return "".join(character for character in name if category(character) != "Cf")


class DocumentView(BrowserView):
    """The default view of a document."""

    #: Whether this is an earlier edition of the document (see ``browser.edition``).
    is_past = False

    @property
    def document(self):
        """What is shown: the document, or an earlier edition of it."""
        return self.context

    def term_title(self, vocabulary: str, token):
        """The title of a vocabulary's term, or the token itself where the term is gone."""
        terms = getUtility(IVocabularyFactory, vocabulary)(self.context)
        return terms.getTermByToken(token).title if token in terms.by_token else token

    @property
    @memoize
    def state(self) -> dict:
        """The workflow state: id, title, what it means, colour."""
        found = workflow_of(self.context.portal_type).state(api.content.get_state(self.context))
        return {
            "id": found.id,
            "title": found.title,
            "description": found.description,
            "colour": STATE_COLOURS.get(found.id, "secondary"),
        }

    def actions(self) -> list[dict]:
        """What I can do now, as buttons. Where I judge, the address has the digest of what this page shows me."""
        base = f"{self.context.absolute_url()}/@@transition?workflow_action="
        quiet = ("withdraw", "revise", "request_changes", "reject", "abolish")
        found = open_transitions(self.context)
        read = f"&digest={content_digest(self.context)}" if any(t.verdict for t in found) else ""
        return [
            {
                "url": base + t.id + (read if t.verdict else ""),
                "title": t.title,
                "css": "btn-outline-secondary" if t.id in quiet else "btn-primary",
            }
            for t in found
        ]

    def facts(self) -> list[dict]:
        """The registration of the document as label and value."""
        record = self.document
        dept = department(record.department)
        record_class = class_of(record)
        rows = [
            (_("label_number", default="Number"), record.number or self._without_number()),
            (_("label_record_class", default="Class"), record_class.Title() if record_class is not None else ""),
            (_("label_department", default="Department"), f"{dept.title} ({dept.code})" if dept else record.department),
            (_("label_drafter", default="Drafter"), full_name(record.Creator())),
            (_("label_secrecy", default="Secrecy"), self.term_title("collective.trail.secrecy_levels", record.secrecy)),
            (_("label_original", default="Original"), self.term_title("collective.trail.originals", record.original)),
            (_("label_shelf_mark", default="Shelf mark"), record.shelf_mark),
            (_("label_edition", default="Edition"), "" if IWorkingCopy.providedBy(record) else record.edition or ""),
            (_("label_approved_on", default="Approved on"), self.moment(record.approved_on)),
            (_("label_effective_on", default="Effective on"), self.day(record.effective_on)),
            (_("label_readers", default="Named readers"), ", ".join(map(full_name, record.readers or ()))),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]

    def _without_number(self):
        if IWorkingCopy.providedBy(self.context):
            return getattr(get_baseline(self.context), "number", None) or ""
        return _("msg_no_number_yet", default="Not numbered yet; it is when the document is submitted.")

    def moment(self, value) -> str:
        """A stored time (UTC) in the reader's form; empty for none."""
        return api.portal.get_localized_time(value, long_format=True) if value else ""

    def day(self, value) -> str:
        """A stored date in the reader's form; empty for none."""
        return api.portal.get_localized_time(value) if value else ""

    def texts(self) -> list[dict]:
        """Background and purpose, paragraph by paragraph."""
        rows = [
            (_("label_background", default="Background"), self.document.background),
            (_("label_purpose", default="Purpose"), self.document.purpose),
        ]
        return [{"label": label, "paragraphs": text.splitlines()} for label, text in rows if text]

    def content(self) -> str:
        """The main content, made safe by Plone's own filter."""
        value = self.document.content
        return value.output_relative_to(self.context) if value else ""

    def _file(self, obj, field: str, value) -> dict:
        return {
            # Without the file's name, which may hold what an address may not; the answer's header has it.
            "url": f"{obj.absolute_url()}/@@download/{field}",
            "filename": plain(value.filename or "file"),
            "title": plain(obj.Title() if obj is not self.context else value.filename or "file"),
            "size": human_size(value.getSize()),
            "type": value.contentType,
        }

    def main_file(self) -> dict | None:
        """The main file, or None."""
        return self._file(self.context, "file", self.context.file) if self.context.file else None

    def annexes(self) -> list[dict]:
        """The annexes in force."""
        return [
            self._file(annex, IPrimaryFieldInfo(annex).fieldname, annex_file(annex))
            for annex in annexes_of(self.context)
            if annex_file(annex) is not None
        ]

    def can_add_annex(self) -> bool:
        """Whether I may add a file now."""
        return api.user.has_permission("plone.app.contenttypes: Add File", obj=self.context)

    def opinions(self) -> list[dict]:
        """The written opinions, the newest first."""
        rows = [
            {
                **opinion,
                "name": full_name(opinion["actor"]),
                "title": translate(VERDICT_TITLES[opinion["verdict"]], context=self.request),
                "colour": VERDICT_COLOURS[opinion["verdict"]],
                "when": self.moment(opinion["at"]),
            }
            for opinion in self.judged()
        ]
        return rows[::-1]

    def judged(self) -> list[dict]:
        """The opinions that the page shows: those on earlier editions, too."""
        return list(opinions_of(self.context))

    def editions(self) -> list[dict]:
        """Earlier editions, the newest first, each with the address of its page."""
        base = self.context.absolute_url()
        rows = [
            {
                **edition,
                "when": self.day(edition["effective_on"]),
                "url": f"{base}/@@edition/{edition['edition']}" if edition["version_id"] is not None else "",
            }
            for edition in editions_of(self.context)
        ]
        return rows[::-1]

    def baseline(self):
        """The document in force that this working copy revises, or None."""
        return get_baseline(self.context) if IWorkingCopy.providedBy(self.context) else None

    def working_copy(self):
        """The working copy under way, if I may see it, or None."""
        copy = None if IWorkingCopy.providedBy(self.context) else get_working_copy(self.context)
        return copy if copy is not None and api.user.has_permission("View", obj=copy) else None
