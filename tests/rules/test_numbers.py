"""D2: number patterns."""

from collective.trail.rules.errors import RuleViolation
from collective.trail.rules.numbers import check_pattern
from collective.trail.rules.numbers import counter_key
from collective.trail.rules.numbers import format_number
from collective.trail.rules.numbers import parse_number
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

import pytest


DEFAULT = "{department}{year}{sequence:03d}"
PATTERNS = (
    DEFAULT,
    "{department}-{year}-{sequence:03d}",
    "{department}/{class}/{year}/{sequence}",
    "{department}-{class}-{year}-{sequence:04d}",
    "{kind}.{sequence:02d}",
    "{sequence:03d}{year}",
    "{year}{sequence}",
    "{department}字〔{year}〕{sequence}号",
    "{department}{sequence:03d}",
    "{sequence:03d}{department}",
)
CODE = st.from_regex(r"[A-Z][A-Z0-9-]{0,11}", fullmatch=True)
VALUES = st.fixed_dictionaries(
    {
        "department": CODE,
        "class": CODE,
        "kind": CODE,
        "year": st.integers(1000, 9999),
        "sequence": st.integers(1, 99999),
    }
)


def made(pattern, values):
    try:
        return format_number(pattern, values)
    except RuleViolation:
        return None


@pytest.mark.parametrize(
    "pattern, values, number",
    [
        (DEFAULT, {"department": "HR", "year": 2023, "sequence": 1}, "HR2023001"),
        (DEFAULT, {"department": "HR", "year": 2023, "sequence": 999}, "HR2023999"),
        (DEFAULT, {"department": "HR", "year": 2023, "sequence": 1000}, "HR20231000"),
        ("{class}/{year}-{sequence}", {"class": "A-1", "year": 2026, "sequence": 7}, "A-1/2026-7"),
    ],
)
def test_a_number_shows_department_year_and_running_number(pattern, values, number):
    assert format_number(pattern, values) == number
    assert parse_number(pattern, number) == values


@given(st.sampled_from(PATTERNS), VALUES)
def test_a_number_is_read_back_as_the_values_it_was_made_of(pattern, values):
    number = made(pattern, values)
    assume(number is not None)
    used = {part.field for part in check_pattern(pattern) if part.field}
    assert parse_number(pattern, number) == {name: values[name] for name in used}


@given(st.sampled_from(PATTERNS), VALUES, VALUES)
def test_two_sets_of_values_never_make_one_number(pattern, one, other):
    first, second = made(pattern, one), made(pattern, other)
    assume(first is not None and first == second)
    used = {part.field for part in check_pattern(pattern) if part.field}
    assert all(one[name] == other[name] for name in used)


@given(st.text(alphabet="HR-X20139/", max_size=14), st.sampled_from(PATTERNS))
def test_only_numbers_of_the_pattern_are_read(text, pattern):
    values = parse_number(pattern, text)
    if values is not None:
        assert format_number(pattern, values) == text


@given(VALUES, VALUES)
def test_the_pattern_decides_what_is_counted_together(one, other):
    same = (one["department"], one["year"]) == (other["department"], other["year"])
    assert (counter_key(DEFAULT, one) == counter_key(DEFAULT, other)) == same


def test_the_counter_key_does_not_depend_on_sequence_order_or_text():
    values = {"department": "HR", "class": "A", "year": 2026}
    assert counter_key(DEFAULT, values) == "department=HR;year=2026"
    assert counter_key("{year}-{department}-{sequence}", values | {"sequence": 4}) == "department=HR;year=2026"
    assert counter_key("{class}/{department}/{sequence}", values) == "class=A;department=HR"
    assert counter_key("{sequence}", values) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "HR",
        "{department}{year}",
        "{sequence}{sequence}",
        "{year}{year}{sequence}",
        "{title}{sequence}",
        "{}{sequence}",
        "{0}{sequence}",
        "{department.__class__}{sequence}",
        "{department[0]}{sequence}",
        "{department!r}{sequence}",
        "{department:>9}{sequence}",
        "{sequence:d}",
        "{sequence:3d}",
        "{sequence:03x}",
        "{sequence:00d}",
        "{sequence:010d}",
        "{sequence:{year}}",
        "{year:06d}{sequence}",
        "{sequence",
        "sequence}",
        "{{sequence}}",
        "a b{sequence}",
        "<b>{sequence}",
        "x?{sequence}",
        "\n{sequence}",
        "\u202e{sequence}",
        "{department}{class}{sequence}",
        "{department}X{class}/{sequence}",
    ],
)
def test_nobody_can_set_a_wrong_pattern(pattern):
    with pytest.raises(RuleViolation) as caught:
        check_pattern(pattern)
    assert caught.value.status == 400
    assert caught.value.rule == "D2-number"
    assert caught.value.message.default


@pytest.mark.parametrize("pattern", PATTERNS)
def test_good_patterns_are_accepted(pattern):
    assert check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern, values",
    [
        (DEFAULT, {"department": "HR2", "year": 2023, "sequence": 1}),
        ("{department}{sequence:03d}", {"department": "HR2", "sequence": 1}),
        ("{department}1{sequence}", {"department": "HR2", "sequence": 1}),
        ("{department}-{class}-{sequence}", {"department": "HR-X", "class": "ADM", "sequence": 1}),
        (DEFAULT, {"department": "hr", "year": 2023, "sequence": 1}),
        (DEFAULT, {"department": "", "year": 2023, "sequence": 1}),
        (DEFAULT, {"department": "A" * 13, "year": 2023, "sequence": 1}),
        (DEFAULT, {"department": "HR\n", "year": 2023, "sequence": 1}),
        (DEFAULT, {"department": 7, "year": 2023, "sequence": 1}),
        (DEFAULT, {"department": "HR", "year": 23, "sequence": 1}),
        (DEFAULT, {"department": "HR", "year": "2023", "sequence": 1}),
        (DEFAULT, {"department": "HR", "year": 2023, "sequence": 0}),
        (DEFAULT, {"department": "HR", "year": 2023, "sequence": True}),
        (DEFAULT, {"department": "HR", "year": 2023}),
        (DEFAULT, {"department": None, "year": 2023, "sequence": 1}),
    ],
)
def test_nobody_can_make_a_number_of_wrong_or_ambiguous_values(pattern, values):
    with pytest.raises(RuleViolation):
        format_number(pattern, values)


@pytest.mark.parametrize("number", ["HR2023", "HR20230001", "hr2023001", "HR2023000", "HR2023００1", "", "HR2023001 "])
def test_what_the_pattern_cannot_make_is_not_read(number):
    assert parse_number(DEFAULT, number) is None
