"""What each act costs as a ratio to the same act on a plain Plone page, and what of it is the trail.

Both have the same text and keep versions; every act is committed. The page stands in a plain folder and goes through
Plone's own workflow. In each round every act is done three times, one after the other: on a page, on a document, and
on a document while nothing is entered in the trail. A ratio is the median over all rounds of the ratios in one round.
"""

from collective.trail.content import digest
from collective.trail.content.document import IControlledDocumentSchema
from collective.trail.content.filing import new_record
from collective.trail.subscribers import numbering as number_subscribers
from collective.trail.subscribers import trail as trail_subscribers
from collective.trail.workflows.engine import perform
from contextlib import contextmanager
from itertools import count
from office import office
from plone import api
from plone.app.contenttypes.behaviors.richtext import IRichText
from plone.app.textfield import RichTextValue
from plone.dexterity.utils import createContentInContainer
from report import arguments
from report import Report
from report import run
from statistics import median
from time import perf_counter
from zope.event import notify
from zope.lifecycleevent import Attributes
from zope.lifecycleevent import ObjectModifiedEvent

import resource
import transaction


TEXT = "<p>" + "Everybody takes leave, and everybody says so in time. " * 40 + "</p>"
WARMING = 5
ACTORS = {"review": "reviewer", "approve": "head"}
GOALS = {"create": 1.15, "edit": 1.10, "submit": 2.0, "withdraw": 1.3, "submit again": 1.3, "review": 2, "approve": 2}
NOTES = {
    "submit": "submit, with number",
    "review": "review, with opinion",
    "approve": "approve, opinion and signature",
}


def text(number: int) -> RichTextValue:
    """A main content that differs from round to round."""
    return RichTextValue(TEXT + f"<p>{number}</p>", "text/html", "text/x-html-safe")


def timed(act) -> float:
    """Milliseconds of an act with its commit."""
    transaction.begin()
    start = perf_counter()
    act()
    transaction.commit()
    return (perf_counter() - start) * 1000


def page_acts(portal) -> dict:
    """The acts on a plain page, by the name of the act of ours that they stand for."""
    made: dict = {}
    titles = (f"Leave rules {number}" for number in count())
    folder = portal["plain"]
    tool = api.portal.get_tool("portal_workflow")

    def create():
        # Another title each time: Plone makes the id of it, and looks for a free one.
        made["page"] = createContentInContainer(folder, "Document", title=next(titles), text=text(0))

    def edit():
        # Forms and REST say which fields they changed.
        made["page"].text = text(1)
        notify(ObjectModifiedEvent(made["page"], Attributes(IRichText, "text")))

    return {
        "create": create,
        "edit": edit,
        "submit": lambda: tool.doActionFor(made["page"], "submit", comment="Please"),
        "withdraw": lambda: tool.doActionFor(made["page"], "retract", comment="Wait"),
        "submit again": lambda: tool.doActionFor(made["page"], "submit", comment="Please"),
        "review": lambda: tool.doActionFor(made["page"], "reject", comment="Clear"),
        "approve": lambda: tool.doActionFor(made["page"], "publish", comment="Signed"),
    }


def record_acts(portal) -> dict:
    """The acts on a document of ours."""
    made: dict = {}
    titles = (f"Leave rules {number}" for number in count())
    record_class = portal["administrative"]

    def create():
        made["record"] = new_record(
            record_class,
            "ControlledDocument",
            title=next(titles),
            background="Old rules.",
            purpose="New rules.",
            content=text(0),
            department="HR",
        )

    def edit():
        made["record"].content = text(1)
        notify(ObjectModifiedEvent(made["record"], Attributes(IControlledDocumentSchema, "content")))

    return {
        "create": create,
        "edit": edit,
        "submit": lambda: perform(made["record"], "submit", "Please"),
        "withdraw": lambda: perform(made["record"], "withdraw", "Wait"),
        "submit again": lambda: perform(made["record"], "submit", "Please"),
        "review": lambda: perform(made["record"], "review", "Clear and complete."),
        "approve": lambda: perform(made["record"], "approve", "Signed."),
    }


@contextmanager
def no_trail():
    """Nothing is entered, and what an entry says is not computed: what the acts would cost without the trail."""
    writers = (trail_subscribers, number_subscribers)
    entry, remember = trail_subscribers.entry, digest.remember_changes
    for module in writers:
        module.entry = lambda *args, **kwargs: None
    digest.remember_changes = lambda record: {}
    try:
        yield
    finally:
        for module in writers:
            module.entry = entry
        digest.remember_changes = remember


def one_round(pages: dict, records: dict, silent: dict) -> dict[str, tuple[float, float, float]]:
    """Milliseconds of each act: on a page, on a document, on a document without a trail."""
    times = {}
    for name in pages:
        with api.env.adopt_roles(["Manager"]):
            plain = timed(pages[name])
        with api.env.adopt_user(ACTORS.get(name, "drafter")):
            ours = timed(records[name])
            with no_trail():
                without = timed(silent[name])
        times[name] = (plain, ours, without)
    return times


def main() -> None:
    """Do all acts in turn and print medians and ratios."""
    asked = arguments(__doc__, rounds=(150, "how often each act is done")).parse_args()
    with office() as portal:
        report = Report("acts")
        pages, records, silent = page_acts(portal), record_acts(portal), record_acts(portal)
        for _round in range(WARMING):
            one_round(pages, records, silent)
        rounds = [one_round(pages, records, silent) for _round in range(asked.rounds)]
        report.say(f"{asked.rounds} rounds, medians in ms; ratio to the plain page")
        for name in pages:
            plain, ours, without = (median(each[name][place] for each in rounds) for place in range(3))
            ratio = median(each[name][1] / each[name][0] for each in rounds)
            trail = median(each[name][1] - each[name][2] for each in rounds)
            figures = f"page {plain:6.1f}  document {ours:6.1f} (without a trail {without:6.1f}, trail {trail:+5.1f})"
            report.goal(NOTES.get(name, name), figures, ratio, at_most=GOALS[name])
        report.say(f"memory at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        report.close()


if __name__ == "__main__":
    run(main)
