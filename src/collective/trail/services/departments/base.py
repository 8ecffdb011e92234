"""S1: what the methods of @departments share."""

from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.departments import Department
from collective.trail.settings.departments import department
from collective.trail.settings.departments import duties_of
from dataclasses import asdict
from plone import api
from plone.restapi.services import Service
from typing import Any
from zExceptions import Unauthorized
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


MANAGE = "collective.trail: Manage settings"


@implementer(IPublishTraverse)
class DepartmentsService(Service):
    """S1: a service whose path may name one department."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.params: list[str] = []

    def publishTraverse(self, request, name):
        self.params.append(name)
        return self

    def check_permission(self) -> None:
        super().check_permission()
        if api.user.is_anonymous():
            raise Unauthorized("Log in to see the departments.")

    def named(self) -> Department:
        """S1: the department named in the path; 404 otherwise."""
        found = department(self.params[0]) if len(self.params) == 1 else None
        if found is None:
            message = _(
                "err_department_unknown",
                default="There is no department ${code}. @departments lists all of them.",
                mapping={"code": "/".join(self.params)[:100] or "-"},
            )
            raise RuleViolation(message, 404, "settings.unknown_department")
        return found

    def described(self, each: Department) -> dict[str, Any]:
        """S1: a department for the current user; its groups are shown to those who manage settings."""
        duties = duties_of(api.user.get_current().getId()).get(each.code, [])
        answer: dict[str, Any] = {
            "@id": f"{self.context.absolute_url()}/@departments/{each.code}",
            "code": each.code,
            "title": each.title,
            "is_head": "head" in duties,
            "is_reviewer": "reviewer" in duties,
            "is_member": bool(duties),
            "records": self._records(each.code),
        }
        if api.user.has_permission(MANAGE, obj=self.context):
            answer.update({name: value for name, value in asdict(each).items() if name.endswith("_group")})
        return answer

    def _records(self, code: str) -> int:
        """P5: how many records the user may see, never how many there are."""
        catalog = api.portal.get_tool("portal_catalog")
        if "department" not in catalog.indexes():
            return 0
        return catalog.searchResults(
            department=code, object_provides="collective.trail.interfaces.IRecord", b_size=1
        ).actual_result_count
