"""P3, P5: the registered kinds of notices. A notice holds facts; its words are made for each reader when it is sent.

Facts are what every reader of the kind may know: numbers and fields, never titles.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collective.trail.notifications.mail import Letter
from dataclasses import dataclass
from typing import Any


Say = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    """P3: what is told to whom. ``write`` makes the letter of the facts; it is given a translator for its reader.

    Beside the facts it gets the ``address`` of the site, or None where nobody said it.
    """

    id: str
    #: The group whose members are told.
    group: str
    write: Callable[[Mapping[str, Any], Say], Letter]


_registered: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """P3: make a kind known; called at import time by whoever posts it. The same id twice is an error."""
    if _registered.get(kind.id, kind) != kind:
        raise ValueError(f"The kind of notice {kind.id!r} is already registered for others or with other words.")
    _registered[kind.id] = kind
    return kind


def kind_by_id(kind_id: str) -> Kind:
    """P3: the registered kind; ValueError if nobody registered it."""
    try:
        return _registered[kind_id]
    except KeyError:
        raise ValueError(f"There is no kind of notice {kind_id!r}: register it with register_kind.") from None
