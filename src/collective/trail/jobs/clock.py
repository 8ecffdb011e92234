"""P1: a clock in the server's process, for an office of one process: its database opens for no second one.

Offices of several processes run ``trail jobs run sequence`` from cron or a timer instead.
"""

from collective.trail.jobs.check import check
from collective.trail.jobs.sequence import sequence
from collective.trail.jobs.sequence import sites
from collective.trail.jobs.sequence import told
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
    """Run again and again, with so many seconds between; the event, once set, ends it."""
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(seconds):
            # A thread for each run: one that fails says so on stderr and ends, and the clock goes on.
            run = threading.Thread(target=run_all, name="trail-sequence", daemon=True)
            run.start()
            run.join()

    threading.Thread(target=tick, name="trail-clock", daemon=True).start()
    return stop
