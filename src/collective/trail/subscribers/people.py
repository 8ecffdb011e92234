"""P1: an account is deleted -> its name stays with what the person did."""

from collective.trail.settings.people import remember_name
from zope.component.hooks import getSite


def left(event) -> None:
    """Called by Plone for every account that is deleted, in sites without records as well."""
    if getSite() is not None:
        remember_name(event.principal)
