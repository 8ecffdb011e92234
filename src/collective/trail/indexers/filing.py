"""D2, D3: where a record stands in the file plan, as the catalog knows it.

An indexer that raises AttributeError says "this object has no such value"; the catalog then stores none.
"""

from collective.trail.content.filing import class_of
from collective.trail.content.filing import year_folder_of
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import IRecordClass
from plone.indexer import indexer
from plone.uuid.interfaces import IUUID


@indexer(IRecord)
def number(record) -> str:
    """D2: the number; a record that is not registered yet has none."""
    value = getattr(record, "number", None)
    if not value:
        raise AttributeError("number")
    return value


@indexer(IRecord)
def record_class(record) -> str:
    """D2: the UID of the class that the record stands in."""
    found = class_of(record)
    if found is None:
        raise AttributeError("record_class")
    return IUUID(found)


@indexer(IRecord)
def record_year(record) -> int:
    """D3: the year of the folder that the record stands in."""
    folder = year_folder_of(record)
    if folder is None or not folder.year:
        raise AttributeError("record_year")
    return int(folder.year)


@indexer(IRecord)
def department(record) -> str:
    """S1: the code of the department whose record this is; also tells the settings which codes are in use."""
    value = getattr(record, "department", None)
    if not value:
        raise AttributeError("department")
    return value


@indexer(IRecord)
def secrecy(record) -> str:
    """P5: the level; a record without one counts as internal, as in the computed roles."""
    return getattr(record, "secrecy", None) or "internal"


@indexer(IRecordClass)
def class_code(record_class) -> str:
    """D2: the code of a class, so that a class is found by its code without waking it."""
    return record_class.code or ""
