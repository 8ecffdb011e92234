"""P1, P4: the registered actions. An entry holds the action's id and facts; its text is made when it is read."""

from collections.abc import Mapping
from collective.trail.i18n import _
from dataclasses import dataclass
from typing import Any
from zope.i18nmessageid import Message


@dataclass(frozen=True)
class Action:
    """P4: a kind of act. ``text`` may name the entry's data as ``${name}``; ``title`` stands alone."""

    id: str
    title: Message
    text: Message

    def message(self, data: Mapping[str, Any]) -> Message:
        """The text with the entry's data filled in, ready to be translated."""
        values = {str(name): _readable(value) for name, value in data.items()}
        return Message(self.text, domain=self.text.domain, default=self.text.default, mapping=values)


_registered: dict[str, Action] = {}


def register_action(action: Action) -> Action:
    """P4: make an action known; called at import time by whoever records it. The same id twice is an error."""
    if _registered.get(action.id, action) != action:
        raise ValueError(f"The trail action {action.id!r} is already registered with other words.")
    _registered[action.id] = action
    return action


def action_by_id(action_id: str) -> Action:
    """P4: the registered action; ValueError if nobody registered it."""
    try:
        return _registered[action_id]
    except KeyError:
        raise ValueError(f"The trail knows no action {action_id!r}: register it with register_action.") from None


def actions() -> tuple[Action, ...]:
    """P4: all registered actions, sorted by id; for filters."""
    return tuple(_registered[name] for name in sorted(_registered))


def _readable(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(_readable(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_readable(item)}" for name, item in value.items())
    return str(value)


for _action in (
    Action("record.created", _("action_created", default="Created"), _("text_created", default="Created.")),
    Action(
        "record.edited",
        _("action_edited", default="Edited"),
        _("text_edited", default="Edited: ${fields}."),
    ),
    Action(
        "record.file_replaced",
        _("action_file_replaced", default="File replaced"),
        _("text_file_replaced", default="The main file was replaced by ${filename}."),
    ),
    Action(
        "record.annex_added",
        _("action_annex_added", default="Annex added"),
        _("text_annex_added", default="The annex ${filename} was added."),
    ),
    Action(
        "record.annex_removed",
        _("action_annex_removed", default="Annex removed"),
        _("text_annex_removed", default="The annex ${filename} was removed."),
    ),
    Action(
        "record.moved",
        _("action_moved", default="Moved"),
        _("text_moved", default="Moved from ${source} to ${target}."),
    ),
    Action(
        "record.sharing_changed",
        _("action_sharing_changed", default="Sharing changed"),
        _("text_sharing_changed", default="Who may read or edit was changed."),
    ),
    Action("record.deleted", _("action_deleted", default="Deleted"), _("text_deleted", default="Deleted.")),
    Action(
        "record.version_reverted",
        _("action_version_reverted", default="Version restored"),
        _("text_version_reverted", default="Version ${version} was restored."),
    ),
    Action("record.viewed", _("action_viewed", default="Viewed"), _("text_viewed", default="Viewed.")),
    Action(
        "record.downloaded",
        _("action_downloaded", default="Downloaded"),
        _("text_downloaded", default="The file ${filename} was downloaded."),
    ),
    Action(
        "record.numbered",
        _("action_numbered", default="Numbered"),
        _("text_numbered", default="Received the number ${number}."),
    ),
    Action(
        "record.number_voided",
        _("action_number_voided", default="Number voided"),
        _("text_number_voided", default="The number ${number} was voided: ${cause}."),
    ),
    Action(
        "record.refused",
        _("action_refused", default="Refused"),
        _("text_refused", default="Refused: ${message}"),
    ),
    Action(
        "record.checked_out",
        _("action_checked_out", default="Revision begun"),
        _("text_checked_out", default="A working copy was made for a revision."),
    ),
    Action(
        "record.content_copied",
        _("action_content_copied", default="Content taken over"),
        _("text_content_copied", default="The content of the edition in force was taken over."),
    ),
    Action(
        "record.checkout_cancelled",
        _("action_checkout_cancelled", default="Revision cancelled"),
        _("text_checkout_cancelled", default="The revision was cancelled."),
    ),
    Action(
        "record.edition_replaced",
        _("action_edition_replaced", default="Edition replaced"),
        _("text_edition_replaced", default="Edition ${edition} came into force."),
    ),
    Action(
        "record.taken_over",
        _("action_taken_over", default="Taken over"),
        _("text_taken_over", default="Taken over from another system."),
    ),
    Action(
        "opinion.given",
        _("action_opinion_given", default="Opinion given"),
        _("text_opinion_given", default="Opinion: ${verdict}. ${text}"),
    ),
    Action(
        "settings.changed",
        _("action_settings_changed", default="Settings changed"),
        _("text_settings_changed", default="Settings changed: ${fields}."),
    ),
    Action(
        "trail.exported",
        _("action_trail_exported", default="Trail exported"),
        _("text_trail_exported", default="The trail was exported (${count} entries)."),
    ),
    Action(
        "record.differs",
        _("action_differs", default="Differs from its trail"),
        _("text_differs", default="The self-check found: ${message}"),
    ),
    Action(
        "trail.checked",
        _("action_checked", default="Self-check"),
        _("text_checked", default="${entries} entries and ${records} records were checked: ${count} differences."),
    ),
):
    register_action(_action)
