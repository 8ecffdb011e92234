"""P1: the clock of an office of one process knows when to run which job."""

from collective.trail.jobs import clock
from collective.trail.rules.clock import frozen
from datetime import datetime
from datetime import timedelta

import pytest
import threading


@pytest.mark.parametrize("now, at, hours", [("02:00", "03:00", 1), ("03:00", "03:00", 24), ("23:30", "03:00", 3.5)])
def test_the_daily_run_waits_for_its_time_on_the_wall(now, at, hours):
    local = datetime.fromisoformat(f"2026-03-02T{now}").astimezone()
    with frozen(local):
        assert clock.seconds_until(at) == timedelta(hours=hours).total_seconds()


@pytest.mark.parametrize("at", ["", "3 o'clock", "25:00", "0300x"])
def test_what_is_no_time_of_day_stops_the_server_with_a_sentence(at):
    with pytest.raises(ValueError, match="is written like 03:00"):
        clock.start_daily(at)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_run_that_fails_does_not_stop_the_clock(monkeypatch):
    runs, enough = [], threading.Event()

    def run(job):
        runs.append(job)
        if len(runs) == 3:
            enough.set()
        raise SystemExit

    monkeypatch.setattr(clock, "run_all", run)
    stop = clock.start(0.01)
    assert enough.wait(10)
    stop.set()
    assert set(runs) == {"sequence"}
