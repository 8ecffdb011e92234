"""S1: what refers to a department, whoever may see it."""

from collective.trail.interfaces import IRecord
from collective.trail.interfaces import IRecordClass
from plone import api
from typing import Any


def records_of(code: str) -> Any:
    """S1: the catalog's rows of all records of a department, secret ones included."""
    catalog = api.portal.get_tool("portal_catalog")
    if "department" not in catalog.indexes():
        # An unknown index is ignored by the catalog, which would answer with every record.
        return []
    return catalog.unrestrictedSearchResults(department=code, object_provides=IRecord.__identifier__)


def classes_of(code: str) -> list[Any]:
    """D2: the record classes that name a department."""
    catalog = api.portal.get_tool("portal_catalog")
    brains = catalog.unrestrictedSearchResults(object_provides=IRecordClass.__identifier__)
    classes = (brain._unrestrictedGetObject() for brain in brains)
    return [each for each in classes if code in (getattr(each, "departments", None) or ())]
