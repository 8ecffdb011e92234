"""P1: a clock in the server's process, for an office of one process: its database opens for no second one.

Offices of several processes run ``trail jobs run sequence`` and ``trail jobs run check`` from cron or a timer instead.
"""

from collections.abc import Callable
from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.jobs.sequence import sites
from collective.trail.jobs.sequence import told
from collective.trail.rules.clock import now
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import partial
from zope.component.hooks import setSite

import logging
import threading
import transaction


log = logging.getLogger(__name__)


JOBS = {"sequence": sequence, "check": check}


def run_all(job: str = "sequence") -> bool:
    """Do a job for each site that keeps a trail; whether all was good. What was found goes to the log file."""
    import Zope2

    app = Zope2.app()
    good = True
    try:
        for site in sites(app):
            setSite(site)
            fine, sentence = told("/".join(site.getPhysicalPath()), partial(JOBS[job], site))
            log.log(logging.INFO if fine else logging.ERROR, "%s: %s", job, sentence)
            good = good and fine
    finally:
        setSite(None)
        transaction.abort()
        app._p_jar.close()
    return good


def start(seconds: float) -> threading.Event:
    """Write the log again and again, with so many seconds between; the event, once set, ends it."""
    return _again("sequence", lambda: seconds)


def start_daily(at: str) -> threading.Event:
    """Check each day at this time of the server's zone (``03:00``); the event, once set, ends it. ValueError."""
    seconds_until(at)
    return _again("check", lambda: seconds_until(at))


def seconds_until(at: str) -> float:
    """How long it is until the next time that a clock on the server's wall shows this; ValueError with the remedy."""
    try:
        wanted = time.fromisoformat(at)
    except ValueError:
        raise ValueError(f"The time of the daily self-check is written like 03:00, not {at!r}.") from None
    local = now().astimezone()
    following = datetime.combine(local.date(), wanted, local.tzinfo)
    if following <= local:
        following += timedelta(days=1)
    return (following - local).total_seconds()


def _again(job: str, pause: Callable[[], float]) -> threading.Event:
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(pause()):
            # A thread for each run: one that fails says so on stderr and ends, and the clock goes on.
            run = threading.Thread(target=run_all, args=(job,), name=f"trail-{job}", daemon=True)
            run.start()
            run.join()

    threading.Thread(target=tick, name=f"trail-clock-{job}", daemon=True).start()
    return stop
