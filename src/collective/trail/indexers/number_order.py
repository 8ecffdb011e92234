"""D2: the order in which people read numbers: HR2026999 stands before HR20261000, and both before HR2027001.

It is an index of its own because the catalog sorts text letter by letter. Every record has a value, and no two have
the same: sorted by it, a list is complete and its pages never overlap, at the price of a plain catalog query.
"""

from collective.trail.interfaces import IRecord
from plone.indexer import indexer
from plone.uuid.interfaces import IUUID


DIGITS = "0123456789"
AFTER_ALL_NUMBERS = "\uffff"


def reading_order(number: str) -> str:
    """D2: text that sorts as people read. Trailing digits that begin with a year are year and running number."""
    prefix = number.rstrip(DIGITS)
    digits = number[len(prefix) :]
    year = digits[:4] if len(digits) > 4 and digits[:2] in ("19", "20", "21") else ""
    return f"{prefix}\x01{year or '0000'}{digits[len(year) :].zfill(12)}\x01{number}"


@indexer(IRecord)
def number_order(record) -> str:
    """D2: where a record stands in a list by number; one that is not registered yet comes after all that are."""
    number = getattr(record, "number", None)
    return f"{reading_order(number) if number else AFTER_ALL_NUMBERS}\x01{IUUID(record, '')}"
