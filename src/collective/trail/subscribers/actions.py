"""P4: registers one trail action for each transition of each table; imported when the package is configured."""

from collective.trail.i18n import _
from collective.trail.ledger import Action
from collective.trail.ledger import register_action
from collective.trail.workflows import WORKFLOWS


TEXT = _("text_transition", default="${source} → ${target}. ${comment}")

for _workflow in WORKFLOWS:
    for _transition in _workflow.transitions:
        register_action(Action(_workflow.action_id(_transition.id), _transition.title, TEXT))

register_action(
    Action(
        "record.annex_edited",
        _("action_annex_edited", default="Annex changed"),
        _("text_annex_edited", default="The annex ${filename} was changed."),
    )
)
