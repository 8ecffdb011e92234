"""Creates per second over REST: four clients on two one-thread processes against one client on one of them.

Two clusters run side by side, each of two Zope processes on a ZEO server: an office of ours, published as its
documentation says (egg:collective.trail, 20 retries), and a plain Plone without our profile, published as Plone comes
(egg:Zope#main, 3 retries), whose pages have the same text and keep versions. A round measures each of them with one
client and with four, in turn. Nothing is repeated by a client; every answer of 500 and above is counted.

Both sites have been worked in before (``--records``): in an empty one all share the few leaves that its trees have.
"""

from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from queue import Empty
from queue import SimpleQueue
from report import arguments
from report import Report
from report import run
from statistics import median
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

import importlib.util
import requests
import subprocess
import sys


HERE = Path(__file__).resolve().parent
CLUSTER = HERE.parent / "tests" / "cluster" / "cluster.py"
PASSWORD = "trail-office-1"
PEOPLE = ("hr0", "fin0", "hr1", "fin1")
TEXT = "<p>" + "Everybody takes leave, and everybody says so in time. " * 40 + "</p>"
RICH = {"data": TEXT, "content-type": "text/html", "encoding": "utf-8"}
GOAL = 1.5
WARMING = 12


def cluster_class():
    """The cluster of the tests: real processes, put away by ``stop``."""
    spec = importlib.util.spec_from_file_location("cluster", CLUSTER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Cluster


def fill(cluster, number: int, what: str) -> None:
    """Add what was made before, straight in the file storage."""
    conf = str(cluster.directory / "site.conf")
    script = str(HERE / "parallel_fill.py")
    subprocess.run([sys.executable, script, conf, str(number), what], check=True, env=cluster.environment())


def document(person: str, title: str) -> tuple[str, dict]:
    """Where and how a document of ours is created."""
    department = person.rstrip("0123456789").upper()
    facts = {"background": "The old rules are ten years old.", "purpose": "New rules for everybody."}
    return "/administrative", {
        "@type": "ControlledDocument",
        "title": title,
        "content": RICH,
        "department": department,
        **facts,
    }


def page(person: str, title: str) -> tuple[str, dict]:
    """Where and how a plain page is created."""
    return "/pages", {"@type": "Document", "title": title, "text": RICH}


@dataclass
class Measured:
    """What one way of working did, over all rounds."""

    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many requests ended in a server error."""
        return sum(status >= 500 for status in self.statuses)

    def __str__(self) -> str:
        p95 = quantiles(self.times, n=20)[-1] * 1000
        p50 = median(self.times) * 1000
        failed = f"{self.failed} of {len(self.statuses)} requests ended in a 500"
        return f"{median(self.rates):5.1f} creates/s, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {failed}"


def create(address: str, person: str, titles: SimpleQueue, what, measured: Measured) -> None:
    """One client: create one thing after the other, as long as there are titles."""
    session = requests.Session()
    session.auth = (person, PASSWORD)
    session.headers["Accept"] = "application/json"
    while True:
        try:
            where, body = what(person, titles.get_nowait())
        except Empty:
            return
        begun = perf_counter()
        answer = session.post(address + where, json=body, timeout=120)
        measured.times.append(perf_counter() - begun)
        measured.statuses.append(answer.status_code)
        if 300 <= answer.status_code < 500:
            raise SystemExit(f"{address}{where} answered {answer.status_code}: {answer.text[:300]}")


def work(addresses: list[str], clients: int, each: int, what, label: str, measured: Measured) -> None:
    """``clients`` people at once, by turns on the addresses; one rate for all.

    They share the work, so that nobody sits idle at the end.
    """
    ended: list[BaseException] = []
    titles: SimpleQueue = SimpleQueue()
    for place in range(clients * each):
        titles.put(f"{label} {place}")

    def client(number: int) -> None:
        try:
            create(addresses[number % len(addresses)], PEOPLE[number], titles, what, measured)
        except (SystemExit, requests.RequestException) as error:
            ended.append(error)

    # Daemons: an interrupt does not wait for clients whose servers are going down.
    threads = [Thread(target=client, args=(number,), daemon=True) for number in range(clients)]
    before, begun = len(measured.statuses) - measured.failed, perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if ended:
        raise ended[0]
    done = len(measured.statuses) - measured.failed - before
    measured.rates.append(done / (perf_counter() - begun))


def tell(report: Report, what: str, one: Measured, four: Measured) -> float:
    """The lines of one cluster; how many times the single client's rate the four reach."""
    report.say(f"{what}, 1 client on 1 process:    {one}")
    report.say(f"{what}, 4 clients on 2 processes: {four}")
    return median(four.rates) / median(one.rates)


def measure(ours, plain, rounds: int, each: int, records: int) -> None:
    """All rounds, and what they say."""
    report = Report("parallel")
    ways = ((ours, document), (plain, page))
    for cluster, what in ways:
        for address in cluster.addresses:
            work([address], 1, WARMING, what, "Warming", Measured())
    measured = {(place, clients): Measured() for place in range(2) for clients in (1, 4)}
    for number in range(rounds):
        for place, (cluster, what) in enumerate(ways):
            for clients in (1, 4):
                addresses = cluster.addresses[:1] if clients == 1 else cluster.addresses
                work(addresses, clients, each, what, f"Round {number}", measured[place, clients])
    report.say(
        f"{records} there before; {rounds} rounds, each client makes {each} a round; rates are medians, 500s do not count as made"
    )
    base = tell(report, "plain page", measured[1, 1], measured[1, 4])
    times = tell(report, "document  ", measured[0, 1], measured[0, 4])
    report.say(f"plain page, four clients to one: {base:.2f} times")
    report.goal("document, four clients to one", "creates per second, times", times, at_least=GOAL)
    failed = measured[0, 1].failed + measured[0, 4].failed
    report.goal("document, answers of 500", "requests", failed, at_most=0)
    report.close()


def main() -> None:
    """Make both clusters, measure, and put them away."""
    asked = arguments(
        __doc__,
        rounds=(4, "how often each way is measured"),
        each=(40, "creates of a client a round"),
        records=(1000, "documents, and pages, that are there before"),
    )
    options = asked.parse_args()
    cluster = cluster_class()
    with TemporaryDirectory(prefix="trail-parallel-", ignore_cleanup_errors=True) as folder:
        for name in ("ours", "plain"):
            (Path(folder) / name).mkdir()
        ours = cluster(Path(folder) / "ours", level="ERROR")
        plain = cluster(
            Path(folder) / "plain", level="ERROR", app="egg:Zope#main", retries=3, site=HERE / "plain_site.py"
        )
        try:
            for each in (ours, plain):
                each.make_site()
                fill(each, options.records, "document" if each is ours else "page")
                each.start()
            measure(ours, plain, options.rounds, options.each, options.records)
        finally:
            plain.stop()
            ours.stop()


if __name__ == "__main__":
    run(main)
