"""P5: a record in a list of search results, from what the catalog knows; nothing is fetched from the database for it.

plone.restapi asks the object for each field that other add-ons put into every summary and the catalog has no column for
(``nav_title``, ``head_title`` and the like). Records have no such fields, and 25 of them would be fetched for one page.
"""

from collective.trail.interfaces import ITrailLayer
from collective.trail.workflows import workflow_of
from plone.restapi.interfaces import ISerializeToJsonSummary
from plone.restapi.serializer.converters import json_compatible
from plone.restapi.serializer.summary import DefaultJSONSummarySerializer
from plone.restapi.serializer.utils import get_portal_type_title
from Products.ZCatalog.interfaces import ICatalogBrain
from typing import Any
from zope.component import adapter
from zope.interface import implementer


#: plone.restapi's names of what a catalog's brain calls otherwise.
OF_BRAINS = {"PortalType": "portal_type", "CroppedDescription": "Description"}
#: What needs no conversion on its way to JSON.
PLAIN = (str, int, float, bool, type(None))


@implementer(ISerializeToJsonSummary)
@adapter(ICatalogBrain, ITrailLayer)
class BrainSummary(DefaultJSONSummarySerializer):
    """Called for each result of a search; what is no record of ours is summarized as ever."""

    def __call__(self) -> dict[str, Any]:
        """The fields that plone.restapi gives, null where a record has none such."""
        if workflow_of(self.context.portal_type) is None:
            return super().__call__()
        fields = [each for each in self.metadata_fields() if each[0] != "_" and each not in self.blocklisted_attributes]
        return {field: self._value(field) for field in fields}

    def _value(self, field: str) -> Any:
        if field == "type_title":
            return self._once(field, self.context.portal_type, get_portal_type_title)
        name = self.field_accessors.get(field, field)
        if name in ("getURL", "getPath"):
            return getattr(self.context, name)()
        name = OF_BRAINS.get(name, name)
        if name not in self.context.__record_schema__:
            return None
        value = getattr(self.context, name)
        return value if isinstance(value, PLAIN) else json_compatible(value)

    def _once(self, name: str, key: Any, make: Any) -> Any:
        """What is the same for many results of one request."""
        known = self.request.other.setdefault("_trail_summaries", {})
        if (name, key) not in known:
            known[name, key] = make(key)
        return known[name, key]
