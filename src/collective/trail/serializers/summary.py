"""P5: a record in a list of search results, from what the catalog knows; nothing is fetched from the database for it.

plone.restapi asks the object for each field that other add-ons put into every summary and the catalog has no column for
(``nav_title``, ``head_title`` and the like). Records have no such fields, and 25 of them would be fetched for one page.
"""

from collective.trail.interfaces import ITrailLayer
from collective.trail.workflows import workflow_of
from plone.app.contentlisting.catalog import CatalogContentListingObject
from plone.restapi.interfaces import ISerializeToJsonSummary
from plone.restapi.serializer.summary import DefaultJSONSummarySerializer
from Products.ZCatalog.interfaces import ICatalogBrain
from typing import Any
from zope.component import adapter
from zope.interface import implementer


@implementer(ISerializeToJsonSummary)
@adapter(ICatalogBrain, ITrailLayer)
class BrainSummary(DefaultJSONSummarySerializer):
    """Called for each result of a search; what is no record of ours is summarized as ever."""

    def __call__(self) -> dict[str, Any]:
        """The fields that plone.restapi gives, null where a record has none such."""
        self.absent: set[str] = set()
        return {**super().__call__(), **dict.fromkeys(self.absent)}

    def metadata_fields(self) -> set[str]:
        """The fields to be read; those that the catalog does not have are left out for a record."""
        fields = set(super().metadata_fields())
        if workflow_of(self.context.portal_type) is not None:
            self.absent = {field for field in fields if not self._is_known(self.field_accessors.get(field, field))}
        return fields - self.absent

    def _is_known(self, name: str) -> bool:
        return (
            name in self.context.__record_schema__ or hasattr(CatalogContentListingObject, name) or name == "type_title"
        )
