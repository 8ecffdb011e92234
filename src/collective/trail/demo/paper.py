"""D1: what the demo tells of one document: its text, its people, its life."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Annex:
    """D3: a file beside the document, made when the demo is built; ``kind`` is ``pdf`` or ``docx``."""

    title: str
    lines: tuple[str, ...]
    kind: str = "pdf"


@dataclass(frozen=True)
class Revision:
    """D1: a second edition: begun on a day, with a reason and a further point of content."""

    day: str
    reason: str
    point: str
    finished: bool = True


@dataclass(frozen=True)
class Paper:
    """D1: one document. Its people default to those of its department, its secrecy to that of its class.

    ``changes`` is what the reviewer first wanted changed; ``verdict`` the words of a rejection.
    """

    day: str
    place: str
    department: str
    title: str
    background: str
    purpose: str
    points: tuple[str, ...]
    state: str = "approved"
    drafter: str = ""
    reviewer: str = ""
    approver: str = ""
    secrecy: str = ""
    readers: tuple[str, ...] = ()
    shelf_mark: str = ""
    only_paper: bool = False
    main: str = ""
    annexes: tuple[Annex, ...] = ()
    changes: str = ""
    verdict: str = ""
    abolished: str = ""
    revision: Revision | None = None

    @property
    def drafted_on(self) -> date:
        """D1: the day on which it was drafted."""
        return date.fromisoformat(self.day)

    @property
    def chinese(self) -> bool:
        """D1: whether it is written in Chinese."""
        return any("\u4e00" <= letter <= "\u9fff" for letter in self.background)

    @property
    def original(self) -> str:
        """D3: the kind of original that follows from the shelf mark."""
        if not self.shelf_mark:
            return "electronic"
        return "paper" if self.only_paper else "both"
