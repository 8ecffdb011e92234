"""The events of the package; ``interfaces`` says who sends each."""

from collective.trail import interfaces
from dataclasses import dataclass
from typing import Any
from zope.interface import implementer


@implementer(interfaces.IRuleBroken)
@dataclass
class RuleBroken:
    """P1: a rule refused an act."""

    object: Any
    violation: Exception


@implementer(interfaces.ITransitionDone)
@dataclass
class TransitionDone:
    """P2: a step of a record's life."""

    object: Any
    workflow: Any
    transition: Any
    source: str
    target: str
    opinion: dict | None
    comment: str


@implementer(interfaces.IEditionReplaced)
@dataclass
class EditionReplaced:
    """D1: a revision was approved."""

    object: Any
    edition: int
    working_copy: str


@implementer(interfaces.IRecordRead)
@dataclass
class RecordRead:
    """P5: somebody saw a record of an upper secrecy level."""

    object: Any
    filename: str
    request: Any


@implementer(interfaces.IVersionReverted)
@dataclass
class VersionReverted:
    """P1: an earlier version of a draft was restored."""

    object: Any
    version_id: str
