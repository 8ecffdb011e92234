"""P1: the anchor ``mail``: checkpoints go as e-mails to people who keep them.

It speaks SMTP itself: Plone's mail host has its settings in the database that the log watches, and sends when a
transaction ends (decision 40).
"""

from collections.abc import Mapping
from collections.abc import Sequence
from collective.trail.ledger.anchors.contract import AnchorFailed
from collective.trail.ledger.anchors.contract import Delivery
from collective.trail.ledger.anchors.words import said
from collective.trail.ledger.log_settings import LogUnusable
from collective.trail.ledger.log_settings import secret
from collective.trail.rules.clock import now
from email.message import EmailMessage
from email.policy import SMTP as SMTP_FORM
from email.utils import format_datetime
from urllib.parse import unquote
from urllib.parse import urlsplit

import hashlib
import re
import smtplib
import ssl


#: Seconds that each step of the talk with a mail server may take.
PATIENCE = 30
_ADDRESS = re.compile(r"[^\s@,;:<>\"()\\]+@[^\s@,;:<>\"()\\]+", re.ASCII)
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailAnchor:
    """P1: a mail goes to all its addresses or to none, so that none gets it twice because another was refused."""

    OPTIONS = ("every", "from", "to", "password", "ca")
    EVERY = 86400

    def __init__(self, name: str, place: str, options: Mapping[str, str], every: int):
        self.name = name
        self.every = every
        self.sender = _addresses(options, "from")[0]
        self.readers = _addresses(options, "to")
        url = urlsplit(place)
        if len(place.split()) != 1 or url.scheme not in _PORTS or not url.hostname or url.path.strip("/"):
            raise ValueError(f"{place!r} is no mail server such as smtp://mail.example; options stand before it")
        if url.password is not None:
            raise ValueError("a password does not belong into this line; password=FILE names a file with it")
        self.scheme, self.host, self.port = url.scheme, url.hostname, url.port or _PORTS[url.scheme]
        self.user = unquote(url.username) if url.username else None
        self.password = options.get("password")
        self.ca = options.get("ca")
        if bool(self.user) != bool(self.password):
            raise ValueError("a user in the address of the mail server and password=FILE belong together")
        if not (self.user or "").isascii():
            raise ValueError("the user of the mail server has characters outside of ASCII")
        if self.user and self.scheme == "smtp":
            raise ValueError("it would send a password in the clear; smtps or smtp+starttls does not")

    def keep(self, delivery: Delivery) -> None:
        """P1: AnchorFailed unless the mail server took the mail for every address."""
        try:
            self._deliver(_mail(self.sender, self.readers, delivery))
        except LogUnusable as error:
            raise AnchorFailed(f"{self.name} did not send the checkpoint: {error}") from error
        except smtplib.SMTPResponseException as error:
            why = f"{self.host} says {error.smtp_code} {said(error.smtp_error)}"
            raise AnchorFailed(f"{self.name} did not send the checkpoint: {why}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise AnchorFailed(f"{self.name} cannot send mail now: {said(str(error))}") from error

    def _deliver(self, mail: bytes) -> None:
        password = secret(self.password, "password").strip("\r\n") if self.password else ""
        if not password.isascii():
            raise LogUnusable(f"The password in {self.password} has characters that no mail server is told: use ASCII.")
        server = self._connected()
        try:
            if self.user:
                server.login(self.user, password)
            self._send(server, mail)
        finally:
            _leave(server)

    def _connected(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=self._trust())
        server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            if self.scheme == "smtp+starttls":
                server.starttls(context=self._trust())
        except BaseException:
            server.close()
            raise
        return server

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca)

    def _send(self, server: smtplib.SMTP, mail: bytes) -> None:
        """Smtplib's own way sends to those whom the server accepts, and the next try would send to them again."""
        server.ehlo_or_helo_if_needed()
        _expect(server.mail(self.sender))
        refused = []
        for reader in self.readers:
            code, reply = server.rcpt(reader)
            if code not in (250, 251):
                refused.append(f"{reader} ({code} {said(reply)})")
        if refused:
            raise AnchorFailed(
                f"{self.name} did not send the checkpoint: {self.host} refuses {', '.join(refused)}. Nobody got it."
            )
        _expect(server.data(mail))


def _expect(answer: tuple[int, bytes]) -> None:
    code, reply = answer
    if code != 250:
        raise smtplib.SMTPResponseException(code, reply)


def _leave(server: smtplib.SMTP) -> None:
    """What the server says to a farewell does not matter: the mail was taken before, or it was not."""
    try:
        server.quit()
    except OSError:
        server.close()


def _addresses(options: Mapping[str, str], name: str) -> list[str]:
    found = [each for each in options.get(name, "").split(",") if each]
    wrong = [each for each in found if not _ADDRESS.fullmatch(each)]
    if wrong or not found or (name == "from" and len(found) > 1):
        raise ValueError(f"{name}= names no mail address" + (f": {wrong[0]}" if wrong else ""))
    return found


def _mail(sender: str, readers: Sequence[str], delivery: Delivery) -> bytes:
    """The note as it is, to be read and kept; and again as a file, which no mail program changes."""
    checkpoint = delivery.checkpoint
    mail = EmailMessage()
    mail["Subject"] = f"Checkpoint of {checkpoint.origin}: {checkpoint.size} entries"
    mail["From"], mail["To"] = sender, ", ".join(readers)
    mail["Date"] = format_datetime(now())
    # The same for every try: where an answer was lost on the way, mailboxes see one mail twice and not two.
    digest = hashlib.sha256(checkpoint.text().encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{checkpoint.size}.{digest}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(delivery.note.decode("utf-8"), cte="quoted-printable")
    mail.add_attachment(
        delivery.note, maintype="application", subtype="octet-stream", filename=f"{checkpoint.size}.checkpoint"
    )
    return mail.as_bytes(policy=SMTP_FORM)
