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
    user = api.user.get(userid=user_id) if user_id else None
    return (user.getProperty("fullname") if user else "") or name_of_one_who_left(user_id)


def name_of_one_who_left(user_id: str) -> str:
    """P1: the name that a deleted account had; the id where nothing is known."""
    name: str = IAnnotations(api.portal.get()).get(KEY, {}).get(user_id or "") or user_id
    return name


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
    plugins = api.portal.get_tool("acl_users").plugins.listPlugins(IPropertiesPlugin)
    for _id, plugin in plugins:
        sheet = plugin.getPropertiesForUser(PropertiedUser(user_id))
        properties = dict(sheet.propertyItems()) if hasattr(sheet, "propertyItems") else dict(sheet or {})
        if properties.get("fullname"):
            return str(properties["fullname"])
    return ""
