"""D2: the classes of the file plan that the user may see."""

from collective.trail.interfaces import IRecordClass
from collective.trail.vocabularies.terms import vocabulary
from plone import api
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory


@provider(IVocabularyFactory)
def record_classes_vocabulary(context):
    """D2: UID -> title; P5: a class that the user may not see is not offered."""
    brains = api.portal.get_tool("portal_catalog").searchResults(
        object_provides=IRecordClass.__identifier__, sort_on="sortable_title"
    )
    return vocabulary((brain.UID, brain.Title) for brain in brains)
