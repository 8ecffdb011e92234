"""What installing does beyond the profile's XML."""

from collective.trail.behaviors import numbering
from collective.trail.behaviors import version_modifier
from collective.trail.indexers import parallel_text
from collective.trail.indexers import parallel_trees
from collective.trail.ledger import install
from collective.trail.settings.departments import departments
from collective.trail.settings.groups import make_company_groups
from collective.trail.settings.groups import make_department_groups
from collective.trail.setuphandlers.profile_xml import our_types
from plone import api


def post_install(tool) -> None:
    """S1, P1, D2: make the trail, the number register and the groups; running it again changes nothing."""
    # Made here and not on first use: two processes that make one at the same time would conflict.
    install(api.portal.get())
    numbering.install(api.portal.get())
    version_modifier.register(api.portal.get_tool("portal_modifier"))
    parallel_text.parallel(api.portal.get_tool("portal_catalog"))
    parallel_trees.parallel(api.portal.get())
    make_company_groups()
    make_department_groups(departments())
    reindex_records()


def reindex_records() -> None:
    """D2, P5: records that stayed through an uninstallation get their index values and readers back."""
    catalog = api.portal.get_tool("portal_catalog")
    for brain in catalog.unrestrictedSearchResults(portal_type=our_types()):
        brain._unrestrictedGetObject().reindexObject()
