"""S2, P1: the auditors' page about the signed log: what is signed, who keeps it, what the self-check found."""

from collective.trail.browser.audit_tabs import AuditTabs
from collective.trail.browser.moments import shown_moment
from collective.trail.i18n import _
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.clock import now
from collective.trail.timeline.evidence import Evidence
from collective.trail.timeline.evidence import evidence
from collective.trail.timeline.log_status import LogStatus
from collective.trail.timeline.spans import span
from plone.base.batch import Batch
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zope.i18nmessageid import Message


#: Checkpoints on a page.
PAGE_SIZE = 25


class LogStatusView(AuditTabs):
    """``@@trail-log-status`` on the site."""

    index = ViewPageTemplateFile("templates/log_status.pt")
    page_title = _("heading_trail_log", default="Signed log")
    facts: dict[str, Any] | None = None

    def __call__(self):
        """The page; what the log says is read once, before it is begun."""
        for column in ("left", "right"):
            self.request.set(f"disable_plone.{column}column", True)
        with evidence() as log:
            self.status = LogStatus(log, self.request)
            if log is not None:
                self.facts = self._facts(log)
        return self.index()

    def _facts(self, log: Evidence) -> dict[str, Any]:
        total = log.checkpoint_count()
        start = min(self._start(), max(total - 1, 0) // PAGE_SIZE * PAGE_SIZE)
        self.batch = Batch(range(total), PAGE_SIZE, start)
        # One more than is shown: the number of entries since the one before.
        shown = log.last(PAGE_SIZE + 1, start)
        sizes = [each.size for each in shown[1:]] + [0]
        return {
            "origin": log.checkpoint.origin,
            "size": log.checkpoint.size,
            "signed_at": log.signed.signed_at,
            "public_keys": log.keys(),
            "total": total,
            "checkpoints": [
                {
                    "size": each.size,
                    "added": each.size - before,
                    "signed_at": each.signed_at,
                    "anchors": log.confirmations(each.size),
                }
                for each, before in list(zip(shown, sizes, strict=True))[:PAGE_SIZE]
            ],
        }

    def _start(self) -> int:
        given = self.request.form.get("b_start", 0)
        return int(given) if str(given).isdecimal() and len(str(given)) < 10 else 0

    def navigation(self) -> str:
        """Plone's own batch navigation over the checkpoints."""
        return self.context.restrictedTraverse("@@batchnavigation")(self.batch)

    def moment(self, instant: str) -> str:
        """A stored time as the reader's language writes it, at the site's time zone."""
        return shown_moment(instant)

    def age(self, instant: str) -> Message:
        """How long ago a stored time was, in words."""
        passed = span((now() - from_iso_instant(instant)).total_seconds())
        return _("msg_ago", default="${span} ago", mapping={"span": passed})

    def lag(self) -> Message:
        """P3: how far the log is behind, in words."""
        return _("msg_log_behind", default="${span} behind", mapping={"span": span(self.status.lag)})

    def export_url(self) -> str:
        """The verifiable export of the whole site."""
        return f"{self.context.absolute_url()}/@@trail-audit?format=jsonl"
