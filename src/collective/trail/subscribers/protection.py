"""D1, P1: events that could change, move or remove a record -> the vetoes of ``content.protection``."""

from collective.trail.content import filing
from collective.trail.content import protection
from zope.container.interfaces import IContainerModifiedEvent


def record_will_be_removed(record, event) -> None:
    """Also called for every record below a parent that is removed."""
    protection.check_removal(record)


def record_will_be_moved(record, event) -> None:
    """Also called for every record below a parent that is moved; adding and removing are events of their own."""
    if event.oldParent is None or event.newParent is None:
        return
    same = event.object is not record
    protection.check_move(record, None if same else event.oldName, None if same else event.newName)


def record_modified(record, event) -> None:
    """A change of what the record contains is checked where the annex is added or removed."""
    if not IContainerModifiedEvent.providedBy(event):
        protection.check_change(record)
        filing.check_filing(record)


def annex_will_be_added(annex, event) -> None:
    """The annex is not yet inside; the event knows where it goes."""
    if event.newParent is not None and event.object is annex:
        protection.check_annex_change(annex, event.newParent)


def annex_will_be_removed(annex, event) -> None:
    """When the record itself goes, its own veto has spoken already."""
    if event.object is annex:
        protection.check_annex_change(annex)


def annex_modified(annex, event) -> None:
    """A frozen record's annexes are frozen."""
    protection.check_annex_change(annex)


def record_added(record, event) -> None:
    """D3: whatever way a record came, it is filed by rule and stands in a year folder."""
    if event.object is record:
        filing.settle_defaults(record)
        filing.check_filing(record)
        filing.file_into_year(record)


def copied(obj, event) -> None:
    """The event of a copied folder is also sent to what is inside the copy."""
    if event.object is obj:
        protection.check_copy(event.original)
