"""S1: the departments of the company and who belongs to them. Called in guards and indexers: reads only, cheap."""

from AccessControl import getSecurityManager
from collective.trail.settings.records import value_of
from dataclasses import dataclass
from plone import api


@dataclass(frozen=True)
class Department:
    """S1: one row of the control panel."""

    code: str
    title: str
    head_group: str
    member_group: str
    reviewer_group: str

    @property
    def groups(self) -> dict[str, str]:
        """S1: duty -> group id, in the order of rank."""
        return {"head": self.head_group, "reviewer": self.reviewer_group, "member": self.member_group}


def default_group(code: str, duty: str) -> str:
    """S1: the group that has ``duty`` (head, reviewer, member) in a department whose row names none."""
    return f"trail-{code.lower()}-{duty}s"


def department_from_row(row: dict) -> Department:
    """S1: a stored row as a Department; blank groups become their default ids."""
    code = row["code"]
    groups = {
        f"{duty}_group": row.get(f"{duty}_group") or default_group(code, duty)
        for duty in ("head", "member", "reviewer")
    }
    return Department(code=code, title=row.get("title") or code, **groups)


def departments() -> list[Department]:
    """S1: all departments, in the order of the control panel."""
    return [department_from_row(row) for row in value_of("departments")]


def department(code: str | None) -> Department | None:
    """S1: the department with this code, or None."""
    for row in value_of("departments"):
        if row["code"] == code:
            return department_from_row(row)
    return None


def groups_of(user_id: str) -> frozenset[str]:
    """S1: the ids of the groups of a user; empty for an unknown one."""
    user = getSecurityManager().getUser()
    if user.getId() != user_id:
        user = api.portal.get_tool("acl_users").getUserById(user_id)
    return frozenset(user.getGroups()) if hasattr(user, "getGroups") else frozenset()


def duties_of(user_id: str) -> dict[str, list[str]]:
    """S1: department code -> duties (head, reviewer, member) of this user; departments without a duty are left out."""
    groups = groups_of(user_id)
    found = {}
    for each in departments():
        duties = [duty for duty, group in each.groups.items() if group in groups]
        if duties:
            found[each.code] = duties
    return found


def departments_of(user_id: str) -> list[str]:
    """S1: the codes of the departments in which this user has any duty."""
    return list(duties_of(user_id))
