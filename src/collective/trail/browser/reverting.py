"""P1: restoring a version of a draft from its history, and the trail says so."""

from collective.trail.content.events import VersionReverted
from Products.CMFEditions.browser.policies import RevertVersion
from zope.event import notify


class RevertRecordVersion(RevertVersion):
    """CMFEditions' own page, with an event."""

    def __call__(self):
        """Restore the version and go back to the record."""
        answer = super().__call__()
        notify(VersionReverted(self.context, str(self.request.get("version_id"))))
        return answer
