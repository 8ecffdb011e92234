"""D3: a class was changed -> what takes its title from it."""

from collective.trail.content.filing import retitle_years
from zope.container.interfaces import IContainerModifiedEvent


def class_modified(record_class, event) -> None:
    """A folder that comes or goes does not change the class's title."""
    if not IContainerModifiedEvent.providedBy(event):
        retitle_years(record_class)
