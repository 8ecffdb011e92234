"""D2, D3: what a register is: columns, filters and rows. Page, REST, CSV and XLSX render the same definition.

A register is made by subclassing ``Register`` and naming it in ``registers.all``; nothing else needs to know it.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collective.trail.i18n import _
from collective.trail.registers.reading import Reading
from collective.trail.rules.errors import RuleViolation
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from zope.i18nmessageid import Message


KINDS = ("text", "date", "number", "link", "user", "state")
PAGE_SIZE = 25
MAX_PAGE_SIZE = 200
MAX_START = 10_000_000


@dataclass(frozen=True)
class Column:
    """D3: one column. ``value`` takes what the rows are made of and the reading; ``sort`` is what it is sorted by."""

    id: str
    title: Message
    kind: str
    value: Callable[[Any, Reading], Any]
    sort: str = ""


@dataclass(frozen=True)
class Filter:
    """D3: one filter. ``parse`` turns the text that was given into a value or raises ``RuleViolation``."""

    id: str
    title: Message
    kind: str
    parse: Callable[[str], Any]
    choices: Callable[[], list[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class Question:
    """D3: what is asked of a register, checked: values by filter id, the order and the part wanted."""

    values: dict[str, Any] = field(default_factory=dict)
    sort_on: str = ""
    descending: bool = False
    start: int = 0
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Row:
    """D3: one line; ``url`` is empty where there is nothing to go to."""

    source: Any
    url: str = ""


@dataclass(frozen=True)
class Page:
    """D3: the lines asked for, and how many there are in all that this person may see (P5)."""

    rows: list[Row]
    total: int


class Register:
    """D2, D3: the base of every register."""

    id: str = ""
    title: Message
    description: Message
    permission: str = "collective.trail: View registers"
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort_on: str = ""
    descending: bool = False

    def page(self, question: Question) -> Page:
        """The lines from ``question.start`` on, at most ``question.size``."""
        raise NotImplementedError

    def every(self, question: Question) -> Iterator[Row]:
        """All lines, one by one, for downloads; whatever part ``question`` names."""
        raise NotImplementedError

    def file_name(self, question: Question) -> str:
        """What a download is called, without its ending; letters, digits, hyphens and underscores."""
        return self.id

    def column(self, name: str) -> Column:
        """The column of that id; refuses an unknown one."""
        for column in self.columns:
            if column.id == name:
                return column
        raise RuleViolation(
            _(
                "err_unknown_column",
                default="${register} has no column ${column}.",
                mapping={"register": self.id, "column": name[:40]},
            ),
            rule="register",
        )
