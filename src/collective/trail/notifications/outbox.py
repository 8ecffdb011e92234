"""P3: notices wait here from the commit of what they tell until the mail server has taken them.

``post`` belongs to the transaction of the act: no act without its notice, no notice of an act that was rolled back. The
job that delivers is ``jobs/delivery.py``.
"""

from BTrees.OOBTree import OOBTree
from collections.abc import Iterable
from collections.abc import Mapping
from collective.trail.i18n import _
from collective.trail.notifications.kinds import Kind
from collective.trail.notifications.kinds import kind_named
from collective.trail.notifications.mail import cannot_send
from collective.trail.notifications.readers import readers_in
from collective.trail.rules.clock import now
from datetime import datetime
from persistent import Persistent
from typing import Any
from uuid import uuid4
from zope.annotation.interfaces import IAnnotations
from zope.i18nmessageid import Message


KEY = "collective.trail.notifications"


class Notice(Persistent):
    """P3: something to be told, in facts; ``told`` are the ids of those whose mail was taken."""

    def __init__(self, kind: str, data: Mapping[str, Any]):
        self.id = uuid4().hex
        self.kind = kind
        self.data = dict(data)
        self.posted_at = now()
        self.told: tuple[str, ...] = ()


class Outbox(Persistent):
    """P3: the notices of a site that not everybody was told yet; what was told and still is so; the last failure."""

    def __init__(self) -> None:
        self.notices = OOBTree()
        self.standing = OOBTree()
        self.failure: str | None = None
        self.failed_at: datetime | None = None

    def pending(self) -> list[tuple[Notice, Kind]]:
        """P3: what waits, with its kind; nobody can word a notice of an add-on that is gone."""
        found = [(notice, kind_named(notice.kind)) for notice in self.notices.values()]
        return [(notice, kind) for notice, kind in found if kind is not None]


def outbox_of(site: Any) -> Outbox | None:
    """P3: the outbox of a site; None as long as nothing was ever posted."""
    found: Outbox | None = IAnnotations(site).get(KEY)
    return found


def post(site: Any, kind: str, data: Mapping[str, Any]) -> Notice:
    """P3: tell this once the present transaction is committed; ValueError for an unknown kind."""
    if kind_named(kind) is None:
        raise ValueError(f"There is no kind of notice {kind!r}: register it as a utility for INoticeKind.")
    notice = Notice(kind, data)
    _made(site).notices[notice.id] = notice
    return notice


def news(site: Any, topic: str, sentences: Iterable[str]) -> list[str]:
    """P3: those that did not stand under this topic before; from now on they do, and the others no more."""
    standing = tuple(dict.fromkeys(sentences))
    outbox = outbox_of(site)
    told = outbox.standing.get(topic, ()) if outbox is not None else ()
    if standing != told:
        _made(site).standing[topic] = standing
    return [sentence for sentence in standing if sentence not in told]


def waiting(site: Any) -> Message | None:
    """P3: why notices wait; None if none does."""
    outbox = outbox_of(site)
    pending = outbox.pending() if outbox is not None else []
    if outbox is None or not pending:
        return None
    groups = {kind.group for _notice, kind in pending}
    reason = next(filter(None, map(unreachable, sorted(groups))), None)
    if reason is None and outbox.failure is not None:
        reason = _(
            "err_mail_refused",
            default="The mail server did not take a mail: ${failure}",
            mapping={"failure": outbox.failure},
        )
    return reason or _("msg_mail_waits", default="Mail waits to be sent; the next run of a job sends it.")


def unreachable(group_id: str) -> Message | None:
    """P3: why nobody of a group can be told anything; None if somebody can."""
    reason = cannot_send()
    if reason is None and not readers_in(group_id):
        reason = _(
            "err_no_reader",
            default="Nobody in the group ${group} has a mail address.",
            mapping={"group": group_id},
        )
    return reason


def forget(site: Any) -> None:
    """S1: nobody is told anything any more; for the uninstallation."""
    IAnnotations(site).pop(KEY, None)


def _made(site: Any) -> Outbox:
    annotations = IAnnotations(site)
    if KEY not in annotations:
        annotations[KEY] = Outbox()
    outbox: Outbox = annotations[KEY]
    return outbox
