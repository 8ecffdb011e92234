"""D1, P2: the demo documents' lives, step by step, each as the person whose part it is, in the order of time.

Every step happened when the story says and is recorded when the demo is built: the trail shows both times (P3).
"""

from collections.abc import Callable
from collections.abc import Iterator
from collective.trail.content.filing import new_record
from collective.trail.demo import opinions
from collective.trail.demo.documents import PAPERS
from collective.trail.demo.files import annex_file
from collective.trail.demo.files import main_file
from collective.trail.demo.office import class_at
from collective.trail.demo.office import LEADER
from collective.trail.demo.office import PEOPLE
from collective.trail.demo.paper import Paper
from collective.trail.rules.clock import happening
from collective.trail.settings.local_time import site_zone
from collective.trail.workflows import document as w
from collective.trail.workflows.engine import perform
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import partial
from html import escape
from plone import api
from plone.app.iterate.dexterity.utils import get_working_copy
from plone.app.textfield import RichTextValue
from plone.dexterity.utils import createContentInContainer
from typing import Any
from zope.event import notify
from zope.lifecycleevent import Attributes
from zope.lifecycleevent import ObjectModifiedEvent


@dataclass(frozen=True)
class Step:
    """P2: one act of one person."""

    moment: datetime
    actor: str
    act: Callable[["Life"], None]
    life: "Life"

    def happen(self) -> None:
        """P1, P3: do it as the person, at its time."""
        with happening(self.moment), api.env.adopt_user(self.actor):
            self.act(self.life)


class Life:
    """D1: a document on its way; ``record`` is what its people work on now."""

    def __init__(self, position: int, paper: Paper):
        self.position = position
        self.paper = paper
        self.record: Any = None
        self.points = paper.points
        self.people = cast(paper)

    def steps(self) -> Iterator[Step]:
        """D1: all that happens to it, from draft to the state that the story leaves it in."""
        at = _Calendar(self.paper.drafted_on, self.position)
        drafter, reviewer, approver = self.people
        yield self._step(at, drafter, _draft)
        yield from self._judged(at)
        if self.paper.abolished:
            later = _Calendar(date.fromisoformat(self.paper.abolished), self.position)
            yield self._step(later, approver, partial(_act, w.ABOLISH, opinions.abolished(self.paper)))
        if self.paper.revision is not None:
            later = _Calendar(date.fromisoformat(self.paper.revision.day), self.position)
            yield self._step(later, drafter, _revise)
            if self.paper.revision.finished:
                yield self._step(later.days(2), drafter, partial(_act, w.SUBMIT, ""))
                yield self._step(later.days(2), reviewer, partial(_act, w.REVIEW, opinions.agreed(self.paper, 1)))
                yield self._step(later.days(1), approver, partial(_act, w.APPROVE, opinions.signed(self.paper, 1)))

    def _judged(self, at: "_Calendar") -> Iterator[Step]:
        paper, (drafter, reviewer, approver) = self.paper, self.people
        if paper.state == w.DRAFT:
            return
        yield self._step(at.days(1), drafter, partial(_act, w.SUBMIT, ""))
        if paper.changes:
            yield self._step(at.days(2), reviewer, partial(_act, w.REQUEST_CHANGES, paper.changes))
            if paper.state == w.RETURNED:
                return
            yield self._step(at.days(1), drafter, _improve)
            yield self._step(at.days(0), drafter, partial(_act, w.RESUBMIT, opinions.improved(paper)))
        if paper.state == w.SUBMITTED:
            return
        if paper.state == w.REJECTED:
            yield self._step(at.days(2), reviewer, partial(_act, w.REJECT, paper.verdict))
            return
        yield self._step(at.days(2), reviewer, partial(_act, w.REVIEW, opinions.agreed(paper, self.position)))
        if paper.state == w.REVIEWED:
            return
        yield self._step(at.days(1), approver, partial(_act, w.APPROVE, opinions.signed(paper, self.position)))

    def _step(self, at: "_Calendar", actor: str, act: Callable[["Life"], None]) -> Step:
        return Step(at.moment(), actor, act, self)


class _Calendar:
    """Working days and hours; the position spreads the acts of a day."""

    def __init__(self, day: date, position: int):
        self.day = _workday(day)
        self.minutes = 15 + position * 7 % 90

    def days(self, count: int) -> "_Calendar":
        """So many days on, to a working day."""
        self.day = _workday(self.day + timedelta(days=count))
        return self

    def moment(self) -> datetime:
        """The next quiet moment of the day."""
        self.minutes += 41
        return datetime.combine(self.day, time(8), site_zone()) + timedelta(minutes=self.minutes)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def cast(paper: Paper) -> tuple[str, str, str]:
    """D1: drafter, reviewer and approver: three people, of the department where it has them, else the leader."""
    staff = [person for person in PEOPLE if person.department == paper.department]
    by_duty = {person.duty: person.id for person in staff}
    drafter = paper.drafter or by_duty[""]
    reviewer = paper.reviewer or by_duty.get("reviewer") or by_duty["head"]
    if reviewer == drafter:
        reviewer = by_duty["head"]
    approver = paper.approver or by_duty["head"]
    return drafter, reviewer, approver if approver not in (drafter, reviewer) else LEADER


def tell() -> None:
    """D1, P2: let all sixty documents live, in the order of time, so that numbers follow each other as they would."""
    lives = [Life(position, paper) for position, paper in enumerate(PAPERS)]
    for step in sorted((step for life in lives for step in life.steps()), key=lambda step: step.moment):
        step.happen()


def _draft(life: Life) -> None:
    paper = life.paper
    record_class = class_at(paper.place)
    life.record = new_record(
        record_class,
        "ControlledDocument",
        title=paper.title,
        background=paper.background,
        purpose=paper.purpose,
        content=_rich(paper.points),
        file=main_file(paper),
        department=paper.department,
        readers=paper.readers,
        original=paper.original,
        shelf_mark=paper.shelf_mark or None,
        secrecy=paper.secrecy or record_class.default_secrecy,
    )
    for annex in paper.annexes:
        # ``api.content.create`` would rename the annex afterwards, which nobody may.
        createContentInContainer(life.record, "File", title=annex.title, file=annex_file(annex, paper))


def _rich(points: tuple[str, ...]) -> RichTextValue:
    items = "".join(f"<li>{escape(point)}</li>" for point in points)
    return RichTextValue(f"<ol>{items}</ol>", "text/html", "text/x-html-safe")


def _add_point(life: Life, point: str) -> None:
    """The text goes on, and with it the main file where there is one."""
    life.points = (*life.points, point)
    life.record.content = _rich(life.points)
    changed = ["content"]
    if life.paper.main:
        life.record.file = main_file(replace(life.paper, points=life.points))
        changed.append("file")
    notify(ObjectModifiedEvent(life.record, Attributes(None, *changed)))


def _improve(life: Life) -> None:
    _add_point(life, opinions.clarification(life.paper))


def _revise(life: Life) -> None:
    revision = life.paper.revision
    perform(life.record, w.REVISE, text=revision.reason)
    life.record = get_working_copy(life.record)
    _add_point(life, revision.point)


def _act(transition: str, text: str, life: Life) -> None:
    result = perform(life.record, transition, text=text)
    # Approving a revision ends the working copy; the record in force comes back instead.
    life.record = result if result is not None else life.record
