"""P1: ``trail verify-log``: checks a whole log from its files, with a key and checkpoints that were kept elsewhere."""

from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.cosignature import parse_witness
from collective.trail.rules.log_check import check_log
from collective.trail.rules.log_check import check_older
from collective.trail.rules.log_check import LogFault
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from collective.trail.rules.tiles import CHECKPOINT
from collective.trail.rules.timestamp import certificates
from collective.trail.verify.exported import Exported
from collective.trail.verify.keys import checkpoints_in
from collective.trail.verify.keys import keys_in
from collective.trail.verify.keys import Unusable
from collective.trail.verify.receipts import Receipts
from pathlib import Path
from typing import Any

import argparse


def add_to(commands: Any) -> None:
    """Add the subcommand to the parser of ``trail``."""
    parser = commands.add_parser("verify-log", help="check a log of tiles, its signature and older checkpoints")
    parser.add_argument("directory", metavar="LOG", help="the log's directory, or a copy of it")
    parser.add_argument(
        "--key",
        metavar="KEY",
        action="append",
        required=True,
        help="the public key of the log (name+hash+key) or a file with keys, from a source you trust; may be repeated",
    )
    parser.add_argument(
        "--checkpoint",
        metavar="FILE",
        action="append",
        default=[],
        help="a checkpoint of this log that you kept, or a folder of them (*.checkpoint): the log must continue each; may be repeated",
    )
    parser.add_argument(
        "--witness",
        metavar="KEY",
        action="append",
        default=[],
        help="the public key of a witness (name+hash+key) or a file with keys: a checkpoint must be cosigned by each; may be repeated",
    )
    parser.add_argument(
        "--timestamp-root",
        metavar="PEM",
        action="append",
        default=[],
        help="root certificates of time-stamp authorities: every time stamp in the log's receipts, or beside a checkpoint kept, "
        "must be good; may be repeated",
    )
    parser.add_argument("--export", metavar="FILE", help="an export of the trail whose entries must stand in the log")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """P1: the result and its sentence; Unusable, OSError, NoteError where nothing can be checked."""
    directory = Path(arguments.directory)
    verifiers = keys_in(arguments.key, parse_verifier)
    witnesses = keys_in(arguments.witness, parse_witness)
    roots = [root for name in arguments.timestamp_root for root in certificates(Path(name).read_bytes())]

    def fetch(path: str) -> bytes:
        return (directory / path).read_bytes()

    try:
        note = fetch(CHECKPOINT)
    except FileNotFoundError:
        raise Unusable(f"{directory} is no log: it has no checkpoint.") from None
    kept = checkpoints_in(arguments.checkpoint)
    receipts = Receipts(directory, kept, verifiers, witnesses, roots)
    exported = Exported(arguments.export) if arguments.export else None
    fault: LogFault | None = None
    checkpoint: Checkpoint | None = None
    try:
        checkpoint = open_checkpoint(note, verifiers)
    except UnsignedNote as error:
        fault = LogFault(f"The checkpoint of the log is not to be believed. {error}", CHECKPOINT)
    if checkpoint is not None:
        fault = check_log(fetch, checkpoint, exported.met if exported else _nothing)
        for name in kept:
            fault = fault or _older(fetch, checkpoint, name, verifiers)
        fault = fault or receipts.fault(fetch, checkpoint)
        if exported is not None:
            fault = fault or exported.fault()
    result = _result(checkpoint, fault, exported) | {"confirmed": [each.told() for each in receipts.confirmed]}
    return result, _sentence(checkpoint, fault, exported, len(kept)) + ("" if fault else receipts.sentence())


def _nothing(first: int, entries: list[bytes]) -> None:
    pass


def _older(fetch, checkpoint: Checkpoint, name: str, verifiers: list[Verifier]) -> LogFault | None:
    try:
        older = open_checkpoint(Path(name).read_bytes(), verifiers)
    except UnsignedNote as error:
        return LogFault(f"The checkpoint in {name} is not to be believed. {error}", name)
    found = check_older(fetch, checkpoint, older)
    return None if found is None else LogFault(f"{name}: {found.message}", name)


def _result(checkpoint: Checkpoint | None, fault: LogFault | None, exported: Exported | None) -> dict[str, Any]:
    return {
        "ok": fault is None,
        "origin": checkpoint.origin if checkpoint else None,
        "size": checkpoint.size if checkpoint else None,
        "root": checkpoint.root.hex() if checkpoint else None,
        "waiting": exported.waiting if exported else None,
        "fault": None if fault is None else vars(fault),
    }


def _sentence(checkpoint: Checkpoint | None, fault: LogFault | None, exported: Exported | None, kept: int) -> str:
    if fault is not None or checkpoint is None:
        return f"BAD: {fault.message if fault else ''}"
    text = f"OK: the {checkpoint.size} entries of {checkpoint.origin} are those that were signed."
    if kept:
        text += f" The log continues {kept} checkpoint{'s' if kept > 1 else ''} kept."
    if exported is not None:
        text += f" {exported.found} entries of the export stand in it"
        text += f", {exported.waiting} do not yet: they were recorded after it was signed." if exported.waiting else "."
    return text
