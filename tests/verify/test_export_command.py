"""P1, P5: ``trail export --url`` against servers that are not what they say: the password stays, no half file is left."""

from collective.trail.verify.cli import main
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from threading import Thread

import json
import pytest


class Server:
    """A server that answers each path as it is told, and keeps what it was asked."""

    def __init__(self):
        self.answers, self.asked = {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 - the name of the standard library
                outer.asked.append((self.path, self.headers.get("Authorization")))
                status, headers, body = outer.answers.get(self.path, (404, {}, b'{"message": "Unknown."}'))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("localhost", 0), Handler)
        self.base = f"http://localhost:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def says(self, path, body=b"", status=200, **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, data)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def other():
    made = Server()
    yield made
    made.stop()


@pytest.fixture
def export(server, tmp_path, monkeypatch, capsys):
    def run(*options):
        monkeypatch.setenv("TRAIL_PASSWORD", "secret")
        monkeypatch.chdir(tmp_path)
        code = main(["export", "HR/1", "--url", f"{server.base}/site/", "--user", "li", *options])
        return code, capsys.readouterr()

    return run


def test_the_bundle_is_written_as_it_came(server, export, tmp_path):
    server.says("/site/@record/HR/1", {"@id": f"{server.base}/site/r-1"})
    server.says("/site/r-1/@trail/evidence?files=0&language=zh-cn", b"PK any", Content_Type="application/zip")
    code, said = export("--no-files", "--language", "zh-cn")
    assert code == 0 and "evidence-HR-1.zip is written" in said.out
    assert (tmp_path / "evidence-HR-1.zip").read_bytes() == b"PK any"
    assert all(authorization.startswith("Basic ") for _path, authorization in server.asked)


def test_the_password_goes_to_no_other_server_that_the_answer_names(server, other, export):
    server.says("/site/@record/HR/1", {"@id": f"{other.base}/site/r-1"})
    code, said = export()
    assert code == 2 and "give --url as the server names itself" in said.err
    assert other.asked == []


def test_the_password_goes_to_no_other_server_that_we_are_sent_to(server, other, export):
    server.says("/site/@record/HR/1", status=302, Location=f"{other.base}/site/r-1")
    code, said = export()
    assert code == 2
    assert [authorization for _path, authorization in other.asked] == [None]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}"])
def test_what_is_no_records_office_is_named(server, export, body):
    server.says("/site/@record/HR/1", body)
    code, said = export()
    assert code == 2 and "is not the address of a records office" in said.err


def test_a_page_is_no_bundle(server, export, tmp_path):
    server.says("/site/@record/HR/1", {"@id": f"{server.base}/site/r-1"})
    server.says("/site/r-1/@trail/evidence", b"<html>Log in</html>", Content_Type="text/html")
    code, said = export()
    assert code == 2 and "is no evidence bundle" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_broken_connection_leaves_no_half_file(server, export, tmp_path):
    server.says("/site/@record/HR/1", {"@id": f"{server.base}/site/r-1"})
    headers = {"Content_Type": "application/zip", "Content_Length": "100"}
    server.says("/site/r-1/@trail/evidence", b"PK", **headers)
    code, said = export()
    assert code == 2 and "broke off" in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://localhost/x", "localhost"])
def test_other_addresses_are_refused(url, capsys):
    assert main(["export", "HR1", "--url", url, "--user", "li"]) == 2
    assert "is no address" in capsys.readouterr().err
