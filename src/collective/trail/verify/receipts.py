"""P1: what others confirmed of a log, and when: time stamps (RFC 3161) and cosignatures of witnesses (C2SP)."""

from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.cosignature import cosignatures
from collective.trail.rules.cosignature import WitnessKey
from collective.trail.rules.log_check import check_older
from collective.trail.rules.log_check import LogFault
from collective.trail.rules.receipts import FOLDER
from collective.trail.rules.receipts import NOTE
from collective.trail.rules.receipts import TOKEN
from collective.trail.rules.signed_note import NoteError
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from collective.trail.rules.tile_reader import Fetch
from collective.trail.rules.tiles import CHECKPOINT
from collective.trail.rules.timestamp import stamped_at
from collective.trail.rules.timestamp import TimestampError
from cryptography.x509 import Certificate
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Confirmed:
    """P1: at ``time`` the first ``size`` entries of the log stood as they do; ``by`` whom, and the file that proves it."""

    kind: str
    by: str
    size: int
    time: datetime
    path: str

    def told(self) -> dict[str, Any]:
        """P1: for the result in JSON."""
        return {**vars(self), "time": iso_instant(self.time)}


class Receipts:
    """P1: looks through the checkpoints of a log, its folder ``receipts``, and those that were kept elsewhere.

    Time stamps are looked at only where roots are given, and cosignatures of the given witnesses alone.
    """

    def __init__(
        self,
        directory: Path,
        kept: Sequence[str],
        verifiers: Sequence[Verifier],
        witnesses: Sequence[WitnessKey],
        roots: Sequence[Certificate],
    ):
        self.directory = directory
        self.kept = kept
        self.verifiers = verifiers
        self.witnesses = witnesses
        self.roots = roots
        self.confirmed: list[Confirmed] = []

    def fault(self, fetch: Fetch, checkpoint: Checkpoint) -> LogFault | None:
        """P1: the first receipt that is false or that the log contradicts, or what was to be proved and is not."""
        if not self.witnesses and not self.roots:
            return None
        for path in self._notes():
            try:
                found = list(self._confirmed(path))
                older = open_checkpoint(path.read_bytes(), self.verifiers) if found else checkpoint
            except (NoteError, UnsignedNote, TimestampError) as error:
                return LogFault(f"{path}: {error}", str(path))
            fault = check_older(fetch, checkpoint, older)
            if fault is not None:
                return LogFault(f"{path}: {fault.message}", str(path))
            self.confirmed += [Confirmed(kind, by, older.size, time, str(proof)) for kind, by, time, proof in found]
        return self._missing()

    def _notes(self) -> Iterator[Path]:
        yield self.directory / CHECKPOINT
        yield from sorted((self.directory / FOLDER).glob(f"*/*.{NOTE}"))
        yield from map(Path, self.kept)

    def _confirmed(self, path: Path) -> Iterator[tuple[str, str, datetime, Path]]:
        note = path.read_bytes()
        for each in cosignatures(note, self.witnesses) if self.witnesses else []:
            yield "cosignature", each.name, each.time, path
        token = path.with_suffix(f".{TOKEN}")
        if self.roots and token.is_file():
            yield "time stamp", path.parent.name, stamped_at(token.read_bytes(), note, self.roots), token

    def _missing(self) -> LogFault | None:
        cosigners = {each.by for each in self.confirmed if each.kind == "cosignature"}
        for witness in self.witnesses:
            if witness.name not in cosigners:
                return LogFault(f"No checkpoint here was cosigned by {witness.name}.")
        if self.roots and not any(each.kind == "time stamp" for each in self.confirmed):
            return LogFault(
                f"There is no time stamp here, neither in {FOLDER} nor beside the checkpoints kept (*.{TOKEN})."
            )
        return None

    def sentence(self) -> str:
        """P1: what is proved, by the last receipt of each who gave some."""
        last: dict[tuple[str, str], Confirmed] = {}
        for each in sorted(self.confirmed, key=lambda each: (each.size, each.time)):
            last[each.kind, each.by] = each
        return "".join(
            f" {each.by} proves ({each.kind}) that the first {each.size} entries stood so at {each.time:%Y-%m-%d %H:%M:%S} UTC."
            for each in last.values()
        )
