"""P5: a record as JSON, as plone.restapi makes it; whoever gets it has read it, also in a search for whole objects."""

from collective.trail.behaviors.revision import editions_of
from collective.trail.content.filing import class_of
from collective.trail.content.reads import note_read
from collective.trail.interfaces import IRecord
from collective.trail.settings.people import full_name
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.serializer.converters import json_compatible
from plone.restapi.serializer.dxcontent import SerializeFolderToJson
from typing import Any
from zope.component import adapter
from zope.interface import implementer
from zope.interface import Interface


@implementer(ISerializeToJson)
@adapter(IRecord, Interface)
class RecordToJson(SerializeFolderToJson):
    """Called by every service that answers with a whole record."""

    def __call__(self, *args, **kwargs):
        """What plone.restapi serializes, who drafted it (D1) and its class (D3); the read is remembered."""
        note_read(self.context, self.request)
        drafter = self.context.Creator()
        return {
            **super().__call__(*args, **kwargs),
            "drafter": {"token": drafter, "title": full_name(drafter)},
            "record_class": self._record_class(),
            **self._editions(),
        }

    def _editions(self) -> dict[str, Any]:
        """D1: the editions that are no longer in force, the oldest first, each with its saved version."""
        found = [
            {
                "@id": f"{self.context.absolute_url()}/@history/{edition['version_id']}",
                **{name: json_compatible(edition[name]) for name in ("edition", "approved_on", "effective_on")},
            }
            for edition in editions_of(self.context)
        ]
        return {"editions": found} if found else {}

    def _record_class(self) -> dict[str, Any] | None:
        record_class = class_of(self.context)
        if record_class is None:
            return None
        return {"@id": record_class.absolute_url(), "code": record_class.code, "title": record_class.Title()}
