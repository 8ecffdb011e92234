"""What a growing office costs: create, @search, file list and trail at 1,000, 10,000 and 50,000 records; memory.

Each reading service is asked in the process for the data it answers with, by a user who is no manager, in turn with a
plain catalog query that has the same indexes, order and batch and reads the same metadata of its brains. A fresh request
serves each question, so that nothing is remembered. The trail of one record has no catalog query of its own: its 25
entries stand beside 25 brains of one class and year. Creating stands beside creating a plain page in the same database.
Objects woken are counted in the database's cache, emptied before. See ``filling`` for how the records get there.
"""

from Acquisition import aq_base
from acts import page_acts
from acts import record_acts
from acts import timed
from collective.trail.interfaces import IRecord
from collective.trail.ledger import record as entry
from collective.trail.registers.as_csv import write_csv
from collective.trail.registers.asking import ask
from collective.trail.registers.file_list import FileList
from collective.trail.registers.reading import Reading
from filling import fill
from filling import make_classes
from filling import YEARS
from io import RawIOBase
from office import office
from pathlib import Path
from plone import api
from plone.browserlayer.layer import mark_layer
from report import arguments
from report import Report
from report import run
from statistics import median
from Testing.makerequest import makerequest
from time import perf_counter
from types import SimpleNamespace
from zope.component import getMultiAdapter
from zope.globalrequest import setRequest

import os
import transaction


READER = "outsider"
SIZES = (1000, 10_000, 50_000)
BATCH = 25
PAGE = 200
PAGES = 60
GOAL_SIZE = 50_000
SLOWER = 1.5
CREATE = 1.15
FLAT = 1.05
REGISTER = FileList()
#: What plone.restapi's @search and our file list read of each brain.
SUMMARY = ("Title", "Description", "portal_type", "review_state")
COLUMNS = (
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
)


def service(context, name: str, form: dict, *path: str):
    """A REST service with a request of its own, ready to reply."""
    portal = api.portal.get()
    request = makerequest(aq_base(portal.getPhysicalRoot())).REQUEST
    request.form = dict(form)
    mark_layer(portal, SimpleNamespace(request=request))
    setRequest(request)
    found = getMultiAdapter((context, request), name=f"GET_application_json_{name}")
    for step in path:
        found = found.publishTraverse(request, step)
    return found


def query(asked: dict, metadata: tuple[str, ...]) -> int:
    """One batch of a plain catalog query, with what its brains say."""
    how = {"b_start": 0, "b_size": BATCH}
    found = api.portal.get_tool("portal_catalog").searchResults(asked, **how)
    return len([[brain.getURL(), *(getattr(brain, name) for name in metadata)] for brain in found[:BATCH]])


def cases(portal, record_class, record) -> dict:
    """By name: a maker of the service, what the plain query asks, and what it reads of each brain."""
    uid, batch = record_class.UID(), {"b_size": str(BATCH)}
    narrow = {"record_class": uid, "record_year": YEARS[-1], "sort_on": "number_order"}
    year = {"record_year": YEARS[-1], "sort_on": "number_order"}
    every = {"object_provides": IRecord.__identifier__, "sort_on": "number_order"}
    words = {"SearchableText": "leave", "portal_type": "ControlledDocument"}

    def search(asked):
        # As record_year:int=2026 and the like arrive from the address.
        return lambda: service(portal, "@search", {**asked, **batch})

    def files(**asked):
        return lambda: service(portal, "@registers", {**asked, **batch}, REGISTER.id)

    return {
        "@search class and year": (search(narrow), narrow, SUMMARY),
        "@search year": (search(year), year, SUMMARY),
        "@search every record": (search(every), every, SUMMARY),
        "@search a common word": (search(words), words, SUMMARY),
        "file list class and year": (files(**{"class": uid, "year": str(YEARS[-1])}), narrow, COLUMNS),
        "file list year": (files(year=str(YEARS[-1])), year, COLUMNS),
        "file list every record": (files(), every, COLUMNS),
        "@trail of a record": (lambda: service(record, "@trail", batch), narrow, COLUMNS),
    }


def took(act) -> float:
    """Milliseconds of an act."""
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def woken(portal, act) -> int:
    """How many records the act fetched from the database."""
    transaction.commit()
    portal._p_jar.cacheMinimize()
    act()
    return sum(IRecord.providedBy(found) for _oid, found in portal._p_jar._cache.lru_items())


def read(report: Report, portal, size: int, record_class, record, rounds: int) -> None:
    """The lines of all reading services."""
    for name, (make, asked, metadata) in cases(portal, record_class, record).items():
        rows = make().reply()["items"]
        if len(rows) != min(BATCH, query(asked, metadata)):
            raise SystemExit(f"{name} gave {len(rows)} rows, and the plain query another number.")
        pairs = [(took(lambda q=asked, m=metadata: query(q, m)), took(make().reply)) for _round in range(rounds)]
        plain, ours = (median(pair[place] for pair in pairs) for place in range(2))
        figures = f"query {plain:6.1f} ms  service {ours:6.1f} ms"
        tell(report, size, name, figures, ours / plain, SLOWER)
        # The record whose trail is read is fetched before the service is asked.
        least = 1 if name.startswith("@trail") else 0
        fetched = woken(portal, lambda make=make: make().reply()) - least
        if fetched > 0:
            report.goal(f"{size} {name}", f"records woken for {len(rows)} rows", fetched, at_most=0)


def tell(report: Report, size: int, what: str, figures: str, value: float, goal: float) -> None:
    """A line; the goals are for an office of ``GOAL_SIZE`` records."""
    label = f"{size:>6} {what}"
    if size >= GOAL_SIZE:
        report.goal(label, figures, value, at_most=goal)
    else:
        report.say(f"{label:<34} {figures}   {value:6.2f}")


def make(report: Report, portal, size: int, acts: tuple[dict, dict], rounds: int) -> None:
    """The line of creating."""
    pages, records = acts
    pairs = []
    for _round in range(rounds):
        with api.env.adopt_roles(["Manager"]):
            plain = timed(pages["create"])
        with api.env.adopt_user("drafter"):
            pairs.append((plain, timed(records["create"])))
    plain, ours = (median(pair[place] for pair in pairs) for place in range(2))
    ratio = median(ours / plain for plain, ours in pairs)
    tell(report, size, "create", f"page  {plain:6.1f} ms  document {ours:5.1f} ms", ratio, CREATE)


class Sink(RawIOBase):
    """Takes what is written and keeps nothing."""

    def write(self, data) -> int:
        """How much was taken."""
        return len(data)


def memory() -> float:
    """What the process holds now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def list_all(portal, size: int) -> None:
    """Every record once as CSV, and up to ``PAGES`` pages of the file list from the first to the last record."""
    write_csv(Sink(), REGISTER.columns, REGISTER.every(ask(REGISTER, {})), Reading(portal.REQUEST))
    for start in range(0, size, max(PAGE, size // PAGES)):
        form = {"b_start": str(start), "b_size": str(PAGE)}
        service(portal, "@registers", form, REGISTER.id).reply()
        transaction.commit()


def hold(report: Report, portal, size: int) -> None:
    """The line of memory: what a first listing of everything holds, and what two more add to it."""
    list_all(portal, size)
    before = memory()
    for _round in range(2):
        list_all(portal, size)
    after = memory()
    figures = f"after one listing {before:.0f} MB  after three {after:.0f} MB"
    tell(report, size, "memory under listing", figures, after / before, FLAT)


def long_trail(portal, classes: list):
    """A record whose trail fills more than a batch."""
    record = classes[0][str(YEARS[-1])].objectValues()[0]
    for _number in range(2 * BATCH):
        entry(record, "record.edited", {"fields": ["title", "content"], "digests": {}}, actor="drafter")
    transaction.commit()
    return record


def parsed():
    """The command line."""
    parser = arguments(
        __doc__, rounds=(25, "how often each question is asked"), creates=(40, "how often each is created")
    )
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="numbers of records, rising")
    return parser.parse_args()


def main() -> None:
    """All sizes in one database, one after the other."""
    asked = parsed()
    with office() as portal:
        report = Report("growth")
        classes = make_classes(portal)
        acts = (page_acts(portal), record_acts(portal))
        done, record = 0, None
        for size in asked.sizes:
            spent = took(lambda first=done, last=size: fill(portal, classes, first, last)) / 1000
            record = record or long_trail(portal, classes)
            report.say(f"{size} records; {size - done} filled in {spent:.0f} s, memory {memory():.0f} MB")
            done = size
            make(report, portal, size, acts, asked.creates)
            with api.env.adopt_user(READER):
                read(report, portal, size, classes[0], record, asked.rounds)
                hold(report, portal, size)
        report.close()


if __name__ == "__main__":
    run(main)
