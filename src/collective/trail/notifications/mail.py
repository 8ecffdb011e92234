"""P3: one mail to one reader, through Plone's mail settings. It says at once whether the server has taken it."""

from collective.trail.i18n import _
from collective.trail.notifications.readers import Reader
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from email.utils import localtime
from hashlib import sha256
from plone import api
from plone.base.interfaces import IMailSchema
from plone.registry.interfaces import IRegistry
from Products.MailHost.MailHost import MailHostError
from typing import Any
from zope.component import getUtility
from zope.i18nmessageid import Message


NO_MAIL = _(
    "err_no_mail_settings",
    default="The site sends no mail: its mail settings name no server or no address of the sender.",
)


@dataclass(frozen=True)
class Letter:
    """P3: what a reader is told, in his or her language; plain text."""

    subject: str
    text: str


class MailFailed(Exception):
    """P3: the mail server did not take a mail; the message says why. It is tried again."""


def cannot_send() -> Message | None:
    """P3: why the site can send no mail at all; None where it is set up to."""
    settings = _settings()
    return None if settings.smtp_host and settings.email_from_address else NO_MAIL


def send(letter: Letter, reader: Reader, notice_id: str) -> None:
    """P3: send it now; MailFailed. A mail that is sent again has the same Message-ID, so that programs know it."""
    # Not through MailHost's own queue of the transaction: that one sends after the commit and only logs a failure.
    try:
        api.portal.get_tool("MailHost").send(_message(letter, reader, notice_id), immediate=True)
    except (HeaderParseError, MailHostError, OSError, RuntimeError, ValueError) as error:
        raise MailFailed(f"{type(error).__name__}: {error}") from error


def _message(letter: Letter, reader: Reader, notice_id: str) -> EmailMessage:
    settings = _settings()
    sender = settings.email_from_address
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = reader.address
    addresses = message["To"].addresses
    if len(addresses) != 1 or not addresses[0].domain:
        raise MailFailed(f"{reader.address!r} is no mail address")
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(localtime())
    name = sha256(f"{notice_id} {reader.user_id}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    # Nobody's holiday notice answers it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = reader.language
    message.set_content(letter.text)
    return message


def _settings() -> Any:
    return getUtility(IRegistry).forInterface(IMailSchema, prefix="plone", check=False)
