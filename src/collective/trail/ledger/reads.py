"""P5: reads at the upper levels of secrecy are entries, so a GET writes; the guard against forged requests must know."""

from collections.abc import Mapping
from collective.trail.ledger.appending import record
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from plone import api
from plone.protect.utils import safeWrite
from typing import Any


def record_read(obj: Any, action: str, data: Mapping[str, Any] | None = None, request: Any = None) -> Entry:
    """P5: like ``record``, for ``record.viewed`` and ``record.downloaded`` in a GET request.

    Exactly the objects that the entry writes are declared safe; all other writes of the request stay guarded.
    """
    jar = ledger_of(api.portal.get())._p_jar
    # plone.protect looks at the same list; no public name tells which objects a transaction has changed.
    before = len(jar._registered_objects) if jar is not None else 0
    entry = record(obj, action, data)
    if jar is not None:
        for written in jar._registered_objects[before:]:
            safeWrite(written, request)
    return entry
