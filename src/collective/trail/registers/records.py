"""D3: what registers of records share: rows from the catalog, never from the objects."""

from collections.abc import Callable
from collections.abc import Iterator
from collective.trail.registers.definition import Page
from collective.trail.registers.definition import Question
from collective.trail.registers.definition import Register
from collective.trail.registers.definition import Row
from collective.trail.registers.reading import Reading
from collective.trail.registers.selection import Selection
from datetime import date
from datetime import datetime
from plone import api
from typing import Any
from urllib.parse import quote

import re


ROWS_BETWEEN_SWEEPS = 1000
#: Paths that stand in an address as they are.
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")


class RecordRegister(Register):
    """A register whose rows are the records that a catalog query finds."""

    def query(self, values: dict[str, Any]) -> dict[str, Any]:
        """The catalog query for the filters that were given."""
        raise NotImplementedError

    def selection(self, question: Question) -> Selection:
        """The records asked for, in order."""
        return Selection(self.query(question.values), self.column(question.sort_on).sort, question.descending)

    def page(self, question: Question) -> Page:
        """D3: one part of the records, and how many there are."""
        brains, total = self.selection(question).part(question.start, question.size)
        address = addresses()
        return Page([Row(brain, address(brain)) for brain in brains], total)

    def every(self, question: Question) -> Iterator[Row]:
        """D3: all records. What was read is given back to the database cache on the way: memory stays flat."""
        connection = api.portal.get()._p_jar
        address = addresses()
        for count, brain in enumerate(self.selection(question), 1):
            yield Row(brain, address(brain))
            if count % ROWS_BETWEEN_SWEEPS == 0:
                connection.cacheGC()


def addresses() -> Callable[[Any], str]:
    """The address of what a brain stands for; ``getURL`` would find out for each anew where the site is."""
    site = api.portal.get()
    base, length = site.absolute_url(), len("/".join(site.getPhysicalPath()))

    def address(brain: Any) -> str:
        path = brain.getPath()[length:]
        return base + (path if _PLAIN.fullmatch(path) else quote(path))

    return address


def known(brain: Any, name: str) -> Any:
    """A metadata column of a brain; None where the catalog holds nothing."""
    value = getattr(brain, name, None)
    return value if value or value == 0 else None


def day(brain: Any, name: str, reading: Reading) -> date | None:
    """A metadata date; a moment is the day on which it was at the site."""
    value = known(brain, name)
    return value.astimezone(reading.zone).date() if isinstance(value, datetime) else value
