"""S1: POST @departments, PATCH and DELETE @departments/<code>: rows of the control panel, under the same rules."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.services.bodies import object_body
from collective.trail.services.departments.base import DepartmentsService
from collective.trail.settings.changes import change_settings
from collective.trail.settings.departments import department
from collective.trail.settings.records import value_of
from plone.protect.interfaces import IDisableCSRFProtection
from typing import Any
from zope.interface import alsoProvides


class _Change(DepartmentsService):
    """S1: a service that writes rows through the one way in which settings change."""

    def rows(self) -> list[dict[str, str]]:
        """S1: copies of the stored rows, free to be changed."""
        return [dict(row) for row in value_of("departments")]

    def save(self, rows: list[Any]) -> None:
        """S1: check and store the rows."""
        alsoProvides(self.request, IDisableCSRFProtection)
        change_settings({"departments": rows})


class DepartmentsPost(_Change):
    """S1: a new department, 201 with its address."""

    def reply(self) -> dict[str, Any]:
        if self.params:
            message = _("err_departments_post", default="Post a new department to @departments itself.")
            raise RuleViolation(message, 400, "settings.type")
        row = object_body(self.request)
        self.save([*self.rows(), row])
        made = self.described(department(row["code"]))
        self.request.response.setStatus(201)
        self.request.response.setHeader("Location", made["@id"])
        return made


class DepartmentsPatch(_Change):
    """S1: change a department; columns that are not sent stay."""

    def reply(self) -> Any:
        code = self.named().code
        sent = object_body(self.request)
        self.save([{**row, **sent} if row["code"] == code else row for row in self.rows()])
        return self.reply_no_content()


class DepartmentsDelete(_Change):
    """S1: remove a department that nothing refers to."""

    def reply(self) -> Any:
        code = self.named().code
        self.save([row for row in self.rows() if row["code"] != code])
        return self.reply_no_content()
