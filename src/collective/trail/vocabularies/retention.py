"""D3: when the retention period of a class begins and what happens at its end."""

from collective.trail.i18n import _
from collective.trail.vocabularies.terms import vocabulary
from zope.interface import provider
from zope.schema.interfaces import IVocabularyFactory


RETENTION_TRIGGERS = {
    "approval": _("label_retention_trigger_approval", default="Approval of the record"),
    "closing": _("label_retention_trigger_closing", default="Closing of the year"),
    "event": _("label_retention_trigger_event", default="A dated event"),
    "none": _("label_retention_trigger_none", default="Nothing: the period never begins"),
}
RETENTION_ACTIONS = {
    "review": _("label_retention_action_review", default="Review"),
    "destroy": _("label_retention_action_destroy", default="Propose destruction"),
    "keep": _("label_retention_action_keep", default="Keep for ever"),
}


@provider(IVocabularyFactory)
def retention_triggers_vocabulary(context):
    """D3: what starts the period."""
    return vocabulary(RETENTION_TRIGGERS.items())


@provider(IVocabularyFactory)
def retention_actions_vocabulary(context):
    """D3: what is due when the period is over."""
    return vocabulary(RETENTION_ACTIONS.items())
