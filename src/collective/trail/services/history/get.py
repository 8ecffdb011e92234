"""P1: ``GET @history/<version>`` shows a saved version."""

from collective.trail.behaviors.editions import version_then
from collective.trail.content.reads import note_read
from collective.trail.services.history.versions import version_named
from plone.restapi.serializer.converters import json_compatible
from plone.restapi.services.history.get import HistoryGet


class RecordHistoryGet(HistoryGet):
    """plone.restapi's own service; a version that is not there is 404 with a sentence."""

    def reply(self):
        """What plone.restapi answers; a version with the number, edition and dates that it had (P1)."""
        if not self.version:
            return super().reply()
        version = version_named(self.context, self.version)
        self.version = str(version)
        then = version_then(self.context, version)
        note_read(then, self.request)
        return {
            **super().reply(),
            **{
                name: json_compatible(getattr(then, name))
                for name in ("number", "edition", "approved_on", "effective_on")
            },
        }
