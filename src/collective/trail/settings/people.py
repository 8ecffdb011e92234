"""S1, P1: people as readers know them, those who have left as well."""

from BTrees.OOBTree import OOBTree
from collective.trail.settings.interfaces import PREFIX
from plone import api
from Products.PluggableAuthService.interfaces.plugins import IPropertiesPlugin
from Products.PluggableAuthService.PropertiedUser import PropertiedUser
from zope.annotation.interfaces import IAnnotations


KEY = "collective.trail.people"


def full_name(user_id: str) -> str:
    """The name of a person, the last known one of a person who has left, or the id where there is none."""
    if not user_id:
        return user_id
    kept: str = IAnnotations(api.portal.get()).get(KEY, {}).get(user_id, "")
    return _stored_name(user_id) or kept or user_id


def remember_name(user_id: str) -> None:
    """P1: keep the name of somebody whose account is being deleted: records and trail go on naming who acted.

    The account is gone already, its properties are not.
    """
    if api.portal.get_registry_record(f"{PREFIX}.departments", default=None) is None:
        return
    name = _stored_name(user_id)
    if name:
        annotations = IAnnotations(api.portal.get())
        if KEY not in annotations:
            annotations[KEY] = OOBTree()
        annotations[KEY][user_id] = name


def _stored_name(user_id: str) -> str:
    """Asks only for the properties. A user of Plone's comes with groups and roles, which take twenty times as long, and a
    page of a register may name 25 people."""
    user = PropertiedUser(user_id)
    for _name, plugin in api.portal.get_tool("acl_users").plugins.listPlugins(IPropertiesPlugin):
        # A plugin gives a property sheet or a plain dict.
        found = plugin.getPropertiesForUser(user)
        name = found.getProperty("fullname", "") if hasattr(found, "getProperty") else (found or {}).get("fullname")
        if name:
            return str(name)
    return ""
