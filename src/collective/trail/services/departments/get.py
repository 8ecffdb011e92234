"""S1: GET @departments and @departments/<code>, for every member of staff."""

from collective.trail.services.departments.base import DepartmentsService
from collective.trail.settings.departments import departments
from typing import Any


class DepartmentsGet(DepartmentsService):
    """S1: the departments, and what the user is in each."""

    def reply(self) -> dict[str, Any]:
        if self.params:
            return self.described(self.named())
        items = [self.described(each) for each in departments()]
        return {"@id": f"{self.context.absolute_url()}/@departments", "items": items, "items_total": len(items)}
