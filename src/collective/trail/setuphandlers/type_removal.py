"""P1, P5: which types and workflows leave: those of which no record is left.

A record without its type cannot be shown or exported, and without its workflow it loses its state. So whatever type
still has content keeps its definition, workflow, and versioning, but nobody can add to it any more.
"""

from collective.trail.setuphandlers import profile_xml as profile
from plone import api


def remove_unused_types() -> list[str]:
    """P1: remove our types without content and the workflows nobody needs; return the types that stay."""
    types, workflows = api.portal.get_tool("portal_types"), api.portal.get_tool("portal_workflow")
    kept = types_in_use()
    gone = [name for name in profile.our_types() if name not in kept]
    workflows.setChainForPortalTypes(gone, None)
    _forget_versions(gone)
    _delete(types, gone)
    for name in kept:
        types[name].global_allow = False
    needed = {name for each in kept for name in workflows.getChainForPortalType(each)}
    _delete(workflows, [name for name in profile.our_workflows() if name not in needed])
    return kept


def types_in_use() -> list[str]:
    """P1: our types of which there is content, whoever may see it; a record's class and year count too."""
    catalog = api.portal.get_tool("portal_catalog")
    return [name for name in profile.our_types() if len(catalog.unrestrictedSearchResults(portal_type=name))]


def _delete(tool, names: list[str]) -> None:
    present = [name for name in names if name in tool.objectIds()]
    if present:
        tool.manage_delObjects(present)


def _forget_versions(gone: list[str]) -> None:
    repository, differ = api.portal.get_tool("portal_repository"), api.portal.get_tool("portal_diff")
    repository.setVersionableContentTypes(
        [name for name in repository.getVersionableContentTypes() if name not in gone]
    )
    # Both tools can only empty the entry of a type; a new mapping leaves none, and is noticed by the database.
    repository._version_policy_mapping = {
        name: policies for name, policies in repository.getPolicyMap().items() if name not in gone
    }
    differ._pt_diffs = {name: fields for name, fields in differ._pt_diffs.items() if name not in gone}
