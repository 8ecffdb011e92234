"""D3: the kinds of filters that registers share."""

from collections.abc import Callable
from collective.trail.i18n import _
from collective.trail.registers.asking import refusal
from collective.trail.registers.asking import whole_number
from collective.trail.registers.definition import Filter
from datetime import date
from typing import Any


def text_filter(name: str, title: Any) -> Filter:
    """A filter that takes any text."""
    return Filter(name, title, "text", str)


def flag_filter(name: str, title: Any) -> Filter:
    """A filter that is on or off."""

    def parse(given: str) -> bool:
        if given.lower() not in ("1", "0", "true", "false", "on"):
            raise refusal(_("err_flag", default="${name} is 1 or 0.", mapping={"name": name}))
        return given.lower() in ("1", "true", "on")

    return Filter(name, title, "flag", parse)


def number_filter(name: str, title: Any, least: int, most: int) -> Filter:
    """A filter that takes a whole number."""
    return Filter(name, title, "number", lambda given: whole_number(given, name, least, most))


def date_filter(name: str, title: Any) -> Filter:
    """A filter that takes a day, such as 2026-03-31."""

    def parse(given: str) -> date:
        try:
            day = date.fromisoformat(given)
        except ValueError:
            day = None
        if day is None or not 1000 <= day.year <= 3000:
            raise refusal(_("err_day", default="${name} is a day such as 2026-03-31.", mapping={"name": name}))
        return day

    return Filter(name, title, "date", parse)


def choice_filter(name: str, title: Any, choices: Callable[[], list[tuple[str, Any]]]) -> Filter:
    """A filter that takes one of ``choices``, (value, title) pairs made when asked for."""

    def parse(given: str) -> str:
        known = [value for value, _title in choices()]
        if given not in known:
            raise refusal(
                _(
                    "err_unknown_choice",
                    default="${name} is one of ${known}; ${given} is not.",
                    mapping={"name": name, "known": ", ".join(known) or "-", "given": given[:40]},
                )
            )
        return given

    return Filter(name, title, "choice", parse, choices)
