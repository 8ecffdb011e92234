"""P5: a class as JSON; its items leave out the years in which the person may see nothing."""

from collective.trail.content.filing import unseen_years
from collective.trail.interfaces import IRecordClass
from collective.trail.interfaces import ITrailLayer
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.serializer.dxcontent import SerializeFolderToJson
from zope.component import adapter
from zope.interface import implementer


@implementer(ISerializeToJson)
@adapter(IRecordClass, ITrailLayer)
class RecordClassToJson(SerializeFolderToJson):
    """Called by every service that answers with a whole class."""

    def _build_query(self):
        query = super()._build_query()
        unseen = unseen_years(self.context)
        return {**query, "UID": {"not": unseen}} if unseen else query
