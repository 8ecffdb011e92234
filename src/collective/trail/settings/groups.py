"""S1: the Plone groups behind departments and company roles."""

from collections.abc import Iterable
from collective.trail.i18n import _
from collective.trail.rules.languages import catalog_of
from collective.trail.settings.departments import Department
from collective.trail.settings.interfaces import PREFIX
from collective.trail.settings.records import value_of
from plone import api
from plone.registry.interfaces import IRegistry
from zope.component import getUtility
from zope.i18n import translate


COMPANY_GROUPS = {
    "trail-custodians": ("Custodian", _("label_group_custodians", default="Trail: custodians")),
    "trail-leaders": ("Leader", _("label_group_leaders", default="Trail: leaders")),
    "trail-committee": ("Committee Member", _("label_group_committee", default="Trail: project committee")),
    "trail-hr": ("HR Officer", _("label_group_hr", default="Trail: HR officers")),
    "trail-auditors": ("Auditor", _("label_group_auditors", default="Trail: auditors")),
}


def make_company_groups() -> None:
    """S1: the groups of the company roles; an existing group is only given its role."""
    tool = api.portal.get_tool("portal_groups")
    for group_id, (role, title) in COMPANY_GROUPS.items():
        _make(group_id, title)
        roles = [each for each in tool.getGroupById(group_id).getRoles() if each != "Authenticated"]
        if role not in roles:
            tool.editGroup(group_id, roles=[*roles, role])


def make_department_groups(departments: Iterable[Department]) -> None:
    """S1: the groups of departments that do not exist yet, titled like "HR: heads"."""
    for each in departments:
        titles = {
            "head": _("label_group_heads", default="${code}: heads", mapping={"code": each.code}),
            "reviewer": _("label_group_reviewers", default="${code}: reviewers", mapping={"code": each.code}),
            "member": _("label_group_members", default="${code}: members", mapping={"code": each.code}),
        }
        for duty, group_id in each.groups.items():
            _make(group_id, titles[duty])


def forget_department_groups(gone: Iterable[Department], kept: Iterable[Department]) -> None:
    """S1: remove groups that we made and that no department needs any more, unless there are people in them."""
    tool = api.portal.get_tool("portal_groups")
    needed = {group for each in kept for group in each.groups.values()} | set(COMPANY_GROUPS)
    made = set(value_of("made_groups"))
    for group_id in {group for each in gone for group in each.groups.values()} - needed:
        group = tool.getGroupById(group_id)
        if group_id in made and group is not None and not group.getGroupMemberIds():
            tool.removeGroups([group_id])
            made.discard(group_id)
    _remember(made)


def remove_made_groups() -> list[str]:
    """S1: remove every group that we made; a group that was there before us stays. For the uninstallation."""
    tool = api.portal.get_tool("portal_groups")
    gone = [group_id for group_id in value_of("made_groups") if tool.getGroupById(group_id) is not None]
    tool.removeGroups(gone)
    return gone


def _make(group_id: str, title) -> None:
    tool = api.portal.get_tool("portal_groups")
    if tool.getGroupById(group_id) is None:
        tool.addGroup(group_id, title=translate(title, target_language=catalog_of(api.portal.get_default_language())))
        _remember({*value_of("made_groups"), group_id})


def _remember(made: set[str]) -> None:
    getUtility(IRegistry)[f"{PREFIX}.made_groups"] = sorted(made)
