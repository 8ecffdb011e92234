"""D2: counters accept only what continues them; the register keeps every line."""

from collective.trail.behaviors.number_store import Counters
from collective.trail.behaviors.number_store import NumberEntry
from collective.trail.behaviors.number_store import NumberRegister
from collective.trail.behaviors.number_store import Span
from ZODB.POSException import ConflictError

import pytest


def state(**spans):
    return {"spans": {key: tuple(span) for key, span in spans.items()}}


def resolve(old, committed, new):
    return Counters()._p_resolveConflict(old, committed, new)["spans"]


@pytest.mark.parametrize(
    "old, committed, new",
    [
        (state(HR=(5, 5)), state(HR=(6, 6)), state(HR=(7, 7))),
        (state(HR=(5, 5)), state(HR=(6, 9)), state(HR=(10, 12))),
        (state(), state(HR=(1, 1)), state(HR=(2, 2))),
        (state(), state(FIN=(1, 1)), state(HR=(1, 1))),
        (state(HR=(5, 5)), state(HR=(5, 5), FIN=(1, 1)), state(HR=(6, 6))),
    ],
)
def test_a_drawing_that_continues_the_committed_one_is_accepted(old, committed, new):
    assert resolve(old, committed, new) == {**committed["spans"], **new["spans"]}


@pytest.mark.parametrize(
    "old, committed, new",
    [
        (state(HR=(5, 5)), state(HR=(6, 6)), state(HR=(6, 6))),
        (state(HR=(5, 5)), state(HR=(6, 6)), state(HR=(8, 8))),
        (state(HR=(5, 5)), state(HR=(6, 7)), state(HR=(7, 8))),
        (state(), state(HR=(1, 1)), state(HR=(1, 1))),
        (state(), state(FIN=(1, 1)), state(HR=(2, 2))),
    ],
)
def test_a_twin_or_a_gap_is_refused(old, committed, new):
    with pytest.raises(ConflictError):
        resolve(old, committed, new)


def test_a_counter_that_this_transaction_left_alone_keeps_the_committed_value():
    merged = resolve(state(HR=(5, 5), FIN=(2, 2)), state(HR=(5, 5), FIN=(3, 3)), state(HR=(6, 6), FIN=(2, 2)))
    assert merged == {"HR": (6, 6), "FIN": (3, 3)}


def line(number, key, sequence, **more):
    return NumberEntry(number, key, sequence, f"uid-{number}", "2026-01-01T00:00:00Z", "li", **more)


def test_the_register_finds_lines_by_number_and_by_sequence():
    register = NumberRegister("r")
    register.counters("k").draw("k", Span(1, 300))
    for sequence in range(1, 301):
        register.put(line(f"HR{sequence}", "k", sequence))
    assert register.entry("HR77").sequence == 77
    assert register.entry("HR301") is None
    assert [entry.number for _sequence, entry in register.walk("k")] == [f"HR{n}" for n in range(1, 301)]
    assert next(register.walk("k", newest_first=True))[1].number == "HR300"
    assert register.keys() == ["k"]


def test_a_gap_shows_as_a_sequence_without_a_line():
    register = NumberRegister("r")
    register.put(line("HR1", "k", 1))
    register.put(line("HR3", "k", 3, taken_over=True))
    register.counters("k").draw("k", Span(1, 3))
    assert [(sequence, entry and entry.number) for sequence, entry in register.walk("k")] == [
        (1, "HR1"),
        (2, None),
        (3, "HR3"),
    ]


def test_numbers_of_no_counter_are_listed_apart():
    register = NumberRegister("r")
    register.put(line("OLD/7", "", 0, taken_over=True))
    assert [entry.number for entry in register.loose()] == ["OLD/7"]
