"""P1: one byte form for every fact."""

from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import digest
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.canonical import iso_day
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.canonical import plain
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from datetime import UTC
from hypothesis import given
from hypothesis import strategies as st

import json
import pytest


TEXT = st.text(st.characters(codec="utf-8"))
SCALAR = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15) | TEXT
VALUE = st.recursive(SCALAR, lambda v: st.lists(v, max_size=4) | st.dictionaries(TEXT, v, max_size=4), max_leaves=12)
FACTS = st.dictionaries(TEXT, VALUE, max_size=6)
INSTANT = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]), min_value=datetime(2, 1, 1))


@given(FACTS)
def test_canonical_form_is_json_and_does_not_depend_on_the_order_of_keys(facts):
    text = canonical(facts)
    assert json.loads(text) == facts
    assert canonical(dict(reversed(facts.items()))) == text
    assert canonical(plain(facts)) == text


@given(FACTS, FACTS)
def test_equal_digest_means_equal_canonical_form(one, other):
    assert (digest(one) == digest(other)) == (canonical(one) == canonical(other))


def test_canonical_form_is_the_published_one():
    assert canonical({"b": [1, 1.5, "é", None, True], "a": {}}) == '{"a":{},"b":[1,1.5,"é",null,true]}'.encode()
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("bad", [[1], "x", {1: 2}, {"x": {1}}, {"x": 2**53}, {"x": float("inf")}, {"x": "\ud800"}])
def test_what_json_cannot_hold_is_refused(bad):
    with pytest.raises(ValueError):
        canonical(bad)


@given(INSTANT, INSTANT)
def test_instants_survive_and_sort_as_text(one, other):
    assert from_iso_instant(iso_instant(one)) == one
    assert (iso_instant(one) < iso_instant(other)) == (one < other)


@pytest.mark.parametrize("text", ["2026-01-31", "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.1Z", ""])
def test_other_forms_of_instants_are_refused(text):
    with pytest.raises(ValueError):
        from_iso_instant(text)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError):
        iso_instant(datetime(2026, 1, 1))


def test_days_are_iso_and_in_utc():
    assert iso_day(date(2026, 1, 31)) == "2026-01-31"
    assert iso_day(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=8)))) == "2025-12-31"
