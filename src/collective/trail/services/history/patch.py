"""P1: ``PATCH @history`` restores a version of a draft, and the trail says so."""

from collective.trail.content.events import VersionReverted
from plone.restapi.deserializer import json_body
from plone.restapi.services.history.patch import HistoryPatch
from zope.event import notify


class RecordHistoryPatch(HistoryPatch):
    """plone.restapi's own service, with an event."""

    def reply(self):
        """What plone.restapi answers."""
        answer = super().reply()
        notify(VersionReverted(self.context, str(json_body(self.request)["version"])))
        return answer
