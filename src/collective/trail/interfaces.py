"""The contracts of the package: layer, markers, and who calls what."""

from zope.interface import Interface
from zope.publisher.interfaces.browser import IDefaultBrowserLayer


class ITrailLayer(IDefaultBrowserLayer):
    """Marks requests to a site in which collective.trail is installed."""


class IRecord(Interface):
    """P1: something that leaves a trail, has a department, a secrecy level and, once registered, a number.

    Subscribers, indexers, the local role provider and the registers are bound to this marker.
    """


class IControlledDocument(IRecord):
    """D1: a document that is drafted, reviewed, approved and then frozen."""


class IRecordClass(Interface):
    """D2: a class of the file plan; contains classes and year folders."""


class IYearFolder(Interface):
    """D3: the records of one class and year; made on first need, never by hand."""
