"""Records requests and answers as text, with everything that differs between two runs put into one form.

Written as ``<name>.req`` and ``<name>.resp`` to ``docs/reference/rest``. With ``UPDATE_EXAMPLES=1`` in the environment
the files are written; without it they are compared, so that the reference shows what the server really answers.
"""

from pathlib import Path

import io
import json
import os
import re
import zipfile


FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rest"
ADDRESS = "http://localhost:8080/records"
UPDATE = os.environ.get("UPDATE_EXAMPLES") == "1"
SHOWN_HEADERS = ("Content-Type", "Content-Disposition", "Location")

#: What the test server's clock says; Plone's own dates are put into this form too.
MOMENT = "2026-03-02T09:30:00"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
#: Neutral ids, uids and digests, process names: each gets a number in the order in which they are met.
_NAMES = (
    (re.compile(r"\b[ra]-[2-9a-z]{10}\b"), lambda found, n: f"{found[0]}-{n:0>10}"),
    (re.compile(r"\b[0-9a-f]{64}\b"), lambda found, n: f"{n:0>64}"),
    (re.compile(r"\b[0-9a-f]{32}\b"), lambda found, n: f"{n:0>32}"),
    (re.compile(r"\b\d{8}-[0-9a-f]{16}-\d+\b"), lambda found, n: f"{found[:8]}-{'0' * 16}-{n}"),
)


class Recorder:
    """Asks the server as a person of the small office and keeps the conversation under a name."""

    def __init__(self, http):
        self.http = http
        self._known = {}

    def __call__(self, name, person, method, path, body=None):
        """One recorded request; the answer, for the test to go on with."""
        client = self.http.client(person)
        answer = getattr(client, method.lower())(path, **({"json": body} if body is not None else {}))
        keep(f"{name}.req", self.request_text(answer.request, body))
        keep(f"{name}.resp", self.response_text(answer))
        return answer

    def request_text(self, request, body):
        """The request as it went over the wire, as far as it concerns the service."""
        path = self.normal(request.url).removeprefix("http://localhost:8080")
        lines = [f"{request.method} {path} HTTP/1.1", "Host: localhost:8080"]
        lines += [f"{name}: {request.headers[name]}" for name in ("Accept", "Authorization") if name in request.headers]
        if body is None:
            return "\n".join([*lines, ""])
        text = self.normal(json.dumps(body, indent=2, ensure_ascii=False))
        return "\n".join([*lines, "Content-Type: application/json", "", text, ""])

    def response_text(self, answer):
        """Status, the headers that matter, and the body."""
        lines = [f"HTTP/1.1 {answer.status_code} {answer.reason}"]
        lines += [f"{name}: {self.normal(answer.headers[name])}" for name in SHOWN_HEADERS if name in answer.headers]
        if not answer.content:
            return "\n".join([*lines, ""])
        if answer.headers.get("Content-Type", "").partition(";")[0] == "application/json":
            # Keys are sorted: their order means nothing.
            body = json.dumps(answer.json(), indent=2, ensure_ascii=False, sort_keys=True)
        elif answer.headers.get("Content-Type") == "application/zip":
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                body = "\n".join(["(a ZIP with these parts)", *archive.namelist()])
        else:
            body = answer.content.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")
        return "\n".join([*lines, "", self.normal(body), ""])

    def normal(self, text):
        """The text with the address, times and random names of this run put into one form."""
        text = text.replace(self.http.base, ADDRESS)
        text = text.replace(f'"/{self.http.portal.getId()}/', '"/records/')
        text = _TIME.sub(lambda found: MOMENT + (".000000" if found[1] and len(found[1]) == 7 else ""), text)
        for pattern, form in _NAMES:
            text = pattern.sub(lambda found, p=pattern, form=form: self._numbered(p, found[0], form), text)
        return text

    def _numbered(self, pattern, found, form):
        if set(found) <= set("0-ra") or found.strip("0-ra").isdigit() and found.startswith("0"):
            return found  # already in the common form
        known = self._known.setdefault(pattern, {})
        return form(found, known.setdefault(found, len(known) + 1))


def keep(name, text):
    """Write the file, or fail where the committed one says something else."""
    path = FOLDER / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return
    committed = path.read_text("utf-8") if path.exists() else None
    assert committed == text, f"{name} is not what the server does now; run the test with UPDATE_EXAMPLES=1 and look."


_EXAMPLE = re.compile(r"<!-- example: (?P<name>[a-z0-9-]+) -->\n.*?<!-- end -->", re.DOTALL)


def shown_in(page):
    """The names of the examples that a page shows."""
    return [found["name"] for found in _EXAMPLE.finditer(page)]


def filled(page):
    """The page with each example replaced by what the files hold."""
    return _EXAMPLE.sub(lambda found: _block(found["name"]), page)


def _block(name):
    parts = [f"```http\n{(FOLDER / f'{name}.{ending}').read_text('utf-8').rstrip()}\n```" for ending in ("req", "resp")]
    return "\n\n".join([f"<!-- example: {name} -->", *parts, "<!-- end -->"]).replace("-->\n\n", "-->\n", 1)
