"""What uninstalling does beyond the profile's XML."""

from collective.trail.behaviors import version_modifier
from collective.trail.i18n import _
from collective.trail.indexers import parallel_text
from collective.trail.indexers import parallel_trees
from collective.trail.notifications.outbox import forget
from collective.trail.settings.groups import remove_made_groups
from collective.trail.setuphandlers import removal
from collective.trail.setuphandlers.type_removal import remove_unused_types
from plone import api
from Products.statusmessages.interfaces import IStatusMessage
from zope.globalrequest import getRequest
from zope.i18n import translate

import logging


logger = logging.getLogger(__name__)


def post_uninstall(tool) -> None:
    """S1, P1: the settings leave without a trace; records and the trail stay, and it says so."""
    # Groups and registry records last named in the registry, so the registry goes after them.
    remove_made_groups()
    version_modifier.unregister(api.portal.get_tool("portal_modifier"))
    parallel_text.plain(api.portal.get_tool("portal_catalog"))
    parallel_trees.plain(api.portal.get())
    forget(api.portal.get())
    kept = remove_unused_types()
    removal.remove_catalog_entries()
    removal.remove_actions()
    removal.remove_registry_records()
    removal.remove_roles()
    announce(kept)


def announce(kept: list[str]) -> None:
    """P1: say in the log, and on the page where there is one, what stays and why."""
    if kept:
        message = _(
            "msg_uninstalled_records",
            default="The settings, groups and roles of Trail were removed. The records and their trail stay: they keep "
            "the types ${types} with their workflows and can be read by those whom they name and by their drafters. "
            "Install Trail again to work with them, and put the people back into their groups.",
            mapping={"types": ", ".join(kept)},
        )
    else:
        message = _(
            "msg_uninstalled",
            default="The settings, groups and roles of Trail were removed. The trail of what was done stays.",
        )
    logger.info("%s", translate(message, target_language="en"))
    request = getRequest()
    status = IStatusMessage(request, None) if request is not None else None
    if status is not None:
        status.addStatusMessage(message, "warning")
