"""P5: a record as JSON, as plone.restapi makes it; whoever gets it has read it, also in a search for whole objects."""

from collective.trail.content.reads import note_read
from collective.trail.interfaces import IRecord
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.serializer.dxcontent import SerializeFolderToJson
from zope.component import adapter
from zope.interface import implementer
from zope.interface import Interface


@implementer(ISerializeToJson)
@adapter(IRecord, Interface)
class RecordToJson(SerializeFolderToJson):
    """Called by every service that answers with a whole record."""

    def __call__(self, *args, **kwargs):
        """What plone.restapi serializes; the read is remembered for the end of the request."""
        note_read(self.context, self.request)
        return super().__call__(*args, **kwargs)
