"""P1: reading an exported trail line by line, strictly: what two readers could read in two ways is refused."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.chain_check import TrailChecker
from collective.trail.rules.chain_check import UnusableExport
from typing import Any

import json


#: Is told each entry that was found good, with its line.
Met = Callable[[int, dict[str, Any]], None]


def nothing(line: int, entry: dict[str, Any]) -> None:
    """For a check that is all that is wanted."""


def verify(stream: Iterable[bytes], record: str | None = None, met: Met = nothing) -> tuple[TrailChecker, Fault | None]:
    """P1: check the lines of an export up to the first bad entry; UnusableExport if it is none.

    A time that goes back is no fault of these: the checker's ``misdated`` says it, and it is told after all others.
    """
    lines = enumerate(stream, 1)
    first = next(lines, None)
    if first is None:
        raise UnusableExport("The file is empty.")
    try:
        manifest = load(first[1])
    except ValueError:
        raise UnusableExport("The first line is no manifest of a trail export.") from None
    checker = TrailChecker(manifest, record)
    return checker, _first_fault(checker, lines, met)


def _first_fault(checker: TrailChecker, lines: Iterator[tuple[int, bytes]], met: Met) -> Fault | None:
    for number, line in lines:
        try:
            entry = load(line)
        except ValueError:
            return Fault("form", f"Line {number} is no JSON: the file is damaged or cut off there.", number)
        fault = checker.feed(number, entry)
        if fault is not None:
            return fault
        met(number, entry)
    return checker.finish()


def load(line: bytes) -> Any:
    """P1: one JSON value; ValueError if it is none. A name given twice, or a number beyond JSON, could show two readers two things: refused."""
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")
