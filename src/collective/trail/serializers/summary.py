"""P5: a record in a list of search results, from what the catalog knows; nothing is fetched from the database for it.

plone.restapi asks the object for each field that other add-ons put into every summary and the catalog has no column for
(``nav_title``, ``head_title`` and the like). Records have no such fields, and 25 of them would be fetched for one page.
"""

from collections.abc import Callable
from collective.trail.interfaces import ITrailLayer
from collective.trail.workflows import workflow_of
from DateTime import DateTime
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from plone.restapi.batching import HypermediaBatch
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.interfaces import ISerializeToJsonSummary
from plone.restapi.serializer.catalog import LazyCatalogResultSerializer
from plone.restapi.serializer.converters import json_compatible
from plone.restapi.serializer.summary import DefaultJSONSummarySerializer
from plone.restapi.serializer.utils import get_portal_type_title
from Products.ZCatalog.interfaces import ICatalogBrain
from typing import Any
from zope.component import adapter
from zope.component import getMultiAdapter
from zope.interface import implementer
from ZTUtils.Lazy import Lazy


#: plone.restapi's names of what a catalog's brain calls otherwise.
OF_BRAINS = {"PortalType": "portal_type", "CroppedDescription": "Description"}
#: What needs no conversion on its way to JSON.
PLAIN = (str, int, float, bool, type(None))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Read = Callable[[Any], Any]


@implementer(ISerializeToJsonSummary)
@adapter(ICatalogBrain, ITrailLayer)
class BrainSummary(DefaultJSONSummarySerializer):
    """Called for each result of a search; what is no record of ours is summarized as ever."""

    def __call__(self) -> dict[str, Any]:
        """The fields that plone.restapi gives, null where a record has none such."""
        if workflow_of(self.context.portal_type) is None:
            return super().__call__()
        return {field: read(self.context) for field, read in self._readers()}

    def _readers(self) -> list[tuple[str, Read]]:
        """How each field is read; the same for all results of one request."""
        known: list[tuple[str, Read]] | None = self.request.other.get("_trail_summary")
        if known is None:
            fields = [
                each for each in self.metadata_fields() if each[0] != "_" and each not in self.blocklisted_attributes
            ]
            known = [(field, self._reader(field)) for field in fields]
            self.request.other["_trail_summary"] = known
        return known

    def _reader(self, field: str) -> Read:
        if field == "type_title":
            titles: dict[str, Any] = {}
            return lambda brain: (
                titles.get(brain.portal_type)
                or titles.setdefault(brain.portal_type, get_portal_type_title(brain.portal_type))
            )
        name = self.field_accessors.get(field, field)
        if name in ("getURL", "getPath"):
            return lambda brain: getattr(brain, name)()
        column = self.context.__record_schema__.get(OF_BRAINS.get(name, name))
        return (lambda brain: None) if column is None else lambda brain: _json(brain[column])


def _json(value: Any) -> Any:
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, DateTime) and not value.timezoneNaive():
        # To the second in UTC, as plone.restapi writes it; its own way takes ten times as long.
        return (EPOCH + timedelta(seconds=value.micros() // 1_000_000)).isoformat()
    return json_compatible(value)


@implementer(ISerializeToJson)
@adapter(Lazy, ITrailLayer)
class SearchResults(LazyCatalogResultSerializer):
    """A batch of search results; asks for one summarizer and not for one each."""

    def __call__(self, fullobjects: bool = False) -> dict[str, Any]:
        """What plone.restapi answers."""
        if fullobjects:
            return super().__call__(fullobjects)
        batch = HypermediaBatch(self.request, self.lazy_resultset)
        found: dict[str, Any] = {"@id": batch.canonical_url, "items_total": batch.items_total}
        links = batch.links
        if links:
            found["batching"] = links
        found["items"] = self._summaries(batch)
        return found

    def _summaries(self, brains: Any) -> list[dict[str, Any]]:
        summary = None
        made = []
        for brain in brains:
            # Catalogs of other add-ons may give other kinds of brains.
            if summary is None or type(brain) is not type(summary.context):
                summary = getMultiAdapter((brain, self.request), ISerializeToJsonSummary)
            summary.context = brain
            made.append(summary())
        return made
