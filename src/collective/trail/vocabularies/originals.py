"""D3: in what form the original of a record is kept."""

from collective.trail.i18n import _
from collective.trail.vocabularies.terms import vocabulary
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory


ORIGINALS = {
    "electronic": _("label_original_electronic", default="Electronic"),
    "paper": _("label_original_paper", default="Paper"),
    "both": _("label_original_both", default="Electronic and paper"),
}


@provider(IVocabularyFactory)
def originals_vocabulary(context):
    """D3: electronic, paper, both."""
    return vocabulary(ORIGINALS.items())
