"""P3: who is told: the members of a group, each with address and language."""

from collections.abc import Iterator
from dataclasses import dataclass
from plone import api
from typing import Any


@dataclass(frozen=True)
class Reader:
    """P3: a person who is told something; ``language`` is his or her own, or else the site's."""

    user_id: str
    address: str
    language: str


def readers_in(group_id: str) -> list[Reader]:
    """P3: the members of a group who have an address, by id; members of groups inside it too."""
    default = api.portal.get_default_language()
    found = []
    for user_id in sorted(set(_member_ids(group_id, set()))):
        user = api.user.get(userid=user_id)
        address = _text(user, "email")
        if address:
            found.append(Reader(user_id, address, _text(user, "language") or default))
    return found


def _member_ids(group_id: str, seen: set[str]) -> Iterator[str]:
    tool = api.portal.get_tool("portal_groups")
    group = tool.getGroupById(group_id)
    if group is None or group_id in seen:
        return
    seen.add(group_id)
    for member_id in group.getGroupMemberIds():
        if tool.getGroupById(member_id) is None:
            yield member_id
        else:
            yield from _member_ids(member_id, seen)


def _text(user: Any, name: str) -> str:
    return str(user.getProperty(name, "") or "").strip() if user is not None else ""
