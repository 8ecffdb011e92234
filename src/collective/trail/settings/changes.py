"""S1: the one way in which settings change: check everything, write everything, then what follows from it."""

from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.i18n import _
from collective.trail.ledger import note_refusal
from collective.trail.ledger import record
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.checks import clean_settings
from collective.trail.settings.departments import Department
from collective.trail.settings.departments import department_from_row
from collective.trail.settings.groups import forget_department_groups
from collective.trail.settings.groups import make_department_groups
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.interfaces import PREFIX
from collective.trail.settings.records import value_of
from collective.trail.settings.usage import classes_of
from collective.trail.settings.usage import records_of
from contextlib import contextmanager
from contextvars import ContextVar
from plone import api
from plone.registry.interfaces import IRegistry
from typing import Any
from zope.component import getUtility


_writing: ContextVar[bool] = ContextVar("collective.trail.settings.writing", default=False)


def change_settings(values: Any) -> list[str]:
    """S1: change the settings ``values`` (field name -> value) and return the names of those that changed.

    RuleViolation before anything is written if one of them breaks a rule.
    """
    new = clean_settings(values)
    old = {name: value_of(name) for name in new}
    new = {name: value for name, value in new.items() if value != old[name]}
    old = {name: old[name] for name in new}
    if not new:
        return []
    check_codes_in_use(old, new)
    with _own_writing():
        registry = getUtility(IRegistry)
        for name, value in new.items():
            registry[f"{PREFIX}.{name}"] = value
    settle(old, new)
    return sorted(new)


def on_setting_written(event) -> None:
    """S1: settings written straight into the registry (its editor, REST, a profile) obey the same rules."""
    if event.record.interfaceName != ITrailSettings.__identifier__ or _writing.get():
        return
    name = event.record.fieldName
    new = clean_settings({name: event.newValue})
    old = {name: event.oldValue}
    check_codes_in_use(old, new)
    if new[name] != event.newValue:
        with _own_writing():
            event.record.value = new[name]
    if new != old:
        settle(old, new)


def check_codes_in_use(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """S1: a department to which records or classes refer keeps its code."""
    before, after = _by_code(old), _by_code(new)
    for code in before.keys() - after.keys():
        records, classes = len(records_of(code)), len(classes_of(code))
        if records or classes:
            message = _(
                "err_department_in_use",
                default="The department ${code} (${title}) is in use (records: ${records}, classes: ${classes}) and "
                "must keep its code. Move them to another department first, or change only its title or groups.",
                mapping={"code": code, "title": before[code].title, "records": records, "classes": classes},
            )
            violation = RuleViolation(message, 409, "settings.department_in_use")
            note_refusal(api.portal.get(), violation, "settings.changed")
            raise violation


def settle(old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """S1, P1: what follows from a change: groups, who may see the records, and the entry in the trail."""
    before, after = _by_code(old), _by_code(new)
    make_department_groups(after.values())
    forget_department_groups(before.values(), after.values())
    for code in before.keys() & after.keys():
        if before[code].groups != after[code].groups:
            for brain in records_of(code):
                brain._unrestrictedGetObject().reindexObjectSecurity()
            for each in classes_of(code):
                each.reindexObjectSecurity()
    record(api.portal.get(), "settings.changed", {"fields": sorted(new), "old": dict(old), "new": dict(new)})


def _by_code(values: Mapping[str, Any]) -> dict[str, Department]:
    return {row["code"]: department_from_row(row) for row in values.get("departments") or ()}


@contextmanager
def _own_writing() -> Iterator[None]:
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)
