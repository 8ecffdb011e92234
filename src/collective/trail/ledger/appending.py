"""P1 to P3: the one way into the trail: ``record`` appends an entry in the current transaction."""

from AccessControl import getSecurityManager
from Acquisition import aq_base
from collections.abc import Mapping
from collective.trail.ledger.actions import action_by_id
from collective.trail.ledger.segments import segment_for
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.store import Entry
from collective.trail.ledger.store import Ledger
from collective.trail.ledger.store import RecordLog
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.canonical import plain
from collective.trail.rules.chain import build_header
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash
from collective.trail.rules.clock import happened
from collective.trail.rules.clock import now
from dataclasses import dataclass
from datetime import datetime
from plone import api
from plone.uuid.interfaces import IUUID
from typing import Any
from uuid import uuid4

import secrets
import transaction


_ACTS = object()  # the key of a transaction's act ids


@dataclass(frozen=True)
class Subject:
    """What an entry is about; known before the object itself may be gone."""

    uid: str
    portal_type: str = ""
    number: str | None = None


def subject_of(obj: Any) -> Subject:
    """P1: who the entry is about: an object with a UUID, a bare uid, or an already known subject."""
    if isinstance(obj, Subject):
        return obj
    if isinstance(obj, str):
        if not obj:
            raise ValueError("An entry needs the uid of its record.")
        return Subject(obj)
    uid = IUUID(obj, None)
    if uid is None:
        raise ValueError(f"{obj!r} has no UID, so no entry can be about it.")
    base = aq_base(obj)
    return Subject(str(uid), getattr(base, "portal_type", "") or "", getattr(base, "number", None) or None)


def current_actor() -> str:
    """P1: the id of the acting user; ``anonymous`` for nobody, ``system`` for Zope's own processes."""
    user = getSecurityManager().getUser()
    user_id = user.getId()
    if user_id:
        return str(user_id)
    return "anonymous" if user.getUserName() == "Anonymous User" else "system"


def record(
    obj: Any,
    action: str,
    data: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    actor: str | None = None,
) -> Entry:
    """P1, P2, P3: append an entry about ``obj`` (an object or a uid) to the trail, in the current transaction.

    ``data`` is plain JSON and the only place for titles and opinions. ``happened_at`` (aware) is now unless told;
    ``actor`` is the current user unless a job gives its own. ValueError for an unregistered action or other data.
    """
    ledger = ledger_of(api.portal.get())
    return append(ledger, subject_of(obj), action, data or {}, happened_at or happened(), actor or current_actor())


def append(
    ledger: Ledger, subject: Subject, action: str, data: Mapping[str, Any], happened_at: datetime, actor: str
) -> Entry:
    """P1: append to a given ledger; for code that brings its own connection."""
    action_by_id(action)
    facts = plain(data)
    recorded_at = iso_instant(now())
    name, segment = segment_for(ledger, recorded_at)
    log = ledger.record_log(subject.uid)
    if log is None:
        log = ledger.shard(subject.uid)[subject.uid] = RecordLog()
    salt = secrets.token_hex(16)
    header = build_header(
        id=uuid4().hex,
        act=_act_id(ledger, subject.uid),
        action=action,
        actor=actor,
        happened_at=iso_instant(happened_at),
        recorded_at=recorded_at,
        record=subject.uid,
        portal_type=subject.portal_type,
        number=subject.number,
        record_seq=log.count + 1,
        record_prev=log.head,
        segment=name,
        segment_seq=segment.count + 1,
        segment_prev=segment.head,
        data_digest=data_digest(facts, salt),
    )
    entry = Entry(header, entry_hash(header), facts, salt)
    log.append(entry)
    segment.append(entry)
    return entry


def _act_id(ledger: Ledger, uid: str) -> str:
    """One id for all that a transaction does to a record."""
    jar = ledger._p_jar
    current = (jar.transaction_manager if jar is not None else transaction.manager).get()
    try:
        acts = current.data(_ACTS)
    except KeyError:
        acts = {}
        current.set_data(_ACTS, acts)
    act: str = acts.setdefault(uid, uuid4().hex)
    return act
