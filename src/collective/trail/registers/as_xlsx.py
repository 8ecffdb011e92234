"""D3: a register as an XLSX workbook with real dates and numbers."""

from collections.abc import Iterable
from collective.trail.registers.cells import as_value
from collective.trail.registers.definition import Column
from collective.trail.registers.definition import Row
from collective.trail.registers.reading import Reading
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from typing import Any
from typing import BinaryIO


WIDTHS = {"title": 50, "cause": 50, "number": 18}
WIDTH = 16


def write_xlsx(
    output: BinaryIO, columns: tuple[Column, ...], rows: Iterable[Row], reading: Reading, title: str
) -> None:
    """D3: row by row into a write-only workbook, so that memory does not grow."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("".join(c for c in title if c not in "[]:*?/\\'")[:31] or "1")
    sheet.freeze_panes = "A2"
    for position, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(position)].width = WIDTHS.get(column.id, WIDTH)
    sheet.append([_cell(sheet, reading.text(column.title), bold=True) for column in columns])
    for row in rows:
        values = (as_value(column, column.value(row.source, reading), reading) for column in columns)
        sheet.append([_cell(sheet, value) for value in values])
    workbook.save(output)


def _cell(sheet: Any, value: Any, bold: bool = False) -> WriteOnlyCell:
    """A cell; text stays text even if it begins like a formula."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
