"""D2: creation, copying and deletion of records -> their numbers; numbers -> the trail."""

from collective.trail.behaviors import numbering
from collective.trail.behaviors.history_id import give_history_id
from collective.trail.content import protection
from collective.trail.ledger import record as entry
from zope.globalrequest import getRequest


try:
    from collective.exportimport.interfaces import IMigrationMarker
except ImportError:  # not a dependency: a site that does not import has no need of it
    IMigrationMarker = None


def identified(obj, event) -> None:
    """A new record's history of versions, and its year folder, have ids before the first version is saved."""
    if event.object is obj:
        give_history_id(obj)


def created(record, event) -> None:
    """Where the settings number at creation. Working copies are made by our own code, protection lifted.

    An imported record brings its number along (``numbering.take_over_number``) or gets one when it is submitted.
    """
    if event.object is record and not protection.is_lifted() and not _is_importing():
        numbering.register_number(record, numbering.CREATION)


def _is_importing() -> bool:
    """Whether collective.exportimport, which marks its request, is making the record."""
    request = getRequest()
    return IMigrationMarker is not None and request is not None and IMigrationMarker.providedBy(request)


def copied(record, event) -> None:
    """A copy has no number until it is registered; also called for every record in a class or year that is copied."""
    numbering.clear_registration(record)


def deleted(record, event) -> None:
    """The number of a deleted draft stays in the register."""
    numbering.void_number(record, numbering.DELETED_DRAFT)


def numbered(event) -> None:
    """The number is an entry of the act that drew it."""
    data = {"number": event.number}
    if event.taken_over:
        data["taken_over"] = True
    entry(event.object, "record.numbered", data)


def voided(event) -> None:
    """The number outlives its record."""
    entry(event.object, "record.number_voided", {"number": event.number, "cause": event.cause})
