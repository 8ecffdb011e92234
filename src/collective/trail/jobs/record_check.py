"""P1: what the trail of a record says it is, against what it is: fields, files, annexes, content, state and number."""

from collections.abc import Iterator
from collections.abc import Mapping
from collective.trail.content.digest import annex_digests
from collective.trail.content.digest import content_digest
from collective.trail.content.digest import digests_of
from collective.trail.content.protection import state_of
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from ZODB.POSException import POSKeyError


@dataclass(frozen=True)
class Difference:
    """P1: a record (uid) that is not what its trail says; ``field`` is the first thing to look at."""

    record: str
    field: str
    message: str
    #: ``field`` is the id of an annex, which may tell what it is about (P5).
    annex: bool = False


@dataclass
class Told:
    """P1: what the entries read so far say. None where they do not say it: erased, or written by an earlier version."""

    created: bool = False
    deleted: bool = False
    number: str | None = None
    state: str | None = None
    #: The digest of the content that was judged last; None once it was changed since.
    content: str | None = None
    fields: dict[str, str] | None = field(default_factory=dict)
    annexes: dict[str, str] | None = field(default_factory=dict)

    def read(self, action: str, data: Mapping[str, Any] | None) -> None:
        """P1: take an entry into account; they come in their order."""
        kind, _dot, name = action.partition(".")
        if kind == "record":
            read = getattr(self, f"_{name}", None)
            if read is not None and data is None:
                self._forget()
            if read is not None:
                read(data or {})
        elif data and "target" in data:
            self.state = data["target"] or self.state
            self.content = data.get("digest") or self.content

    def _forget(self) -> None:
        self.fields = self.annexes = self.content = None

    def _created(self, data: Mapping[str, Any]) -> None:
        self.created = True
        self._change(data.get("fields", {}))

    def _deleted(self, data: Mapping[str, Any]) -> None:
        self.deleted = True

    def _numbered(self, data: Mapping[str, Any]) -> None:
        self.number = data.get("number")

    def _edited(self, data: Mapping[str, Any]) -> None:
        self._change(data.get("digests", {}))

    def _version_reverted(self, data: Mapping[str, Any]) -> None:
        self._change(data.get("digests", {}))

    def _file_replaced(self, data: Mapping[str, Any]) -> None:
        self._change({"file": data.get("digest", "")})

    def _content_copied(self, data: Mapping[str, Any]) -> None:
        self.fields, self.annexes = data.get("digests"), data.get("annexes")

    def _edition_replaced(self, data: Mapping[str, Any]) -> None:
        self._content_copied(data)
        self.content = data.get("digest")

    def _annex_added(self, data: Mapping[str, Any]) -> None:
        self.content = None
        if self.annexes is not None and "sha256" in data:
            self.annexes = {**self.annexes, data["annex"]: data["sha256"]}

    _annex_edited = _annex_added

    def _annex_removed(self, data: Mapping[str, Any]) -> None:
        self.content = None
        if self.annexes is not None:
            self.annexes = {name: digest for name, digest in self.annexes.items() if name != data.get("annex")}

    def _change(self, digests: Mapping[str, str]) -> None:
        self.content = None
        if self.fields is not None:
            self.fields = {**self.fields, **digests}


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
            message = f"The annex {name} was {_change(name, annexes, told)}, and the trail does not say so."
            yield Difference(uid, name, message, annex=True)
    if not found and told.content is not None and content_digest(record) != told.content:
        yield Difference(uid, "content", "The content is another than the one that was judged last.")


def _change(name: str, annexes: Mapping[str, str], told: Told) -> str:
    if name not in annexes:
        return "removed"
    return "changed" if name in (told.annexes or {}) else "added"
