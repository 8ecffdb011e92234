"""D3: the records of one catalog query in one total order, without waking any of them.

The catalog's own sorting leaves out whatever has no value in the index it sorts by (a permanent record is never due)
and orders equal values by chance, so that a row can be missing or stand on two pages. A register must not lose a row:
here records without a value come last, and equals keep one order. Where every record has a value of its own, the
catalog's sorting is right, and it is the fastest.
"""

from collections.abc import Iterator
from functools import cached_property
from heapq import nlargest
from heapq import nsmallest
from itertools import chain
from itertools import islice
from plone import api
from typing import Any


#: Indexes in which every record has a value and no two have the same.
COMPLETE = frozenset(("number_order",))


class Selection:
    """What the person may see of ``query`` (P5: the catalog decides), ordered by the index ``sort``.

    Plone's publication dates say nothing about a record, therefore ``show_inactive``.
    """

    def __init__(self, query: dict[str, Any], sort: str, descending: bool = False):
        self.catalog = api.portal.get_tool("portal_catalog")
        self.query = query
        self.sort = sort
        self.descending = descending

    @cached_property
    def all(self) -> Any:
        """The brains in no order."""
        return self._search()

    def part(self, start: int, size: int) -> tuple[list[Any], int]:
        """The brains from ``start`` on, at most ``size``, and how many there are in all."""
        if self.sort in COMPLETE:
            order = "descending" if self.descending else "ascending"
            found = self._search(sort_on=self.sort, sort_order=order, b_start=start, b_size=size)
            return list(found), found.actual_result_count
        total = len(self.all)
        return self._ordered_part(start, size, total) if start < total else [], total

    def __iter__(self) -> Iterator[Any]:
        """All brains, made one by one."""
        keyed = sorted(self._keyed(), reverse=self.descending)
        return chain((getter(rid) for _key, rid, getter in keyed), self._unkeyed())

    def _ordered_part(self, start: int, size: int, total: int) -> list[Any]:
        keyed = self._keyed()
        pick = nlargest if self.descending else nsmallest
        brains = [getter(rid) for _key, rid, getter in pick(start + size, keyed)[start:]]
        if len(brains) < size and len(keyed) < total:
            first = max(0, start - len(keyed))
            brains.extend(islice(self._unkeyed(), first, first + size - len(brains)))
        return brains

    def _search(self, **how: Any) -> Any:
        return self.catalog.searchResults(self.query, show_inactive=True, **how)

    def _keyed(self) -> list[tuple]:
        """(sort key, record id in the catalog, getter) of all that have a value; the id makes the order total."""
        return list(self._search(sort_on=self.sort, _merge=False))

    def _unkeyed(self) -> Iterator[Any]:
        keys = self.catalog.Indexes[self.sort].documentToKeyMap()
        return (brain for brain in self.all if brain.getRID() not in keys)
