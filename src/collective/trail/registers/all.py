"""Which registers there are. A new one is added here, and page, REST, CSV and XLSX have it."""

from collective.trail.i18n import _
from collective.trail.registers.definition import Register
from collective.trail.registers.file_list import FileList
from collective.trail.registers.numbers import NumberList
from collective.trail.rules.errors import RuleViolation
from plone import api


REGISTERS: tuple[Register, ...] = (FileList(), NumberList())


def open_registers() -> list[Register]:
    """S1: the registers that the person may see."""
    return [each for each in REGISTERS if _is_open(each)]


def register_named(name: str) -> Register:
    """The register of that id; P5: one that is not open to the person is unknown."""
    for each in open_registers():
        if each.id == name:
            return each
    raise RuleViolation(
        _("err_unknown_register", default="There is no register ${name}.", mapping={"name": name[:40]}),
        status=404,
        rule="register",
    )


def _is_open(register: Register) -> bool:
    return bool(api.user.has_permission(register.permission, obj=api.portal.get()))
