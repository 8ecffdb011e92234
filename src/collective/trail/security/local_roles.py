"""S1, P5: department roles and clearance, computed from a record's own facts and never stored.

Called by ``borg.localrole`` for every permission check and by the catalog when it indexes who may view.
Levels nest (see ``rules.secrecy``): internal: all staff; departmental: the department, custodians, leaders;
confidential: named readers, head, custodians, leaders; secret: named readers and leaders.
"""

from borg.localrole.interfaces import ILocalRoleProvider
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import IRecordClass
from collective.trail.security import groups as g
from collective.trail.settings.departments import department
from plone import api
from zope.component import adapter
from zope.interface import implementer


class _Grants:
    """Turns a mapping of principal -> roles into what borg.localrole asks for."""

    def __init__(self, context):
        self.context = context
        self._grants: dict[str, set[str]] | None = None

    def grants(self) -> dict[str, set[str]]:
        """Roles by principal id."""
        raise NotImplementedError

    def getRoles(self, principal_id):
        """Roles of one user or group here."""
        # An adapter lives for one question, which asks for the user and for each of the user's groups in turn.
        if self._grants is None:
            self._grants = self.grants()
        return self._grants.get(principal_id, ())

    def getAllRoles(self):
        """All (principal id, roles) pairs; the catalog indexes them."""
        return [(principal, tuple(sorted(roles))) for principal, roles in self.grants().items()]


def _add(grants: dict[str, set[str]], principal: str, *roles: str) -> None:
    if principal:
        grants.setdefault(principal, set()).update(roles)


def _duties(principal: str, dept) -> set[str]:
    """The department roles that a named reader holds by group membership: naming clears, the group gives the duty."""
    user = api.user.get(userid=principal)
    groups = set(user.getGroups()) if user else {principal}
    duties = {
        dept.member_group: g.DEPARTMENT_MEMBER,
        dept.reviewer_group: g.DEPARTMENT_REVIEWER,
        dept.head_group: g.DEPARTMENT_HEAD,
    }
    return {role for group, role in duties.items() if group in groups}


@adapter(IRecord)
@implementer(ILocalRoleProvider)
class RecordRoles(_Grants):
    """Who is cleared for a record, and who has which duty on it."""

    def grants(self) -> dict[str, set[str]]:
        """P5: nobody gets a duty on a record without being cleared for it."""
        record = self.context
        level = getattr(record, "secrecy", None) or "internal"
        dept = department(getattr(record, "department", None) or "")
        grants: dict[str, set[str]] = {}
        _add(grants, g.LEADERS, g.RECORD_READER)
        if level != "secret":
            _add(grants, g.CUSTODIANS, g.RECORD_READER)
        if level == "internal":
            _add(grants, g.STAFF, g.RECORD_READER)
        if dept is not None:
            if level in ("internal", "departmental"):
                _add(grants, dept.member_group, g.RECORD_READER, g.DEPARTMENT_MEMBER)
                _add(grants, dept.reviewer_group, g.RECORD_READER, g.DEPARTMENT_MEMBER, g.DEPARTMENT_REVIEWER)
            if level != "secret":
                _add(grants, dept.head_group, g.RECORD_READER, g.DEPARTMENT_MEMBER, g.DEPARTMENT_HEAD)
        if level in ("confidential", "secret"):
            for reader in getattr(record, "readers", None) or ():
                _add(grants, reader, g.RECORD_READER, *(_duties(reader, dept) if dept else ()))
        return grants


@adapter(IRecordClass)
@implementer(ILocalRoleProvider)
class RecordClassRoles(_Grants):
    """D2: members of a class's departments may file in it, heads keep it; an open class is open to all staff."""

    def grants(self) -> dict[str, set[str]]:
        """Roles on the class; records block them (``__ac_local_roles_block__``)."""
        grants: dict[str, set[str]] = {}
        codes = getattr(self.context, "departments", None) or ()
        if not codes:
            _add(grants, g.STAFF, "Contributor")
        for code in codes:
            dept = department(code)
            if dept is None:
                continue
            _add(grants, dept.member_group, "Contributor")
            _add(grants, dept.reviewer_group, "Contributor")
            _add(grants, dept.head_group, "Contributor", g.CLASS_KEEPER)
        return grants
