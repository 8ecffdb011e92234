"""D2: when a record gets its number."""

from collective.trail.i18n import _
from collective.trail.vocabularies.terms import vocabulary
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory


NUMBERING_MOMENTS = {
    "creation": _("label_moment_creation", default="When created"),
    "submission": _("label_moment_submission", default="When submitted"),
    "approval": _("label_moment_approval", default="When approved"),
}


@provider(IVocabularyFactory)
def numbering_moments_vocabulary(context):
    """D2: creation, submission, approval."""
    return vocabulary(NUMBERING_MOMENTS.items())
