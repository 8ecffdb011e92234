"""D2: document numbers: drawn at registration, kept on import, voided with their record, never used twice."""

from Acquisition import aq_base
from collections.abc import Iterator
from collective.trail.behaviors.number_drawing import draw
from collective.trail.behaviors.number_drawing import latest
from collective.trail.behaviors.number_drawing import move_on
from collective.trail.behaviors.number_events import NumberVoided
from collective.trail.behaviors.number_events import RecordNumbered
from collective.trail.behaviors.number_store import NumberEntry
from collective.trail.behaviors.number_store import NumberRegister
from collective.trail.behaviors.number_values import pattern_of
from collective.trail.behaviors.number_values import values_for
from collective.trail.behaviors.number_values import values_of
from collective.trail.behaviors.version_modifier import REGISTRATION
from collective.trail.content.filing import class_of
from collective.trail.content.refusal import misunderstood
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.clock import happened
from collective.trail.rules.numbers import counter_key
from collective.trail.rules.numbers import format_number
from collective.trail.rules.numbers import parse_number
from collective.trail.settings.numbering import numbering_moment
from plone import api
from plone.app.iterate.interfaces import IWorkingCopy
from plone.uuid.interfaces import IUUID
from typing import Any
from uuid import uuid4
from zope.annotation.interfaces import IAnnotations
from zope.event import notify


KEY = "collective.trail.numbers"
DELETED_DRAFT = "deleted as a draft"
#: Causes as they are stored -> in words of the reader's language. A cause may be any other text, too.
CAUSES = {DELETED_DRAFT: _("cause_deleted_draft", default="deleted as a draft")}
CREATION = "creation"
SUBMISSION = "submission"
APPROVAL = "approval"
MOMENTS = (CREATION, SUBMISSION, APPROVAL)
MAX_LENGTH = 100


def install(site: Any) -> NumberRegister:
    """D2: make the number register of a site unless it is there; never empties one."""
    annotations = IAnnotations(site)
    if KEY not in annotations:
        annotations[KEY] = NumberRegister(uuid4().hex)
    register: NumberRegister = annotations[KEY]
    return register


def number_register() -> NumberRegister:
    """D2: the number register of the current site."""
    return install(api.portal.get())


def due_at(moment: str, record: Any) -> bool:
    """D2: whether the settings say that ``record`` has its number by ``moment`` (creation, submission, approval)."""
    return MOMENTS.index(numbering_moment(record.portal_type)) <= MOMENTS.index(moment)


def register_number(record: Any, moment: str | None = None) -> None:
    """D2: the record gets its number, unless it has one, is a working copy, or the settings say later.

    Called by the effects of submitting and approving: ``moment`` is approval once the record is signed.
    """
    if moment is None:
        moment = SUBMISSION if record.approved_on is None else APPROVAL
    if record.number or IWorkingCopy.providedBy(record) or not due_at(moment, record):
        return
    register = number_register()
    pattern, values = pattern_of(class_of(record)), values_of(record)
    key = counter_key(pattern, values)
    sequence = draw(register, key)
    number = format_number(pattern, {**values, "sequence": sequence})
    _refuse_taken(register.entry(number), record)
    _assign(register, record, number, key, sequence)


def take_over_number(record: Any, number: str) -> None:
    """D2: an imported record keeps its number; its counter moves on behind it. A number of another is refused."""
    number = number.strip()
    if not number or len(number) > MAX_LENGTH or not number.isprintable():
        message = _(
            "err_number_text",
            default="A number is a line of up to ${length} characters.",
            mapping={"length": MAX_LENGTH},
        )
        raise misunderstood(record, message, "D2-number")
    register = number_register()
    entry = register.entry(number)
    if entry is not None and entry.uid == IUUID(record) and not entry.is_void:
        record.number = number
        return
    _refuse_taken(entry, record)
    if record.number and record.number != number:
        message = _(
            "err_number_fixed",
            default="The record has the number ${number} already; a number never changes.",
            mapping={"number": record.number},
        )
        raise refuse(record, message, 409, "D2-number")
    pattern = pattern_of(class_of(record))
    values = parse_number(pattern, number)
    key, sequence = (counter_key(pattern, values), values["sequence"]) if values else ("", 0)
    if key and register.at(key, sequence) is not None:
        key, sequence = "", 0  # counted before, under a number of another pattern
    if key:
        move_on(register, key, sequence)
    _assign(register, record, number, key, sequence, taken_over=True)


def void_number(record: Any, cause: str) -> None:
    """D2: the record goes, its number stays in the register with the cause and is never used again."""
    number = record.number
    if not number:
        return
    register = number_register()
    entry = register.entry(number)
    if entry is None or entry.uid != IUUID(record) or entry.is_void:
        return
    register.put(entry._replace(voided_at=iso_instant(happened()), voided_by=_actor(), cause=cause))
    notify(NumberVoided(record, number, cause))


def preview(
    department_code: str, record_class: Any = None, portal_type: str = "ControlledDocument", pattern: str = ""
) -> str:
    """D2: the number that would be drawn next, by ``pattern`` or the stored one; draws and promises nothing."""
    pattern = pattern or pattern_of(record_class)
    values = values_for(department_code, record_class, portal_type)
    key = counter_key(pattern, values)
    return format_number(pattern, {**values, "sequence": latest(number_register(), key) + 1})


def lookup(number: str) -> NumberEntry | None:
    """D2: the register's line of a number, also of a void one."""
    return number_register().entry(number)


def cause_of(entry: NumberEntry) -> Any:
    """D2: why a number is void, in words."""
    return CAUSES.get(entry.cause, entry.cause)


def holder(number: str) -> str | None:
    """D2: the uid of the record that has this number; None for an unknown or void one."""
    entry = lookup(number)
    return None if entry is None or entry.is_void else entry.uid


def counters() -> list[tuple[str, str]]:
    """D2: key and name of each counter, such as HR 2026, in the order of their names."""
    keys = number_register().keys()
    named = [(" ".join(part.partition("=")[2] for part in key.split(";")), key) for key in keys]
    return [(key, name or key) for name, key in sorted(named)]


def numbers(key: str | None = None, newest_first: bool = False) -> Iterator[NumberEntry]:
    """D2: the lines of one counter or of all, loaded one by one. A gap is a line without a number (``is_gap``)."""
    register = number_register()
    keys = [each for each, _name in counters()] if key is None else [key]
    for each in reversed(keys) if newest_first else keys:
        for sequence, entry in register.walk(each, newest_first=newest_first):
            yield entry or NumberEntry("", each, sequence, "", "", "")
    if key is None:
        yield from register.loose()


def clear_registration(record: Any) -> None:
    """D2: a copy is a new draft of whoever copied: no number, no edition, no approval, no opinions."""
    base = aq_base(record)
    base._p_activate()  # a copy comes from the database as a ghost, and a ghost has no attributes to look for
    for name in REGISTRATION:
        if name in base.__dict__:
            delattr(base, name)
    base.number = None
    base.edition = 0
    base.approved_on = None
    base.effective_on = None
    # Plone keeps the first creator of a copy; the rule of two persons would then look at the wrong one.
    base.creators = (_actor(),)


def _assign(
    register: NumberRegister, record: Any, number: str, key: str, sequence: int, taken_over: bool = False
) -> None:
    register.put(NumberEntry(number, key, sequence, IUUID(record), iso_instant(happened()), _actor(), taken_over))
    record.number = number
    record.reindexObject(idxs=["number", "number_order"])
    notify(RecordNumbered(record, number, taken_over))


def _refuse_taken(entry: NumberEntry | None, record: Any) -> None:
    if entry is None:
        return
    mapping = {"number": entry.number, "holder": _name_of_holder(entry), "cause": cause_of(entry)}
    if entry.is_void:
        message = _(
            "err_number_void",
            default="The number ${number} was used before (${cause}) and is never used again. Choose another number "
            "or pattern.",
            mapping=mapping,
        )
    else:
        message = _(
            "err_number_taken",
            default="The number ${number} already belongs to ${holder}. Choose another number or pattern.",
            mapping=mapping,
        )
    raise refuse(record, message, 409, "D2-number")


def _name_of_holder(entry: NumberEntry) -> str:
    """The holder's title for those who may see it, its uid for everybody else (P5)."""
    brains = api.portal.get_tool("portal_catalog")(UID=entry.uid)
    return f"“{brains[0].Title}”" if brains else entry.uid


def _actor() -> str:
    return api.user.get_current().getId() or "system"
