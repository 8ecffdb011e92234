"""The contracts of the package: layer, markers, and who calls what."""

from zope.interface import Attribute
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


class IRuleBroken(Interface):
    """A rule refused an act on ``object``; ``violation`` says which and why. Sent by whoever raises the violation."""


class ITransitionDone(Interface):
    """A transition of one of our workflows was done on ``object``: ``workflow``, ``transition``, ``source``,
    ``target``, ``opinion`` (or None), ``comment``. Sent by the rule engine, before a revision is merged."""


class IEditionReplaced(Interface):
    """``object`` has a new ``edition`` in force, taken from the working copy with uid ``working_copy``."""


class IRecordRead(Interface):
    """``object`` was shown (``filename`` empty) or its file ``filename`` was delivered in ``request``."""


class IVersionReverted(Interface):
    """The version ``version_id`` of ``object`` was restored. Sent by our page and service for restoring versions."""


class INoticeKind(Interface):
    """P3: a kind of notice, as a named utility. Jobs post notices of it by its name and deliver them."""

    group = Attribute("The id of the group whose members are told.")

    def write(data, say):
        """The letter for one reader, made of the notice's facts; ``say`` translates into the reader's language."""
