"""P1: checkpoints go by mail to people who keep them, through a real mail server; refusals are told."""

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from anchored_log import AnchoredLog
from collective.trail.ledger.anchors import anchors
from collective.trail.ledger.anchors import AnchorsUnusable
from collective.trail.rules.clock import now
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from time_stamp_authority import openssl

import contextlib
import pytest
import socket
import ssl
import threading


TO = "from=trail@example.org to=auditor@example.org,second@example.org"


class Mailbox:
    """Takes mail as aiosmtpd hands it over; ``refused`` are answers by address, or for ``MAIL`` and ``DATA``."""

    def __init__(self):
        self.mails = []
        self.refused = {}
        self.logins = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.refused.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.refused:
            return self.refused["DATA"]
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    def login(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"open sesame", handled=False)


@contextlib.contextmanager
def serving(mailbox, **options):
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="localhost", port=port, **options)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


@pytest.fixture
def log(tmp_path):
    return AnchoredLog(tmp_path)


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def port(mailbox):
    with serving(mailbox) as controller:
        yield controller.port


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "made.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key", "-out", made, "-days", 2]
    openssl(*words, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, folder / "key")
    return made, context


def password(tmp_path, text="open sesame\n", mode=0o600):
    path = tmp_path / "password"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_mail_carries_the_checkpoint(log, mailbox, port):
    log.anchor(f"post mail {TO} smtp://localhost:{port}")
    note = log.grow(7)
    assert log.take() == []
    ((readers, mail),) = mailbox.mails
    assert readers == ["auditor@example.org", "second@example.org"]
    assert mail["Subject"] == "Checkpoint of trail.example/test: 7 entries"
    assert (mail["From"], mail["To"]) == ("trail@example.org", "auditor@example.org, second@example.org")
    assert abs(parsedate_to_datetime(mail["Date"]) - now()) < timedelta(minutes=1)
    assert mail["Message-ID"].startswith("<7.") and mail["Message-ID"].endswith("@example.org>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body().get_content().replace("\r\n", "\n") == note.decode()
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("7.checkpoint", note)
    assert list(log.confirmations(7)) == ["post"]


def test_a_checkpoint_is_sent_once_and_the_next_one_on_the_next_day(log, mailbox, port, monkeypatch):
    log.anchor(f"post mail {TO} smtp://localhost:{port}")
    log.grow(7)
    log.take()
    log.take()
    log.grow(8)
    assert log.take() == []
    assert len(mailbox.mails) == 1 and log.confirmations(8) == {} and log.told() == {"post": None}
    monkeypatch.setattr("collective.trail.ledger.anchoring.now", lambda: now() + timedelta(days=1))
    log.grow(9)
    assert log.take() == []
    assert [mail["Subject"].split(": ")[1] for _to, mail in mailbox.mails] == ["7 entries", "9 entries"]
    assert log.confirmations(8) == {} and list(log.confirmations(9)) == ["post"]


def test_each_checkpoint_is_sent_where_the_operator_says_so(log, mailbox, port):
    log.anchor(f"post mail every=0 {TO} smtp://localhost:{port}")
    for size in (1, 2, 3):
        log.grow(size)
        log.take()
    assert len(mailbox.mails) == 3
    assert len({mail["Message-ID"] for _to, mail in mailbox.mails}) == 3


def test_nobody_gets_a_mail_that_one_address_refuses(log, mailbox, port):
    mailbox.refused["second@example.org"] = "550 no such user"
    log.anchor(f"post mail {TO} smtp://localhost:{port}")
    log.grow(7)
    sentence = (
        "post did not send the checkpoint: localhost refuses second@example.org (550 no such user). Nobody got it."
    )
    assert log.take() == log.take() == [sentence]
    assert mailbox.mails == [] and log.confirmations(7) == {} and log.told() == {"post": sentence}
    mailbox.refused.clear()
    assert log.take() == [] and len(mailbox.mails) == 1


@pytest.mark.parametrize("step", ["MAIL", "DATA"])
def test_a_server_that_refuses_is_told(log, mailbox, port, step):
    mailbox.refused[step] = "451 full\x07"
    log.anchor(f"post mail {TO} smtp://localhost:{port}")
    log.grow(7)
    assert log.take() == ["post did not send the checkpoint: localhost says 451 full"]
    assert log.confirmations(7) == {}


def test_a_server_that_is_away_is_told_and_holds_up_no_other(log, mailbox, port):
    log.anchor(f"away mail {TO} smtp://localhost:9", f"post mail {TO} smtp://localhost:{port}")
    log.grow(7)
    (sentence,) = log.take()
    assert sentence.startswith("away cannot send mail now: ") and "refused" in sentence
    assert list(log.confirmations(7)) == ["post"]


def test_a_server_that_says_nothing_is_not_waited_for(log, monkeypatch):
    monkeypatch.setattr("collective.trail.ledger.anchors.mail.PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        log.anchor(f"post mail {TO} smtp://127.0.0.1:{server.getsockname()[1]}")
        log.grow(7)
        (sentence,) = log.take()
    assert sentence.startswith("post cannot send mail now: ") and "timed out" in sentence


def test_a_mail_that_was_taken_is_sent_whatever_happens_then(log):
    """The server takes the mail and goes away without a farewell."""
    taken = []

    def serve(server):
        connection, _address = server.accept()
        with connection, connection.makefile("rwb", buffering=0) as stream:
            stream.write(b"220 here\r\n")
            for line in stream:
                if line.upper().startswith(b"DATA"):
                    stream.write(b"354 go on\r\n")
                    while (part := stream.readline()) != b".\r\n":
                        taken.append(part)
                    stream.write(b"250 taken\r\n")
                    return
                stream.write(b"250 OK\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=[server])
        thread.start()
        log.anchor(f"post mail {TO} smtp://127.0.0.1:{server.getsockname()[1]}")
        log.grow(7)
        assert log.take() == []
        thread.join()
    assert taken and list(log.confirmations(7)) == ["post"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_login_goes_over_tls(log, mailbox, certificate, tmp_path, scheme):
    made, context = certificate
    start = {"tls_context": context, "require_starttls": True}
    options = start if scheme == "smtp+starttls" else {"ssl_context": context, "auth_require_tls": False}
    with serving(mailbox, authenticator=mailbox.login, auth_required=True, **options) as controller:
        secret = password(tmp_path)
        log.anchor(f"post mail {TO} ca={made} password={secret} {scheme}://trail@localhost:{controller.port}")
        log.grow(7)
        assert log.take() == []
        assert mailbox.logins == [(b"trail", b"open sesame")] and len(mailbox.mails) == 1
        password(tmp_path, "wrong")
        log.grow(8)
        log.lines[0].every = 0
        (sentence,) = log.take()
    assert sentence.startswith("post did not send the checkpoint: localhost says 535 ")
    assert "wrong" not in sentence


def test_a_server_that_nobody_vouches_for_gets_no_password(log, mailbox, certificate, tmp_path):
    _made, context = certificate
    with serving(mailbox, tls_context=context, authenticator=mailbox.login) as controller:
        log.anchor(f"post mail {TO} password={password(tmp_path)} smtp+starttls://trail@localhost:{controller.port}")
        log.grow(7)
        (sentence,) = log.take()
    assert sentence.startswith("post cannot send mail now: ") and "certificate verify failed" in sentence
    assert mailbox.logins == mailbox.mails == []


def test_a_server_without_tls_gets_no_password(log, mailbox, port, tmp_path):
    log.anchor(f"post mail {TO} password={password(tmp_path)} smtp+starttls://trail@localhost:{port}")
    log.grow(7)
    (sentence,) = log.take()
    assert sentence == "post cannot send mail now: STARTTLS extension not supported by server."
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("open sesame", 0o640, "Others than its owner may read the password in "),
        ("Öffne dich", 0o600, "has characters that no mail server is told"),
        (None, None, "The password cannot be read: "),
    ],
)
def test_a_password_that_cannot_be_used_is_told_but_not_shown(log, tmp_path, text, mode, reason):
    path = password(tmp_path, text, mode) if text else tmp_path / "none"
    log.anchor(f"post mail {TO} password={path} smtps://trail@localhost:9")
    log.grow(7)
    (sentence,) = log.take()
    assert reason in sentence and "dich" not in sentence and "sesame" not in sentence


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("smtp://localhost", "from= names no mail address"),
        ("from=a@b.example smtp://localhost", "to= names no mail address"),
        ("from=a@b.example to=nobody smtp://localhost", "to= names no mail address: nobody"),
        ("from=a@b.example,c@d.example to=a@b.example smtp://localhost", "from= names no mail address"),
        (f"{TO} http://localhost", "is no mail server"),
        (f"{TO} smtp://localhost/more", "is no mail server"),
        (f"{TO} form=x smtp://localhost", "is no mail server such as smtp://mail.example; options stand before it"),
        (f"{TO} smtps://me:secret@localhost", "a password does not belong into this line"),
        (f"{TO} smtps://me@localhost", "belong together"),
        (f"{TO} password=/p smtps://localhost", "belong together"),
        (f"{TO} password=/p smtp://me@localhost", "it would send a password in the clear"),
        (f"{TO} every=day smtp://localhost", "every=day is no number of seconds"),
        (f"{TO} every=1 every=2 smtp://localhost", "it says every twice"),
        (TO, "it does not say where it is"),
    ],
)
def test_a_line_that_is_no_mail_is_named(tmp_path, line, reason):
    (tmp_path / "anchors").write_text(f"post mail {line}\n")
    with pytest.raises(AnchorsUnusable) as refused:
        anchors({"TRAIL_LOG_ANCHORS": str(tmp_path / "anchors")})
    assert reason in str(refused.value) and "secret" not in str(refused.value).replace("password=FILE", "")
