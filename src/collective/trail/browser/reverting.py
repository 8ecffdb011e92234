"""P1: versions from the history page: restoring one of a draft, which the trail tells, and saving one."""

from collective.trail.content.events import VersionReverted
from collective.trail.content.protection import check_change
from Products.CMFEditions.browser.policies import RevertVersion
from Products.CMFEditions.browser.policies import SaveAsNewVersion
from zope.event import notify


class RevertRecordVersion(RevertVersion):
    """CMFEditions' own page, with an event."""

    def __call__(self):
        """Restore the version and go back to the record."""
        answer = super().__call__()
        notify(VersionReverted(self.context, str(self.request.get("version_id"))))
        return answer


class SaveRecordVersion(SaveAsNewVersion):
    """CMFEditions' own page; our code saves versions of frozen records as Manager, so a Manager is refused here."""

    def __call__(self):
        """Save a version and go back to the history."""
        check_change(self.context)
        return super().__call__()
