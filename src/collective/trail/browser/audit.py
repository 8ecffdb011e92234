"""S2: the trail of the whole site, for auditors; what a record says is shown to those who may view it (P5)."""

from collective.trail.browser.trail import TrailView
from collective.trail.i18n import _
from collective.trail.rules.clock import now
from collective.trail.settings.local_time import local_day
from collective.trail.timeline.evidence import evidence
from datetime import timedelta
from typing import Any

import math


DEFAULT_PERIOD = timedelta(days=30)


class AuditView(TrailView):
    """``@@trail-audit`` on the site."""

    whole_site = True
    page_title = _("heading_trail_audit", default="Trail of the whole site")

    def log(self) -> dict[str, Any] | None:
        """P1: the signed log as it is now; None where none is kept or nothing was signed yet."""
        with evidence() as log:
            if log is None:
                return None
            return {
                "origin": log.checkpoint.origin,
                "size": log.checkpoint.size,
                "signed_at": self.moment(log.signed.signed_at),
                "waiting": math.ceil(log.lag() / 60),
                "broken": log.last_run()["broken"],
                "public_keys": log.keys(),
                "anchors": list(log.anchors()),
                "unanchored": [failure for failure in log.anchors().values() if failure],
                "checkpoints": [
                    {
                        "size": each.size,
                        "at": self.moment(each.signed_at),
                        "anchors": ", ".join(kept.anchor for kept in log.confirmations(each.size)),
                    }
                    for each in log.last(10)
                ],
            }

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
