"""P1: ``trail export``: takes the evidence bundle of one record away, over HTTP without Plone, or from the database.

This module is the command and its way over HTTP; ``jobs/evidence.py`` is the way through a client of the database.
"""

from collective.trail.rules.evidence_bundle import bundle_name
from collective.trail.verify.keys import Unusable
from collective.trail.verify.new_file import new_file
from getpass import getpass
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.error import URLError
from urllib.parse import quote
from urllib.parse import urlencode
from urllib.request import Request
from urllib.request import urlopen

import argparse
import base64
import json
import os
import shutil


PASSWORD = "TRAIL_PASSWORD"
#: The server writes the whole bundle before it answers.
TIMEOUT = 600
_MOST = 1_000_000


def add_to(commands: Any) -> None:
    """Add the subcommand to the parser of ``trail``."""
    parser = commands.add_parser("export", help="take the evidence bundle of a record away")
    parser.add_argument("number", metavar="NUMBER", help="the record's number; for auditors its UID, too")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--url", help=f"the address of the site; the password is asked for, or taken from {PASSWORD}")
    way.add_argument(
        "--zope-conf", metavar="FILE", help="zope.conf of a client of the database, at the server's console"
    )
    parser.add_argument(
        "--user", metavar="USERID", required=True, help="with whose rights: the bundle has what this person may see"
    )
    parser.add_argument("--site", metavar="ID", help="with --zope-conf: the site, where there are several")
    parser.add_argument("--output", metavar="FILE", help="where to write it; evidence-NUMBER.zip if not given")
    parser.add_argument("--no-files", action="store_true", help="leave the record's files out")
    parser.add_argument("--language", metavar="CODE", help="of the page in the bundle: en, zh-cn, zh-tw")


def run(arguments: argparse.Namespace) -> str:
    """P1: fetch the bundle over HTTP and say where it is; Unusable, OSError."""
    if not arguments.url:
        raise Unusable("--zope-conf needs the installation that serves the site: use its own bin/trail.")
    if not arguments.url.startswith(("http://", "https://")):
        raise Unusable(f"{arguments.url} is no address: it begins with https:// or http://.")
    password = os.environ.get(PASSWORD) or getpass(f"Password of {arguments.user}: ")
    fetch = _Fetch(arguments, password)
    output = arguments.output or bundle_name(arguments.number)
    with new_file(output) as stream, fetch.bundle() as answer:
        if answer.headers.get_content_type() != "application/zip":
            raise Unusable(f"{answer.url} is no evidence bundle: is {arguments.url} the address of the site?")
        shutil.copyfileobj(answer, stream, 1 << 20)
        if answer.length:
            raise Unusable("The connection broke off before the bundle was whole.")
    return written(output)


def written(output: str) -> str:
    """P1: what is said of a bundle that was written."""
    return f"{output} is written. Check it: trail verify {output} --key KEY"


class _Fetch:
    def __init__(self, arguments: argparse.Namespace, password: str):
        self._base = arguments.url.rstrip("/")
        self._number = arguments.number
        self._asked = {"files": "0"} if arguments.no_files else {}
        token = base64.b64encode(f"{arguments.user}:{password}".encode()).decode("ascii")
        self._headers = {"Accept": "application/json", "Authorization": f"Basic {token}"}
        if arguments.language:
            self._asked["language"] = arguments.language

    def bundle(self) -> HTTPResponse:
        """The answer with the bundle: of the record where the person may view it, else what auditors are given."""
        try:
            record = self._record()
        except _Refused as unseen:
            if unseen.status not in (404, 410):
                raise
            try:
                return self._evidence(self._base, {"record": self._number, **self._asked})
            except _Refused as refused:
                # Who is no auditor is told of the record.
                raise unseen if refused.status in (401, 403) else refused from None
        return self._evidence(record, self._asked)

    def _evidence(self, address: str, asked: dict[str, str]) -> HTTPResponse:
        return self._open(f"{address}/@trail/evidence" + (f"?{urlencode(asked)}" if asked else ""))

    def _record(self) -> str:
        """The address of the record; _Refused where the person may see none of this number."""
        with self._open(f"{self._base}/@record/{quote(self._number)}") as answer:
            said = answer.read(_MOST)
        try:
            address = str(json.loads(said)["@id"])
        except (KeyError, TypeError, ValueError):
            raise Unusable(f"{self._base} is not the address of a records office.") from None
        # The password goes to the server that was named, and to no other.
        if not address.startswith(f"{self._base}/"):
            raise Unusable(f"The server says that the record is at {address}: give --url as the server names itself.")
        return address

    def _open(self, address: str) -> HTTPResponse:
        request = Request(address)
        for name, value in self._headers.items():
            # Not sent on to where the server sends us.
            request.add_unredirected_header(name, value)
        try:
            answer: HTTPResponse = urlopen(request, timeout=TIMEOUT)
        except HTTPError as error:
            with error:
                raise _Refused(error.code, _sentence(error)) from None
        except URLError as error:
            raise Unusable(f"{address} does not answer: {error.reason}") from None
        return answer


class _Refused(Unusable):
    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status


def _sentence(error: HTTPError) -> str:
    try:
        said = json.loads(error.read(_MOST))["message"]
    except (KeyError, TypeError, ValueError):
        said = error.reason
    return f"The server refuses ({error.code}): {said}"
