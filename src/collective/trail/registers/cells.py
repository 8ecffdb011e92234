"""D3: one value of a register in each of its forms. The kinds of ``definition.KINDS`` are known here and nowhere else."""

from collective.trail.registers.definition import Column
from collective.trail.registers.reading import Reading
from typing import Any


def as_data(column: Column, value: Any, reading: Reading) -> Any:
    """For REST: codes beside their titles, dates in ISO form, null where there is nothing."""
    if value is None or value == "":
        return None
    if column.kind == "date":
        return value.isoformat()
    if column.kind == "number":
        return value
    if column.kind == "user":
        return {"token": value, "title": reading.person(value)}
    if column.kind == "state":
        return {"token": value, "title": reading.state(value)}
    return reading.text(value)


def as_text(column: Column, value: Any, reading: Reading) -> str:
    """For the page: text in the reader's language."""
    if value is None:
        return ""
    if column.kind == "date":
        return reading.day(value)
    return str(as_value(column, value, reading))


def as_value(column: Column, value: Any, reading: Reading) -> Any:
    """For a sheet: dates and numbers as they are, everything else as text in the reader's language."""
    if value is None or column.kind in ("date", "number"):
        return value
    if column.kind == "user":
        return reading.person(value)
    if column.kind == "state":
        return reading.state(value)
    return reading.text(value)
