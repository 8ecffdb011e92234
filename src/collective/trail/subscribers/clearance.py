"""P5: what decides who may see a record has changed -> the catalog knows at once, for its annexes too."""

from collective.trail.security import clearance
from zope.container.interfaces import IContainerModifiedEvent


def record_modified(record, event) -> None:
    """An annex that comes or goes is indexed by itself."""
    if not IContainerModifiedEvent.providedBy(event) and clearance.concerns_clearance(event):
        clearance.pass_on_clearance(record)


def content_replaced(event) -> None:
    """A revision was approved or an earlier version restored: both bring their own secrecy along."""
    clearance.pass_on_clearance(event.object)
