"""The one message factory of the package."""

from zope.i18nmessageid import MessageFactory


_ = MessageFactory("collective.trail")
