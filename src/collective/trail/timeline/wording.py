"""P4: an entry in words: states, verdicts, fields and people by their titles, in the reader's language."""

from collective.trail.behaviors.numbering import CAUSES
from collective.trail.content.field_titles import field_titles
from collective.trail.content.field_titles import titles_in
from collective.trail.i18n import _
from collective.trail.ledger.actions import action_by_id
from collective.trail.ledger.reading import describe
from collective.trail.ledger.store import Entry
from collective.trail.registers.reading import Reading
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.timeline.clearance import REASONS
from collective.trail.workflows import workflow_of
from dataclasses import replace
from datetime import timedelta
from plone import api
from typing import Any


#: Entries of one transaction differ by less; anything above is lateness and shows (P3).
LATE = timedelta(minutes=1)

VERDICTS = {
    "agree": _("verdict_agree", default="Agree"),
    "disagree": _("verdict_disagree", default="Disagree"),
    "changes_wanted": _("verdict_changes_wanted", default="Changes wanted"),
}
NOBODY = {
    "system": _("label_actor_system", default="The system"),
    "anonymous": _("label_actor_anonymous", default="Somebody not logged in"),
}

MERGED = _("text_merged", default="The working copy was taken over into its document, or given up, and is gone.")


AT_CONSOLE = _(
    "text_exported_at_console",
    default="The trail was exported at the server's console by ${console}, with the rights of this person (${count} entries).",
)


class Wording:
    """P4: one serves one request, so that each name is looked up once."""

    def __init__(self, request: Any):
        self.reading = Reading(request)
        self._fields: dict[str, dict[str, Any]] = {}
        self._places: dict[str, str] = {}

    def entry(self, entry: Entry, withheld: str = "") -> dict[str, Any]:
        """P4: the entry for people and for REST; ``withheld`` is why its data is not for this reader (P5)."""
        row = describe(entry, self.reading.say)
        row["actor_name"] = self.person(row["actor"])
        row["seq"] = row["record_seq"]
        row["withheld"] = withheld or None
        row["late"] = self.is_late(row)
        if withheld:
            row["data"] = None
            row["text"] = self.reading.text(REASONS[withheld])
        elif row["data"] is None:
            row["text"] = self.reading.text(_("msg_erased", default="What it said was erased."))
        else:
            row["text"] = self._sentence(row)
        return row

    def is_late(self, row: dict[str, Any]) -> bool:
        """P3: whether it was recorded noticeably after it had happened."""
        return abs(from_iso_instant(row["recorded_at"]) - from_iso_instant(row["happened_at"])) > LATE

    def person(self, user_id: str) -> str:
        """P1: the full name of whoever acted; the id of one who has left."""
        return self.reading.text(NOBODY[user_id]) if user_id in NOBODY else self.reading.person(user_id)

    def action(self, action_id: str) -> str:
        """P4: the title of an action; its id where the add-on that registered it is gone."""
        try:
            return self.reading.text(action_by_id(action_id).title)
        except ValueError:
            return action_id

    def _sentence(self, row: dict[str, Any]) -> str:
        try:
            action = action_by_id(row["action"])
        except ValueError:
            return row["text"]
        data = row["data"]
        if row["action"] == "record.deleted" and data.get("merged"):
            return self.reading.text(MERGED)
        if row["action"] == "trail.exported" and data.get("console"):
            return self.reading.say(replace(action, text=AT_CONSOLE).message(data))
        if "source" in data and data["source"] == data.get("target"):
            return str(data.get("comment") or "")
        return self.reading.say(action.message(self._said(row, data))).strip()

    def _said(self, row: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        said = dict(data)
        for name in ("source", "target"):
            if isinstance(data.get(name), str):
                said[name] = self._place(data[name]) if "/" in data[name] else self._state(row, data[name])
        if data.get("verdict") in VERDICTS:
            said["verdict"] = self.reading.text(VERDICTS[data["verdict"]])
        if isinstance(data.get("cause"), str):
            said["cause"] = self.reading.text(CAUSES.get(data["cause"], data["cause"]))
        if isinstance(data.get("fields"), list):
            titles = self._titles(row["portal_type"])
            said["fields"] = [self.reading.text(titles.get(name, name)) for name in data["fields"]]
        return said

    def _state(self, row: dict[str, Any], state_id: str) -> str:
        workflow = workflow_of(row["portal_type"])
        if workflow is None or state_id not in {state.id for state in workflow.states}:
            return state_id
        return self.reading.text(workflow.state(state_id).title)

    def _titles(self, portal_type: str) -> dict[str, Any]:
        if portal_type not in self._fields:
            titles = field_titles(portal_type)
            if portal_type in ("", "Plone Site"):
                titles |= titles_in(ITrailSettings)
            self._fields[portal_type] = titles
        return self._fields[portal_type]

    def _place(self, path: str) -> str:
        """A folder by its title; by its path below the site where it is gone or not for this reader (P5)."""
        if path not in self._places:
            catalog = api.portal.get_tool("portal_catalog")
            brains = catalog.searchResults(path={"query": path, "depth": 0}, show_inactive=True)
            site = "/".join(api.portal.get().getPhysicalPath())
            self._places[path] = brains[0].Title if brains else path.removeprefix(f"{site}/")
        return self._places[path]
