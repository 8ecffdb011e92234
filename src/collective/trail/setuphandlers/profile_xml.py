"""What our own profile adds, read from its XML, so that the uninstallation cannot forget what somebody adds later."""

from importlib.resources import files
from lxml import etree
from typing import Any


OURS = "collective.trail"
CORE = "Products.CMFPlone"


def parsed(name: str, package: str = OURS) -> Any:
    """The root element of a file of a package's default profile; an empty element if there is no such file."""
    path = files(package).joinpath("profiles", "default", *name.split("/"))
    return etree.fromstring(path.read_bytes()) if path.is_file() else etree.Element("empty")


def parsed_registry() -> list[Any]:
    """The root elements of all our registry files."""
    folder = files(OURS).joinpath("profiles", "default", "registry")
    return [parsed(f"registry/{path.name}") for path in folder.iterdir() if path.name.endswith(".xml")]


def values_of(root: Any, path: str, attribute: str) -> list[str]:
    """The attribute's values of all elements at ``path``, each once, in their order."""
    return list(dict.fromkeys(element.get(attribute) for element in root.iterfind(path) if element.get(attribute)))


def our_types() -> list[str]:
    """The portal types that our profile makes."""
    return values_of(parsed("types.xml"), "object[@meta_type='Dexterity FTI']", "name")


def our_workflows() -> list[str]:
    """The workflows that our profile makes."""
    return values_of(parsed("workflows.xml"), "object[@meta_type='Workflow']", "name")


def our_indexes() -> list[str]:
    """The catalog indexes that our profile adds to Plone's own."""
    known = values_of(parsed("catalog.xml", CORE), ".//index", "name")
    return [name for name in values_of(parsed("catalog.xml"), ".//index", "name") if name not in known]


def our_columns() -> list[str]:
    """The catalog columns that our profile adds to Plone's own."""
    known = values_of(parsed("catalog.xml", CORE), ".//column", "value")
    return [name for name in values_of(parsed("catalog.xml"), ".//column", "value") if name not in known]


def our_roles() -> list[str]:
    """The roles that our profile adds."""
    return values_of(parsed("rolemap.xml"), "roles/role", "name")


def our_permissions() -> list[str]:
    """The permissions of ours that our profile sets; settings of foreign permissions are not taken back."""
    names = values_of(parsed("rolemap.xml"), "permissions/permission", "name")
    return [name for name in names if name.startswith(f"{OURS}:")]
