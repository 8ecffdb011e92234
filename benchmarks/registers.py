"""Prints what the file list costs as a ratio to a plain catalog query with the same batch, at growing numbers of records.

Run: python benchmarks/registers.py [sizes, such as 1000,10000,50000]. Goal: at most 1.5 at 50,000, no record woken,
memory flat. The plain query asks the same indexes with Plone's own sorting and reads the same metadata of 25 brains;
ours also makes the order total, counts what has no number and turns the values into what REST answers.
"""

from collective.trail.content.document import ControlledDocument
from collective.trail.content.filing import year_folder
from collective.trail.registers.as_csv import write_csv
from collective.trail.registers.asking import ask
from collective.trail.registers.cells import as_data
from collective.trail.registers.file_list import FileList
from collective.trail.registers.reading import Reading
from datetime import datetime
from datetime import UTC
from io import RawIOBase
from office import office
from plone import api
from plone.uuid.interfaces import ATTRIBUTE_NAME
from statistics import median
from time import perf_counter
from uuid import uuid4

import resource
import sys
import transaction


YEARS = (2024, 2025, 2026)
CLASSES = 12
ROUNDS = 15
REGISTER = FileList()
METADATA = [
    "number",
    "Title",
    "record_class",
    "approved_on",
    "edition",
    "retention_period",
    "retention_due",
    "original",
    "shelf_mark",
    "Creator",
    "review_state",
]


def make_classes(portal) -> list:
    """The class tree of a real office: twelve classes with three years each."""
    made = []
    for place in range(CLASSES):
        values = {"title": f"Class {place}", "code": f"C{place:02d}", "retention_years": 10}
        made.append(api.content.create(portal, "RecordClass", id=f"class-{place}", **values))
    return made


def fill(portal, classes: list, first: int, last: int) -> None:
    """Approved records, put in place and catalogued without forms, events and versions: only reading is measured."""
    workflow = portal.portal_workflow["document_workflow"]
    for place in range(first, last):
        folder = year_folder(classes[place % CLASSES], YEARS[place // CLASSES % 3])
        record = ControlledDocument(f"r-{place:08d}")
        record.portal_type = "ControlledDocument"
        record.title = f"Rules of leave, part {place}"
        record.department, record.secrecy, record.original = ("HR", "FIN")[place % 2], "internal", "paper"
        record.number, record.edition = f"{record.department}{folder.year}{place:05d}", 1
        record.approved_on = datetime(folder.year, 1 + place % 12, 1 + place % 28, 9, tzinfo=UTC)
        record.creators = ("drafter",)
        setattr(record, ATTRIBUTE_NAME, uuid4().hex)
        folder._setOb(record.getId(), record)
        record = folder[record.getId()]
        record.manage_setLocalRoles("drafter", ["Owner"])
        status = {"review_state": "approved", "action": "approve", "actor": "head", "comments": "", "time": None}
        portal.portal_workflow.setStatusOf("document_workflow", record, status)
        workflow.updateRoleMappingsFor(record)
        portal.portal_catalog.catalog_object(record, "/".join(record.getPhysicalPath()))
        if place % 1000 == 999:
            transaction.commit()
            portal._p_jar.cacheMinimize()
    transaction.commit()


def plain(query: dict, **batch) -> int:
    """The same question put to the catalog as Plone's own listings do."""
    found = api.portal.get_tool("portal_catalog").searchResults(query, **batch)
    return len([[brain.getURL(), *(getattr(brain, name) for name in METADATA)] for brain in found[:25]])


def ours(request, form: dict) -> int:
    """One page of the file list as REST answers it."""
    reading = Reading(request)
    page = REGISTER.page(ask(REGISTER, form))
    rows = [
        [row.url, *(as_data(c, c.value(row.source, reading), reading) for c in REGISTER.columns)] for row in page.rows
    ]
    return len(rows)


def p50(act) -> float:
    """Milliseconds in the middle of some rounds."""
    times = []
    for _round in range(ROUNDS):
        start = perf_counter()
        act()
        times.append((perf_counter() - start) * 1000)
    return median(times)


class Sink(RawIOBase):
    """Takes what is written and keeps nothing."""

    def write(self, data) -> int:
        """How much was taken."""
        return len(data)


def memory() -> int:
    """The most that the process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(portal, size: int, classes: list) -> None:
    """Print the lines of one size."""
    uid = classes[0].UID()
    batch = {"sort_on": "number", "b_start": 0, "b_size": 25, "sort_limit": 25}
    cases = {
        "class and year": ({"class": uid, "year": "2026"}, {"record_class": uid, "record_year": 2026}),
        "class": ({"class": uid}, {"record_class": uid}),
        "year": ({"year": "2026"}, {"record_year": 2026}),
        "everything": ({}, {"object_provides": "collective.trail.interfaces.IRecord"}),
    }
    for name, (form, query) in cases.items():
        base = p50(lambda query=query: plain(query, **batch))
        mine = p50(lambda form=form: ours(portal.REQUEST, form))
        print(f"{size:>7} {name:<15} plain {base:7.1f} ms  file list {mine:7.1f} ms  ratio {mine / base:5.2f}")
    before = memory()
    start = perf_counter()
    write_csv(Sink(), REGISTER.columns, REGISTER.every(ask(REGISTER, {})), Reading(portal.REQUEST))
    grown = memory() - before
    print(f"{size:>7} CSV of all      {perf_counter() - start:7.1f} s   memory {before} MB, grew {grown} MB")


def main() -> None:
    """All sizes in one database."""
    sizes = [int(each) for each in (sys.argv[1] if len(sys.argv) > 1 else "1000,10000,50000").split(",")]
    with office() as portal:
        classes = make_classes(portal)
        done = 0
        for size in sizes:
            fill(portal, classes, done, size)
            done = size
            with api.env.adopt_user("outsider"):
                measure(portal, size, classes)


if __name__ == "__main__":
    main()
