"""D1, D3: the add forms: what a record's makes stands in the present year folder, and an annex's leads back to the record."""

from collective.trail.content.filing import class_of
from collective.trail.content.filing import year_folder
from collective.trail.rules.errors import RuleViolation
from plone.dexterity.browser.add import DefaultAddForm
from plone.dexterity.browser.add import DefaultAddView
from plone.dexterity.utils import addContentToContainer
from z3c.form.interfaces import ActionExecutionError
from zope.i18n import translate
from zope.interface import Invalid

import transaction


class RecordAddForm(DefaultAddForm):
    """Plone's own add form, filing by rule."""

    portal_type = "ControlledDocument"

    def add(self, object):
        """Put the new record where it belongs; a broken rule becomes a form error and nothing typed is lost."""
        savepoint = transaction.savepoint()
        folder = year_folder(class_of(self.context))
        try:
            added = addContentToContainer(folder, object)
        except RuleViolation as violation:
            savepoint.rollback()
            raise ActionExecutionError(Invalid(translate(violation.message, context=self.request))) from violation
        self.immediate_view = added.absolute_url()


class RecordAddView(DefaultAddView):
    """``++add++ControlledDocument``."""

    form = RecordAddForm


class AnnexAddForm(DefaultAddForm):
    """Plone's own add form; who adds one annex goes on with the document, often by adding the next."""

    def nextURL(self):
        """The document, whether the annex was added or not."""
        return self.context.absolute_url()


class AnnexAddView(DefaultAddView):
    """``++add++File`` and ``++add++Image`` on a document."""

    form = AnnexAddForm
