"""Makes evidence bundles of an invented record with the pure rules, without Plone: honest ones, and what a forger makes."""

from collective.trail.rules.bundle_writer import BundleWriter
from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import digest
from collective.trail.rules.chain import build_header
from collective.trail.rules.chain import data_digest
from collective.trail.rules.chain import entry_hash
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import new_signer
from collective.trail.rules.evidence_bundle import ANNEX
from collective.trail.rules.evidence_bundle import claim_of
from collective.trail.rules.evidence_bundle import file_path
from collective.trail.rules.evidence_bundle import MAIN_FILE
from collective.trail.rules.evidence_bundle import manifest
from collective.trail.rules.evidence_bundle import proof_path
from collective.trail.rules.merkle import inclusion_proof
from collective.trail.rules.merkle import leaf_hash
from collective.trail.rules.merkle import node_hash
from collective.trail.rules.merkle import tree_root
from collective.trail.rules.proof_file import ProofFile
from copy import deepcopy
from datetime import datetime
from datetime import UTC

import hashlib
import zipfile


MADE_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RECORD = "9b1e" * 8
MAIN = b"%PDF-1.4 leave rules"
TABLE = b"a table"
CONTENT = canonical({"fields": {"title": "Leave rules"}, "annexes": []})


def sha256(data):
    return hashlib.sha256(data).hexdigest()


MAIN_CLAIM = claim_of(MAIN_FILE, "rules.pdf", "application/pdf", len(MAIN), sha256(MAIN))
ACTS = (
    ("record.created", {"title": "Leave rules", "fields": {"file": MAIN_CLAIM, "title": digest({"": "Leave rules"})}}),
    ("record.annex_added", {"annex": "a-1", "title": "Table", "filename": "table.txt", "sha256": sha256(TABLE)}),
    ("document.submit", {"source": "draft", "target": "submitted", "comment": ""}),
    ("opinion.given", {"verdict": "agree", "text": "Good.", "digest": sha256(CONTENT)}),
    ("document.approve", {"source": "reviewed", "target": "approved", "digest": sha256(CONTENT), "comment": ""}),
)


class Tree:
    """A Merkle tree in memory, as a node reader."""

    def __init__(self, leaves):
        self.rows = [[leaf_hash(leaf) for leaf in leaves]]
        while len(self.rows[-1]) > 1:
            row = self.rows[-1]
            self.rows.append([node_hash(row[n], row[n + 1]) for n in range(0, len(row) - 1, 2)])

    def __call__(self, level, index):
        return self.rows[level][index]


def chain(acts=ACTS, record=RECORD):
    """The entries of a record, as an export has them."""
    lines, prev = [], None
    for number, (action, data) in enumerate(deepcopy(acts), 1):
        salt = sha256(f"salt {record} {number}".encode())[:32]
        header = build_header(
            id=sha256(f"id {record} {number}".encode())[:32],
            act=sha256(f"act {record} {number}".encode())[:32],
            action=action,
            actor="li",
            happened_at=f"2026-03-01T08:00:{number:02d}.000000Z",
            recorded_at=f"2026-03-01T08:00:{number:02d}.000000Z",
            record=record,
            portal_type="ControlledDocument",
            number="HR2026001" if number > 2 else None,
            record_seq=number,
            record_prev=prev,
            segment="20260301-0-1",
            segment_seq=number,
            segment_prev=prev,
            data_digest=data_digest(data, salt),
        )
        prev = entry_hash(header)
        lines.append({"header": header, "hash": prev, "data": data, "salt": salt})
    return lines


class Bundle:
    """What goes into a bundle; change it before it is written."""

    def __init__(self, lines=None, signer=None, logged=None, others=100):
        self.lines = chain() if lines is None else lines
        self.signer = signer or new_signer("trail.example/test")
        self.key = str(self.signer.verifier)
        hashes = [bytes.fromhex(line["hash"]) for line in self.lines[:logged]]
        # Between them stand the entries of other records.
        self.leaves = [hashlib.sha256(b"%d" % number).digest() for number in range(others)]
        self.places = [7 + 11 * number for number in range(len(hashes))]
        for place, hash in zip(self.places, hashes, strict=True):
            self.leaves[place] = hash
        self.parts = self.files() | self.entries()
        self.note = self.signed()
        self.parts |= self.proofs() | {"checkpoint": self.note, "keys": f"{self.key}\n".encode()}
        self.parts |= {"content.json": CONTENT, "index.html": b"<!DOCTYPE html><title>HR2026001</title>"}
        self.facts = {
            file_path(1, "rules.pdf"): {
                "role": MAIN_FILE,
                "filename": "rules.pdf",
                "content_type": "application/pdf",
            },
            file_path(2, "table.txt"): {
                "role": ANNEX,
                "filename": "table.txt",
                "content_type": "text/plain",
                "annex": "a-1",
            },
        }

    def files(self):
        return {file_path(1, "rules.pdf"): MAIN, file_path(2, "table.txt"): TABLE}

    def entries(self):
        """The export of the lines as they are now."""
        last = self.lines[-1]
        end = {"count": last["header"]["record_seq"], "head": last["hash"]}
        head = {"format": "collective.trail/export", "v": 1, "scope": "record", "records": {RECORD: end}}
        head |= {"segments": {}, "exported_at": "2026-03-02T09:30:00.000000Z"}
        return {"entries.jsonl": b"".join(canonical(line) + b"\n" for line in [head, *self.lines])}

    def signed(self, size=None, leaves=None, signer=None):
        """A signed checkpoint of this log."""
        leaves = self.leaves[:size] if leaves is None else leaves
        signer = signer or self.signer
        return Checkpoint(signer.name, len(leaves), tree_root(Tree(leaves), len(leaves))).sign([signer])

    def proofs(self):
        tree, size = Tree(self.leaves), len(self.leaves)
        found = {}
        for line, place in zip(self.lines, self.places, strict=False):
            path = tuple(inclusion_proof(tree, place, size))
            found[proof_path(line["header"]["id"])] = ProofFile(place, path, self.note).format()
        return found

    def proof_of(self, number):
        """The name of the proof of an entry, from 1."""
        return proof_path(self.lines[number - 1]["header"]["id"])

    def write(self, path):
        """The bundle as a file, with a manifest that fits its parts."""
        with open(path, "w+b") as stream, BundleWriter(stream, MADE_AT) as writer:
            for name, data in self.parts.items():
                writer.add(name, [data], **self.facts.get(name, {}))
            writer.finish(RECORD, "HR2026001")
        return str(path)

    def manifest(self):
        """The manifest that fits the parts."""
        parts = [
            {"path": name, "size": len(data), "sha256": sha256(data), **self.facts.get(name, {})}
            for name, data in self.parts.items()
        ]
        return manifest(RECORD, "HR2026001", "2026-03-02T09:30:00.000000Z", parts)


def write_zip(path, members, **options):
    """A ZIP of (name or ZipInfo, bytes), of whatever kind."""
    with zipfile.ZipFile(path, "w", **options) as made:
        for name, data in members:
            made.writestr(name, data)
    return str(path)
