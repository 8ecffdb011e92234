"""P1: the files of the log as C2SP tlog-tiles names them: ``@@trail-log/checkpoint``, ``@@trail-log/tile/0/000``.

For auditors, for programs that send a token of the operator's, or for everybody where the operator sets
``TRAIL_LOG_PUBLIC``: leaves are hashes of salted digests, so that the files tell how many acts there were and when they
were signed, and nothing else.
"""

from AccessControl import Unauthorized
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.rules.tiles import CHECKPOINT
from collective.trail.timeline.evidence import log_file
from collective.trail.timeline.evidence import log_is_public
from collective.trail.timeline.evidence import log_opens_to
from collective.trail.timeline.proofs import proof_reply
from plone import api
from Products.Five import BrowserView
from zExceptions import NotFound
from zope.interface import implementer
from zope.publisher.interfaces import IPublishTraverse


AUDIT = "collective.trail: Audit the trail"
FOREVER = "max-age=31536000, immutable"


@implementer(IPublishTraverse)
class LogFiles(BrowserView):
    """One file of the log; every public log client can read from here."""

    def __init__(self, context, request):
        super().__init__(context, request)
        self.segments: list[str] = []

    def publishTraverse(self, request, name):
        """Every further segment belongs to the file's path."""
        self.segments.append(name)
        return self

    def __call__(self) -> bytes:
        """The bytes of the file; NotFound for what is none, Unauthorized; 401 for a wrong token."""
        public = log_is_public()
        if not public and not api.user.has_permission(AUDIT, obj=self.context):
            token = self._token()
            if token is None:
                raise Unauthorized("The log is for auditors.")
            if not log_opens_to(token):
                return self._refused()
        path = "/".join(self.segments)
        content = log_file(path)
        if content is None:
            raise NotFound(path)
        response = self.request.response
        mutable = path == CHECKPOINT or ".p/" in path
        response.setHeader(
            "Content-Type", "text/plain; charset=utf-8" if path == CHECKPOINT else "application/octet-stream"
        )
        response.setHeader(
            "Cache-Control", f"{'public' if public else 'private'}, {'no-cache' if mutable else FOREVER}"
        )
        if not public:
            response.setHeader("Vary", "Authorization, Cookie")
        response.setHeader("X-Content-Type-Options", "nosniff")
        return content

    def _token(self) -> str | None:
        """What was sent as ``Authorization: Bearer``. Never in the address: that stands in the logs of servers."""
        # Zope hides the header from those who ask by its name, so that no script prints a password.
        scheme, _space, token = (self.request._auth or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None

    def _refused(self) -> bytes:
        """Not Plone's way to the login form, which a program cannot go."""
        response = self.request.response
        response.setStatus(401, lock=True)
        response.setHeader("WWW-Authenticate", 'Bearer realm="trail-log", error="invalid_token"')
        response.setHeader("Content-Type", "text/plain; charset=utf-8")
        response.setHeader("Cache-Control", "no-store")
        return b"This token does not open the log. Ask the operator for one.\n"


class ProofFileOfEntry(BrowserView):
    """``@@trail-proof?entry=ID`` on a record: the proof of one of its entries as a file (C2SP tlog-proof)."""

    def __call__(self) -> bytes:
        """The file; RuleViolation 404 where there is no such entry, or it is not in the log yet."""
        entry = str(self.request.form.get("entry") or "")
        (item,) = proof_reply(self.context, {"entry": entry}, self.request)["items"]
        if item["proof"] is None:
            message = _("msg_not_in_log", default="Not in the signed log yet; it will be within minutes.")
            raise RuleViolation(message, 404, "log")
        response = self.request.response
        response.setHeader("Content-Type", "text/plain; charset=utf-8")
        response.setHeader("Content-Disposition", f'attachment; filename="{item["id"]}.tlog-proof"')
        response.setHeader("Cache-Control", "private, no-store")
        return item["proof"].encode("utf-8")
