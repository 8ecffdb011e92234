"""P5: what the publisher delivered -> a read of a record, at the levels whose reads are kept."""

from Acquisition import aq_chain
from collective.trail.content.events import RecordRead
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import ITrailLayer
from collective.trail.rules.secrecy import RECORDED_READS
from zope.event import notify


#: Names under which a record's content is shown as a whole; other pages of a record (its trail, its forms) count too.
DOWNLOADS = ("@@download", "@@display-file", "download", "@@images")


def published(event) -> None:
    """Called for each successful request just before its commit; leaves at once for everything that is no record."""
    request = event.request
    if not ITrailLayer.providedBy(request) or request.get("REQUEST_METHOD") not in ("GET", "HEAD"):
        return
    view = request.get("PUBLISHED")
    context = getattr(view, "context", None) or getattr(view, "__parent__", None) or getattr(view, "__self__", view)
    record = next((each for each in aq_chain(context) if IRecord.providedBy(each)), None)
    if record is None or getattr(record, "secrecy", None) not in RECORDED_READS or request.response.getStatus() >= 300:
        return
    notify(RecordRead(record, _filename(request, record, context), request))


def _filename(request, record, context) -> str:
    """The name of the file that was delivered, or nothing when a page was."""
    path = request.get("ACTUAL_URL", "")
    if not any(f"/{name}" in path for name in DOWNLOADS):
        return ""
    value = getattr(context, "file", None) or getattr(context, "image", None) or getattr(record, "file", None)
    return getattr(value, "filename", None) or "file"
