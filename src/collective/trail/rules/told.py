"""P1: what the entries of a record say that it is, read one after the other.

The self-check compares records with it, the verifier delivered files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any


#: What stands beside an approval, and what it is before the first one.
UNSIGNED = {"edition": 0, "approved_on": None, "effective_on": None}


#: Entries of a record that say nothing of its content.
_APART = ("deleted", "moved", "numbered", "sharing_changed")

#: The actions on records that say what a record is; each has its method. No other name in a file is taken for one.
_TELLING = frozenset(
    (
        *_APART,
        "created",
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

#: Kinds of actions that are no steps of a workflow; taking an export of a record is an entry of it, too.
_NO_STEPS = ("record", "settings", "trail")

#: Actors without an account; Plone notes nobody for them, or a name of its own.
SPECIAL = ("anonymous", "system")


@dataclass(frozen=True)
class Edition:
    """P1: an edition as it was when the next one replaced it; None where the entries do not say it."""

    signature: Mapping[str, Any] | None
    content: str | None
    fields: Mapping[str, str] | None


@dataclass(frozen=True)
class Step:
    """P1: a step of a record's life: transition, who, and the state it led to (None where erased)."""

    transition: str
    actor: str
    state: str | None


@dataclass
class Told:
    """P1: what the entries read so far say. None where they do not say it: erased, or written by an earlier version."""

    created: bool = False
    deleted: bool = False
    creator: str | None = None
    number: str | None = None
    state: str | None = None
    #: The uid of the class in which the record stands.
    record_class: str | None = None
    #: The digest of the content that was judged last; None once it was changed since.
    content: str | None = None
    fields: dict[str, str] | None = field(default_factory=dict)
    annexes: dict[str, str] | None = field(default_factory=dict)
    #: Edition in force, with the dates of its approval.
    signature: dict[str, Any] | None = field(default_factory=lambda: dict(UNSIGNED))
    opinions: list[Mapping[str, Any]] | None = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    #: Local roles: the drafter's own, or as they were set by hand.
    roles: Mapping[str, list[str]] | None = None
    editions: list[Edition] = field(default_factory=list)
    #: The digests of all main files that the record ever had.
    main_files: set[str] = field(default_factory=set)

    def read(self, header: Mapping[str, Any], data: Mapping[str, Any] | None) -> None:
        """P1: take an entry into account; they come in their order."""
        kind, _dot, name = header["action"].partition(".")
        self.number = header["number"] or self.number
        if kind == "opinion":
            self.opinions = [*self.opinions, data] if data is not None and self.opinions is not None else None
        elif kind not in _NO_STEPS:
            self._step(name, header["actor"], data)
        elif kind == "record" and name in _TELLING:
            if data is None and name not in _APART:
                self._forget()
            getattr(self, f"_{name}")(data or {})
            if name == "created":
                self.creator, self.roles = header["actor"], {header["actor"]: ["Owner"]}

    def borrow(self, other: "Told") -> None:
        """P1: the opinions of a working copy that replaced the edition in force."""
        if self.opinions is not None:
            self.opinions = None if other.opinions is None else [*self.opinions, *other.opinions]

    def _forget(self) -> None:
        self.fields = self.annexes = self.content = None

    def _step(self, name: str, actor: str, data: Mapping[str, Any] | None) -> None:
        target = (data or {}).get("target")
        self.steps.append(Step(name, actor, target))
        self.state = target or (self.state if data is not None else None)
        self.content = (data or {}).get("digest") or (self.content if data is not None else None)
        self._sign(name == "approve", data or {})

    def _sign(self, signs: bool, data: Mapping[str, Any]) -> None:
        if signs:
            self.signature = {name: data[name] for name in UNSIGNED} if set(UNSIGNED) <= set(data) else None

    def _created(self, data: Mapping[str, Any]) -> None:
        self.created = True
        self.record_class = data.get("record_class")
        self._change(data.get("fields", {}))

    def _moved(self, data: Mapping[str, Any]) -> None:
        self.record_class = data.get("record_class")

    def _deleted(self, data: Mapping[str, Any]) -> None:
        self.deleted = True

    def _numbered(self, data: Mapping[str, Any]) -> None:
        self.number = data.get("number") or self.number

    def _edited(self, data: Mapping[str, Any]) -> None:
        self._change(data.get("digests", {}))

    def _version_reverted(self, data: Mapping[str, Any]) -> None:
        self._change(data.get("digests", {}))

    def _file_replaced(self, data: Mapping[str, Any]) -> None:
        self._change({"file": data.get("digest", "")})

    def _sharing_changed(self, data: Mapping[str, Any]) -> None:
        self.roles = data.get("local_roles")

    def _content_copied(self, data: Mapping[str, Any]) -> None:
        self.fields, self.annexes = data.get("digests"), data.get("annexes")
        self.signature = {**UNSIGNED, "edition": data["edition"]} if "edition" in data else None
        self._note_main_file(self.fields or {})

    def _edition_replaced(self, data: Mapping[str, Any]) -> None:
        self.editions.append(Edition(self.signature, self.content, self.fields))
        self.fields, self.annexes = data.get("digests"), data.get("annexes")
        self.content = data.get("digest")
        self._note_main_file(self.fields or {})
        self._sign(True, data)

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
