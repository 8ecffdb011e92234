"""P5: the four levels of secrecy."""

from collective.trail.i18n import _
from collective.trail.vocabularies.terms import vocabulary
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory


# From the most open to the most closed: each level lets in a part of those of the one before.
SECRECY_LEVELS = {
    "internal": _("label_secrecy_internal", default="Internal"),
    "departmental": _("label_secrecy_departmental", default="Departmental"),
    "confidential": _("label_secrecy_confidential", default="Confidential"),
    "secret": _("label_secrecy_secret", default="Secret"),
}


@provider(IVocabularyFactory)
def secrecy_levels_vocabulary(context):
    """P5: the levels from open to closed."""
    return vocabulary(SECRECY_LEVELS.items())
