"""P3: stored times are UTC; a day is the day at the site (Plone's portal time zone)."""

from datetime import date
from datetime import datetime
from plone import api
from zoneinfo import ZoneInfo


def site_zone() -> ZoneInfo:
    """P3: the time zone of the site."""
    return ZoneInfo(api.portal.get_registry_record("plone.portal_timezone", default=None) or "UTC")


def local_day(moment: datetime) -> date:
    """P3: the day on which ``moment`` was at the site."""
    return moment.astimezone(site_zone()).date()
