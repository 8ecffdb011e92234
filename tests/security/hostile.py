"""What nobody should send, and what a site holds: for ``test_fuzz``."""

from collective.trail.behaviors.number_drawing import latest
from collective.trail.behaviors.numbering import number_register
from collective.trail.behaviors.numbering import numbers
from collective.trail.ledger.reading import search
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.records import value_of
from plone import api
from urllib.parse import quote

import json


MARKUP = "<script>alert(1)</script>"
LONG = "x" * 1_000_000


#: What may stand for any value of a JSON body.
VALUES = (
    None,
    True,
    0,
    -1,
    10**40,
    1.5,
    float("nan"),
    float("inf"),
    "",
    " ",
    LONG,
    MARKUP,
    "control \x00\x07\x1b",
    "half a pair \ud800",
    "\u202eright to left\u2028",
    "f" * 32,
    "../../../acl_users",
    "{department.__class__}%s%n${x}",
    [],
    [None],
    [[MARKUP]],
    ["x", "x"],
    [{"token": None}],
    {},
    {"token": {}},
    {"data": 1, "encoding": "base64"},
    {"data": "%%%", "encoding": "base64", "filename": "\x00", "content-type": 7},
    {"data": LONG, "content-type": "text/" + LONG[:5000]},
)


def nested(depth: int) -> bytes:
    """JSON of that depth."""
    return b'{"title": ' + b"[" * depth + b"]" * depth + b"}"


#: Whole bodies that are no JSON object, or one that no service expects.
BODIES = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"7",
    b"{",
    b"\xff\xfe\x00",
    b'{"title": "\xff"}',
    b'{"title": "\xed\xa0\x80"}',
    b'{"title": "\\ud800"}',
    '{"title": "\ud800"}'.encode("utf-16", "surrogatepass"),
    b'{"\\ud800": 1, "\\u0000": {"\\udfff": []}}',
    b"\xef\xbb\xbf{}",
    b'{"title": NaN, "year": -Infinity, "code": 1e999}',
    b'{"title": ' + b"9" * 6000 + b"}",
    nested(90),
    nested(400),
    nested(950),
    nested(100_000),
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"@type": "ControlledDocument", "title": ' + b'{"token": ' * 500 + b"1" + b"}" * 501,
)

#: What a body may be called.
CONTENT_TYPES = (
    "text/plain",
    "text/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-7",
    "application/json; charset=no-such-charset",
    "application/octet-stream",
    "\xff/\xfe",
    "x",
)

#: What may stand after a parameter's equals sign.
WORDS = (
    "",
    "x",
    "-1",
    "0",
    "999999999999999999999999",
    "1.5",
    "NaN",
    "true",
    "2026-13-45",
    "0000-00-00",
    "9999-12-31",
    "0001-01-01T00:00:00Z",
    "2026-01-01T00:00:00+99:99",
    "٣",
    "f" * 32,
    "x" * 5000,
    MARKUP,
    "\x00",
    "a\r\nSet-Cookie: b=c",
    "\x1b[0m",
    "../../..",
    "AND OR NOT (",
    '"',
    "*",
    "(" * 200,
    "\u202e",
    "\U0010ffff",
    "{x}%s${x}",
)

#: What a parameter itself may be: Zope converts and groups by the endings of its name.
SHAPES = (
    "{}:int=x",
    "{}:int=",
    "{}:int=7",
    "{}:float=x",
    "{}:float=nan",
    "{}:long=x",
    "{}:date=x",
    "{}:date=2026-99-99",
    "{}:json=" + "[" * 3000,
    "{}:json={{",
    "{}:json=[1]",
    "{}:required=",
    "{}:boolean=",
    "{}:list=x",
    "{}:tuple=x",
    "{}:lines=a%0Ab",
    "{}:tokens=a%20b",
    "{}:bytes=%ff",
    "{}:utf-8:int=x",
    "{}:utf-16=x",
    "{}:ascii=%C3%A4",
    "{}:base64=x",
    "{}.query:record=x",
    "{}.range:record=min&{}.query:record:list=x",
    "{}.query:record=x&{}.not:record=x",
    "{}.x:records=1&{}.x:records=2",
    "{}=1&{}.x:record=1",
    "{}.__class__:record=1",
    "{}:method=x",
    "{}:action=x",
    "{}:default=x",
    "{}=a&{}=b",
    "{}=%ff%fe",
    "%ff%fe=1&{}=x",
    "{}=%ED%A0%80",
    "{}%00=x",
    ";{};&&==",
)

#: What may stand for a segment of a path.
SEGMENTS = (
    "%00",
    "%ff%fe",
    "%ED%A0%80",
    "..",
    "%2e%2e%2f%2e%2e",
    "%0d%0aSet-Cookie:%20a=b",
    "a" * 5000,
    "/".join("b" * 300),
    "%3Cscript%3E",
    "__class__",
    "_p_jar",
    "acl_users",
    "++++",
    "++x++y",
    "@@",
    "@@x",
    "%F0%9F%92%A5",
    "f" * 32,
    "aq_parent",
    "index_html",
)

#: Bodies that are accepted, the fields that a client may try to set, and the indexes it may ask.
DOCUMENT = {"@type": "ControlledDocument", "title": "T", "department": "HR"}
CLASS = {"@type": "RecordClass", "title": "Fuzz", "code": "FUZZ"}
DOCUMENT_FIELDS = (
    *(
        "@type",
        "id",
        "UID",
        "title",
        "language",
        "translation_of",
        "layout",
        "ordering",
        "creation_date",
        "description",
    ),
    *("background", "purpose", "content", "file", "department", "secrecy", "readers", "original", "shelf_mark"),
    *("number", "edition", "approved_on", "effective_on", "subjects", "changeNote", "effective", "review_state"),
    *("blocks", "versioning_enabled", "relatedItems", "opinion", "year", "@id", "@static_behaviors"),
)
CLASS_FIELDS = (
    *("@type", "id", "UID", "title", "code", "description", "departments", "default_secrecy", "retention_years"),
    *("retention_trigger", "retention_action", "number_pattern", "nextPreviousEnabled", "layout", "ordering"),
)
FILE_FIELDS = ("@type", "id", "title", "description", "file", "superseded_in", "number", "UID")
INDEXES = (
    *("number", "department", "secrecy", "record_class", "record_year", "retention_due", "number_order", "edition"),
    *("approved_on", "review_state", "SearchableText", "sort_on", "b_size", "b_start", "metadata_fields", "path"),
)


def queries(names):
    """Query strings that misuse these parameters."""
    for name in names:
        for word in WORDS:
            yield f"{name}={quote(word)}"
        for shape in SHAPES:
            yield shape.replace("{}", name).replace("{{", "{")


def as_json(data) -> bytes:
    """A body that also holds what JSON does not know, or not well."""
    return json.dumps(data).encode("ascii")


def held(portal) -> dict:
    """All that a refused request must leave as it is; only refusals may be added to the trail."""
    portal._p_jar.sync()
    catalog = api.portal.get_tool("portal_catalog")
    counters = list(number_register().keys())
    return {
        "objects": sorted(catalog.uniqueValuesFor("UID")),
        "values": {brain.UID: (brain.modified, brain.Title) for brain in catalog.unrestrictedSearchResults()},
        "numbers": list(numbers()),
        "counters": {key: latest(number_register(), key) for key in counters},
        "settings": {name: value_of(name) for name in ITrailSettings},
        "acts": sum(1 for entry in search() if entry.get("action") != "record.refused"),
    }
