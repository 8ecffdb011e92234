"""D3: a class whose retention schedule changes passes it on to its records in the catalog."""

from collective.trail.interfaces import IRecordClass
from plone import api
from plone.uuid.interfaces import IUUID
from zope.component import adapter
from zope.lifecycleevent.interfaces import IObjectModifiedEvent


SCHEDULE = frozenset(("retention_years", "retention_trigger", "retention_action"))


@adapter(IRecordClass, IObjectModifiedEvent)
def on_class_edited(record_class, event) -> None:
    """D3: only an edit that names a field of the schedule, or names nothing, concerns the records."""
    names = {name.rpartition(".")[2] for each in event.descriptions for name in getattr(each, "attributes", ())}
    if not names or names & SCHEDULE:
        reindex_retention(record_class)


def reindex_retention(record_class) -> None:
    """D3: bring the retention facts of the records of ``record_class`` up to date; other facts are left alone."""
    catalog = api.portal.get_tool("portal_catalog")
    for brain in catalog.unrestrictedSearchResults(record_class=IUUID(record_class)):
        record = brain._unrestrictedGetObject()
        catalog.catalog_object(record, brain.getPath(), idxs=["retention_due"], update_metadata=1)
        record._p_deactivate()
