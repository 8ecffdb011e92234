"""P1: what the trail of a record says it is, against what it is: content, state, number, signature, opinions, rights."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.behaviors.number_store import NumberRegister
from collective.trail.behaviors.opinions import opinions_of
from collective.trail.content.digest import annex_digests
from collective.trail.content.digest import content_digest
from collective.trail.content.digest import digests_of
from collective.trail.content.digest import signature_of
from collective.trail.content.filing import class_of
from collective.trail.content.protection import state_of
from collective.trail.jobs.edition_check import editions
from collective.trail.rules.told import SPECIAL
from collective.trail.rules.told import Step
from collective.trail.rules.told import Told
from collective.trail.workflows import workflow_of
from dataclasses import dataclass
from plone.uuid.interfaces import IUUID
from typing import Any
from ZODB.POSException import POSKeyError


@dataclass(frozen=True)
class Difference:
    """P1: a record (uid) that is not what its trail says; ``field`` is the first thing to look at."""

    record: str
    field: str
    message: str
    #: ``field`` is the id of an annex, which may tell what it is about (P5).
    annex: bool = False


#: What reading a record raises that was damaged on purpose; the others must be checked all the same.
UNREADABLE = (AttributeError, LookupError, OSError, POSKeyError, TypeError, ValueError)

#: A field and a sentence on it, and where the field is an annex, that it is one.
Found = Iterator[tuple[str, str] | tuple[str, str, bool]]


def differences(uid: str, told: Told, record: Any, register: NumberRegister) -> Iterator[Difference]:
    """P1: how a record differs from what its trail says; ``record`` is None where the site has none of this uid."""
    found: Iterable[tuple[str, str]] | None = _existence(told, record)
    try:
        for each in _all(uid, told, record, register) if found is None else found:
            yield Difference(uid, *each)
    except UNREADABLE as error:
        yield Difference(uid, "record", f"The record cannot be read as a whole: {type(error).__name__}.")


def _existence(told: Told, record: Any) -> list[tuple[str, str]] | None:
    """Whether the record is there as it should; None where it is and can be looked at."""
    if record is None:
        gone = told.created and not told.deleted
        return [("record", "The record is gone, but its trail does not say that it was deleted.")] if gone else []
    if not told.created:
        return [("record", "The record has no trail that begins with its creation.")]
    return None


def _all(uid: str, told: Told, record: Any, register: NumberRegister) -> Found:
    if told.deleted:
        yield "record", "The record is there, but its trail says that it was deleted."
    yield from _number(uid, told, record, register)
    yield from _place(told, record)
    yield from _life(told, record)
    yield from _signature(told, record)
    yield from _opinions(told, record)
    yield from _people(told, record)
    yield from editions(told, record)
    try:
        yield from _content(told, record)
    except (OSError, POSKeyError) as error:
        yield "file", f"A file of the record cannot be read: {type(error).__name__}."


def _number(uid: str, told: Told, record: Any, register: NumberRegister) -> Found:
    if told.number != record.number:
        yield "number", f"The number is {record.number}, but the trail says {told.number}."
    line = register.entry(told.number) if told.number else None
    # A working copy bears no number of its own.
    if told.number and (line is None or line.uid != uid or line.is_void):
        holder = "nobody" if line is None else "a void number" if line.is_void else line.uid
        yield "number", f"The trail says {told.number}, but the number register gives it to {holder}."


def _life(told: Told, record: Any) -> Found:
    if told.state is not None and told.state != state_of(record):
        yield "state", f"The state is {state_of(record)}, but the trail says {told.state}."
    workflow = workflow_of(record.portal_type)
    history = getattr(record, "workflow_history", {}).get(workflow.id, ()) if workflow is not None else ()
    kept = [each for each in history if each.get("action")]
    for place, step in enumerate(told.steps, 1):
        if place > len(kept):
            yield "workflow_history", f"Step {place} ({step.transition} by {step.actor}) is missing in the history."
            return
        known = kept[place - 1]
        if not _fits(step, known):
            what = (
                f"{known.get('action')} by {known.get('actor')}, but the trail says {step.transition} by {step.actor}"
            )
            yield "workflow_history", f"Step {place} of the history is {what}."
            return
    if len(kept) > len(told.steps):
        yield "workflow_history", f"The history has {len(kept)} steps, but the trail {len(told.steps)}."


def _place(told: Told, record: Any) -> Found:
    record_class = class_of(record)
    uid = IUUID(record_class) if record_class is not None else None
    if told.record_class is not None and uid != told.record_class:
        yield "record_class", f"The record stands in the class {uid}, but the trail says {told.record_class}."


def _fits(step: Step, known: Mapping[str, Any]) -> bool:
    return (
        known.get("action") == step.transition
        and (step.actor in SPECIAL or known.get("actor") == step.actor)
        and step.state in (None, known.get("review_state"))
    )


def _signature(told: Told, record: Any) -> Found:
    facts = signature_of(record)
    for name, value in (told.signature or {}).items():
        if facts[name] != value:
            yield name, f"{name} is {facts[name]}, but the trail says {value}."


def _opinions(told: Told, record: Any) -> Found:
    kept = [dict(each) for each in opinions_of(record)]
    if told.opinions is None:
        return
    for place, opinion in enumerate(told.opinions, 1):
        if place > len(kept) or kept[place - 1] != dict(opinion):
            what = "is missing" if place > len(kept) else "is another than the one in the trail"
            yield "opinions", f"Opinion {place}, of {opinion['actor']}, {what}."
            return
    if len(kept) > len(told.opinions):
        yield "opinions", f"The record has {len(kept)} opinions, but the trail {len(told.opinions)}."


def _people(told: Told, record: Any) -> Found:
    if told.creator not in SPECIAL and record.Creator() != told.creator:
        yield "creators", f"The drafter is {record.Creator()}, but the trail says {told.creator}."
    roles = {principal: sorted(held) for principal, held in record.get_local_roles()}
    if told.roles is not None and told.roles != roles:
        principal = min(each for each in {*roles, *told.roles} if roles.get(each) != told.roles.get(each))
        held = ", ".join(roles.get(principal, [])) or "none"
        yield "local_roles", f"The local roles of {principal} are {held}, and the trail does not say so."


def _content(told: Told, record: Any) -> Found:
    found = False
    for name, digest in digests_of(record).items() if told.fields is not None else ():
        if told.fields.get(name, digest) != digest:
            found = True
            yield name, f"The field {name} was changed, and the trail does not say so."
    annexes = annex_digests(record) if told.annexes is not None else {}
    for name in sorted({*annexes, *(told.annexes or {})}):
        if annexes.get(name) != (told.annexes or {}).get(name):
            found = True
            message = f"The annex {name} was {_change(name, annexes, told)}, and the trail does not say so."
            yield name, message, True
    if not found and told.content is not None and content_digest(record) != told.content:
        yield "content", "The content is another than the one that was judged last."


def _change(name: str, annexes: Mapping[str, str], told: Told) -> str:
    if name not in annexes:
        return "removed"
    return "changed" if name in (told.annexes or {}) else "added"
