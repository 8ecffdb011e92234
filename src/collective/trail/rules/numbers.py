"""D2: document numbers such as ``HR2026001``: the pattern language, pure. Counters are kept elsewhere.

A pattern is text with the fields ``{department}``, ``{class}``, ``{kind}``, ``{year}`` and ``{sequence}``; year and
sequence may be padded, as in ``{sequence:03d}``. The sequence stands in it exactly once. All fields but the sequence
make the counter's key, so the pattern decides what is counted together; a sequence goes on past its padding.

One pattern never makes the same number of two different sets of values:

- Codes (department, class, kind) are ``[A-Z][A-Z0-9-]{0,11}``, a year has four digits.
- Where a code is followed by digits, it must not end in a digit: ``HR2`` + 2023 + 001 would read as HR 2202 3001.
- A number that can still be read in two ways, such as ``HR-X-ADM-2026-001``, is refused when it is made.

Two different patterns can make the same number (``{department}{year}{sequence}`` and ``HR{year}{sequence}``): whoever
keeps the numbers must refuse one that is taken.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from string import Formatter
from typing import Any
from typing import NamedTuple

import re


CODES = ("department", "class", "kind")
FIELDS = (*CODES, "year", "sequence")
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,11}")
MAX_SEQUENCE = 10**9 - 1
_SPEC = re.compile(r"0[1-9]d")
_BAD_LITERAL = re.compile(r"""[\s?#%&<>"'\\{}\x00-\x1f\x7f]""")


class Part(NamedTuple):
    """A piece of a pattern: literal text, or a field with its padding."""

    literal: str = ""
    field: str = ""
    spec: str = ""


def check_pattern(pattern: str) -> tuple[Part, ...]:
    """D2: the parts of a pattern; RuleViolation with a sentence if it is not one."""
    try:
        pieces = list(Formatter().parse(pattern))
    except ValueError:
        raise _refusal(_("err_pattern_braces", default="The braces of the pattern do not match.")) from None
    parts: list[Part] = []
    for literal, field, spec, conversion in pieces:
        if literal:
            parts.append(_literal(literal))
        if field is not None:
            parts.append(_field(field, spec or "", conversion))
    names = [part.field for part in parts if part.field]
    if names.count("sequence") != 1 or len(names) != len(set(names)):
        raise _refusal(
            _("err_pattern_sequence", default="The pattern needs {sequence} exactly once, other fields at most once.")
        )
    _check_neighbours(parts)
    return tuple(parts)


def format_number(pattern: str, values: Mapping[str, Any]) -> str:
    """D2: the number of these values; RuleViolation if a value is missing, wrong or makes the number ambiguous."""
    parts = check_pattern(pattern)
    texts = [part.literal or _text(part, values) for part in parts]
    for part, text, after in zip(parts, texts, texts[1:], strict=False):
        if part.field in CODES and text[-1].isdigit() and after[0].isdigit():
            raise _refusal(
                _(
                    "err_number_code_digit",
                    default="The code ${code} ends in a digit, but digits follow it in the pattern ${pattern}. "
                    "Put a separator after {${field}} in the pattern.",
                    mapping={"code": text, "pattern": pattern, "field": part.field},
                )
            )
    number = "".join(texts)
    if len(list(_readings(parts, number))) != 1:
        raise _refusal(
            _(
                "err_number_ambiguous",
                default="The number ${number} can be read in two ways. Use a separator that occurs in no code, like /.",
                mapping={"number": number},
            )
        )
    return number


def counter_key(pattern: str, values: Mapping[str, Any]) -> str:
    """D2: what the sequence is counted for, such as ``department=HR;year=2026``: all fields but the sequence."""
    parts = [part for part in check_pattern(pattern) if part.field not in ("", "sequence")]
    return ";".join(f"{part.field}={_text(part, values)}" for part in sorted(parts, key=lambda part: part.field))


def parse_number(pattern: str, number: str) -> dict[str, Any] | None:
    """D2: the values that this pattern makes the number of, or None if it makes none or more than one reading."""
    readings = list(_readings(check_pattern(pattern), number))
    if len(readings) != 1:
        return None
    return {name: text if name in CODES else int(text) for name, text in readings[0].items()}


def check_code(code: Any) -> str:
    """D2: a department's, class's or kind's code as it may stand in a number; RuleViolation if it may not."""
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise _refusal(
            _(
                "err_number_code",
                default="${code} is no code: use up to 12 capital letters, digits and hyphens, a letter first.",
                mapping={"code": str(code)[:40]},
            )
        )
    return code


def _refusal(message: str) -> RuleViolation:
    return RuleViolation(message, status=400, rule="D2-number")


def _literal(text: str) -> Part:
    if _BAD_LITERAL.search(text) or not text.isprintable():
        raise _refusal(
            _(
                "err_pattern_literal",
                default="A pattern holds no spaces, braces, quotes or any of ? # % & < >.",
            )
        )
    return Part(literal=text)


def _field(name: str, spec: str, conversion: str | None) -> Part:
    if name not in FIELDS:
        raise _refusal(
            _(
                "err_pattern_field",
                default="The pattern knows no field {${field}}; it may hold {department}, {class}, {kind}, {year} "
                "and {sequence}.",
                mapping={"field": name[:40]},
            )
        )
    padded = name in ("year", "sequence") and _SPEC.fullmatch(spec)
    if conversion or (spec and not padded) or (name == "year" and spec not in ("", "04d")):
        raise _refusal(
            _(
                "err_pattern_format",
                default="The field {${field}} has a wrong format: only {sequence:03d} with 1 to 9 digits and "
                "{year:04d} are possible.",
                mapping={"field": name},
            )
        )
    return Part(field=name, spec=spec)


def _check_neighbours(parts: list[Part]) -> None:
    """Refuse two codes with nothing between them that would keep them apart: all their numbers would be ambiguous."""
    between: str | None = None
    for part in parts:
        if part.field in CODES:
            if between is not None and not re.search(r"[^A-Z0-9]", between):
                raise _refusal(
                    _("err_pattern_neighbours", default="Put a separator, such as /, between the codes of the pattern.")
                )
            between = ""
        elif part.field:
            between = None
        elif between is not None:
            between += part.literal


def _text(part: Part, values: Mapping[str, Any]) -> str:
    if part.field not in values or values[part.field] is None:
        raise _refusal(
            _(
                "err_number_value",
                default="The number needs a ${field}, but the record has none.",
                mapping={"field": part.field},
            )
        )
    value = values[part.field]
    if part.field in CODES:
        return check_code(value)
    low, high = (1000, 9999) if part.field == "year" else (1, MAX_SEQUENCE)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _refusal(
            _(
                "err_number_range",
                default="The ${field} of a number is a whole number from ${low} to ${high}.",
                mapping={"field": part.field, "low": str(low), "high": str(high)},
            )
        )
    return format(value, part.spec)


def _readings(parts: tuple[Part, ...], text: str) -> Iterator[dict[str, str]]:
    """Every way in which the parts can make the text."""
    if not parts:
        if not text:
            yield {}
        return
    part, rest = parts[0], parts[1:]
    for length in _lengths(part, text):
        for reading in _readings(rest, text[length:]):
            yield {part.field: text[:length]} | reading if part.field else reading


def _lengths(part: Part, text: str) -> Iterator[int]:
    if part.literal:
        if text.startswith(part.literal):
            yield len(part.literal)
        return
    for length in (4,) if part.field == "year" else range(1, 13):
        piece, after = text[:length], text[length : length + 1]
        if len(piece) == length and _fits(part, piece, after):
            yield length


def _fits(part: Part, piece: str, after: str) -> bool:
    if part.field in CODES:
        return bool(CODE.fullmatch(piece)) and not (piece[-1].isdigit() and after.isdigit())
    if not (piece.isascii() and piece.isdigit()):
        return False
    low, high = (1000, 9999) if part.field == "year" else (1, MAX_SEQUENCE)
    return low <= int(piece) <= high and format(int(piece), part.spec) == piece
