"""S2: the trail of the whole site, for auditors; what a record says is shown to those who may view it (P5)."""

from collective.trail.browser.audit_tabs import AuditTabs
from collective.trail.browser.trail import TrailView
from collective.trail.i18n import _
from collective.trail.rules.clock import now
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.local_time import local_day
from collective.trail.timeline.evidence import evidence
from collective.trail.timeline.log_status import LogStatus
from datetime import timedelta
from typing import Any


DEFAULT_PERIOD = timedelta(days=30)


class AuditView(TrailView, AuditTabs):
    """``@@trail-audit`` on the site."""

    whole_site = True
    page_title = _("heading_trail_audit", default="Trail of the whole site")

    def attention(self) -> bool | None:
        """P1: whether the page "Log" has something to say: True if it is grave, False if not, None if there is nothing."""
        try:
            with evidence() as log:
                alarms = LogStatus(log, self.request).alarms()
        except RuleViolation:
            # Its own page says why.
            return True
        return any(alarm.grave for alarm in alarms) if alarms else None

    def values(self) -> dict[str, Any]:
        """At first the last 30 days; a start that was emptied means all."""
        given = super().values()
        if not {"start", "record", "format"} & set(given):
            given["start"] = (local_day(now()) - DEFAULT_PERIOD).isoformat()
        return given

    @property
    def filtered(self) -> bool:
        """The default period is no filter of the reader's."""
        return any(self.value(name) for name in ("action", "actor", "record")) or "start" in self.request.form
