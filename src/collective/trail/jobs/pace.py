"""P1: a long run over a database: it lets go of what it has read, and says now and then how far it has come."""

from typing import Any

import logging
import time


logger = logging.getLogger(__name__)

#: Seconds between two sentences on how far a long run has come.
PROGRESS = 60
_SWEEP = 100


class Pace:
    """P1: one for each loop of a run."""

    def __init__(self, site: Any, what: str):
        self.site = site
        self.what = what
        self._said = time.monotonic()

    def passed(self, count: int) -> None:
        """P1: so many are done."""
        if count % _SWEEP:
            return
        self.site._p_jar.cacheGC()
        if time.monotonic() - self._said >= PROGRESS:
            self._said = time.monotonic()
            path = "/".join(self.site.getPhysicalPath())
            logger.info("check: %s: %s %s were compared so far", path, count, self.what)
