"""S1: cheap reading of the settings' registry records; no schema is validated on reading."""

from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.interfaces import ITrailState
from collective.trail.settings.interfaces import PREFIX
from plone.registry.interfaces import IRegistry
from zope.component import queryUtility


def value_of(name: str):
    """S1: the stored value of a field of ITrailSettings or ITrailState, or its default where nothing is stored."""
    default = (ITrailSettings if name in ITrailSettings else ITrailState)[name].default
    registry = queryUtility(IRegistry)
    if registry is None:
        return default
    value = registry.get(f"{PREFIX}.{name}", default)
    return default if value is None else value
