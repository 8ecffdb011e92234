"""D3: the file list of a class and year: number, title, date, retention period, place of the paper original."""

from collective.trail.i18n import _
from collective.trail.interfaces import IRecord
from collective.trail.registers.classes import class_brains
from collective.trail.registers.classes import class_choices
from collective.trail.registers.classes import find_class
from collective.trail.registers.definition import Column
from collective.trail.registers.definition import Filter
from collective.trail.registers.definition import Question
from collective.trail.registers.filters import choice_filter
from collective.trail.registers.filters import date_filter
from collective.trail.registers.filters import flag_filter
from collective.trail.registers.filters import number_filter
from collective.trail.registers.filters import text_filter
from collective.trail.registers.records import day
from collective.trail.registers.records import known
from collective.trail.registers.records import RecordRegister
from collective.trail.registers.words import word_query
from collective.trail.rules.retention import period_text
from collective.trail.rules.retention import RetentionSchedule
from collective.trail.settings.departments import departments
from collective.trail.settings.local_time import site_zone
from collective.trail.vocabularies.originals import ORIGINALS
from collective.trail.vocabularies.secrecy_levels import SECRECY_LEVELS
from collective.trail.workflows.document import STATES
from datetime import date
from datetime import datetime
from datetime import time
from typing import Any


COLUMNS = (
    Column("number", _("label_number", default="Number"), "link", lambda b, r: known(b, "number"), "number_order"),
    Column("title", _("label_title", default="Title"), "link", lambda b, r: b.Title, "sortable_title"),
    Column("class", _("label_class", default="Class"), "text", lambda b, r: r.class_title(known(b, "record_class"))),
    Column(
        "approved_on",
        _("label_approved_on", default="Approved on"),
        "date",
        lambda b, r: day(b, "approved_on", r),
        "approved_on",
    ),
    Column("edition", _("label_edition", default="Edition"), "number", lambda b, r: known(b, "edition") or None),
    Column(
        "retention_period",
        _("label_retention_period", default="Retention period"),
        "text",
        lambda b, r: period_text(RetentionSchedule(known(b, "retention_period"))),
    ),
    Column(
        "retention_due",
        _("label_retention_due", default="Retention due"),
        "date",
        lambda b, r: day(b, "retention_due", r),
        "retention_due",
    ),
    Column(
        "original",
        _("label_original", default="Original"),
        "text",
        lambda b, r: ORIGINALS.get(known(b, "original"), known(b, "original")),
    ),
    Column("shelf_mark", _("label_shelf_mark", default="Shelf mark"), "text", lambda b, r: known(b, "shelf_mark")),
    Column("drafter", _("label_drafter", default="Drafter"), "user", lambda b, r: known(b, "Creator"), "Creator"),
    Column("state", _("label_state", default="State"), "state", lambda b, r: known(b, "review_state"), "review_state"),
)

FILTERS = (
    Filter("class", _("label_class", default="Class"), "choice", find_class, class_choices),
    flag_filter("subclasses", _("label_with_subclasses", default="With subclasses")),
    number_filter("year", _("label_year", default="Year"), 1000, 9999),
    choice_filter(
        "department",
        _("label_department", default="Department"),
        lambda: [(each.code, f"{each.code}: {each.title}") for each in departments()],
    ),
    choice_filter("state", _("label_state", default="State"), lambda: [(each.id, each.title) for each in STATES]),
    choice_filter("secrecy", _("label_secrecy", default="Secrecy"), lambda: list(SECRECY_LEVELS.items())),
    text_filter("drafter", _("label_drafter_id", default="Drafter (user name)")),
    text_filter("text", _("label_words", default="Words")),
    date_filter("approved_from", _("label_approved_from", default="Approved from")),
    date_filter("approved_to", _("label_approved_to", default="Approved until")),
    date_filter("due_to", _("label_due_to", default="Retention due until")),
)


class FileList(RecordRegister):
    """D3: the records of a class and year, drafts among them for those who may see them."""

    id = "file-list"
    title = _("label_file_list", default="File list")
    description = _(
        "help_file_list",
        default="The records of a class and year with their retention and the place of the paper original.",
    )
    columns = COLUMNS
    filters = FILTERS
    sort_on = "number"

    def query(self, values: dict[str, Any]) -> dict[str, Any]:
        """D3: the narrow indexes first; without a class, year or department every record is meant."""
        query: dict[str, Any] = {}
        if "class" in values:
            query["record_class"] = _class_uids(values["class"], values.get("subclasses", False))
        for name, index in (("year", "record_year"), ("department", "department"), ("state", "review_state")):
            if name in values:
                query[index] = values[name]
        for name, index in (("secrecy", "secrecy"), ("drafter", "Creator")):
            if name in values:
                query[index] = values[name]
        if "text" in values:
            query["SearchableText"] = word_query(values["text"])
        query.update(_dates(values))
        if not {"record_class", "record_year", "department", "secrecy"} & set(query):
            query["object_provides"] = IRecord.__identifier__
        return query

    def file_name(self, question: Question) -> str:
        """D3: ``file-list_HR_2026``."""
        chosen = question.values.get("class")
        parts = [self.id, chosen.class_code if chosen is not None else "", str(question.values.get("year", ""))]
        return "_".join("".join(c for c in part if c.isascii() and (c.isalnum() or c == "-")) for part in parts if part)


def _class_uids(chosen: Any, with_subclasses: bool) -> list[str]:
    if not with_subclasses:
        return [chosen.UID]
    return [brain.UID for brain in class_brains(chosen.getPath())]


def _dates(values: dict[str, Any]) -> dict[str, Any]:
    """Days as the catalog compares them: approval is a moment; the due date is a day."""
    first, last = values.get("approved_from"), values.get("approved_to")
    query: dict[str, Any] = {}
    if first or last:
        begin = datetime.combine(first, time.min).replace(tzinfo=site_zone()) if first else None
        end = datetime.combine(last, time.max).replace(tzinfo=site_zone()) if last else None
        bounds = [each for each in (begin, end) if each is not None]
        query["approved_on"] = {"query": bounds, "range": "min:max" if begin and end else "min" if begin else "max"}
    if "due_to" in values:
        due: date = values["due_to"]
        query["retention_due"] = {"query": due, "range": "max"}
    return query
