"""D3: the records of one catalog query in one total order, without waking any of them.

The catalog's own sorting leaves out whatever has no value in the index it sorts by (a draft has no number, a
permanent record is never due) and orders equal values by chance, so that a row can be missing or stand on two
pages. A register must not lose a row: here records without a value come last, and equals keep one order.
"""

from collections.abc import Iterator
from collective.trail.registers.number_order import number_order
from heapq import nlargest
from heapq import nsmallest
from itertools import chain
from itertools import islice
from plone import api
from typing import Any


ORDERS = {"number": number_order}


class Selection:
    """What the person may see of ``query`` (P5: the catalog decides), ordered by the index ``sort``.

    Plone's publication dates say nothing about a record, therefore ``show_inactive``.
    """

    def __init__(self, query: dict[str, Any], sort: str, descending: bool = False):
        self.catalog = api.portal.get_tool("portal_catalog")
        self.query = query
        self.sort = sort
        self.descending = descending
        self.all = self.catalog.searchResults(query, show_inactive=True)

    def __len__(self) -> int:
        return len(self.all)

    def part(self, start: int, size: int) -> list[Any]:
        """The brains from ``start`` on, at most ``size``."""
        if start >= len(self):
            return []
        keyed = self._keyed()
        pick = nlargest if self.descending else nsmallest
        brains = [getter(rid) for _key, rid, getter in pick(start + size, keyed)[start:]]
        if len(brains) < size and len(keyed) < len(self):
            first = max(0, start - len(keyed))
            brains.extend(islice(self._unkeyed(), first, first + size - len(brains)))
        return brains

    def __iter__(self) -> Iterator[Any]:
        """All brains, made one by one."""
        keyed = sorted(self._keyed(), reverse=self.descending)
        return chain((getter(rid) for _key, rid, getter in keyed), self._unkeyed())

    def _keyed(self) -> list[tuple]:
        """(sort key, record id in the catalog, getter) of all that have a value; the id makes the order total."""
        found = self.catalog.searchResults(self.query, sort_on=self.sort, _merge=False, show_inactive=True)
        order = ORDERS.get(self.sort)
        if order is None:
            return list(found)
        return [(order(key), rid, getter) for key, rid, getter in found]

    def _unkeyed(self) -> Iterator[Any]:
        keys = self.catalog.Indexes[self.sort].documentToKeyMap()
        return (brain for brain in self.all if brain.getRID() not in keys)
