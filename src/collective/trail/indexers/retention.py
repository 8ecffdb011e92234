"""D3: when a record's retention period ends, from the schedule of its class and the day that starts the period."""

from collective.trail.content.filing import class_of
from collective.trail.content.filing import year_folder_of
from collective.trail.interfaces import IRecord
from collective.trail.rules.retention import due_on
from collective.trail.rules.retention import RetentionSchedule
from collective.trail.settings.local_time import local_day
from datetime import date
from plone.indexer import indexer


def schedule_of(record_class) -> RetentionSchedule:
    """D3: the retention schedule that a class states; permanent where there is no class."""
    years = getattr(record_class, "retention_years", None)
    trigger = getattr(record_class, "retention_trigger", None) or "approval"
    action = getattr(record_class, "retention_action", None) or "review"
    return RetentionSchedule(years or None, trigger, action)


def trigger_date(record, trigger: str) -> date | None:
    """D3: the day on which the period of ``record`` begins, None as long as it has not begun.

    approval: the day of approval at the site; closing: the last day of the record's year, once it is
    approved. The day of an event is not known to the record itself.
    """
    approved_on = getattr(record, "approved_on", None)
    if approved_on is None:
        return None
    if trigger == "approval":
        return local_day(approved_on)
    folder = year_folder_of(record)
    if trigger == "closing" and folder is not None and folder.year:
        return date(folder.year, 12, 31)
    return None


@indexer(IRecord)
def retention_due(record) -> date:
    """D3: the day the retention period ends; none while it has not begun, and none for a permanent record."""
    schedule = schedule_of(class_of(record))
    due = due_on(schedule, trigger_date(record, schedule.trigger))
    if due is None:
        raise AttributeError("retention_due")
    return due


@indexer(IRecord)
def retention_period(record) -> int | None:
    """D3: the period in years; None means for ever."""
    schedule = schedule_of(class_of(record))
    return None if schedule.action == "keep" else schedule.years
