"""A time-stamp authority (RFC 3161) of our own: openssl makes its certificates and its answers, a small server hands them out."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path

import subprocess
import threading


_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/between.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[between]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamp]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = {usage}
"""


def openssl(*words, **options):
    """Run openssl; its output."""
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, **options).stdout


class Authority:
    """Serves while it is entered with ``with``. ``answering`` may change each answer on its way."""

    def __init__(self, folder: Path, usage: str = "critical,timeStamping", digests: str = "sha256"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.root = folder, folder / "root.pem"
        self.requests: list[bytes] = []
        self.status = 200
        self.answering: Callable[[bytes], bytes] = lambda answer: answer
        (folder / "config").write_text(_CONFIG.format(folder=folder, usage=usage, digests=digests))
        (folder / "serial").write_text("01\n")
        self._certificate("root", "root", "root")
        self._certificate("between", "between", "root")
        self._certificate("tsa", "stamp", "between")

    def _certificate(self, name, section, issuer):
        key, request, made = (self.folder / f"{name}.{ending}" for ending in ("key", "csr", "pem"))
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
        openssl("req", "-new", "-key", key, "-subj", f"/O={self.folder.name}/CN={name}", "-out", request)
        signing = ["-CA", self.folder / f"{issuer}.pem", "-CAkey", self.folder / f"{issuer}.key", "-CAcreateserial"]
        options = ["-signkey", key] if issuer == name else signing
        extensions = ["-extfile", self.folder / "config", "-extensions", section]
        openssl("x509", "-req", "-in", request, "-days", 30, "-out", made, *extensions, *options)

    def stamp(self, query: bytes) -> bytes:
        """The answer to a request."""
        (self.folder / "query").write_bytes(query)
        given = ["-config", self.folder / "config", "-section", "here", "-queryfile", self.folder / "query"]
        openssl("ts", "-reply", *given, "-out", self.folder / "reply")
        return (self.folder / "reply").read_bytes()

    def resigned(self, answer: bytes) -> bytes:
        """What another authority stamped, signed by this one, which openssl's own command may find unfit to stamp."""
        token, facts, made = (self.folder / f"resigned.{ending}" for ending in ("token", "facts", "made"))
        (self.folder / "other").write_bytes(answer)
        openssl("ts", "-reply", "-in", self.folder / "other", "-token_out", "-out", token)
        openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", token, "-out", facts)
        signer = ["-signer", self.folder / "tsa.pem", "-inkey", self.folder / "tsa.key"]
        chain = ["-certfile", self.folder / "between.pem", "-md", "sha256"]
        form = ["-binary", "-nodetach", "-outform", "DER", "-econtent_type", "1.2.840.113549.1.9.16.1.4"]
        openssl("cms", "-sign", "-in", facts, *signer, *chain, *form, "-out", made)
        # A TimeStampResp: the status granted, then the token.
        body = bytes.fromhex("3003020100") + made.read_bytes()
        return b"\x30\x82" + len(body).to_bytes(2, "big") + body

    def __enter__(self):
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                assert self.headers["Content-Type"] == "application/timestamp-query"
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.requests.append(query)
                answer = authority.answering(authority.stamp(query))
                self.send_response(authority.status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/tsr"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
