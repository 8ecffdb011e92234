"""P1: ``@@trail-evidence`` on a record, and on the site for auditors: the evidence bundle as a download."""

from collective.trail.interfaces import IRecord
from collective.trail.timeline.evidence_bundle import asked_of
from collective.trail.timeline.evidence_bundle import download_bundle
from Products.Five import BrowserView
from ZPublisher.Iterators import filestream_iterator


class EvidenceBundleView(BrowserView):
    """The ZIP, for a link on a page; ``?files=0`` leaves the record's files out, ``?record=`` names one on the site."""

    def __call__(self) -> filestream_iterator:
        """The bundle; RuleViolation 400 or 404 says why there is none."""
        record = self.context if IRecord.providedBy(self.context) else None
        return download_bundle(asked_of(record, self.request.form), self.request)
