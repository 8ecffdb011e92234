"""D3: what the reader of a register sees besides the rows: names of people, titles of classes, translations.

One ``Reading`` serves one request, so that each name is looked up once and not once a row.
"""

from collective.trail.interfaces import IRecordClass
from collective.trail.rules.languages import catalog_of
from collective.trail.settings.local_time import site_zone
from collective.trail.workflows.document import STATES
from datetime import date
from datetime import datetime
from functools import cached_property
from plone import api
from typing import Any
from zoneinfo import ZoneInfo
from zope.i18n import translate
from zope.i18nmessageid import Message


STATE_TITLES = {state.id: state.title for state in STATES}


class Reading:
    """Lookups of one request."""

    def __init__(self, request: Any):
        self.request = request
        self._people: dict[str, str] = {}
        self._classes: dict[str, str] = {}
        self._texts: dict[tuple, str] = {}

    def text(self, value: Any) -> str:
        """A message in the reader's language; None is empty."""
        if not isinstance(value, Message):
            return "" if value is None else str(value)
        key = (value.domain, str(value), value.default, tuple((value.mapping or {}).items()))
        if key not in self._texts:
            self._texts[key] = self.say(value)
        return self._texts[key]

    @cached_property
    def language(self) -> str | None:
        """The reader's language, found out once: translate would ask the request again for each text."""
        # Zope's own negotiate answers None in every site that does not restrict the languages of the whole process.
        return catalog_of(self.request.get("LANGUAGE") or api.portal.get_default_language())

    def say(self, message: Any) -> str:
        """A message in the reader's language, forgotten at once: for texts that hardly come twice."""
        said: str = translate(message, target_language=self.language)
        return said

    def person(self, user_id: str | None) -> str:
        """The full name of a person, or the id of one who has left."""
        if not user_id:
            return ""
        if user_id not in self._people:
            info = api.portal.get_tool("portal_membership").getMemberInfo(user_id) or {}
            self._people[user_id] = info.get("fullname") or user_id
        return self._people[user_id]

    def class_title(self, uid: str | None) -> str:
        """The title of a class that the reader may see."""
        if not uid:
            return ""
        if uid not in self._classes:
            # A list of one class asks for one; the second class means a list of many, and then one question is cheaper.
            query = {"object_provides": IRecordClass.__identifier__} if self._classes else {"UID": uid}
            brains = api.portal.get_tool("portal_catalog").searchResults(query, show_inactive=True)
            self._classes = {uid: "", **self._classes, **{brain.UID: brain.Title for brain in brains}}
        return self._classes[uid]

    def state(self, state_id: str | None) -> str:
        """The title of a state."""
        return self.text(STATE_TITLES.get(state_id or "", state_id))

    @cached_property
    def zone(self) -> ZoneInfo:
        """P3: the time zone of the site."""
        return site_zone()

    def day(self, moment: date | datetime | None) -> str:
        """A day as the reader's language writes it."""
        if moment is None:
            return ""
        shown = api.portal.get_localized_time(datetime(moment.year, moment.month, moment.day))
        return str(shown or moment.isoformat())
