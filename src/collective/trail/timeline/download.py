"""P1, P2: the trail as a file: CSV for people, JSON Lines for ``trail verify``. Taking it away is itself an entry."""

from collections.abc import Callable
from collections.abc import Iterator
from collective.trail.i18n import _
from collective.trail.ledger.export import export
from collective.trail.ledger.reads import record_read
from collective.trail.registers.as_csv import write_csv
from collective.trail.registers.definition import Column
from collective.trail.registers.definition import Row
from collective.trail.rules.clock import now
from collective.trail.settings.local_time import local_day
from collective.trail.timeline.answer import Answer
from plone import api
from tempfile import TemporaryFile
from typing import Any
from typing import BinaryIO
from ZPublisher.Iterators import filestream_iterator

import os


TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}

COLUMNS = tuple(
    Column(name, title, "text", lambda row, reading, name=name: row[name])
    for name, title in (
        ("recorded_at", _("label_recorded_at", default="Recorded at")),
        ("happened_at", _("label_happened_at", default="Happened at")),
        ("actor_name", _("label_actor", default="Person")),
        ("actor", _("label_actor_id", default="User id")),
        ("title", _("label_action", default="Action")),
        ("text", _("label_entry_text", default="What")),
        ("number", _("label_number", default="Number")),
        ("record", _("label_record_uid", default="Record (UID)")),
        ("record_seq", _("label_entry_seq", default="Entry no.")),
        ("action", _("label_action_id", default="Action id")),
        ("act", _("label_act", default="Act")),
        ("data_digest", _("label_data_digest", default="Digest of the data")),
        ("hash", _("label_entry_hash", default="Hash of the entry")),
        ("record_prev", _("label_previous_hash", default="Hash of the entry before")),
    )
)


def download(answer: Answer, context: Any, request: Any) -> filestream_iterator:
    """P2: the file, written to disk within this request: it shows one moment, and memory stays flat."""
    kind = answer.question.format
    counted = _Counted()

    def as_csv(output: BinaryIO) -> None:
        write_csv(output, COLUMNS, (Row(row) for row in counted(answer.every())), answer.wording.reading)

    def as_jsonl(output: BinaryIO) -> None:
        uids = None if answer.sources is None else [source.uid for source in answer.sources]
        lines = export(uids, withheld=lambda uid: bool(answer.withheld(uid)))
        output.write(next(lines))
        output.writelines(counted(lines))

    content = spooled(as_csv if kind == "csv" else as_jsonl)
    subject = api.portal.get() if answer.whole_site and answer.sources is None else context
    record_read(subject, "trail.exported", {"format": kind, "count": counted.count, "asked": _asked(answer)}, request)
    name = f"trail-{_name(answer, context)}-{local_day(now()).isoformat()}.{kind}"
    response = request.response
    response.setHeader("Content-Type", TYPES[kind])
    response.setHeader("Content-Disposition", f'attachment; filename="{name}"')
    response.setHeader("Content-Length", str(len(content)))
    response.setHeader("Cache-Control", "private, no-store")
    response.setHeader("X-Content-Type-Options", "nosniff")
    return content


class _Counted:
    """Counts what passes through."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, items: Iterator[Any]) -> Iterator[Any]:
        for item in items:
            self.count += 1
            yield item


def _asked(answer: Answer) -> dict[str, str]:
    """What the file was narrowed to; empty for a whole one."""
    question = answer.question
    asked = {"action": question.action, "actor": question.actor, "record": question.record}
    asked |= {"start": question.start.isoformat() if question.start else ""}
    asked |= {"end": question.end.isoformat() if question.end else ""}
    return {name: value for name, value in asked.items() if value}


def _name(answer: Answer, context: Any) -> str:
    """Letters, digits, hyphens and underscores: titles do not leave in file names (P5)."""
    name = answer.question.record if answer.whole_site else getattr(context, "number", None) or context.getId()
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name or "site")


def spooled(write: Callable[[BinaryIO], None]) -> filestream_iterator:
    """P2: a stream of what ``write`` writes; the file has no name and goes when the stream is closed."""
    with TemporaryFile() as spool:
        write(spool)
        spool.flush()
        spool.seek(0)
        return filestream_iterator(os.dup(spool.fileno()))
