"""D3: retention."""

from collective.trail.rules.retention import due_on
from collective.trail.rules.retention import period_text
from collective.trail.rules.retention import RetentionSchedule
from datetime import date
from hypothesis import given
from hypothesis import strategies as st

import pytest


@pytest.mark.parametrize(
    "years, start, due",
    [
        (5, date(2023, 3, 1), date(2028, 3, 1)),
        (4, date(2024, 2, 29), date(2028, 2, 29)),
        (1, date(2024, 2, 29), date(2025, 3, 1)),
        (1, date(2023, 2, 28), date(2024, 2, 28)),
        (None, date(2023, 3, 1), None),
        (5, None, None),
        (1000, date(9999, 1, 1), None),
    ],
)
def test_action_is_due_after_the_period(years, start, due):
    assert due_on(RetentionSchedule(years), start) == due


@given(st.integers(1, 100), st.dates(max_value=date(2500, 1, 1)))
def test_a_record_is_never_due_early_nor_more_than_a_day_late(years, start):
    due = due_on(RetentionSchedule(years), start)
    assert due.year == start.year + years
    assert 0 <= (due - start).days - 365.2425 * years + 2 <= 5
    assert (due.month, due.day) >= (start.month, start.day)


@pytest.mark.parametrize("trigger, action", [("none", "review"), ("approval", "keep")])
def test_nothing_is_due_without_trigger_or_when_kept_for_ever(trigger, action):
    assert due_on(RetentionSchedule(5, trigger, action), date(2023, 1, 1)) is None


@pytest.mark.parametrize(
    "years, trigger, action",
    [(0, "approval", "review"), (-1, "approval", "review"), (1001, "approval", "review"), (True, "approval", "review"),
     (1, "birthday", "review"), (1, "approval", "burn")],
)  # fmt: skip
def test_nobody_can_set_a_wrong_schedule(years, trigger, action):
    with pytest.raises(ValueError):
        RetentionSchedule(years, trigger, action)


def test_the_period_is_told_in_words():
    assert period_text(RetentionSchedule(None)) == "retention_permanent"
    assert period_text(RetentionSchedule(10, "approval", "keep")) == "retention_permanent"
    assert period_text(RetentionSchedule(1)) == "retention_one_year"
    assert period_text(RetentionSchedule(10)).mapping == {"years": "10"}
