"""P1: what goes into an evidence bundle: the record's files, its entries with their proofs, the content that was judged."""

from collections.abc import Iterable
from collections.abc import Iterator
from collective.trail.behaviors.revision import editions_of
from collective.trail.content.digest import annex_file
from collective.trail.content.digest import CHUNK
from collective.trail.content.digest import facts_of
from collective.trail.content.digest import file_facts
from collective.trail.rules.bundle_writer import BundleWriter
from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import digest
from collective.trail.rules.evidence_bundle import ANNEX
from collective.trail.rules.evidence_bundle import CHECKPOINT
from collective.trail.rules.evidence_bundle import claim_of
from collective.trail.rules.evidence_bundle import CONTENT
from collective.trail.rules.evidence_bundle import EARLIER
from collective.trail.rules.evidence_bundle import ENTRIES
from collective.trail.rules.evidence_bundle import FACTS
from collective.trail.rules.evidence_bundle import file_path
from collective.trail.rules.evidence_bundle import is_claimed
from collective.trail.rules.evidence_bundle import KEYS
from collective.trail.rules.evidence_bundle import MAIN_FILE
from collective.trail.rules.evidence_bundle import proof_path
from collective.trail.rules.told import Told
from collective.trail.timeline.evidence import Evidence
from dataclasses import dataclass
from dataclasses import field
from plone import api
from typing import Any
from typing import BinaryIO
from ZODB.POSException import POSKeyError


#: Who may look at earlier versions of a record (Plone's own permission).
EARLIER_VERSIONS = "CMFEditions: Access previous versions"


@dataclass
class Delivered:
    """P1: a file of the record as it went into the bundle; ``entry`` is the one that names it, once that is known."""

    path: str
    role: str
    filename: str
    size: int
    sha256: str
    claim: str
    annex: str = ""
    title: str = ""
    superseded_in: int | None = None
    edition: int | None = None
    entry: str = ""


@dataclass
class ReadAlong:
    """P1: what is learnt of a record's entries while they are written."""

    uid: str
    wanted: set[str]
    told: Told = field(default_factory=Told)
    #: (id, hash) of all entries; what proofs are asked by.
    entries: list[tuple[str, str]] = field(default_factory=list)
    #: digest -> the record's last entry that names it
    named: dict[str, str] = field(default_factory=dict)
    number: str | None = None

    def lines(self, statements: Iterable[dict[str, Any]]) -> Iterator[bytes]:
        """P1: the lines of the export."""
        for statement in statements:
            if "header" in statement:
                self._read(statement)
            yield canonical(statement) + b"\n"

    def _read(self, entry: dict[str, Any]) -> None:
        header = entry["header"]
        self.entries.append((header["id"], entry["hash"]))
        if header["record"] != self.uid:
            return
        self.number = header["number"] or self.number
        self.told.read(header, entry["data"])
        for found in self.wanted & set(_texts(entry["data"])):
            self.named[found] = header["id"]


def add_files(writer: BundleWriter, record: Any) -> tuple[list[Delivered], int]:
    """P5: main file and annexes, and those of earlier editions, as far as the current user may have them.

    Also says how many could not be read from the disk. Blobs are streamed, never held in memory.
    """
    delivered: list[Delivered] = []
    unreadable = 0
    for holder, role, value in _files(record):
        try:
            stream = value.open()
        except (OSError, POSKeyError):
            unreadable += 1
            continue
        path = file_path(len(delivered) + 1, value.filename or "")
        facts = {"role": role, "filename": value.filename or "", "content_type": value.contentType or ""}
        if role == ANNEX:
            facts["annex"] = holder.getId()
        with stream:
            # Office files and PDF are packed already.
            part = writer.add(path, _chunks(stream), value.getSize(), packed=False, **facts)
        delivered.append(_delivered(holder, part))
    return delivered, unreadable


def _earlier(record: Any) -> Iterator[tuple[int, Any]]:
    """The main files of earlier editions that differ from those after them, with their edition, the newest first."""
    editions = editions_of(record)
    if not editions or not api.user.has_permission(EARLIER_VERSIONS, obj=record):
        return
    repository = api.portal.get_tool("portal_repository")
    known = {_claim(getattr(record, "file", None))}
    for edition in reversed(editions):
        if edition["version_id"] is None:
            continue
        value = getattr(repository.retrieve(record, edition["version_id"]).object, "file", None)
        claim = _claim(value)
        if value is not None and (claim is None or claim not in known):
            known.add(claim)
            yield edition["edition"], value


def _claim(value: Any) -> str | None:
    """What entries name a main file by; None for none, and for one that cannot be read."""
    try:
        return None if value is None else digest(file_facts(value))
    except (OSError, POSKeyError):
        return None


def _delivered(holder: Any, part: dict[str, Any]) -> Delivered:
    filename, size, sha256 = part["filename"], part["size"], part["sha256"]
    claim = claim_of(part["role"], filename, part["content_type"], size, sha256)
    file = Delivered(part["path"], part["role"], filename, size, sha256, claim)
    if part["role"] == ANNEX:
        file.annex, file.title = part["annex"], holder.Title()
        file.superseded_in = getattr(holder, "superseded_in", None)
    if part["role"] == EARLIER:
        file.edition = holder
    return file


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _files(record: Any) -> Iterator[tuple[Any, str, Any]]:
    """(what it belongs to, role, file): the record, the annex, or the number of the edition."""
    if getattr(record, "file", None) is not None:
        yield record, MAIN_FILE, record.file
    for edition, value in _earlier(record):
        yield edition, EARLIER, value
    children = [child for child in record.objectValues() if child.portal_type in ("File", "Image")]
    for child in sorted(children, key=lambda each: (each.Title(), each.getId())):
        value = annex_file(child)
        if value is not None and api.user.has_permission("View", obj=child):
            yield child, ANNEX, value


def add_entries(
    writer: BundleWriter, uid: str, statements: Iterable[dict[str, Any]], delivered: list[Delivered]
) -> ReadAlong:
    """P1: the entries as an export, and which of them names which file."""
    read = ReadAlong(uid, {each.claim for each in delivered})
    writer.add(ENTRIES, read.lines(statements))
    for each in delivered:
        if is_claimed(read.told, each.role, each.claim, each.annex):
            each.entry = read.named.get(each.claim, "")
    return read


def add_content(writer: BundleWriter, record: Any, told: Told) -> bool:
    """D1: the content that was judged, as the facts that its digest is made of; False where it was changed since."""
    if told.content is None:
        return False
    try:
        facts = canonical(facts_of(record))
    except (OSError, POSKeyError):
        return False
    if not is_claimed(told, FACTS, digest(facts)):
        return False
    writer.add(CONTENT, [facts])
    return True


def add_proofs(writer: BundleWriter, log: Evidence, entries: Iterable[tuple[str, str]]) -> int:
    """P1: the proof of each entry that stands in the log, checkpoint and keys; says how many entries have none."""
    waiting = 0
    for entry_id, hash in entries:
        proof = log.proof(hash)
        if proof is None:
            waiting += 1
        else:
            writer.add(proof_path(entry_id), [proof])
    writer.add(CHECKPOINT, [log.signed.note])
    keys = log.keys()
    writer.add(KEYS, ["".join(f"{key}\n" for key in keys).encode("utf-8")])
    return waiting


def _texts(value: Any) -> Iterator[str]:
    """Every text in an entry's data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
