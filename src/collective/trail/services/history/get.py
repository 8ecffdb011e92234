"""P1: ``GET @history/<version>`` shows a saved version."""

from collective.trail.services.history.versions import version_named
from plone.restapi.services.history.get import HistoryGet


class RecordHistoryGet(HistoryGet):
    """plone.restapi's own service; a version that is not there is 404 with a sentence."""

    def reply(self):
        """What plone.restapi answers."""
        if self.version:
            self.version = str(version_named(self.context, self.version))
        return super().reply()
