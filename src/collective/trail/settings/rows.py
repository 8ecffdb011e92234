"""S1: what one row of the departments may be."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.departments import default_group
from collective.trail.settings.interfaces import IDepartmentRow
from plone import api
from typing import Any
from zope.schema import getFieldNamesInOrder

import re


CODE = re.compile(r"[A-Z][A-Z0-9-]{0,11}")
GROUP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@ -]{0,99}")
TITLE_MAX = 200
DUTIES = ("head", "member", "reviewer")


def clean_row(row: Any, position: int) -> dict[str, str]:
    """S1: one row in its stored form, with the default ids for blank groups; ``position`` is for the sentences."""
    columns = getFieldNamesInOrder(IDepartmentRow)
    if not isinstance(row, dict) or any(name not in columns for name in row):
        message = _(
            "err_department_row",
            default="Row ${position} of the departments can have these columns only: ${columns}.",
            mapping={"position": position, "columns": ", ".join(columns)},
        )
        raise RuleViolation(message, 400, "settings.type")
    code = _clean_code(row.get("code"), position)
    cleaned = {"code": code, "title": _clean_title(row.get("title"), code)}
    for duty in DUTIES:
        name = f"{duty}_group"
        cleaned[name] = _clean_group(row.get(name), code, duty)
    return cleaned


def _clean_code(code: Any, position: int) -> str:
    if isinstance(code, str) and CODE.fullmatch(code):
        return code
    message = _(
        "err_department_code",
        default="The code in row ${position} of the departments must begin with a capital letter and consist of at most "
        "12 capital letters, digits and hyphens, like HR.",
        mapping={"position": position},
    )
    raise RuleViolation(message, 400, "settings.code")


def _clean_title(title: Any, code: str) -> str:
    title = title.strip() if isinstance(title, str) else ""
    # Markup and line breaks have no place in what menus, numbers' registers and group names show.
    if title and len(title) <= TITLE_MAX and title.isprintable() and not set("<>") & set(title):
        return title
    message = _(
        "err_department_title",
        default="The department ${code} needs a title: one line of 1 to ${max} characters without < and >.",
        mapping={"code": code, "max": TITLE_MAX},
    )
    raise RuleViolation(message, 400, "settings.title")


def _clean_group(group: Any, code: str, duty: str) -> str:
    if group is None or group == "":
        return default_group(code, duty)
    if not isinstance(group, str) or not GROUP_ID.fullmatch(group) or group != group.strip():
        message = _(
            "err_department_group",
            default="A group of the department ${code} has no valid id: use at most 100 letters, digits, spaces and "
            "_ . @ -, or leave it blank.",
            mapping={"code": code},
        )
        raise RuleViolation(message, 400, "settings.group")
    # A role given to a user's id by way of a group's, or to every user at once, would approve unnoticed.
    if group == "AuthenticatedUsers" or api.portal.get_tool("acl_users").getUserById(group) is not None:
        message = _(
            "err_department_group_taken",
            default='"${group}" cannot be a group of the department ${code}: it stands for a single user or for all '
            "of them. Choose another id or leave it blank.",
            mapping={"code": code, "group": group},
        )
        raise RuleViolation(message, 400, "settings.group")
    return group
