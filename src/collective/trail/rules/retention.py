"""D3: how long a record is kept, from when, and what is to be done then. Jobs flag; people decide."""

from collective.trail.i18n import _
from dataclasses import dataclass
from datetime import date


TRIGGERS = ("approval", "closing", "event", "none")
ACTIONS = ("review", "destroy", "keep")
MAX_YEARS = 1000


@dataclass(frozen=True)
class RetentionSchedule:
    """D3: ``years`` from the trigger (None: for ever), and the action that is then due."""

    years: int | None
    trigger: str = "approval"
    action: str = "review"

    def __post_init__(self) -> None:
        if self.years is not None and (isinstance(self.years, bool) or not 0 < self.years <= MAX_YEARS):
            raise ValueError(f"A retention period is 1 to {MAX_YEARS} years, or None for ever.")
        if self.trigger not in TRIGGERS:
            raise ValueError(f"{self.trigger!r} is no retention trigger; there are {', '.join(TRIGGERS)}.")
        if self.action not in ACTIONS:
            raise ValueError(f"{self.action!r} is no retention action; there are {', '.join(ACTIONS)}.")

    @property
    def is_permanent(self) -> bool:
        """D3: whether nothing will ever be due."""
        return self.years is None or self.trigger == "none" or self.action == "keep"


def due_on(schedule: RetentionSchedule, trigger_date: date | None) -> date | None:
    """D3: the day on which the action is due; None if never, or if the trigger has not happened yet.

    A period that starts on 29 February ends on 1 March where there is no such day: a record is never due early.
    """
    if schedule.is_permanent or schedule.years is None or trigger_date is None:
        return None
    year = trigger_date.year + schedule.years
    if year > date.max.year:
        return None
    if (trigger_date.month, trigger_date.day) == (2, 29):
        try:
            return date(year, 2, 29)
        except ValueError:
            return date(year, 3, 1)
    return date(year, trigger_date.month, trigger_date.day)


def period_text(schedule: RetentionSchedule) -> str:
    """D3: the retention period for people, as a message to translate."""
    if schedule.years is None or schedule.action == "keep":
        return _("retention_permanent", default="Permanent")
    if schedule.years == 1:
        return _("retention_one_year", default="1 year")
    return _("retention_years", default="${years} years", mapping={"years": str(schedule.years)})
