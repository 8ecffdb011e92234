"""D2, P1, P2: people who register at the same time, in two processes on one database, and one process dies."""

from collections import Counter
from load import DEPARTMENTS
from load import PASSWORD
from load import write
from threading import Thread

import pytest
import requests
import time


def number_of(text: str) -> tuple[str, int]:
    """Department and sequence of a number such as HR2026001."""
    for department in DEPARTMENTS:
        if text.startswith(department):
            return department, int(text[len(department) + 4 :])
    raise ValueError(text)


def sequences(outcome) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {department: [] for department in DEPARTMENTS}
    for text in outcome.numbers.values():
        department, sequence = number_of(text)
        found[department].append(sequence)
    return {department: sorted(values) for department, values in found.items()}


def trail_of(address: str, path: str, user: str) -> Counter:
    """How often each action stands in a record's trail."""
    answer = requests.get(
        f"{address}{path}/@trail",
        params={"b_size": 100},
        auth=(user, PASSWORD),
        headers={"Accept": "application/json"},
        timeout=60,
    )
    answer.raise_for_status()
    return Counter(item["action"] for item in answer.json()["items"])


def check(cluster, outcome, titles, before: dict[str, int]) -> dict[str, int]:
    """No document lost or doubled, no gap, no twin, every act once; returns the last sequences."""
    assert sorted(outcome.created.values()) == sorted(titles)
    assert len(outcome.numbers) == len(titles)
    last = {}
    for department, found in sequences(outcome).items():
        start = before.get(department, 0)
        assert found == list(range(start + 1, start + len(found) + 1))
        last[department] = start + len(found)
    for path in list(outcome.created)[:: max(1, len(outcome.created) // 60)]:
        user = "hr0" if outcome.numbers[path].startswith("HR") else "fin0"
        acts = trail_of(cluster.addresses[0], path, user)
        assert (acts["record.created"], acts["record.numbered"], acts["document.submit"]) == (1, 1, 1)
    return last


@pytest.fixture(scope="module")
def last_numbers(cluster):
    """The last number of each department; other tests have drawn some in this cluster."""
    found = dict.fromkeys(DEPARTMENTS, 0)
    for department in DEPARTMENTS:
        answer = requests.get(
            f"{cluster.addresses[0]}/@registers/numbers",
            params={"b_size": 200},
            auth=(f"{department.lower()}0", PASSWORD),
            headers={"Accept": "application/json"},
            timeout=60,
        )
        answer.raise_for_status()
        drawn = [number_of(item["number"]) for item in answer.json()["items"]]
        found[department] = max((number for name, number in drawn if name == department), default=0)
    return found


def test_eight_writers_in_two_processes_get_every_number_once(cluster, last_numbers):
    titles = [f"Parallel{n}" for n in range(400)]
    outcome = write(cluster.addresses, 8, titles)
    assert not outcome.errors
    assert not [status for status in outcome.statuses if status >= 400]
    last_numbers.update(check(cluster, outcome, titles, last_numbers))


def test_a_killed_process_loses_and_doubles_nothing(cluster, last_numbers):
    titles = [f"Killed{n}" for n in range(120)]
    killer = Thread(target=lambda: (time.sleep(4), cluster.kill_process(1)))
    killer.start()
    outcome = write(cluster.addresses, 8, titles)
    killer.join()
    cluster.start_process(1)
    assert not outcome.errors
    last_numbers.update(check(cluster, outcome, titles, last_numbers))
