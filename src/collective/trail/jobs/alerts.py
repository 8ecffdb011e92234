"""P1, P5: what auditors are told by mail: records that differ from their trail, and a log that does not fit its database.

A mail goes through servers of others and is read on telephones, so that it names numbers and fields and no title, text
or file name: who may read more follows the link.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from collective.trail.content.field_titles import compared_title
from collective.trail.i18n import _
from collective.trail.jobs.delivery import deliver
from collective.trail.jobs.record_check import Difference
from collective.trail.ledger.site import ledger_of
from collective.trail.notifications.kinds import Kind
from collective.trail.notifications.kinds import Say
from collective.trail.notifications.mail import Letter
from collective.trail.notifications.outbox import news
from collective.trail.notifications.outbox import post
from collective.trail.rules.clock import now
from collective.trail.security.groups import AUDITORS
from collective.trail.settings.local_time import site_zone
from typing import Any


#: How many differences one mail lists; the page has more.
LISTED = 100
PAGE = "@@trail-log-status"

DIFFERS = "trail.differs"
BROKEN = "trail.broken"


def post_differences(site: Any, differences: Sequence[Difference], faults: Iterable[str]) -> None:
    """P1: tell auditors of differences that are new, and of those faults of the trail itself that stand newly."""
    told = news(site, DIFFERS, faults)
    if not differences and not told:
        return
    listed = [_facts(site, each) for each in differences[:LISTED]]
    facts = {"differences": listed, "count": len(differences), "faults": told}
    post(site, DIFFERS, {**facts, **_where(site)})


def alert_broken(site: Any, sentences: Iterable[str]) -> str | None:
    """P1: tell auditors what newly stands between database and log; why they could not be told. Commits."""
    told = news(site, BROKEN, sentences)
    if told:
        post(site, BROKEN, {"faults": told, **_where(site)})
    return deliver(site, hurry=bool(told))


def _facts(site: Any, each: Difference) -> dict[str, Any]:
    log = ledger_of(site).record_log(each.record)
    newest = log.last if log is not None else None
    return {
        "record": each.record,
        "number": newest.get("number") if newest is not None else None,
        "portal_type": newest.get("portal_type") if newest is not None else "",
        "field": "annex" if each.annex else each.field,
    }


def _where(site: Any) -> dict[str, Any]:
    moment = now().astimezone(site_zone())
    return {"site": site.Title(), "moment": f"{moment:%Y-%m-%d %H:%M} {site_zone().key}"}


def _differs(data: Mapping[str, Any], say: Say) -> Letter:
    count = data["count"] + len(data["faults"])
    subject = _(
        "mail_differs_subject",
        default="${site}: new differences found by the self-check (${count})",
        mapping={"site": data["site"], "count": count},
    )
    begin = _(
        "mail_differs_begin",
        default="The self-check of ${moment} compared the records with their trail. These do not agree, and nobody "
        "was told of them before:",
        mapping={"moment": data["moment"]},
    )
    lines = [_line(each, say) for each in data["differences"]]
    if data["count"] > len(lines):
        lines.append(say(_("mail_more", default="and ${count} more", mapping={"count": data["count"] - len(lines)})))
    return Letter(say(subject), _text(say, begin, [*lines, *data["faults"]], data))


def _broken(data: Mapping[str, Any], say: Say) -> Letter:
    subject = _(
        "mail_broken_subject",
        default="${site}: the database is not what was signed",
        mapping={"site": data["site"]},
    )
    begin = _(
        "mail_broken_begin",
        default="The run of ${moment} that takes new entries into the signed log found that database and log do not "
        "agree:",
        mapping={"moment": data["moment"]},
    )
    return Letter(say(subject), _text(say, begin, data["faults"], data))


def _line(each: Mapping[str, Any], say: Say) -> str:
    field = say(compared_title(each["portal_type"], each["field"]))
    if each["number"]:
        message = _(
            "mail_difference", default="${number}: ${field}", mapping={"number": each["number"], "field": field}
        )
    else:
        message = _(
            "mail_difference_unnumbered",
            default="Record without a number, UID ${record}: ${field}",
            mapping={"record": each["record"], "field": field},
        )
    return say(message)


def _text(say: Say, begin: Any, lines: Iterable[str], data: Mapping[str, Any]) -> str:
    where = (
        _(
            "mail_where",
            default="The page “Log” shows more: ${address}",
            mapping={"address": f"{data['address']}/{PAGE}"},
        )
        if data["address"]
        else _(
            "mail_where_unknown",
            default="The page “Log” shows more: open “Trail of the whole site” in your user menu.",
        )
    )
    once = _(
        "mail_once",
        default="Each difference is told once. You get this mail because you are in the group of auditors.",
    )
    listed = "\n".join(f"- {line}" for line in lines)
    return "\n\n".join([say(begin), listed, say(where), say(once)]) + "\n"


differs = Kind(AUDITORS, _differs)
broken = Kind(AUDITORS, _broken)
