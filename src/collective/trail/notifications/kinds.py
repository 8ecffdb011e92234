"""P3, P5: the registered kinds of notices. A notice holds facts; its words are made for each reader when it is sent.

Facts are what every reader of the kind may know: numbers and fields, never titles. A kind is a named utility, so that every
process knows it: pages tell what waits, jobs send it.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collective.trail.interfaces import INoticeKind
from collective.trail.notifications.mail import Letter
from dataclasses import dataclass
from typing import Any
from zope.component import queryUtility
from zope.interface import implementer


Say = Callable[[Any], str]


@implementer(INoticeKind)
@dataclass(frozen=True)
class Kind:
    """P3: what is told to whom. ``write`` makes the letter of the facts; it is given a translator for its reader.

    Beside the facts it gets the ``address`` of the site, or None where nobody said it.
    """

    #: The group whose members are told.
    group: str
    write: Callable[[Mapping[str, Any], Say], Letter]


def kind_named(name: str) -> Kind | None:
    """P3: the registered kind; None where the add-on that registered it is gone."""
    found: Kind | None = queryUtility(INoticeKind, name)
    return found
