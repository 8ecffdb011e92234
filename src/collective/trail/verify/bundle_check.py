"""P1: checking an evidence bundle: its parts, its entries, their places in the signed log, the files they name."""

from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.evidence_bundle import CHECKPOINT
from collective.trail.rules.evidence_bundle import claim_of
from collective.trail.rules.evidence_bundle import CONTENT
from collective.trail.rules.evidence_bundle import EARLIER
from collective.trail.rules.evidence_bundle import ENTRIES
from collective.trail.rules.evidence_bundle import FACTS
from collective.trail.rules.evidence_bundle import is_claimed
from collective.trail.rules.evidence_bundle import is_proof_path
from collective.trail.rules.evidence_bundle import KEYS
from collective.trail.rules.evidence_bundle import proof_path
from collective.trail.rules.evidence_bundle import unfulfilled
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import verify_inclusion
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.signed_note import MAX_BYTES
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from collective.trail.rules.told import Told
from collective.trail.verify.bundle_file import BundleFault
from collective.trail.verify.bundle_file import BundleFile
from collective.trail.verify.bundle_file import DamagedPart
from collective.trail.verify.bundle_file import UnusableBundle
from collective.trail.verify.bundle_manifest import Manifest
from collective.trail.verify.export_file import verify
from collective.trail.verify.keys import parse_keys
from typing import Any

import hashlib


class BundleCheck:
    """P1: the checks of one bundle, in their order; what was found stands in the attributes. ``run`` it once.

    Without ``keys`` the signature is checked under the keys that came with the bundle, which proves nothing.
    """

    def __init__(self, bundle: BundleFile, keys: list[Verifier]):
        self.bundle = bundle
        self.keys = keys
        self.manifest = Manifest(bundle)
        self.checkpoint: Checkpoint | None = None
        self.entries = self.erased = self.proved = self.files = self.unfulfilled = 0
        self.number: str | None = None
        self.last_recorded_at = ""
        self._told = Told()
        self._note = b""
        self._ids: set[str] = set()
        #: The last place in the log of each record's entries; None once one of them has no proof.
        self._leaves: dict[str, int | None] = {}

    @property
    def waiting(self) -> int:
        """P1: how many entries no proof was delivered for."""
        return self.entries - self.proved

    def run(self) -> None:
        """P1: all checks, up to the first fault: BundleFault, or UnusableBundle for what is no bundle."""
        try:
            self._check_parts()
            self._open_checkpoint()
            self._check_entries()
            self._check_files()
        except DamagedPart as error:
            raise BundleFault(str(error)) from None

    def _check_parts(self) -> None:
        """Every part is the one that the manifest lists, and nothing is there beside them."""
        for path, part in self.manifest.parts.items():
            hashed, size = hashlib.sha256(), 0
            for chunk in self.bundle.chunks(path):
                hashed.update(chunk)
                size += len(chunk)
            if (size, hashed.hexdigest()) != (part["size"], part["sha256"]):
                raise BundleFault(
                    f"{path} is not the file that the manifest of the bundle lists: it was altered.", path
                )

    def _open_checkpoint(self) -> None:
        if CHECKPOINT not in self.bundle:
            return
        self._note = self.bundle.read(CHECKPOINT, MAX_BYTES)
        try:
            keys = self.keys or parse_keys(self.bundle.read(KEYS, MAX_BYTES).decode("utf-8"), parse_verifier)
            self.checkpoint = open_checkpoint(self._note, keys)
        except (NoteError, UnsignedNote, UnicodeDecodeError) as error:
            raise BundleFault(f"The checkpoint of the bundle is not to be believed. {error}", CHECKPOINT) from None

    def _check_entries(self) -> None:
        checker, fault = verify(self.bundle.lines(ENTRIES), met=self._met)
        if checker.manifest["scope"] != "record" or self.manifest.record not in checker.manifest["records"]:
            raise UnusableBundle(f"{ENTRIES} is not the export of the record that the bundle is about.")
        fault = fault or checker.misdated
        if fault is not None:
            raise BundleFault(f"{ENTRIES}: {fault.message}", ENTRIES, fault.entry)
        self.entries, self.erased = checker.entries, checker.erased
        spare = next((path for path in self.bundle.names if is_proof_path(path) and path[7:39] not in self._ids), None)
        if spare is not None:
            raise BundleFault(f"{spare} is the proof of none of the entries: an entry was left out.", spare)

    def _met(self, line: int, entry: dict[str, Any]) -> None:
        """Called with each entry whose hash and data are good."""
        header = entry["header"]
        self._check_place(line, header, bytes.fromhex(entry["hash"]))
        if header["record"] != self.manifest.record:
            return
        self.number = header["number"] or self.number
        self.last_recorded_at = header["recorded_at"]
        try:
            self._told.read(header, entry["data"])
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BundleFault(f"What the entry {header['id']} (line {line}) says has a wrong form.", ENTRIES) from None

    def _check_place(self, line: int, header: dict[str, Any], hash: bytes) -> None:
        """The entry stands in the log, behind the one before it; only the last entries of a record may wait."""
        entry_id, record = header["id"], header["record"]
        who = f"the entry {entry_id} (line {line}, {header['action']})"
        path = proof_path(entry_id)
        if entry_id in self._ids:
            raise BundleFault(f"Two entries have the id of {who}.", ENTRIES, entry_id)
        self._ids.add(entry_id)
        before = self._leaves.get(record, -1)
        if path not in self.bundle:
            self._leaves[record] = None
            return
        leaf = self._leaf(path, who, hash)
        if before is None:
            raise BundleFault(
                f"An entry before {who} has no proof, though this one has: it was put in.", path, entry_id
            )
        if leaf <= before:
            raise BundleFault(f"The log has {who} before the one that it follows: they were moved.", path, entry_id)
        self._leaves[record] = leaf
        self.proved += 1

    def _leaf(self, path: str, who: str, hash: bytes) -> int:
        try:
            proof = parse_proof(self.bundle.read(path, MAX_BYTES))
        except NoteError as error:
            raise BundleFault(f"{path}: {error}", path) from None
        checkpoint = self.checkpoint
        if checkpoint is None or proof.checkpoint != self._note:
            raise BundleFault(f"{path} has another checkpoint than the bundle.", path)
        if not verify_inclusion(leaf_hash(hash), proof.index, checkpoint.size, proof.path, checkpoint.root):
            message = f"{path} does not show that {who} stands in the log: one of the two was altered or exchanged."
            raise BundleFault(message, path)
        return proof.index

    def _check_files(self) -> None:
        """Each file is the one that the last word of the entries on it names."""
        delivered: dict[str, set[str]] = {}
        for part in self.manifest.files:
            role, annex = part["role"], part.get("annex", "")
            claim = claim_of(role, part["filename"], part["content_type"], part["size"], part["sha256"])
            if not is_claimed(self._told, role, claim, annex):
                message = f"{part['path']} is not a file that the entries of the record name: it was altered or put in."
                raise BundleFault(message, part["path"])
            what = claim if role == EARLIER else annex
            if what in delivered.get(role, set()):
                raise BundleFault(f"{part['path']} stands in the bundle a second time.", part["path"])
            delivered.setdefault(role, set()).add(what)
        if CONTENT in self.bundle and not is_claimed(self._told, FACTS, self.manifest.parts[CONTENT]["sha256"]):
            raise BundleFault(f"{CONTENT} is not the content that was judged: it was altered.", CONTENT)
        self.files = sum(map(len, delivered.values()))
        self.unfulfilled = unfulfilled(self._told, delivered)
