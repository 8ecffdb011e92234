"""P1: restoring an earlier version brings back what the drafter wrote, never what the office has registered.

CMFEditions restores the whole state of an object; without this modifier an old version would bring back old opinions
or take the number away again. Registered in ``portal_modifier`` on installation.
"""

from Acquisition import aq_base
from collective.trail.interfaces import IRecord
from Products.CMFEditions.interfaces.IModifier import ISaveRetrieveModifier
from zope.interface import implementer


MODIFIER_ID = "RetainTrailRegistration"
TITLE = "Retain number, opinions and editions of records"

#: What belongs to the registration of a record and not to its content.
REGISTRATION = (
    "number",
    "edition",
    "approved_on",
    "effective_on",
    "_opinions",
    "_round_start",
    "_submitted_by",
    "_editions",
    "_revised_by",
    "_known_digests",
)


@implementer(ISaveRetrieveModifier)
class RetainTrailRegistration:
    """Keeps the registration of the working copy when a version is retrieved."""

    def beforeSaveModifier(self, obj, clone):
        """Nothing is kept out of a version: an old edition shows the number it had."""
        return {}, [], []

    def afterRetrieveModifier(self, obj, repo_clone, preserve=()):
        """Called by CMFEditions with the present object and the version taken from the repository."""
        if obj is None or not IRecord.providedBy(obj):
            return [], [], {}
        base, version = aq_base(obj).__dict__, repo_clone.__dict__
        for name in REGISTRATION:
            if name in base:
                version[name] = base[name]
            else:
                version.pop(name, None)
        return [], [], {}


def register(portal_modifier) -> None:
    """Register the modifier; idempotent, called on installation."""
    from Products.CMFEditions.Modifiers import ConditionalModifier

    if MODIFIER_ID not in portal_modifier.objectIds():
        wrapper = ConditionalModifier(MODIFIER_ID, RetainTrailRegistration(), TITLE)
        wrapper.edit(True)
        portal_modifier.register(MODIFIER_ID, wrapper)


def unregister(portal_modifier) -> None:
    """Remove the modifier; called on uninstallation."""
    if MODIFIER_ID in portal_modifier.objectIds():
        portal_modifier.unregister(MODIFIER_ID)
