"""D2: creation, copying and deletion of records -> their numbers; numbers -> the trail."""

from collective.trail.behaviors import numbering
from collective.trail.behaviors.history_id import give_history_id
from collective.trail.content import protection
from collective.trail.ledger import record as entry


def identified(obj, event) -> None:
    """A new record's history of versions, and its year folder, have ids before the first version is saved."""
    if event.object is obj:
        give_history_id(obj)


def created(record, event) -> None:
    """Where the settings number at creation. Working copies and imports are made by our own code, protection lifted."""
    if event.object is record and not protection.is_lifted():
        numbering.register_number(record, numbering.CREATION)


def copied(record, event) -> None:
    """A copy has no number until it is registered."""
    if event.object is record:
        numbering.clear_registration(record)


def deleted(record, event) -> None:
    """The number of a deleted draft stays in the register."""
    numbering.void_number(record, "deleted as a draft")


def numbered(event) -> None:
    """The number is an entry of the act that drew it."""
    data = {"number": event.number}
    if event.taken_over:
        data["taken_over"] = True
    entry(event.object, "record.numbered", data)


def voided(event) -> None:
    """The number outlives its record."""
    entry(event.object, "record.number_voided", {"number": event.number, "cause": event.cause})
