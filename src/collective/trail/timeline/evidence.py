"""P1: where entries stand in the log of the site, and the proof of it that can be checked elsewhere."""

from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.i18n import _
from collective.trail.ledger.anchoring import ANCHORED
from collective.trail.ledger.log_index import Confirmation
from collective.trail.ledger.log_index import LogIndex
from collective.trail.ledger.log_index import NAME
from collective.trail.ledger.log_index import Signed
from collective.trail.ledger.log_settings import log_directory
from collective.trail.ledger.log_settings import log_is_public
from collective.trail.ledger.log_settings import LogUnusable
from collective.trail.ledger.log_settings import opens_log
from collective.trail.ledger.log_settings import public_keys
from collective.trail.ledger.sequencer import lag
from collective.trail.ledger.sequencer import LAST_RUN
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.tile_store import TileStore
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import parse_checkpoint
from collective.trail.rules.errors import RuleViolation
from collective.trail.rules.merkle import inclusion_proof
from collective.trail.rules.proof_file import ProofFile
from collective.trail.rules.receipts import FOLDER
from collective.trail.rules.receipts import NOTE
from collective.trail.rules.receipts import parse_receipt_path
from collective.trail.rules.receipts import ReceiptFile
from collective.trail.rules.signed_note import parse_note
from collective.trail.rules.tiles import CHECKPOINT
from collective.trail.rules.tiles import parse_path
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from plone import api
from typing import Any

import json
import logging
import sqlite3


logger = logging.getLogger(__name__)

__all__ = [
    "Confirmation",
    "Evidence",
    "Place",
    "Standing",
    "evidence",
    "log_file",
    "log_is_kept",
    "log_is_public",
    "log_opens_to",
]


UNREADABLE = _(
    "err_log_unreadable",
    default="The signed log of this site cannot be read now. Tell the administrators: the job sequence says what to restore.",
)


@dataclass(frozen=True)
class Place:
    """P1: an entry stands in the log as ``leaf`` (from 0); ``signed_at`` is when a checkpoint first said so."""

    leaf: int
    signed_at: str
    #: How many entries that checkpoint covers, which is its name.
    size: int = 0
    #: The anchors that keep a checkpoint which covers it, each with the first time.
    anchors: tuple[Confirmation, ...] = ()


@dataclass(frozen=True)
class Standing:
    """P1: how some entries stand in the log, and for those that do: since when all of them, and kept by whom."""

    entries: int
    #: The hashes of those that do not.
    missing: tuple[str, ...]
    signed_at: str | None = None
    anchors: tuple[Confirmation, ...] = ()


class Evidence:
    """P1: the log as it was last signed; made by ``evidence``."""

    def __init__(self, directory: Path, index: LogIndex, signed: Signed):
        self.directory = directory
        self.signed = signed
        self._index = index
        self._store = TileStore(directory)

    @cached_property
    def checkpoint(self) -> Checkpoint:
        """P1: what was signed; whoever wants to be sure checks the signature elsewhere."""
        return parse_checkpoint(parse_note(self.signed.note).text)

    def keys(self) -> list[str]:
        """P1: the public keys that the log names, as ``trail verify-log`` takes them."""
        return [str(verifier) for verifier in public_keys(self.directory)]

    def last(self, most: int, skip: int = 0) -> list[Signed]:
        """P1: the last checkpoints, the newest first, but for the first ``skip`` of them."""
        return self._index.checkpoints(most, skip)

    def checkpoint_count(self) -> int:
        """P1: how many checkpoints were signed."""
        return self._index.checkpoint_count()

    def kept(self) -> dict[str, tuple[int, str]]:
        """P1: anchor -> the size of the newest checkpoint that it keeps, and since when."""
        return self._index.newest_confirmations()

    def confirmations(self, size: int) -> list[Confirmation]:
        """P1: the anchors that keep the checkpoint of this size."""
        return self._index.confirmations(size)

    def receipts(self, size: int) -> list[ReceiptFile]:
        """P1: the files with which anchors prove since when they know the checkpoint of this size; see ``log_file``.

        A time stamp is about the ``checkpoint`` beside it, which is a file of this list, too.
        """
        found: list[ReceiptFile] = []
        for each in self.confirmations(size):
            if each.receipt is not None:
                proof = parse_receipt_path(each.receipt)
                found += [proof] if proof.ending == NOTE else [replace(proof, ending=NOTE), proof]
        return found

    def anchors(self) -> dict[str, str | None]:
        """P1: the anchors by name, each with the sentence on what is wrong with it; None if nothing is, or it is not due."""
        return dict(json.loads(self._index.fact(ANCHORED) or "{}"))

    def last_run(self) -> dict[str, Any]:
        """P1: when the last run was (``at``, ISO, UTC) and the sentences on what it found ``broken``."""
        return dict(json.loads(self._index.fact(LAST_RUN) or '{"at": null, "broken": []}'))

    def lag(self) -> float:
        """P3: how long the oldest entry outside of the log waits, in seconds; 0 if none does."""
        return lag(ledger_of(api.portal.get()), self._index)

    def place(self, entry_hash: str) -> Place | None:
        """P1: where an entry stands, by its hash in hex; None while it waits for the sequencer."""
        leaf = self._index.leaf_of(entry_hash)
        covering = self._index.covering(leaf) if leaf is not None else None
        if leaf is None or covering is None:
            return None
        anchors = tuple(self._index.confirmations_of(leaf))
        return Place(leaf, covering.signed_at, covering.size, anchors)

    def standing(self, entry_hashes: Sequence[str]) -> Standing:
        """P1: how entries stand in the log together, by their hashes in hex."""
        leaves = self._index.leaves_of(entry_hashes)
        missing = tuple(each for each in entry_hashes if each not in leaves)
        newest = max(leaves.values(), default=None)
        covering = self._index.covering(newest) if newest is not None else None
        if newest is None or covering is None:
            return Standing(len(entry_hashes), missing)
        return Standing(len(entry_hashes), missing, covering.signed_at, tuple(self._index.confirmations_of(newest)))

    def proof(self, entry_hash: str) -> bytes | None:
        """P1: the proof (C2SP tlog-proof) that an entry stands under the last checkpoint; None while it waits."""
        leaf = self._index.leaf_of(entry_hash)
        size = self.checkpoint.size
        if leaf is None or leaf >= size:
            return None
        path = inclusion_proof(self._store.reader(size), leaf, size)
        return ProofFile(leaf, tuple(path), self.signed.note).format()


@contextmanager
def evidence() -> Iterator[Evidence | None]:
    """P1: the log of the present site; None where none is kept, or nothing was signed yet.

    RuleViolation (503) where its index cannot be read; the jobs say what is wrong with it.
    """
    directory = log_directory(api.portal.get().getId())
    if directory is None or not (directory / NAME).exists():
        yield None
        return
    try:
        with closing(LogIndex(directory)) as index:
            signed = next(iter(index.checkpoints()), None)
            yield None if signed is None else Evidence(directory, index, signed)
    except sqlite3.DatabaseError as error:
        raise RuleViolation(UNREADABLE, 503, "log") from error


def log_is_kept() -> bool:
    """P1: whether a log is set up on this server, signed or not."""
    return log_directory(api.portal.get().getId()) is not None


def log_opens_to(token: str) -> bool:
    """P1: whether who sends this token may read the files of the log; tokens that cannot be used open nothing."""
    try:
        return opens_log(token)
    except LogUnusable as unusable:
        logger.error("%s", unusable)
        return False


def log_file(path: str) -> bytes | None:
    """P1: a file of the present site's log by its path in C2SP tlog-tiles, or a receipt; None if there is none such."""
    directory = log_directory(api.portal.get().getId())
    try:
        # A tile has one spelling and no way out of the directory; so has a receipt.
        name = path if path == CHECKPOINT else _parsed(path)
        return (directory / name).read_bytes() if directory is not None else None
    except (ValueError, FileNotFoundError):
        return None


def _parsed(path: str) -> str:
    return parse_receipt_path(path).path if path.startswith(f"{FOLDER}/") else parse_path(path).path
