"""D2: what happens to numbers. Sent here; ``subscribers.numbering`` enters it in the trail."""

from dataclasses import dataclass
from typing import Any
from zope.interface import Attribute
from zope.interface import implementer
from zope.interface import Interface


class IRecordNumbered(Interface):
    """A record got its number. Sent by ``numbering`` after the number stands on the record."""

    object = Attribute("The record.")
    number = Attribute("Its number.")
    taken_over = Attribute("Whether the number was brought along by an import instead of being drawn.")


class INumberVoided(Interface):
    """A number lost its record. Sent by ``numbering`` while the record is still there."""

    object = Attribute("The record.")
    number = Attribute("The number that will never be used again.")
    cause = Attribute("Why, in one sentence.")


@implementer(IRecordNumbered)
@dataclass
class RecordNumbered:
    """D2: a record got its number."""

    object: Any
    number: str
    taken_over: bool = False


@implementer(INumberVoided)
@dataclass
class NumberVoided:
    """D2: a number lost its record."""

    object: Any
    number: str
    cause: str
