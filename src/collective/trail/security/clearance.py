"""P5: who may see a record is computed; the catalog must be told when a fact changes from which it is computed."""

from plone import api


#: The fields that decide who is cleared for a record; see ``local_roles``.
DECIDING = frozenset(("secrecy", "department", "readers"))


def concerns_clearance(event) -> bool:
    """P5: whether a modification names a deciding field; one that names no field at all may concern any."""
    names = {name.rpartition(".")[2] for each in event.descriptions for name in getattr(each, "attributes", ())}
    return not names or bool(names & DECIDING)


def pass_on_clearance(record) -> None:
    """P5: bring the catalog's knowledge of who may see ``record`` and its annexes up to date, in this transaction."""
    catalog = api.portal.get_tool("portal_catalog")
    for obj in (record, *record.objectValues()):
        catalog.reindexObject(obj, idxs=["allowedRolesAndUsers"], update_metadata=0)
