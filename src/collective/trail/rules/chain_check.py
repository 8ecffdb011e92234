"""P1, P2: checking an exported trail entry by entry: hashes, data, chains, and what the manifest says must be there."""

from collections.abc import Mapping
from collective.trail.rules.canonical import from_iso_instant
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash
from collective.trail.rules.chain import HEADER_FIELDS
from collective.trail.rules.chain import VERSION
from collective.trail.rules.dating import goes_back
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import NamedTuple

import re


FORMAT = "collective.trail/export"
FORMAT_VERSION = 1
_HEX = {"id": 32, "act": 32, "data_digest": 64}
_TEXTS = ("action", "actor", "record", "portal_type", "segment")


@dataclass(frozen=True)
class Fault:
    """P1: the first thing that is wrong; ``line`` is the entry's line in the file, 0 if it is missing there."""

    kind: str
    message: str
    line: int = 0
    entry: str = ""
    record: str = ""


class _Link(NamedTuple):
    """What a chain needs to know of an entry."""

    prev: str | None
    hash: str
    line: int
    entry: str
    recorded_at: str


@dataclass
class _Chain:
    count: int = 0
    head: str | None = None
    recorded_at: str = ""
    #: entries that came before their turn, by their number
    early: dict[int, _Link] = field(default_factory=dict)


class UnusableExport(ValueError):
    """The text is no export of a trail; the message says why."""


class TrailChecker:
    """P1: feed it the manifest, then every entry in the order of the file; it keeps only the ends of the chains.

    ``misdated`` is the first time that goes back. It is no end of the check: no clock hides an altered entry.
    With ``record`` only that record's entries are checked, and segments, which need the whole site, are not.
    """

    def __init__(self, manifest: Mapping[str, Any], record: str | None = None):
        check_manifest(manifest)
        self.manifest = manifest
        self.record = record
        self.checks_segments = manifest["scope"] == "site" and record is None
        self.entries = self.erased = 0
        self._records: dict[str, _Chain] = {}
        self._segments: dict[str, _Chain] = {}
        self.misdated: Fault | None = None

    @property
    def records(self) -> int:
        """How many records were met."""
        return len(self._records)

    def feed(self, line: int, entry: Any) -> Fault | None:
        """P1: check the next entry; the fault if it is bad."""
        problem = _form_problem(entry)
        if problem:
            return Fault("form", f"The entry in line {line} has a wrong form: {problem}.", line)
        header = entry["header"]
        if self.record is not None and header["record"] != self.record:
            return None
        self.entries += 1
        self.erased += entry["data"] is None
        if goes_back(header["recorded_at"], header["happened_at"]):
            self._date(line, header["id"], header["record"], "happened only after it was recorded")
        return (
            _content_fault(line, entry)
            or self._record_fault(line, header, entry["hash"])
            or (self._segment_fault(line, header, entry["hash"]) if self.checks_segments else None)
        )

    def finish(self) -> Fault | None:
        """P2: what the manifest promised and the file does not hold."""
        for uid, chain in self._records.items():
            if chain.early:
                seq = min(chain.early)
                link = chain.early[seq]
                missing = f"Entry {chain.count + 1} of record {uid} is missing"
                return Fault("missing", f"{missing}; the next one in the file is {seq}.", link.line, link.entry, uid)
        wanted = self.manifest["records"]
        if self.record is not None:
            wanted = {uid: end for uid, end in wanted.items() if uid == self.record}
            if not wanted:
                return Fault("missing", f"The file holds nothing about record {self.record}.", record=self.record)
        fault = _end_fault("record", wanted, self._records)
        if fault is None and self.checks_segments:
            fault = _end_fault("segment", self.manifest["segments"], self._segments)
        return fault

    def _record_fault(self, line: int, header: Mapping[str, Any], hash: str) -> Fault | None:
        uid = header["record"]
        chain = self._records.setdefault(uid, _Chain())
        seq = header["record_seq"]
        link = _Link(header["record_prev"], hash, line, header["id"], header["recorded_at"])
        if seq > chain.count + 1 and self.checks_segments:
            # Clocks of two machines differ: in an export of the whole site a record's entries may change places.
            if seq in chain.early:
                return _order_fault(line, header, "record", uid, seq, chain.count + 1)
            chain.early[seq] = link
            return None
        if seq != chain.count + 1:
            return _order_fault(line, header, "record", uid, seq, chain.count + 1)
        fault = self._next_of_record(chain, uid, link)
        while fault is None and chain.count + 1 in chain.early:
            fault = self._next_of_record(chain, uid, chain.early.pop(chain.count + 1))
        return fault

    def _next_of_record(self, chain: _Chain, uid: str, link: _Link) -> Fault | None:
        # Who appends to a record has seen the entry before it, so that only clocks of two machines can differ.
        if goes_back(link.recorded_at, chain.recorded_at):
            self._date(link.line, link.entry, uid, _earlier(link, chain, f"entry {chain.count} of the record"))
        return _link(chain, "record", uid, link, uid)

    def _segment_fault(self, line: int, header: Mapping[str, Any], hash: str) -> Fault | None:
        name, seq = header["segment"], header["segment_seq"]
        chain = self._segments.setdefault(name, _Chain())
        if seq != chain.count + 1:
            return _order_fault(line, header, "segment", name, seq, chain.count + 1)
        link = _Link(header["segment_prev"], hash, line, header["id"], header["recorded_at"])
        if link.recorded_at < chain.recorded_at:
            # One process wrote both; it begins a new segment when its clock goes back.
            self._date(line, link.entry, header["record"], _earlier(link, chain, f"entry {seq - 1} of segment {name}"))
        return _link(chain, "segment", name, link, header["record"])

    def _date(self, line: int, entry: str, record: str, what: str) -> None:
        if self.misdated is None:
            message = (
                f"Entry {entry} (line {line}, record {record}) {what}: a clock was set back, or the time was made up."
            )
            self.misdated = Fault("time", message, line, entry, record)


def check_manifest(manifest: Any) -> None:
    """P1: refuse what is no manifest of an export; UnusableExport says why."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnusableExport("The first line is no manifest of a trail export.")
    if manifest.get("v") != FORMAT_VERSION or isinstance(manifest.get("v"), bool):
        raise UnusableExport(f"The export has version {manifest.get('v')!r}; this program knows {FORMAT_VERSION}.")
    if manifest.get("scope") not in ("site", "record"):
        raise UnusableExport("The manifest does not say whether it holds one record or the whole site.")
    for name in ("records", "segments"):
        ends = manifest.get(name)
        if not isinstance(ends, dict) or not all(_is_end(end) for end in ends.values()):
            raise UnusableExport(f"The manifest does not list the {name} with their count and head.")


def _is_end(end: Any) -> bool:
    return isinstance(end, dict) and set(end) == {"count", "head"} and _is_int(end["count"], 0)


def _is_int(value: Any, low: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= low


def _is_hex(value: Any, length: int) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{length}}}", value) is not None


def _form_problem(entry: Any) -> str | None:
    if not isinstance(entry, dict) or set(entry) != {"header", "hash", "data", "salt"}:
        return "it needs exactly header, hash, data and salt"
    header = entry["header"]
    if not isinstance(header, dict) or set(header) != set(HEADER_FIELDS):
        return "its header has other fields than it should"
    if header["v"] != VERSION or not _is_int(header["v"], 1):
        return f"its version is not {VERSION}"
    for name, length in _HEX.items():
        if not _is_hex(header[name], length):
            return f"its {name} is no hexadecimal of {length} digits"
    return _chain_form_problem(header) or _value_problem(header) or _secret_problem(entry)


def _chain_form_problem(header: Mapping[str, Any]) -> str | None:
    for name in ("record", "segment"):
        seq, prev = header[f"{name}_seq"], header[f"{name}_prev"]
        if not _is_int(seq, 1):
            return f"its {name}_seq is no number from 1"
        if not (prev is None if seq == 1 else _is_hex(prev, 64)):
            return f"its {name}_prev is not the hash of an earlier entry"
    return None


def _value_problem(header: Mapping[str, Any]) -> str | None:
    for name in _TEXTS:
        if not isinstance(header[name], str):
            return f"its {name} is no text"
    if not isinstance(header["number"], str | None):
        return "its number is no text"
    for name in ("happened_at", "recorded_at"):
        try:
            from_iso_instant(header[name])
        except (TypeError, ValueError):
            return f"its {name} is no time in UTC"
    return None


def _secret_problem(entry: Mapping[str, Any]) -> str | None:
    if not _is_hex(entry["hash"], 64):
        return "its hash is no hexadecimal of 64 digits"
    if entry["data"] is None and entry["salt"] is None:
        return None
    if not isinstance(entry["data"], dict) or not _is_hex(entry["salt"], 32):
        return "its data and salt must both be there or both be erased"
    return None


def _content_fault(line: int, entry: Mapping[str, Any]) -> Fault | None:
    header = entry["header"]
    who = f"Entry {header['id']} (line {line}, record {header['record']}, {header['action']})"
    try:
        if entry_hash(header) != entry["hash"]:
            return Fault("hash", f"{who} was altered: its hash does not fit.", line, header["id"], header["record"])
        if entry["data"] is not None and data_digest(entry["data"], entry["salt"]) != header["data_digest"]:
            return Fault("data", f"{who} has altered data.", line, header["id"], header["record"])
    except ValueError as error:
        return Fault("form", f"{who} has a wrong form: {error}", line, header["id"], header["record"])
    return None


def _order_fault(line: int, header: Mapping[str, Any], kind: str, name: str, seq: int, expected: int) -> Fault:
    what = f"Entry {expected} of {kind} {name} is missing" if seq > expected else f"Entry {seq} of {kind} {name} again"
    message = f"{what}: line {line} holds entry {seq} ({header['id']}) where {expected} should come."
    return Fault("missing" if seq > expected else "repeated", message, line, header["id"], header["record"])


def _link(chain: _Chain, kind: str, name: str, link: _Link, record: str) -> Fault | None:
    seq = chain.count + 1
    if link.prev != chain.head:
        message = f"Entry {seq} of {kind} {name} (line {link.line}, {link.entry}) does not follow the entry before it."
        return Fault(f"{kind}_chain", message, link.line, link.entry, record)
    chain.count, chain.head, chain.recorded_at = seq, link.hash, link.recorded_at
    return None


def _earlier(link: _Link, chain: _Chain, before: str) -> str:
    return f"says that it was recorded at {link.recorded_at}, but {before} says {chain.recorded_at}"


def _end_fault(kind: str, wanted: Mapping[str, Any], found: Mapping[str, _Chain]) -> Fault | None:
    for name, end in wanted.items():
        chain = found.get(name, _Chain())
        uid = name if kind == "record" else ""
        if chain.count < end["count"]:
            message = f"Entries of {kind} {name} are missing at the end: {chain.count} of {end['count']} are there."
            return Fault("missing", message, record=uid)
        if (chain.count, chain.head) != (end["count"], end["head"]):
            return Fault("manifest", f"The end of {kind} {name} is not the one in the manifest.", record=uid)
    for name in found:
        if name not in wanted:
            uid = name if kind == "record" else ""
            return Fault("manifest", f"The {kind} {name} is not in the manifest.", record=uid)
    return None
