"""P1: the content of a record as facts, and the digest that an opinion is bound to.

Facts are plain JSON: every field that a person may set, each file by name, type, size and SHA-256, each annex alike.
"""

from collective.trail.rules.canonical import digest
from collective.trail.rules.canonical import iso_day
from collective.trail.rules.canonical import iso_instant
from plone.app.textfield.interfaces import IRichTextValue
from plone.dexterity.utils import iterSchemataForType
from plone.namedfile.interfaces import INamedBlobFile
from plone.namedfile.interfaces import INamedBlobImage
from zope.schema import getFieldsInOrder

import datetime
import hashlib
import json
import re


CHUNK = 1 << 20


def sha256_of(value) -> str:
    """The SHA-256 of a named blob file, in hex, read in chunks so that memory stays flat."""
    hashed = hashlib.sha256()
    with value.open() as stream:
        while chunk := stream.read(CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def file_facts(value) -> dict:
    """A file as facts: filename, content_type, size in bytes, sha256."""
    return {
        "filename": value.filename or "",
        "content_type": value.contentType or "",
        "size": value.getSize(),
        "sha256": sha256_of(value),
    }


def _fact(value):
    if INamedBlobFile.providedBy(value) or INamedBlobImage.providedBy(value):
        return file_facts(value)
    if IRichTextValue.providedBy(value):
        return {"text": value.raw, "mime_type": value.mimeType}
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(_fact(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_fact(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _fact(item) for key, item in value.items()}
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)


def fields_of(record) -> list:
    """The (name, field) pairs a person may set: everything of the type's schemata that is not read-only."""
    found = {}
    for schema in iterSchemataForType(record.portal_type):
        for name, field in getFieldsInOrder(schema):
            if not field.readonly and name not in ("versioning_enabled", "changeNote"):
                found.setdefault(name, field)
    return list(found.items())


def annexes_of(record) -> list:
    """The annexes of the edition in force, in the order of their titles: Annex 2 stands before Annex 10."""
    found = [
        child
        for child in getattr(record, "objectValues", tuple)()
        if getattr(child, "portal_type", "") in ("File", "Image") and not getattr(child, "superseded_in", None)
    ]
    return sorted(found, key=lambda child: (_reading_order(child.Title()), child.getId()))


def _reading_order(title: str) -> list:
    # Text and figures take turns, so that text is compared with text and numbers with numbers.
    parts = re.split(r"(\d+)", title.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]


def annex_file(annex):
    """The named blob file of an annex (a File or an Image), or None."""
    return getattr(annex, "file", None) or getattr(annex, "image", None)


def facts_of(record) -> dict:
    """The whole content of a record as facts: ``{"fields": {name: fact}, "annexes": [facts]}``."""
    fields = {name: _fact(getattr(record, name, None)) for name, field in fields_of(record)}
    annexes = [file_facts(value) for value in map(annex_file, annexes_of(record)) if value is not None]
    return {"fields": fields, "annexes": sorted(annexes, key=lambda facts: (facts["filename"], facts["sha256"]))}


def content_digest(record) -> str:
    """P1: the SHA-256 of the canonical JSON of ``facts_of(record)``, in hex; what an opinion is bound to."""
    return digest(facts_of(record))


def signature_of(record) -> dict:
    """P1: what only an approval writes, as facts."""
    return signature_facts(*(getattr(record, name, None) for name in ("edition", "approved_on", "effective_on")))


def signature_facts(edition, approved_on, effective_on) -> dict:
    """P1: edition, approved_on (ISO, UTC) and effective_on; 0 and None before the first approval."""
    return {
        "edition": edition or 0,
        "approved_on": iso_instant(approved_on) if approved_on else None,
        "effective_on": iso_day(effective_on) if effective_on else None,
    }


def digests_of(record) -> dict[str, str]:
    """P1: the digest of each field by itself, read anew: every file from its first byte on."""
    return {name: _digest_of(getattr(record, name, None)) for name, _field in fields_of(record)}


def annex_digests(record) -> dict[str, str]:
    """P1: the SHA-256 of each annex by its id, those of earlier editions too, read anew."""
    children = getattr(record, "objectValues", tuple)()
    files = {child.getId(): annex_file(child) for child in children if child.portal_type in ("File", "Image")}
    return {name: sha256_of(value) for name, value in files.items() if value is not None}


def _digest_of(value) -> str:
    return digest(file_facts(value)) if INamedBlobFile.providedBy(value) else digest({"": _fact(value)})


def _known_digests(record) -> dict[str, str]:
    """What ``remember_changes`` left. One text: each object inside a record costs time in every copy for a version."""
    return json.loads(getattr(record, "_known_digests", None) or "{}")


def field_digests(record) -> dict[str, str]:
    """The digest of each field by itself; comparing two such mappings tells what an edit changed.

    A file that was not replaced keeps its digest without being read again: its blob is known by oid and serial.
    """
    known = _known_digests(record)
    digests = {}
    for name, _field in fields_of(record):
        value = getattr(record, name, None)
        if INamedBlobFile.providedBy(value):
            blob = value._blob
            token = f"{blob._p_oid!r}{blob._p_serial!r}{value.filename}" if blob._p_oid else ""
            if token and known.get(f"{name} blob") == token and name in known:
                digests[name] = known[name]
            else:
                digests[name] = _digest_of(value)
            digests[f"{name} blob"] = token
        else:
            digests[name] = _digest_of(value)
    return digests


def remember_changes(record) -> dict[str, str]:
    """P1: which fields differ from what was last remembered, as name -> digest; remembers the present content."""
    known = _known_digests(record)
    digests = field_digests(record)
    if digests != known:
        record._known_digests = json.dumps(digests)
    return {name: value for name, value in digests.items() if not name.endswith(" blob") and known.get(name) != value}
