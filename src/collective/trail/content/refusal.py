"""How a rule refuses: one sentence, nothing stored, and an entry in the trail."""

from collective.trail.content.events import RuleBroken
from collective.trail.rules.errors import RuleViolation
from plone.uuid.interfaces import IUUID
from zope.event import notify


def name_of(record) -> str:
    """What a sentence calls a record: its number, or its title while it has none."""
    return getattr(record, "number", None) or f"“{record.Title()}”"


def refuse(record, message, status: int = 400, rule: str = "") -> RuleViolation:
    """The violation to raise, announced to the trail: ``raise refuse(record, _("err_...", ...), 403, "rule")``."""
    violation = RuleViolation(message, status, rule, IUUID(record, None) or "")
    notify(RuleBroken(record, violation))
    return violation
