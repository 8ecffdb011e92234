"""P3: when something happened and when it was recorded are two facts."""

from collective.trail.rules.clock import frozen
from collective.trail.rules.clock import happened
from collective.trail.rules.clock import happening
from collective.trail.rules.clock import now
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from datetime import UTC
from threading import Thread

import pytest


PAST = datetime(2024, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))


def test_past_work_is_recorded_now():
    before = datetime.now(UTC)
    with happening(PAST):
        assert happened() == PAST and happened().tzinfo is UTC
        assert now() >= before
    assert happened() >= before


def test_past_work_of_one_thread_leaves_others_in_the_present():
    seen = []
    with happening(PAST):
        thread = Thread(target=lambda: seen.append(happened()))
        thread.start()
        thread.join()
    assert seen[0] > PAST


def test_nothing_has_happened_in_the_future_or_at_an_unknown_place():
    with frozen(PAST):
        assert happened() == PAST
        for moment in (PAST + timedelta(seconds=1), PAST.replace(tzinfo=None)):
            with pytest.raises(ValueError), happening(moment):
                pass
