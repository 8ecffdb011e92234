"""P3: when something happened and when it was recorded are two facts; lateness shows."""

from collective.trail.ledger import record as enter
from collective.trail.ledger.reading import entries
from collective.trail.rules import clock
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from plone.uuid.interfaces import IUUID

import pytest


DAY = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)


def test_an_act_in_time_is_recorded_when_it_happens(office):
    with clock.frozen(DAY):
        record = office.draft()
    entry = next(iter(entries(IUUID(record))))
    assert entry.get("happened_at") == entry.recorded_at == "2026-03-31T15:30:00.000000Z"


def test_two_times_are_kept_and_both_are_part_of_the_hash(office):
    record = office.draft()
    with clock.frozen(DAY):
        entry = enter(record, "record.taken_over", {}, happened_at=DAY - timedelta(days=3))
    assert (entry.get("happened_at")[:10], entry.recorded_at[:10]) == ("2026-03-28", "2026-03-31")


def test_a_time_without_zone_is_refused(office):
    with pytest.raises(ValueError, match="timezone"):
        enter(office.draft(), "record.taken_over", {}, happened_at=datetime(2026, 3, 28))


@pytest.mark.parametrize("lateness, shows", [(timedelta(seconds=59), False), (timedelta(hours=2), True)])
def test_lateness_shows_to_the_reader(http, lateness, shows):
    record = http.draft()
    enter(record, "record.taken_over", {}, happened_at=clock.now() - lateness)
    http.commit()
    newest = http.client("drafter").get(f"{http.url(record)}/@trail").json()["items"][0]
    assert newest["late"] is shows
    client = http.client("drafter")
    client.session.headers["Accept"] = "text/html"
    assert ("Recorded late" in client.get(f"{http.url(record)}/@@trail").text) is shows
