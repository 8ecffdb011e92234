"""How a rule refuses: one sentence, nothing stored, and an entry in the trail.

``refuse`` is for an attempt that a rule of the policy does not allow: who, in which state, with which words. What cannot
even be understood (a list where a text belongs, an unknown term) breaks no rule: it is ``misunderstood``, without entry,
or else anybody could fill the trail with noise.
"""

from collective.trail.content.events import RuleBroken
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from plone import api
from plone.uuid.interfaces import IUUID
from zope.event import notify
from zope.globalrequest import getRequest
from zope.i18n import translate


def name_of(record) -> str:
    """What a sentence calls a record: its number, or its title while it has none.

    P5: neither to those who may not see it; deleting or moving a class meets every record in it.
    """
    if not api.user.has_permission("View", obj=record):
        return translate(_("label_unseen_record", default="A record that you may not see"), context=getRequest())
    return getattr(record, "number", None) or f"“{record.Title()}”"


def refuse(record, message, status: int = 400, rule: str = "") -> RuleViolation:
    """The violation to raise, announced to the trail: ``raise refuse(record, _("err_...", ...), 403, "rule")``."""
    violation = RuleViolation(message, status, rule, IUUID(record, None) or "")
    notify(RuleBroken(record, violation))
    return violation


def misunderstood(record, message, rule: str = "form", status: int = 400) -> RuleViolation:
    """The violation to raise for input that means nothing; it leaves no entry: ``raise misunderstood(record, ...)``."""
    return RuleViolation(message, status, rule, IUUID(record, None) or "")
