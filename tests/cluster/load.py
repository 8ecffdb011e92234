"""Clients that write over REST at the same time, each as a person of its own."""

from dataclasses import dataclass
from dataclasses import field
from queue import Empty
from queue import SimpleQueue
from threading import Thread

import requests
import time


PASSWORD = "trail-office-1"
DEPARTMENTS = ("HR", "FIN")


@dataclass
class Outcome:
    """What the clients saw: titles of created documents by address, their numbers, and every answer's status."""

    created: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Writer:
    """One client. If its process is gone it goes on with another one, and first looks what became of its request."""

    def __init__(self, index: int, addresses: list[str], outcome: Outcome):
        self.department = DEPARTMENTS[index % 2]
        self.session = requests.Session()
        self.session.headers["Accept"] = "application/json"
        self.session.auth = (f"{self.department.lower()}{index // 2}", PASSWORD)
        self.addresses = addresses
        self.current = (index // 2) % len(addresses)
        self.outcome = outcome

    def request(self, method: str, path: str, **kwargs) -> requests.Response:
        """One request to the current process; its status is noted."""
        answer = self.session.request(method, self.addresses[self.current] + path, timeout=120, **kwargs)
        self.outcome.statuses.append(answer.status_code)
        if answer.status_code >= 400:
            self.outcome.errors.append(f"{method} {path} {answer.status_code} {answer.text[:500]}")
        return answer

    def document(self, title: str, submit: bool = True) -> None:
        """Create a document and submit it, whatever happens to a process meanwhile."""
        path = self.insist(lambda: self.create(title), lambda: self.find(title))
        self.outcome.created[path] = title
        if submit:
            self.outcome.numbers[path] = self.insist(lambda: self.submit(path), lambda: self.number(path))

    def insist(self, act, look):
        """``act`` until it is known to be done; after a broken connection ``look`` whether it was."""
        lost = False
        for _attempt in range(60):
            try:
                done = (look() if lost else None) or act()
                if done:
                    return done
            except requests.ConnectionError:
                lost = True
                self.current = (self.current + 1) % len(self.addresses)
                time.sleep(0.3)
        raise AssertionError("not done after sixty attempts")

    def create(self, title: str) -> str:
        """The path of a new document."""
        body = {
            "@type": "ControlledDocument",
            "title": title,
            "background": "The old rules are ten years old.",
            "purpose": "New rules for everybody.",
            "content": {"data": "<p>Everybody takes leave.</p>", "content-type": "text/html", "encoding": "utf-8"},
            "department": self.department,
            "secrecy": "internal",
            "original": "electronic",
        }
        answer = self.request("POST", "/administrative", json=body)
        return "/" + answer.json()["@id"].split("/records/", 1)[1] if answer.status_code == 201 else ""

    def find(self, title: str) -> str:
        """The path of the document with this title, if there is one."""
        params = {"portal_type": "ControlledDocument", "SearchableText": title}
        items = self.request("GET", "/@search", params=params).json()["items"]
        return next(("/" + item["@id"].split("/records/", 1)[1] for item in items if item["title"] == title), "")

    def submit(self, path: str) -> str:
        """The number that submitting gave."""
        answer = self.request("POST", f"{path}/@workflow/submit", json={})
        return answer.json()["number"] if answer.status_code == 200 else ""

    def number(self, path: str) -> str:
        """The number the document has, if it has one."""
        return self.request("GET", path).json()["number"] or ""


def write(addresses: list[str], clients: int, titles: list[str], submit: bool = True) -> Outcome:
    """``clients`` people make the documents with these titles; returns when all are done."""
    outcome, waiting = Outcome(), SimpleQueue()
    for title in titles:
        waiting.put(title)

    def work(index: int) -> None:
        writer = Writer(index, addresses, outcome)
        while True:
            try:
                title = waiting.get_nowait()
            except Empty:
                return
            try:
                writer.document(title, submit)
            except (AssertionError, ValueError, KeyError, requests.RequestException) as error:
                outcome.errors.append(f"{title}: {error!r}")

    threads = [Thread(target=work, args=(index,)) for index in range(clients)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.monotonic() - begun
    return outcome
