"""S1, D2: what settings may be. Every way to change them (form, REST, registry) asks here."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.rules.numbers import check_pattern
from collective.trail.settings.interfaces import IDepartmentRow
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.rows import clean_row
from plone import api
from typing import Any
from zope.schema import getFieldNames
from zope.schema import getFields
from zope.schema.interfaces import IChoice
from zope.schema.interfaces import ValidationError


MAX_DEPARTMENTS = 500


def clean_settings(values: Any) -> dict[str, Any]:
    """S1: new settings, of the right types and in their stored form; RuleViolation with a sentence otherwise."""
    if not isinstance(values, dict):
        raise RuleViolation(_("err_settings_object", default="Send the settings as an object of fields and values."))
    unknown = sorted(str(name)[:60] for name in values if name not in getFieldNames(ITrailSettings))
    if unknown:
        message = _(
            "err_settings_unknown",
            default="There is no setting ${unknown}. The settings are: ${known}.",
            mapping={"unknown": ", ".join(unknown[:5]), "known": ", ".join(getFieldNames(ITrailSettings))},
        )
        raise RuleViolation(message, 400, "settings.unknown_field")
    return {name: _clean_value(name, value) for name, value in values.items()}


def _clean_value(name: str, value: Any) -> Any:
    if name == "departments":
        return clean_departments(value)
    field = getFields(ITrailSettings)[name]
    _check_text(field, value)
    if IChoice.providedBy(field):
        _check_choice(field, value)
    if name == "number_pattern":
        check_pattern(value)
    return value


def _check_text(field, value: Any) -> None:
    if not isinstance(value, str) or not value or len(value) > 100:
        message = _(
            "err_settings_text",
            default='"${title}" needs a text of 1 to 100 characters.',
            mapping={"title": field.title},
        )
        raise RuleViolation(message, 400, "settings.type")


def _check_choice(field, value: str) -> None:
    bound = field.bind(api.portal.get())
    try:
        bound.validate(value)
    except ValidationError:
        message = _(
            "err_settings_choice",
            default='"${title}" cannot be "${value}". Choose one of: ${choices}.',
            mapping={
                "title": field.title,
                "value": value,
                "choices": ", ".join(term.value for term in bound.vocabulary),
            },
        )
        raise RuleViolation(message, 400, "settings.choice") from None


def clean_departments(rows: Any) -> list[dict[str, str]]:
    """S1: department rows in their stored form; codes are unique."""
    if not isinstance(rows, list | tuple) or len(rows) > MAX_DEPARTMENTS:
        message = _(
            "err_departments_list",
            default="Send the departments as a list of at most ${max} rows, each with: ${columns}.",
            mapping={"max": MAX_DEPARTMENTS, "columns": ", ".join(getFieldNames(IDepartmentRow))},
        )
        raise RuleViolation(message, 400, "settings.type")
    cleaned = [clean_row(row, position) for position, row in enumerate(rows, start=1)]
    seen: set[str] = set()
    for row in cleaned:
        if row["code"] in seen:
            message = _(
                "err_department_twice",
                default="The code ${code} stands in two rows. Give each department a code of its own.",
                mapping={"code": row["code"]},
            )
            raise RuleViolation(message, 400, "settings.duplicate_code")
        seen.add(row["code"])
    return cleaned
