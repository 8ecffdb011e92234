"""P1: what the trail of a record says it is, against what it is: fields, files, annexes, content, state and number."""

from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.content.digest import annex_digests
from collective.trail.content.digest import content_digest
from collective.trail.content.digest import digests_of
from collective.trail.content.protection import state_of
from collective.trail.rules.told import Told
from dataclasses import dataclass
from typing import Any
from ZODB.POSException import POSKeyError


@dataclass(frozen=True)
class Difference:
    """P1: a record (uid) that is not what its trail says; ``field`` is the first thing to look at."""

    record: str
    field: str
    message: str


def differences(uid: str, told: Told, record: Any) -> Iterator[Difference]:
    """P1: how a record differs from what its trail says; ``record`` is None where the site has none of this uid."""
    if record is None:
        if told.created and not told.deleted:
            yield Difference(uid, "record", "The record is gone, but its trail does not say that it was deleted.")
        return
    if not told.created:
        yield Difference(uid, "record", "The record has no trail that begins with its creation.")
        return
    if told.deleted:
        yield Difference(uid, "record", "The record is there, but its trail says that it was deleted.")
    if told.number != record.number:
        yield Difference(uid, "number", f"The number is {record.number}, but the trail says {told.number}.")
    if told.state is not None and told.state != state_of(record):
        yield Difference(uid, "state", f"The state is {state_of(record)}, but the trail says {told.state}.")
    try:
        yield from _content(uid, told, record)
    except (OSError, POSKeyError) as error:
        yield Difference(uid, "file", f"A file of the record cannot be read: {type(error).__name__}.")


def _content(uid: str, told: Told, record: Any) -> Iterator[Difference]:
    found = False
    for name, digest in digests_of(record).items() if told.fields is not None else ():
        if told.fields.get(name, digest) != digest:
            found = True
            yield Difference(uid, name, f"The field {name} was changed, and the trail does not say so.")
    annexes = annex_digests(record) if told.annexes is not None else {}
    for name in sorted({*annexes, *(told.annexes or {})}):
        if annexes.get(name) != (told.annexes or {}).get(name):
            found = True
            yield Difference(
                uid, name, f"The annex {name} was {_change(name, annexes, told)}, and the trail does not say so."
            )
    if not found and told.content is not None and content_digest(record) != told.content:
        yield Difference(uid, "content", "The content is another than the one that was judged last.")


def _change(name: str, annexes: Mapping[str, str], told: Told) -> str:
    if name not in annexes:
        return "removed"
    return "changed" if name in (told.annexes or {}) else "added"
