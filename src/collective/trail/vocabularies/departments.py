"""S1: the departments of the control panel."""

from collective.trail.settings.departments import departments
from collective.trail.vocabularies.terms import vocabulary
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory


@provider(IVocabularyFactory)
def departments_vocabulary(context):
    """S1: code -> "HR: Human resources", in the order of the control panel."""
    return vocabulary((each.code, f"{each.code}: {each.title}") for each in departments())
