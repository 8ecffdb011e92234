"""A witness (C2SP tlog-witness) of our own: it checks signature, size and consistency, and cosigns.

The form of a cosignature is written here a second time, from the specification, and not taken from ``rules``.
"""

from base64 import b64decode
from base64 import b64encode
from collective.trail.rules.merkle import verify_consistency
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import open_note
from collective.trail.rules.signed_note import UnsignedNote
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer

import struct
import threading
import time


class Cosigner:
    """The key of a witness."""

    def __init__(self, name="witness.example/w1"):
        self.name = name
        self._key = Ed25519PrivateKey.generate()
        public = b"\x04" + self._key.public_key().public_bytes_raw()
        self.key_id = sha256(name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{name}+{self.key_id.hex()}+{b64encode(public).decode()}"

    def line(self, text: str, seconds: int | None = None) -> bytes:
        """The signature line of a cosignature over a note's text."""
        seconds = int(time.time()) if seconds is None else seconds
        signature = self._key.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        data = self.key_id + seconds.to_bytes(8, "big") + signature
        return f"— {self.name} {b64encode(data).decode()}\n".encode()


class MlDsaCosigner(Cosigner):
    """The key of a witness that signs with ML-DSA-44."""

    def __init__(self, name="witness.example/w1"):
        self.name = name
        self._key = MLDSA44PrivateKey.generate()
        public = b"\x06" + self._key.public_key().public_bytes_raw()
        self.key_id = sha256(name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{name}+{self.key_id.hex()}+{b64encode(public).decode()}"

    def line(self, text: str, seconds: int | None = None) -> bytes:
        seconds = int(time.time()) if seconds is None else seconds
        origin, size, root = text.split("\n")[:3]
        names = [struct.pack("B", len(each)) + each for each in (self.name.encode(), origin.encode())]
        message = b"subtree/v1\n\0" + names[0] + struct.pack(">Q", seconds) + names[1]
        message += struct.pack(">QQ", 0, int(size)) + b64decode(root)
        data = self.key_id + struct.pack(">Q", seconds) + self._key.sign(message)
        return f"— {self.name} {b64encode(data).decode()}\n".encode()


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(self, status, body=b"", content_type="text/plain"):
        self.status, self.body, self.content_type = status, body, content_type


class WitnessServer:
    """Serves while it is entered with ``with``. ``logs`` are the keys of the logs that it knows, by origin."""

    def __init__(self, *verifiers, cosigner=None):
        self.cosigner = cosigner or Cosigner()
        self.logs = {each.name: [key for key in verifiers if key.name == each.name] for each in verifiers}
        #: What it cosigned last: origin -> size and root.
        self.seen = {}
        self.requests = []
        self.answering = lambda body: body
        self._lock = threading.Lock()

    def add_checkpoint(self, request: bytes) -> bytes:
        """The answer to a request, as the specification says; Refused."""
        self.requests.append(request)
        head, _blank, note = request.partition(b"\n\n")
        first, *lines = head.decode("ascii").split("\n")
        origin = note.decode().split("\n")[0]
        if origin not in self.logs:
            raise Refused(404)
        try:
            text = open_note(note, self.logs[origin]).text
        except (NoteError, UnsignedNote):
            raise Refused(403) from None
        size, root = int(text.split("\n")[1]), b64decode(text.split("\n")[2])
        old = int(first.removeprefix("old "))
        if old > size or len(lines) > 63:
            raise Refused(400)
        with self._lock:
            last, last_root = self.seen.get(origin, (0, sha256(b"").digest()))
            if old != last:
                raise Refused(409, b"%d\n" % last, "text/x.tlog.size")
            if not verify_consistency(old, size, [b64decode(line) for line in lines], last_root, root):
                raise Refused(422)
            self.seen[origin] = (size, root)
        return self.answering(self.cosigner.line(text))

    def line(self, options=""):
        """The line that makes this witness an anchor named first."""
        return f"first witness key={self.cosigner.vkey} {options} {self.url}"

    def __enter__(self):
        witness = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = Refused(404)
                try:
                    if self.path == "/w/add-checkpoint":
                        answer = Refused(200, witness.add_checkpoint(body))
                except Refused as refused:
                    answer = refused
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_words):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/w"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
