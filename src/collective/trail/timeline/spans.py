"""P3: spans of time in words, as people say them: minutes, hours or days, rounded down."""

from collective.trail.i18n import _
from zope.i18nmessageid import Message


_UNITS = (
    (86400, _("msg_one_day", default="one day"), _("msg_days", default="${count} days")),
    (3600, _("msg_one_hour", default="one hour"), _("msg_hours", default="${count} hours")),
    (60, _("msg_one_minute", default="one minute"), _("msg_minutes", default="${count} minutes")),
)
_LESS = _("msg_less_than_a_minute", default="less than a minute")


def span(seconds: float) -> Message:
    """P3: so many seconds in words."""
    for length, one, many in _UNITS:
        count = int(seconds // length)
        if count:
            return one if count == 1 else Message(many, many.domain, many.default, {"count": count})
    return _LESS
