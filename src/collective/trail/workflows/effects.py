"""What a transition does to the record beside its state; the tables name the effects. Each takes (record)."""

from collective.trail.behaviors import revision
from collective.trail.behaviors.opinions import begin_round
from collective.trail.rules.clock import happened
from plone import api
from plone.app.iterate.interfaces import IWorkingCopy
from zoneinfo import ZoneInfo


def open_round(record) -> None:
    """D1: a submission begins a new round of opinions."""
    record._submitted_by = api.user.get_current().getId()
    begin_round(record)


def register_number(record) -> None:
    """D2: the record gets its number, if the settings say now and it has none."""
    from collective.trail.behaviors.numbering import register_number as draw_number

    draw_number(record)


def sign(record) -> None:
    """D1: the approval date is the effective date; nothing else ever writes them."""
    moment = happened()
    zone = ZoneInfo(api.portal.get_registry_record("plone.portal_timezone", default="UTC") or "UTC")
    record.approved_on = moment
    record.effective_on = moment.astimezone(zone).date()
    record.edition = revision.next_edition(record)


def make_working_copy(record) -> None:
    """D1: a revision begins with a working copy beside the record in force."""
    revision.begin(record)


def put_edition_in_force(record) -> None:
    """D1: an approved working copy replaces the edition in force."""
    if IWorkingCopy.providedBy(record):
        revision.merge(record)


EFFECTS = {
    effect.__name__: effect for effect in (open_round, register_number, sign, make_working_copy, put_edition_in_force)
}
