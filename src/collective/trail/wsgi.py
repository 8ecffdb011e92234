"""The WSGI application for offices where several people write at once: Zope's own, with a patient but quick retry.

When two transactions touch the same object, Zope repeats the second one. Before it does, Zope's request sleeps up to
``2 ** n`` **seconds** in the process's only thread, so that one conflict costs many clients seconds. Here it sleeps
milliseconds. ``use = egg:collective.trail`` in the WSGI configuration instead of ``egg:Zope#main``.
"""

from functools import partial
from ZPublisher.HTTPRequest import WSGIRequest
from ZPublisher.WSGIPublisher import publish_module

import random
import time


FIRST_DELAY = 0.02
LONGEST_DELAY = 1.0


class QuickRetryRequest(WSGIRequest):
    """A request that is repeated after a few milliseconds; the delay doubles and is random, so that two writers part."""

    def delay_retry(self) -> None:
        """Wait before the next attempt; called by ZPublisher after a conflict."""
        time.sleep(random.uniform(0, min(LONGEST_DELAY, FIRST_DELAY * 2**self.retry_count)))


def make_app(global_config: dict, zope_conf: str):
    """Zope's application (``Zope2.Startup.run``) for the configuration file ``zope_conf``; called by paste."""
    from Zope2.Startup.run import make_wsgi_app

    make_wsgi_app(global_config, zope_conf)
    return partial(publish_module, _request_factory=QuickRetryRequest)
