"""D3: from the parameters of a request to a checked question. Page and REST refuse the same things with one sentence."""

from collections.abc import Mapping
from collective.trail.i18n import _
from collective.trail.registers.definition import MAX_PAGE_SIZE
from collective.trail.registers.definition import MAX_START
from collective.trail.registers.definition import PAGE_SIZE
from collective.trail.registers.definition import Question
from collective.trail.registers.definition import Register
from collective.trail.rules.errors import RuleViolation
from typing import Any


#: Parameters that belong to the request and not to the register.
PASSING = frozenset(("format", "set_language", "ajax_load", "-C", "_", "_authenticator"))
ORDERS = {"": None, "ascending": False, "descending": True}


def ask(register: Register, form: Mapping[str, Any]) -> Question:
    """D3: the question that ``form`` puts to ``register``; refuses what it cannot mean, also a mistyped name."""
    own = {each.id for each in register.filters} | {"sort_on", "sort_order", "b_start", "b_size"} | PASSING
    for name in form:
        if name not in own:
            raise refusal(
                _(
                    "err_unknown_parameter",
                    default="This register knows no parameter ${name}; it knows ${known}.",
                    mapping={"name": str(name)[:40], "known": ", ".join(sorted(own - PASSING))},
                )
            )
    values = {}
    for each in register.filters:
        given = one_text(form, each.id)
        if given:
            values[each.id] = each.parse(given)
    sort_on, descending = _order(register, form)
    start, size = _part(form)
    return Question(values, sort_on, descending, start, size)


def refusal(message: Any) -> RuleViolation:
    """D3: a question that cannot be answered."""
    return RuleViolation(message, status=400, rule="register")


def one_text(form: Mapping[str, Any], name: str) -> str:
    """The single text given for ``name``, stripped; empty where nothing is given."""
    given = form.get(name, "")
    if not isinstance(given, str):
        raise refusal(_("err_parameter_once", default="Give ${name} once, as text.", mapping={"name": name}))
    if "\x00" in given or len(given) > 200:
        raise refusal(
            _("err_parameter_length", default="${name} is at most 200 characters of text.", mapping={"name": name})
        )
    return given.strip()


def whole_number(text: str, name: str, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``."""
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise refusal(
            _(
                "err_whole_number",
                default="${name} is a whole number from ${least} to ${most}.",
                mapping={"name": name, "least": str(least), "most": str(most)},
            )
        )
    return int(text)


def _order(register: Register, form: Mapping[str, Any]) -> tuple[str, bool]:
    sort_on = one_text(form, "sort_on")
    order = one_text(form, "sort_order")
    if order not in ORDERS:
        raise refusal(_("err_sort_order", default="sort_order is ascending or descending."))
    sortable = [each.id for each in register.columns if each.sort]
    if sort_on and sort_on not in sortable:
        raise refusal(
            _(
                "err_sort_on",
                default="This register sorts on ${columns}, not on ${name}.",
                mapping={"columns": ", ".join(sortable), "name": sort_on[:40]},
            )
        )
    if not sort_on:
        return register.sort_on, register.descending if not order else bool(ORDERS[order])
    return sort_on, bool(ORDERS[order])


def _part(form: Mapping[str, Any]) -> tuple[int, int]:
    start, size = one_text(form, "b_start"), one_text(form, "b_size")
    return (
        whole_number(start, "b_start", 0, MAX_START) if start else 0,
        whole_number(size, "b_size", 1, MAX_PAGE_SIZE) if size else PAGE_SIZE,
    )
