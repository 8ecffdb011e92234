"""P3: sends the notices that wait in a site's outbox, after the commit of what they tell.

Each reader who was told is noted in a commit of its own. A crash loses nothing: a notice stays until all were told. One
between the server's answer and the note sends that one mail again, with the same Message-ID.
"""

from collective.trail.notifications.address import site_address
from collective.trail.notifications.kinds import Kind
from collective.trail.notifications.mail import cannot_send
from collective.trail.notifications.mail import MailFailed
from collective.trail.notifications.mail import send
from collective.trail.notifications.outbox import Notice
from collective.trail.notifications.outbox import Outbox
from collective.trail.notifications.outbox import outbox_of
from collective.trail.notifications.outbox import waiting
from collective.trail.notifications.readers import Reader
from collective.trail.notifications.readers import readers_in
from collective.trail.rules.clock import now
from collective.trail.rules.languages import catalog_of
from datetime import timedelta
from functools import partial
from typing import Any
from ZODB.POSException import ConflictError
from zope.i18n import translate

import transaction


#: A server that refused is left alone for so long by a job that runs each minute.
PAUSE = timedelta(minutes=10)
#: An address that is refused for so long keeps no notice that others were told.
PATIENCE = timedelta(days=3)


def deliver(site: Any, hurry: bool = True) -> str | None:
    """P3: send what waits; the sentence (English) on why some of it still does. Commits the current transaction.

    Without ``hurry`` a mail server that has just failed is not asked again at once.
    """
    transaction.commit()
    outbox = outbox_of(site)
    if outbox is None or not outbox.pending():
        return None
    if hurry or outbox.failed_at is None or now() - outbox.failed_at >= PAUSE:
        try:
            _deliver_all(outbox, site_address(site))
        except ConflictError:
            # Another process is sending the same notices; what it leaves is sent by the next run.
            transaction.abort()
    reason = waiting(site)
    return None if reason is None else f"Not everybody was told by mail. {translate(reason, target_language='en')}"


def _deliver_all(outbox: Outbox, address: str | None) -> None:
    failures = [failure for each in outbox.pending() for failure in _deliver(outbox, *each, address)]
    failure = failures[0] if failures else None
    if failure is not None or outbox.failure is not None:
        outbox.failure, outbox.failed_at = failure, now() if failure is not None else None
        transaction.commit()


def _deliver(outbox: Outbox, notice: Notice, kind: Kind, address: str | None) -> list[str]:
    """Tell all who were not told yet; why some of them still are not."""
    readers = readers_in(kind.group)
    if cannot_send() is not None or not readers:
        return []
    failures = []
    facts = {**notice.data, "address": address}
    for reader in readers:
        if reader.user_id not in notice.told:
            try:
                send(kind.write(facts, partial(_say, reader)), reader, notice.id)
            except MailFailed as failed:
                failures.append(f"{reader.user_id}: {failed}")
            else:
                notice.told += (reader.user_id,)
                transaction.commit()
    if not failures or (notice.told and now() - notice.posted_at >= PATIENCE):
        del outbox.notices[notice.id]
        transaction.commit()
    return failures


def _say(reader: Reader, message: Any) -> str:
    return str(translate(message, target_language=catalog_of(reader.language)))
