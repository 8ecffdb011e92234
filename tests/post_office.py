"""A real mail server on this machine, and a site that sends through it."""

from aiosmtpd.controller import Controller
from email import message_from_bytes
from email.policy import default
from plone import api

import socket


class PostOffice:
    """Takes every mail, but those to ``refused`` addresses; ``mails`` are (recipient, message) in the order of arrival."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.mails = []
        self.refused = set()
        self._server = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=default)
        self.mails += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"

    def open(self):
        """Listen."""
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    def close(self):
        """Listen no more: whoever calls is refused."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def to(self, address):
        """The messages that one address got."""
        return [message for recipient, message in self.mails if recipient == address]


def send_through(post_office):
    """Plone's mail settings, as the control panel writes them."""
    for name, value in (
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", post_office.port),
        ("email_from_address", "records@example.org"),
        ("email_from_name", "Records office"),
    ):
        api.portal.set_registry_record(f"plone.{name}", value)
