"""D3: a register as CSV, for people who open it in a spreadsheet program."""

from collections.abc import Iterable
from collective.trail.registers.cells import as_value
from collective.trail.registers.definition import Column
from collective.trail.registers.definition import Row
from collective.trail.registers.reading import Reading
from datetime import date
from typing import Any
from typing import BinaryIO

import codecs
import csv


#: What makes a spreadsheet program read a cell as a formula, the wide forms of East Asian keyboards among them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(output: BinaryIO, columns: tuple[Column, ...], rows: Iterable[Row], reading: Reading) -> None:
    """D3: row by row, so that memory does not grow; a BOM makes Excel read Chinese."""
    output.write(codecs.BOM_UTF8)
    text = codecs.getwriter("utf-8")(output)
    writer = csv.writer(text)
    writer.writerow([harmless(reading.text(column.title)) for column in columns])
    for row in rows:
        writer.writerow([_cell(as_value(column, column.value(row.source, reading), reading)) for column in columns])


def harmless(text: str) -> str:
    """Text that no program takes for a formula: an apostrophe says that it is text."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value
