"""P3: stored times as pages show them."""

from collective.trail.rules.canonical import from_iso_instant
from collective.trail.settings.local_time import site_zone
from plone import api


def shown_moment(instant: str) -> str:
    """P3: a stored time as the reader's language writes it, at the site's time zone."""
    local = from_iso_instant(instant).astimezone(site_zone()).replace(tzinfo=None)
    return api.portal.get_localized_time(local, long_format=True) or instant
