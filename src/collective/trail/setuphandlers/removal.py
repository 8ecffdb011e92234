"""What leaves with the package: groups, roles, permissions, catalog indexes, actions, registry records."""

from collective.trail.setuphandlers import profile_xml as profile
from plone import api
from plone.registry.interfaces import IRegistry
from zope.component import getUtility


def remove_roles() -> None:
    """S1: our roles and permission settings leave the site root and the user folder."""
    portal = api.portal.get()
    for permission in profile.our_permissions():
        portal.manage_permission(permission, roles=[], acquire=1)
    gone = set(profile.our_roles())
    portal.__ac_roles__ = tuple(role for role in portal.__ac_roles__ if role not in gone)
    manager = portal.acl_users.portal_role_manager
    for role in gone & set(manager.listRoleIds()):
        manager.removeRole(role)


def remove_catalog_entries() -> None:
    """D2: our indexes and columns; what they knew is computed from the records when we are installed again."""
    catalog = api.portal.get_tool("portal_catalog")
    for name in set(profile.our_indexes()) & set(catalog.indexes()):
        catalog.delIndex(name)
    for name in set(profile.our_columns()) & set(catalog.schema()):
        catalog.delColumn(name)


def remove_actions() -> None:
    """P1: our tabs and links."""
    tool = api.portal.get_tool("portal_actions")
    for category in profile.parsed("actions.xml").iterfind("object"):
        folder = tool.get(category.get("name"))
        for action in category.iterfind("object"):
            if folder is not None and action.get("name") in folder:
                folder.manage_delObjects([action.get("name")])


def remove_registry_records() -> None:
    """S1: records of ours are deleted; a value of ours in a list of Plone's leaves that list."""
    registry = getUtility(IRegistry)
    for root in profile.parsed_registry():
        for element in root.iterfind("records"):
            _remove_interface(registry, element.get("interface"))
        for element in root.iterfind("record"):
            _take_back(registry, element)


def _remove_interface(registry, interface: str) -> None:
    # Plone's own schemas may be extended in our profile, but only ours leave with us.
    if not interface.startswith(f"{profile.OURS}.") and not interface.endswith("IQueryField"):
        return
    for name, record in list(registry.records.items()):
        if record.interfaceName == interface and _is_ours(name):
            del registry.records[name]


def _take_back(registry, element) -> None:
    name = element.get("name")
    if name not in registry.records:
        return
    if _is_ours(name):
        del registry.records[name]
        return
    value = element.find("value")
    if value is not None and value.get("purge", "").lower() == "false":
        taken = {each.text for each in value.iterfind("element")}
        record = registry.records[name]
        record.value = type(record.value)(each for each in record.value if each not in taken)


def _is_ours(name: str) -> bool:
    queryable = "plone.app.querystring.field."
    if name.startswith(queryable):
        return name.removeprefix(queryable).split(".")[0] in profile.our_indexes()
    icons = "plone.icon.contenttype/"
    if name.startswith(icons):
        return name.removeprefix(icons) in {each.lower() for each in profile.our_types()}
    return name.startswith(f"{profile.OURS}.")
