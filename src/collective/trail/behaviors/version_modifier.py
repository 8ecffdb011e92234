"""P1: restoring an earlier version brings back what the drafter wrote, never what the office has registered.

CMFEditions restores the whole state of an object; without this modifier an old version would bring back old opinions
or take the number away again. Registered in ``portal_modifier`` on installation. Every path that shows a version comes
through here, so the clearance for a version that was more secret than the record is now is asked here, too (P5).
"""

from AccessControl import getSecurityManager
from AccessControl import Unauthorized
from AccessControl.PermissionRole import rolesForPermissionOn
from Acquisition import aq_base
from Acquisition import aq_inner
from Acquisition import aq_parent
from borg.localrole.interfaces import ILocalRoleProvider
from collective.trail.interfaces import IRecord
from collective.trail.rules.secrecy import rank
from Products.CMFEditions.interfaces.IModifier import ISaveRetrieveModifier
from zope.component import getAdapters
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

#: Under this name the registration that a version had goes along with it, for those who read it (``editions``).
REGISTRATION_THEN = "collective.trail.registration"


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
        _check_clearance(obj, repo_clone)
        then = {name: version[name] for name in REGISTRATION if name in version}
        for name in REGISTRATION:
            if name in base:
                version[name] = base[name]
            else:
                version.pop(name, None)
        return [], [], {REGISTRATION_THEN: then}


def _check_clearance(obj, version) -> None:
    """P5: a later edition may be open to more people; what was secret before stays so."""
    if rank(getattr(version, "secrecy", None) or "internal") <= rank(getattr(obj, "secrecy", None) or "internal"):
        return
    user = getSecurityManager().getUser()
    version = version.__of__(aq_parent(aq_inner(obj)))
    # Accounts of Zope's root, such as those that export a site, are outside the office.
    if not user.allowed(obj.getPhysicalRoot(), ("Manager",)) and not _roles(user, version) & _viewers(version):
        raise Unauthorized("You are not cleared for this version.")


def _roles(user, version) -> set[str]:
    """Asked of the adapters themselves: for the whole request borg.localrole remembers the roles by path, and the path
    is that of the present record."""
    principals = (user.getId(), *user.getGroups()) if user.getId() else ()
    providers = [adapter for _name, adapter in getAdapters((version,), ILocalRoleProvider)]
    return {role for provider in providers for principal in principals for role in provider.getRoles(principal)}


def _viewers(version) -> set[str]:
    return set(rolesForPermissionOn("View", version))


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
