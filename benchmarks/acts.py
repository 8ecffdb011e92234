"""Prints what each act costs as a ratio to the same act on a plain Plone page, both measured in turn in one run.

Run: python benchmarks/acts.py [rounds]. Both have the same text and versions; every act is committed. The page stands
in a plain folder and goes through Plone's own workflow. Goals: create 1.15, edit 1.10, a transition without opinion
1.3, with opinion or number 2.
"""

from collective.trail.content.filing import new_record
from collective.trail.workflows.engine import perform
from office import office
from plone import api
from plone.app.textfield import RichTextValue
from plone.dexterity.utils import createContentInContainer
from statistics import median
from time import perf_counter
from zope.event import notify
from zope.lifecycleevent import ObjectModifiedEvent

import resource
import sys
import transaction


TEXT = "<p>" + "Everybody takes leave, and everybody says so in time. " * 40 + "</p>"


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


def page_acts(portal, made: dict) -> dict:
    """The acts on a plain page, by the name of the act of ours that they stand for."""
    folder = portal["plain"]
    tool = api.portal.get_tool("portal_workflow")

    def create():
        made["page"] = createContentInContainer(folder, "Document", title="Leave rules", text=text(0))

    def edit():
        made["page"].text = text(1)
        notify(ObjectModifiedEvent(made["page"]))

    return {
        "create": create,
        "edit": edit,
        "submit": lambda: tool.doActionFor(made["page"], "submit", comment="Please"),
        "withdraw": lambda: tool.doActionFor(made["page"], "retract", comment="Wait"),
        "submit again": lambda: tool.doActionFor(made["page"], "submit", comment="Please"),
        "review": lambda: tool.doActionFor(made["page"], "reject", comment="Clear"),
        "approve": lambda: tool.doActionFor(made["page"], "publish", comment="Signed"),
    }


def record_acts(portal, made: dict) -> dict:
    """The acts on a document of ours."""
    record_class = portal["administrative"]

    def create():
        made["record"] = new_record(
            record_class,
            "ControlledDocument",
            title="Leave rules",
            background="Old rules.",
            purpose="New rules.",
            content=text(0),
            department="HR",
        )

    def edit():
        made["record"].content = text(1)
        notify(ObjectModifiedEvent(made["record"]))

    return {
        "create": create,
        "edit": edit,
        "submit": lambda: perform(made["record"], "submit", "Please"),
        "withdraw": lambda: perform(made["record"], "withdraw", "Wait"),
        "submit again": lambda: perform(made["record"], "submit", "Please"),
        "review": lambda: perform(made["record"], "review", "Clear and complete."),
        "approve": lambda: perform(made["record"], "approve", "Signed."),
    }


ACTORS = {"review": "reviewer", "approve": "head"}
NOTES = {"submit": "with number", "review": "with opinion", "approve": "with opinion and signature"}


def main() -> None:
    """Do all acts in turn and print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with office() as portal:
        made: dict = {}
        pages, records = page_acts(portal, made), record_acts(portal, made)
        times: dict = {name: ([], []) for name in pages}
        for number in range(rounds + 5):
            for name in pages:
                with api.env.adopt_roles(["Manager"]):
                    plain = timed(pages[name])
                with api.env.adopt_user(ACTORS.get(name, "drafter")):
                    ours = timed(records[name])
                if number >= 5:  # the first rounds warm the caches
                    times[name][0].append(plain)
                    times[name][1].append(ours)
        print(f"{rounds} rounds, medians in ms, ratio to a plain page")
        for name, (plain, ours) in times.items():
            ratio = median(o / p for o, p in zip(ours, plain, strict=True))
            print(f"{name:<14} {median(plain):7.1f} {median(ours):7.1f}   {ratio:5.2f}   {NOTES.get(name, '')}")
        print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
