"""P1: ``PATCH @history`` restores a version of a draft, and the trail says so."""

from collective.trail.content.events import VersionReverted
from collective.trail.services.bodies import object_body
from collective.trail.services.history.versions import version_named
from plone.restapi.services.history.patch import HistoryPatch
from zope.event import notify

import json


class RecordHistoryPatch(HistoryPatch):
    """plone.restapi's own service, with an event."""

    def reply(self):
        """What plone.restapi answers; RuleViolation 404 for a version that is not there."""
        version = version_named(self.context, object_body(self.request).get("version"))
        self.request.set("BODY", json.dumps({"version": version}).encode("ascii"))
        answer = super().reply()
        notify(VersionReverted(self.context, str(version)))
        return answer
