"""Fills the office with approved records, quickly and honestly.

Each record stands in its class and year, has its number in the number register, the entries of its life in the trail,
its permissions and its place in the catalog with all indexes, full text too. What is skipped are Plone's versions,
forms, the rules that would refuse it, and a commit of its own: they are slow, and no list asks for them.
"""

from Acquisition import aq_base
from collective.trail.behaviors.history_id import give_history_id
from collective.trail.behaviors.numbering import take_over_number
from collective.trail.content.digest import content_digest
from collective.trail.content.digest import remember_changes
from collective.trail.content.document import ControlledDocument
from collective.trail.content.filing import year_folder
from collective.trail.ledger import record as entry
from collective.trail.workflows.document import WORKFLOW
from datetime import datetime
from datetime import UTC
from plone import api
from plone.app.textfield import RichTextValue
from plone.uuid.interfaces import ATTRIBUTE_NAME
from uuid import uuid4

import transaction


YEARS = (2024, 2025, 2026)
CLASSES = 12
LIFE = (
    ("submit", "draft", "submitted", "drafter"),
    ("review", "submitted", "reviewed", "reviewer"),
    ("approve", "reviewed", "approved", "head"),
)
BETWEEN_COMMITS = 500


def make_classes(portal) -> list:
    """The class tree of a real office: twelve classes with three years each."""
    made = []
    for place in range(CLASSES):
        values = {"title": f"Class {place}", "code": f"C{place:02d}", "retention_years": 10}
        made.append(api.content.create(portal, "RecordClass", id=f"class-{place}", **values))
    transaction.commit()
    return made


def fill(portal, classes: list, first: int, last: int) -> None:
    """Add the records ``first`` to ``last`` - 1."""
    permissions = permissions_of_approved(portal)
    for place in range(first, last):
        add(portal, classes, place, permissions)
        if place % BETWEEN_COMMITS == BETWEEN_COMMITS - 1:
            transaction.commit()
            portal._p_jar.cacheMinimize()
    transaction.commit()


def permissions_of_approved(portal) -> dict[str, object]:
    """Who may do what with an approved record, as the workflow stores it: the same for all, so asked for once."""
    record = ControlledDocument("approved").__of__(portal)
    record.portal_type = "ControlledDocument"
    workflow = portal.portal_workflow
    workflow.setStatusOf(WORKFLOW.id, record, {"review_state": "approved"})
    workflow[WORKFLOW.id].updateRoleMappingsFor(record)
    return {name: value for name, value in vars(aq_base(record)).items() if name.endswith("_Permission")}


def add(portal, classes: list, place: int, permissions: dict[str, object]) -> None:
    """One record with its number, its trail and its place in the catalog."""
    year = YEARS[place // CLASSES % len(YEARS)]
    folder = year_folder(classes[place % CLASSES], year)
    record = ControlledDocument(f"r-{place:08d}")
    record.portal_type = "ControlledDocument"
    record.title = f"Rules of leave, part {place}"
    record.content = RichTextValue(f"<p>Everybody takes leave {place}.</p>", "text/html", "text/x-html-safe")
    record.department, record.secrecy, record.original = ("HR", "FIN")[place % 2], "internal", "paper"
    record.edition = 1
    record.approved_on = datetime(year, 1 + place % 12, 1 + place % 28, 9, tzinfo=UTC)
    record.creators = ("drafter",)
    setattr(record, ATTRIBUTE_NAME, uuid4().hex)
    folder._setOb(record.getId(), record)
    record = folder[record.getId()]
    give_history_id(record)
    record.manage_setLocalRoles("drafter", ["Owner"])
    tell_life(record, f"{record.department}{year}{place:03d}")
    status = {"review_state": "approved", "action": "approve", "actor": "head", "comments": "", "time": None}
    portal.portal_workflow.setStatusOf(WORKFLOW.id, record, status)
    vars(aq_base(record)).update(permissions)
    # Catalogued on commit, together with the number.
    record.indexObject()


def tell_life(record, number: str) -> None:
    """The entries that a record has when it is approved, and its number."""
    moment = record.approved_on
    fields = remember_changes(record)
    entry(record, "record.created", {"title": record.title, "fields": fields}, happened_at=moment, actor="drafter")
    take_over_number(record, number)
    seen = content_digest(record)
    for name, source, target, actor in LIFE:
        facts = {"source": source, "target": target, "comment": ""}
        entry(record, WORKFLOW.action_id(name), facts, happened_at=moment, actor=actor)
        if actor != "drafter":
            opinion = {"verdict": "agree", "text": "Clear and complete.", "digest": seen, "state": source}
            entry(record, "opinion.given", opinion, happened_at=moment, actor=actor)
