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
import struct


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


#: RFC 8785, appendix B: the bits of an IEEE 754 double and its one form in JSON.
NUMBERS = [
    "0000000000000000",
    "0",
    "8000000000000000",
    "0",
    "0000000000000001",
    "5e-324",
    "8000000000000001",
    "-5e-324",
    "7fefffffffffffff",
    "1.7976931348623157e+308",
    "ffefffffffffffff",
    "-1.7976931348623157e+308",
    "4340000000000000",
    "9007199254740992",
    "c340000000000000",
    "-9007199254740992",
    "4430000000000000",
    "295147905179352830000",
    "44b52d02c7e14af5",
    "9.999999999999997e+22",
    "44b52d02c7e14af6",
    "1e+23",
    "44b52d02c7e14af7",
    "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e",
    "999999999999999700000",
    "444b1ae4d6e2ef4f",
    "999999999999999900000",
    "444b1ae4d6e2ef50",
    "1e+21",
    "3eb0c6f7a0b5ed8c",
    "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d",
    "0.000001",
    "41b3de4355555553",
    "333333333.3333332",
    "41b3de4355555554",
    "333333333.33333325",
    "41b3de4355555555",
    "333333333.3333333",
    "41b3de4355555556",
    "333333333.3333334",
    "41b3de4355555557",
    "333333333.33333343",
    "becbf647612f3696",
    "-0.0000033333333333333333",
    "43143ff3c1cb0959",
    "1424953923781206.2",
]


@pytest.mark.parametrize("bits,text", list(zip(NUMBERS[::2], NUMBERS[1::2], strict=True)))
def test_numbers_have_the_form_that_rfc_8785_publishes(bits, text):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical({"x": number}) == f'{{"x":{text}}}'.encode()


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000"])
def test_numbers_that_rfc_8785_forbids(bits):
    with pytest.raises(ValueError):
        canonical({"x": struct.unpack(">d", bytes.fromhex(bits))[0]})


def test_sample_of_rfc_8785():
    """RFC 8785, section 3.2.2 to 3.2.4: strings, numbers and literals, down to the bytes."""
    given = json.loads(
        '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
    )
    assert canonical(given).hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e3333"
        "33333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127"
        "425c225c5c5c5c5c222f227d"
    )


def test_names_are_sorted_as_rfc_8785_says():
    """RFC 8785, section 3.2.3: by UTF-16 code units, so that the emoji comes before the Hebrew letter."""
    given = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical(given)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]
