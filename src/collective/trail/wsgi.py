"""The WSGI application of an office: Zope's own, with a patient but quick retry and a sentence for what cannot be read.

When two transactions touch the same object, Zope repeats the second one. Before it does, Zope's request sleeps up to
``2 ** n`` **seconds** in the process's only thread, so that one conflict costs many clients seconds. Here it sleeps
milliseconds. And where Zope meets an address, a form or a body that it cannot read (``%ff`` in a path, ``year:int=x``
in a query, JSON a thousand levels deep), it answers 500; here that is a refusal like any other. ``use = egg:collective.trail`` in the WSGI
configuration instead of ``egg:Zope#main``.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from DateTime.interfaces import DateTimeError
from plone.rest.interfaces import IAPIRequest
from typing import Any
from xml.parsers.expat import ExpatError
from zExceptions import BadRequest
from ZPublisher.HTTPRequest import record
from ZPublisher.HTTPRequest import WSGIRequest
from ZPublisher.WSGIPublisher import publish_module

import json
import os
import random
import re
import time


FIRST_DELAY = 0.02
LONGEST_DELAY = 1.0
#: Zope reads one cookie inside the other and would run out of stack. Browsers keep 180 for a site at most.
MAX_COOKIES = 300
#: How deep the values of a JSON body may stand in each other; whatever walks through them recurs as often.
MAX_DEPTH = 100
#: The mark in the environment of a request whose address or headers cannot be read.
UNREADABLE = "collective.trail.unreadable"

#: What a converter or a charset named in a form raises when the value does not fit; Zope catches none of these.
_MISFITS = (
    AssertionError,
    AttributeError,
    BadRequest,
    DateTimeError,
    ExpatError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

_SURROGATE = re.compile("[\ud800-\udfff]")
#: What may become a single surrogate; NUL betrays UTF-16 and UTF-32, which JSON may come in.
_SUSPICIOUS = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\x00")


class OfficeRequest(WSGIRequest):
    """P1: a request that is repeated after a few milliseconds, and that refuses what it cannot read."""

    def delay_retry(self) -> None:
        """Wait before the next attempt; the delay doubles and is random, so that two writers part."""
        time.sleep(random.uniform(0, min(LONGEST_DELAY, FIRST_DELAY * 2**self.retry_count)))

    def processInputs(self) -> None:
        """Read query and form as Zope does; RuleViolation (400) if they, path, cookies or JSON cannot be read."""
        if UNREADABLE in self.environ:
            raise _unreadable()
        try:
            super().processInputs()
        except _MISFITS as error:
            raise _unreadable() from error
        if not _is_text(self.form):
            raise _unreadable()
        if IAPIRequest.providedBy(self) or "/++api++" in self.environ.get("PATH_INFO", ""):
            # Before anybody else: Plone looks for a login in the body of each request.
            _check_json(self.get("BODY") or b"")


def _check_json(body: Any) -> None:
    """Refuse JSON too deep for a walk, or with texts that cannot be written; broken JSON is left to who reads it."""
    if not isinstance(body, bytes) or not (_SUSPICIOUS.search(body) or body.count(b"[") + body.count(b"{") > MAX_DEPTH):
        return
    try:
        level = [json.loads(body)]
    except RecursionError:
        raise _unreadable() from None
    except ValueError:
        return
    for _depth in range(MAX_DEPTH):
        if not all(_is_text(each) for each in level if isinstance(each, str)):
            raise _unreadable()
        level = [inner for each in level for inner in _inside(each)]
    if level:
        raise _unreadable()


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


def _unreadable() -> RuleViolation:
    message = _(
        "err_unreadable",
        default="The request cannot be read: a part of its address, form or JSON has the wrong kind, is nested too deep "
        "or is no text in UTF-8. Correct it and ask again.",
    )
    return RuleViolation(message, 400, "request")


def _is_text(value: Any) -> bool:
    """Whether all texts can be written down again: bytes that are no UTF-8 arrive as single surrogates."""
    if isinstance(value, str):
        return value.isascii() or _SURROGATE.search(value) is None
    if isinstance(value, dict | record):
        return all(_is_text(key) and _is_text(value[key]) for key in value)
    return all(map(_is_text, value)) if isinstance(value, list | tuple) else True


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """P1: Zope's publisher for one request. It must be configured before, as ``make_app`` does."""
    try:
        environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8")
        readable = environ.get("HTTP_COOKIE", "").count(";") < MAX_COOKIES
    except UnicodeError:
        readable = False
    if not readable:
        # Zope reads both before anybody could answer; the request that it makes of the rest says why.
        environ = {**environ, "PATH_INFO": "/", "HTTP_COOKIE": "", UNREADABLE: "1"}
    return publish_module(environ, start_response, _request_factory=OfficeRequest)


def make_app(global_config: dict, zope_conf: str) -> Callable[..., Iterable[bytes]]:
    """Zope's application (``Zope2.Startup.run``) for the configuration file ``zope_conf``; called by paste.

    With ``TRAIL_LOG_EVERY`` in the environment, the log is written every so many seconds; with ``TRAIL_CHECK_AT``, records
    and trail are compared each day at that time.
    """
    from Zope2.Startup.run import make_wsgi_app

    make_wsgi_app(global_config, zope_conf)
    seconds, daily = float(os.environ.get("TRAIL_LOG_EVERY") or 0), os.environ.get("TRAIL_CHECK_AT")
    if seconds or daily:
        from collective.trail.jobs import clock

        if seconds:
            clock.start(seconds)
        if daily:
            clock.start_daily(daily)
    return application
