"""D1, P5: what nobody may do to a record or a year folder in any state, whatever role he or she holds elsewhere.

Roles of the site reach into every object unless it says otherwise: an Owner or Manager could set properties, pages,
portlets, addresses, owners and permissions past all forms. What depends on the state stands in the workflow's table.
"""

from AccessControl.Permission import getPermissionIdentifier
from OFS.CopySupport import CopyError
from plone import api
from plone.dexterity.content import Container
from ZPublisher import zpublish


CLOSED = (
    "Add Folders",
    "Add portal events",
    "Add portal folders",
    "CMFEditions: Manage versioning policies",
    "CMFEditions: Purge version",
    "Change local roles",
    "Change permissions",
    "Change proxy roles",
    "Content rules: Manage rules",
    "Define permissions",
    "Delete comments",
    "Edit comments",
    "Import/Export objects",
    "Manage Context Aliases",
    "Manage WebDAV Locks",
    "Manage properties",
    "Manage users",
    "Modify constrain types",
    "Modify view template",
    "Portlets: Manage portlets",
    "Review comments",
    "Set Group Ownership",
    "Sharing page: Delegate roles",
    "Take ownership",
    "Undo changes",
    "View management screens",
    "plone.app.event: Import Ical",
)


def closed(klass: type) -> type:
    """D1: a class whose objects give nobody the permissions in ``CLOSED``; what stands inside them acquires that."""
    for permission in CLOSED:
        setattr(klass, getPermissionIdentifier(permission), ())
    return klass


class FiledContainer(Container):
    """D3, P5: what classes, year folders and records have in common as places."""

    def _verifyObjectPaste(self, obj, validate_src=True):
        """Refuse what does not belong here as Zope refuses what cannot be pasted, so that all paths know it."""
        try:
            super()._verifyObjectPaste(obj, validate_src)
        except ValueError as error:
            raise CopyError(str(error)) from error

    @zpublish(False)
    def listDAVObjects(self):
        """P5: what the person may see; CMFCore would list everything to a Manager."""
        return [each for each in super().listDAVObjects() if api.user.has_permission("View", obj=each)]

    @zpublish(False)
    def objectCount(self):
        """P5: how many objects are inside; anybody could ask for it by its address otherwise."""
        return super().objectCount()
