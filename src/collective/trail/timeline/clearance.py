"""P5: whose entries' data the current user may read: only those of records that he or she may view.

An entry's data holds titles, opinions, comments and file names. Who acted, when, what act, and the digests are no
secret of the record: auditors see them of every record (S2).
"""

from collections.abc import Iterable
from collective.trail.i18n import _
from plone import api
from plone.uuid.interfaces import IUUID
from typing import Any


NOT_CLEARED = "not_cleared"
GONE = "gone"

REASONS = {
    NOT_CLEARED: _("msg_withheld_not_cleared", default="What it says is withheld: you may not read this record."),
    GONE: _(
        "msg_withheld_gone",
        default="What it says is withheld: the record is gone, so nobody can tell who may read it.",
    ),
}


class Clearance:
    """P5: answers for each record once; used by one request."""

    def __init__(self) -> None:
        self._catalog = api.portal.get_tool("portal_catalog")
        self._reasons: dict[str, str] = {}
        self._brains: dict[str, Any] = {}
        self._places: dict[str, tuple[str | None, str | None]] = {}
        site = api.portal.get()
        self._reasons[IUUID(site)] = "" if api.user.has_permission("View", obj=site) else NOT_CLEARED

    def look_up(self, uids: Iterable[str]) -> None:
        """P5: ask for many records at once."""
        wanted = sorted({uid for uid in uids if uid not in self._reasons})
        if not wanted:
            return
        visible = {brain.UID: brain for brain in self._catalog.searchResults(UID=wanted, show_inactive=True)}
        there = {brain.UID for brain in self._catalog.unrestrictedSearchResults(UID=wanted)}
        self._brains.update(visible)
        for uid in wanted:
            self._reasons[uid] = "" if uid in visible else NOT_CLEARED if uid in there else GONE

    def withheld(self, uid: str) -> str:
        """P5: why the data of this record's entries is not shown; empty where it is."""
        if uid not in self._reasons:
            self.look_up([uid])
        return self._reasons[uid]

    def place(self, uid: str) -> tuple[str | None, str | None]:
        """P5: title and address of the record, or of the site, for those who may view it."""
        if uid not in self._places:
            self._places[uid] = self._place(uid)
        return self._places[uid]

    def _place(self, uid: str) -> tuple[str | None, str | None]:
        site = api.portal.get()
        if uid == IUUID(site) and not self._reasons[uid]:
            return site.Title(), site.absolute_url()
        self.look_up([uid])
        brain = self._brains.get(uid)
        return (None, None) if brain is None else (brain.Title, brain.getURL())
