"""D1, P1: the page of an edition that is no longer in force: what it said, its files, who judged it and when."""

from collective.trail.behaviors.editions import annexes_then
from collective.trail.behaviors.editions import edition_named
from collective.trail.behaviors.editions import version_then
from collective.trail.behaviors.opinions import opinions_of
from collective.trail.browser.document import DocumentView
from collective.trail.content.digest import annex_file
from collective.trail.content.reads import is_kept
from collective.trail.content.reads import note_read
from collective.trail.i18n import _
from plone.rfc822.interfaces import IPrimaryFieldInfo
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from urllib.parse import urlencode
from zExceptions import NotFound
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


@implementer(IPublishTraverse)
class EditionView(DocumentView):
    """``@@edition/1``: the document's own page with the saved version in its place; nothing can be done on it."""

    index = ViewPageTemplateFile("templates/edition.pt")
    name = ""
    is_past = True
    document = None

    def publishTraverse(self, request, name):
        """The number of the edition follows."""
        if self.name:
            raise NotFound(name)
        self.name = name
        return self

    def __call__(self):
        """The page; an edition in force is the document itself."""
        record = self.context
        if self.name and self.name == str(record.edition):
            return self.request.response.redirect(record.absolute_url())
        self.kept = edition_named(record, self.name)
        if self.kept is None or self.kept["version_id"] is None:
            raise NotFound(self.name)
        # Not as the context: parts of Plone's page write to what they stand on, and this is stored nowhere.
        self.document = version_then(record, self.kept["version_id"])
        if not is_kept(record):
            note_read(self.document, self.request)
        return self.index()

    @property
    def page_title(self):
        """The window is named by the edition, too."""
        return _("label_edition_n", default="Edition ${edition}", mapping={"edition": self.name})

    @property
    def state(self) -> dict:
        """Not in force, whatever the record is now."""
        return {
            "id": "superseded",
            "title": _("label_superseded", default="Replaced"),
            "description": _("help_superseded", default="An earlier edition, kept as it was. It is not in force."),
            "colour": "dark",
        }

    def actions(self) -> list[dict]:
        """None: this is the past."""
        return []

    def main_file(self) -> dict | None:
        """The main file that this edition had."""
        value = self.document.file
        if value is None:
            return None
        query = {"version_id": self.kept["version_id"], "field_id": "file", "filename": value.filename or "file"}
        address = f"{self.context.absolute_url()}/@@download-version?{urlencode(query)}"
        return {**self._file(self.context, "file", value), "url": address}

    def annexes(self) -> list[dict]:
        """The annexes that this edition had."""
        return [
            self._file(annex, IPrimaryFieldInfo(annex).fieldname, annex_file(annex))
            for annex in annexes_then(self.context, self.kept)
            if annex_file(annex) is not None
        ]

    def can_add_annex(self) -> bool:
        """Never."""
        return False

    def judged(self) -> list[dict]:
        """The opinions on this edition."""
        return [each for each in opinions_of(self.context) if each.get("edition") == self.kept["edition"]]

    def editions(self) -> list[dict]:
        """They are listed on the page of the document."""
        return []

    def baseline(self):
        """An edition is no working copy."""
        return None

    def working_copy(self):
        """What becomes of the document now is told on its page."""
        return None
