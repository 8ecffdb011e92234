"""P5: which records a request has shown whole without standing on them, such as a search that asks for whole objects."""

from collective.trail.rules.secrecy import RECORDED_READS
from typing import Any
from zope.annotation.interfaces import IAnnotations


KEY = "collective.trail.reads"


def is_kept(record: Any) -> bool:
    """P5: whether reads of this record are entries of the trail."""
    return getattr(record, "secrecy", None) in RECORDED_READS


def note_read(record: Any, request: Any) -> None:
    """P5: remember that ``request`` has shown the content of ``record``; called by whatever serializes records."""
    if is_kept(record):
        IAnnotations(request).setdefault(KEY, []).append(record)


def noted_reads(request: Any) -> list[Any]:
    """P5: the records remembered by ``note_read``."""
    found: list[Any] = IAnnotations(request).get(KEY, [])
    return found
