"""D3: a register as a file to take away, the same from the page and from REST."""

from collections.abc import Callable
from collective.trail.i18n import _
from collective.trail.registers.as_csv import write_csv
from collective.trail.registers.as_xlsx import write_xlsx
from collective.trail.registers.asking import refusal
from collective.trail.registers.definition import Question
from collective.trail.registers.definition import Register
from collective.trail.registers.reading import Reading
from tempfile import TemporaryFile
from typing import Any
from typing import BinaryIO
from ZPublisher.Iterators import filestream_iterator

import os


CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": CSV, "xlsx": XLSX}


def format_wanted(request: Any) -> str:
    """D3: ``csv`` or ``xlsx`` from ``format`` or from the Accept header; empty for the register itself."""
    named = request.form.get("format", "")
    if named in (*TYPES, "json", ""):
        if named:
            return "" if named == "json" else named
        accepted = (request.getHeader("Accept") or "").lower()
        return next((name for name, kind in TYPES.items() if kind in accepted), "")
    raise refusal(_("err_format", default="format is csv or xlsx."))


def download(register: Register, question: Question, name: str, request: Any) -> filestream_iterator:
    """D3: all rows as a file. It is written to disk within this request, so that it shows one moment and its size is
    known; memory stays flat."""
    reading = Reading(request, question.values.get("class"))
    rows = register.every(question)

    def write(output: BinaryIO) -> None:
        if name == "csv":
            write_csv(output, register.columns, rows, reading)
        else:
            write_xlsx(output, register.columns, rows, reading, reading.text(register.title))

    content = _spooled(write)
    response = request.response
    response.setHeader("Content-Type", f"{TYPES[name]}; charset=utf-8" if name == "csv" else TYPES[name])
    response.setHeader("Content-Disposition", f'attachment; filename="{register.file_name(question)}.{name}"')
    response.setHeader("Content-Length", str(len(content)))
    response.setHeader("Cache-Control", "private, no-store")
    response.setHeader("X-Content-Type-Options", "nosniff")
    return content


def _spooled(write: Callable[[BinaryIO], None]) -> filestream_iterator:
    """A stream of what ``write`` writes; the file has no name and goes when the stream is closed."""
    with TemporaryFile() as spool:
        write(spool)
        spool.flush()
        spool.seek(0)
        return filestream_iterator(os.dup(spool.fileno()))
