"""S1: people as readers know them."""

from plone import api
from Products.PlonePAS.plugins.ufactory import PloneUser
from Products.PluggableAuthService.interfaces.plugins import IPropertiesPlugin


def full_name(user_id: str) -> str:
    """The name of a person, or the id where the person is unknown or gone.

    Asks only for the properties. A user of Plone's comes with groups and roles, which take twenty times as long, and a
    page of a register may name 25 people.
    """
    if not user_id:
        return user_id
    users = api.portal.get_tool("acl_users")
    user = PloneUser(user_id)
    for _name, plugin in users.plugins.listPlugins(IPropertiesPlugin):
        found = plugin.getPropertiesForUser(user)
        # A plugin gives a property sheet or a plain dict.
        name = found.getProperty("fullname") if hasattr(found, "getProperty") else (found or {}).get("fullname")
        if name:
            return str(name)
    return user_id
