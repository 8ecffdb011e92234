"""P1, P2: a refused attempt to break a rule is an entry, though the transaction of the attempt is thrown away.

``note_refusal`` remembers what is needed and waits for the end of the transaction; then a connection of its own writes
the entry. Nothing that goes wrong there reaches the caller, whose refusal stands in any case.
"""

from collections.abc import Mapping
from collective.trail.ledger.appending import append
from collective.trail.ledger.appending import current_actor
from collective.trail.ledger.appending import Subject
from collective.trail.ledger.appending import subject_of
from collective.trail.ledger.site import ledger_of
from collective.trail.rules.clock import now
from collective.trail.rules.errors import RuleViolation
from dataclasses import dataclass
from datetime import datetime
from plone import api
from random import uniform
from transaction.interfaces import TransientError
from typing import Any
from ZODB.POSException import POSError
from zope.i18nmessageid import Message

import logging
import time
import transaction
import zope.i18n


log = logging.getLogger(__name__)
ATTEMPTS = 5
_NOTED = object()  # the key of a transaction's noted refusals


@dataclass(frozen=True)
class Refusal:
    """P1: all that the entry needs, taken while the attempt is still running."""

    database: Any
    site_path: tuple[str, ...]
    subject: Subject
    data: Mapping[str, Any]
    happened_at: datetime
    actor: str


def note_refusal(obj: Any, violation: RuleViolation, attempted: str = "") -> None:
    """P1: have a ``record.refused`` entry written when the current transaction ends, however it ends.

    ``attempted`` is the id of the act, such as ``document.approve``. The same refusal counts once a transaction.
    """
    site = api.portal.get()
    jar = site._p_jar
    if jar is None:
        return  # the site itself is not stored yet: there is no trail to write to
    refusal = Refusal(
        database=jar.db(),
        site_path=site.getPhysicalPath(),
        subject=_subject(obj, violation),
        data={"rule": violation.rule, "message": _default_text(violation.message), "attempted": attempted},
        happened_at=now(),
        actor=current_actor(),
    )
    current = transaction.get()
    if _is_new(current, refusal):
        current.addAfterAbortHook(write_refusal, (refusal,))
        current.addAfterCommitHook(_after_commit, (refusal,))


def write_refusal(refusal: Refusal) -> bool:
    """P1: write the entry in a connection and transaction of its own; whether it was written. Never raises."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _write_once(refusal)
            return True
        except TransientError as error:
            if attempt == ATTEMPTS:
                log.error("A refusal could not be recorded after %s attempts: %s (%s)", attempt, error, refusal)
                return False
            time.sleep(uniform(0, 0.01 * 2**attempt))  # hundredths of a second: the caller is waiting
        except (POSError, LookupError, ValueError, AttributeError, OSError):
            log.exception("A refusal could not be recorded: %s", refusal)
            return False
    return False


def _write_once(refusal: Refusal) -> None:
    manager = transaction.TransactionManager()
    connection = refusal.database.open(transaction_manager=manager)
    try:
        site = connection.root()["Application"]
        for name in refusal.site_path[1:]:
            site = site._getOb(name)
        append(ledger_of(site), refusal.subject, "record.refused", refusal.data, refusal.happened_at, refusal.actor)
        manager.commit()
    finally:
        manager.abort()
        connection.close()


def _after_commit(committed: bool, refusal: Refusal) -> None:
    # A failed commit is followed by an abort, whose hook writes the entry.
    if committed:
        write_refusal(refusal)


def _is_new(current: Any, refusal: Refusal) -> bool:
    try:
        noted = current.data(_NOTED)
    except KeyError:
        noted = set()
        current.set_data(_NOTED, noted)
    key = (refusal.subject.uid, refusal.actor, *refusal.data.values())
    if key in noted:
        return False
    noted.add(key)
    return True


def _subject(obj: Any, violation: RuleViolation) -> Subject:
    """The record; before it has a UID of its own, the one that the violation names, else the site's."""
    for candidate in (obj, violation.uid):
        try:
            return subject_of(candidate)
        except ValueError:
            continue
    return subject_of(api.portal.get())


def _default_text(message: Any) -> str:
    """The English sentence: facts are stored in one language."""
    if isinstance(message, Message):
        return str(zope.i18n.interpolate(message.default or message, message.mapping))
    return str(message)
