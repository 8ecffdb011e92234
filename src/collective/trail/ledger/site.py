"""P1: the ledger stands in an annotation of the site and outlives every record."""

from collective.trail.ledger.store import Ledger
from typing import Any
from zope.annotation.interfaces import IAnnotations


KEY = "collective.trail.ledger"


def install(site: Any) -> Ledger:
    """P1: make the ledger of a site unless it is there; never empties one."""
    annotations = IAnnotations(site)
    if KEY not in annotations:
        annotations[KEY] = Ledger()
    ledger: Ledger = annotations[KEY]
    return ledger


def ledger_of(site: Any) -> Ledger:
    """P1: the ledger of a site; LookupError with the remedy if it was never made."""
    ledger: Ledger | None = IAnnotations(site).get(KEY)
    if ledger is None:
        raise LookupError("This site has no trail yet: install the collective.trail profile.")
    return ledger
