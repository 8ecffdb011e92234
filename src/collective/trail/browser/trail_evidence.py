"""P1: the evidence on the tab "Trail": how the record and each entry stand in the signed log, and who keeps that."""

from collections.abc import Iterable
from collective.trail.browser.moments import shown_moment
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.timeline.answer import Answer
from collective.trail.timeline.checking import differs
from collective.trail.timeline.evidence import Confirmation
from collective.trail.timeline.evidence import evidence
from collective.trail.timeline.evidence import Place
from collective.trail.timeline.record_evidence import is_late
from collective.trail.timeline.record_evidence import record_standing
from collective.trail.timeline.record_evidence import RecordStanding
from plone.uuid.interfaces import IUUID
from Products.Five import BrowserView
from typing import Any
from zope.component import queryMultiAdapter
from zope.i18n import translate
from zope.i18nmessageid import Message


LATE = _(
    "msg_record_late",
    default="${waiting} of ${count} entries of this record do not stand in the signed log, though they should by now. Tell "
    "the auditors.",
)
ALL_WAIT = _(
    "msg_record_all_wait",
    default="The ${count} entries of this record wait for the signed log. It takes new ones in within minutes.",
)
SOME_WAIT = _(
    "msg_record_waits",
    default="${waiting} of ${count} entries of this record wait for the signed log, which takes new ones in within minutes. "
    "The others stand in it.",
)
SIGNED = _(
    "msg_record_signed",
    default="All ${count} entries of this record stand in the signed log, since ${moment}.",
)
NEWEST_SIGNED = _(
    "msg_record_signed_newest",
    default="The newest ${count} of the ${total} entries of this record all stand in the signed log, since ${moment}.",
)


class EvidenceOfTrail(BrowserView):
    """What a page that shows a trail says about its evidence; the page sets what is declared here."""

    whole_site: bool
    answer: Answer
    rows: list[dict[str, Any]]
    places: dict[str, Place | None]
    proved: RecordStanding | None
    #: Why the log cannot be read; the trail can be, all the same.
    unreadable = ""

    def _proved(self) -> RecordStanding | None:
        """P1: how the record's whole trail stands in the log; None where no log is kept, and for the site."""
        try:
            with evidence() as log:
                return record_standing(log, self.answer) if log is not None and not self.whole_site else None
        except RuleViolation as violation:
            self.unreadable = translate(violation.message, context=self.request)
            return None

    def _places(self) -> dict[str, Place | None]:
        """P1: where each entry shown stands in the log; empty where no log is kept."""
        try:
            with evidence() as log:
                return {row["hash"]: log.place(row["hash"]) for row in self.rows} if log is not None else {}
        except RuleViolation as violation:
            self.unreadable = translate(violation.message, context=self.request)
            return {}

    def standing(self, row: dict[str, Any]) -> str:
        """P1: one sentence on where an entry stands in the log; empty where no log is kept."""
        if row["hash"] not in self.places:
            return ""
        place = self.places[row["hash"]]
        if place is None and is_late(row["recorded_at"]):
            message = _(
                "msg_late_in_log", default="Not in the signed log, though it should be by now. Tell the auditors."
            )
        elif place is None:
            message = _("msg_not_in_log", default="Not in the signed log yet; it will be within minutes.")
        else:
            message = _(
                "msg_in_log",
                default="Entry ${leaf} of the signed log, signed ${moment} with the checkpoint of ${size} entries.",
                mapping={"leaf": place.leaf, "moment": shown_moment(place.signed_at), "size": place.size},
            )
        return translate(message, context=self.request)

    def keepers(self, row: dict[str, Any]) -> list[str]:
        """P1: the anchors that keep an entry's checkpoint or a later one, each with the time since when."""
        place = self.places.get(row["hash"])
        return self.kept_since(place.anchors) if place is not None else []

    def kept_since(self, anchors: Iterable[Confirmation]) -> list[str]:
        """P1: anchors with the time since when they keep something."""
        return [
            translate(
                _(
                    "msg_kept_since",
                    default="${anchor} since ${moment}",
                    mapping={"anchor": each.anchor, "moment": shown_moment(each.confirmed_at)},
                ),
                context=self.request,
            )
            for each in anchors
        ]

    def proved_sentence(self) -> str:
        """P1: one sentence on how the whole trail of the record stands in the log."""
        standing = self.proved.standing
        facts = {
            "count": standing.entries,
            "waiting": len(standing.missing),
            "total": self.proved.total,
            "moment": shown_moment(standing.signed_at) if standing.signed_at else "",
        }
        message = _sentence(self.proved)
        return translate(Message(message, message.domain, message.default, facts), context=self.request)

    def differs(self) -> bool:
        """P1: whether the last self-check found that the record is not what its trail says."""
        return differs(IUUID(self.context))

    def bundle_url(self) -> str:
        """P1: where the evidence of the whole record can be taken away as one file; empty where nothing makes it."""
        name = "trail-evidence"
        there = queryMultiAdapter((self.context, self.request), name=name) is not None
        return f"{self.context.absolute_url()}/@@{name}" if there else ""

    def proof_url(self, row: dict[str, Any]) -> str:
        """P1: the address of an entry's proof; empty for what has none, and on the site, which asks each record."""
        if self.whole_site or not self.places.get(row["hash"]):
            return ""
        return f"{self.context.absolute_url()}/@@trail-proof?entry={row['id']}"


def _sentence(proved: RecordStanding) -> Message:
    if proved.late:
        return LATE
    if proved.standing.signed_at is None:
        return ALL_WAIT
    if proved.standing.missing:
        return SOME_WAIT
    return SIGNED if proved.whole else NEWEST_SIGNED
