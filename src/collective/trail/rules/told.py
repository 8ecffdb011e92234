"""P1: what the entries of a record say that it is; the self-check compares records with it, the verifier delivered files."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any


#: The actions on records that say what a record is; each has its method.
_TELLING = frozenset(
    (
        "created",
        "deleted",
        "numbered",
        "edited",
        "version_reverted",
        "file_replaced",
        "content_copied",
        "edition_replaced",
        "annex_added",
        "annex_edited",
        "annex_removed",
    )
)


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
    #: The digests of all main files that the record ever had.
    main_files: set[str] = field(default_factory=set)

    def read(self, action: str, data: Mapping[str, Any] | None) -> None:
        """P1: take an entry into account; they come in their order."""
        kind, _dot, name = action.partition(".")
        if kind == "record":
            if name not in _TELLING:
                return
            if data is None:
                self._forget()
            getattr(self, f"_{name}")(data or {})
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
        self._note_main_file(self.fields or {})

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
        self._note_main_file(digests)
        if self.fields is not None:
            self.fields = {**self.fields, **digests}

    def _note_main_file(self, digests: Mapping[str, str]) -> None:
        if "file" in digests:
            self.main_files.add(digests["file"])
