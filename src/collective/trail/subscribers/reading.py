"""P5: what the publisher delivers -> a read of a record, at the levels whose reads are kept."""

from Acquisition import aq_chain
from collective.trail.content.events import RecordRead
from collective.trail.content.reads import is_kept
from collective.trail.content.reads import noted_reads
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import ITrailLayer
from collective.trail.ledger.appending import current_actor
from collective.trail.ledger.reading import entries
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.clock import now
from datetime import timedelta
from plone.app.versioningbehavior.browser import DownloadVersion
from plone.namedfile.browser import Download
from plone.namedfile.scaling import ImageScale
from plone.uuid.interfaces import IUUID
from zope.event import notify


#: What a page fetches by itself after it was read, or asks about the record without showing its content.
TECHNICAL = frozenset(
    (
        "getVocabulary", "getSource", "plone_lock_info", "plone_lock_operations", "render-toolbar", "fileUpload",
        "qrcode", "authenticator", "@actions", "@breadcrumbs", "@contextnavigation", "@navigation", "@navroot",
        "@types", "@lock", "@workflow", "@aliases", "@sources", "@vocabularies", "@querysources", "@site", "@translations",
    )
)  # fmt: skip
#: POST services that answer with whole records.
SEARCHES = ("@search", "@querystring-search")
#: Parts of a file that one person fetches within this time are one download.
ONE_DOWNLOAD = timedelta(minutes=10)
RECENT = 20
#: The width in pixels up to which a scaled image is only a hint of the image.
THUMBNAIL = 200


def published(event) -> None:
    """Called for each successful request just before its commit; leaves at once for everything that shows no record."""
    request = event.request
    if not ITrailLayer.providedBy(request) or request.response.getStatus() >= 300:
        return
    method, name = request.get("REQUEST_METHOD"), _service_name(request)
    if method != "GET" and not (method == "POST" and name in SEARCHES):
        return
    shown = {id(record.aq_base): record for record in noted_reads(request)}
    page = request.get("PUBLISHED")
    page = getattr(page, "__self__", page)
    record = _record_of(page)
    if record is not None and is_kept(record):
        filename = _filename(page, record)
        if filename is not None:
            if request.response.getStatus() != 206 or not _goes_on(record, filename):
                notify(RecordRead(record, filename, request))
            return
        if method == "GET" and not isinstance(page, ImageScale) and name not in TECHNICAL:
            shown[id(record.aq_base)] = record
    for each in shown.values():
        notify(RecordRead(each, "", request))


def _goes_on(record, filename: str) -> bool:
    """Whether this part of a file belongs to a download that is an entry already: viewers fetch files in parts."""
    actor, since = current_actor(), iso_instant(now() - ONE_DOWNLOAD)
    for entry in entries(IUUID(record), newest_first=True)[:RECENT]:
        if entry.recorded_at < since:
            return False
        if entry.get("action") == "record.downloaded" and entry.get("actor") == actor:
            return (entry.data or {}).get("filename") == filename
    return False


def _record_of(page):
    context = getattr(page, "context", None) or getattr(page, "__parent__", None) or page
    return next((each for each in aq_chain(context) if IRecord.providedBy(each)), None)


def _service_name(request) -> str:
    """The name of the page or service, without the marks of its kind; what follows it in the path does not count."""
    page = request.get("PUBLISHED")
    page = getattr(page, "__self__", page)
    return (
        (getattr(page, "__name__", "") or "")
        .removeprefix("GET_application_json_")
        .removeprefix("POST_application_json_")
    )


def _filename(page, record) -> str | None:
    """The name of the file that was delivered; None where it was a page or a small picture of an image."""
    if isinstance(page, ImageScale):
        return None if 0 < (getattr(page, "width", 0) or 0) <= THUMBNAIL else _name_of(page.context, page.fieldname)
    if isinstance(page, Download):
        return _name_of(page.context, page.fieldname)
    if isinstance(page, DownloadVersion):
        return _name_of(record, None)
    return None


def _name_of(holder, fieldname: str | None) -> str:
    names = (fieldname,) if fieldname else ("file", "image")
    values = (getattr(holder, name, None) for name in names)
    return next((value.filename for value in values if getattr(value, "filename", None)), "file")
