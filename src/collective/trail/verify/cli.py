"""P1: the console script ``trail``: checks what was taken away of a trail without Plone, Zope or the database."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.chain_check import TrailChecker
from collective.trail.verify import bundle_command
from collective.trail.verify import export_command
from collective.trail.verify import key_command
from collective.trail.verify import log_command
from collective.trail.verify import proof_command
from collective.trail.verify.export_file import nothing
from collective.trail.verify.export_file import verify
from collective.trail.verify.keys import Unusable
from collective.trail.verify.older import Older
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from typing import BinaryIO

import argparse
import json
import sys


GOOD, BAD, UNUSABLE, UNPROVED = 0, 1, 2, 3

#: How the kinds of files begin, and the options that each has.
_KINDS = {
    b"PK": (bundle_command.run, ("key", "checkpoint", "log", "list")),
    b"c2sp.org/tlog-proof@": (proof_command.run, ("key", "entry", "export")),
}
_OPTIONS = ("record", "older", "key", "checkpoint", "log", "list", "entry", "export")

__all__ = ["main", "verify"]


def main(argv: Sequence[str] | None = None) -> int:
    """P1: exit code 0 good, 1 altered or missing, 2 not to be checked, 3 nothing is wrong but not all is proved."""
    arguments = parser().parse_args(argv)
    if isinstance(sys.stdout, TextIOWrapper):
        # A file may say what this terminal, or any encoding, has no letter for.
        sys.stdout.reconfigure(errors="backslashreplace")
    if arguments.command == "verify":
        return _checked(_verify, arguments)
    if arguments.command == "verify-log":
        return _checked(log_command.run, arguments)
    return _done(export_command.run if arguments.command == "export" else key_command.run, arguments)


def _checked(run: Callable[[argparse.Namespace], tuple[dict[str, Any], str]], arguments: argparse.Namespace) -> int:
    """Run a check and print what it says."""
    try:
        result, sentence = run(arguments)
    except (OSError, ValueError) as error:
        fault = {"kind": "unusable", "message": str(error)}
        result, sentence = {"ok": False, "fault": fault}, str(error)
        status = UNUSABLE
    else:
        status = BAD if not result["ok"] else GOOD if result.get("proved", True) else UNPROVED
    print(json.dumps(result, ensure_ascii=False, sort_keys=True) if arguments.json else sentence)
    return status


def _done(run: Callable[[argparse.Namespace], str], arguments: argparse.Namespace) -> int:
    """Run a command that makes something and print what it says of it."""
    try:
        print(run(arguments))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    return GOOD


def _verify(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Check what the file turns out to be: an export, an evidence bundle, or a proof."""
    with _opened(arguments.file) as stream:
        kind = next((each for each in _KINDS if _begins(stream, each)), None)
        run, options = _KINDS[kind] if kind is not None else (_export, ("record", "older"))
        for name in _OPTIONS:
            if getattr(arguments, name) and name not in options:
                raise Unusable(f"--{name} does not concern this file: trail verify --help says what each is for.")
        return run(arguments, stream)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
    elif Path(name).is_dir():
        raise Unusable(f"{name} is a folder: a log is checked with trail verify-log.")
    else:
        with open(name, "rb") as stream:
            yield stream


def _begins(stream: BinaryIO, mark: bytes) -> bool:
    # Standard input cannot be sought in, and is an export.
    if not stream.seekable():
        return False
    found = stream.read(len(mark)) == mark
    stream.seek(0)
    return found


def _export(arguments: argparse.Namespace, stream: BinaryIO) -> tuple[dict[str, Any], str]:
    older = Older(arguments.older) if arguments.older else None
    checker, fault = verify(stream, arguments.record, older.met if older is not None else nothing)
    fault = fault or (older.fault() if older is not None else None) or checker.misdated
    return _result(checker, fault), _sentence(checker, fault, older)


def parser() -> argparse.ArgumentParser:
    """P1: the commands of ``trail`` that need no installation."""
    parser = argparse.ArgumentParser(
        prog="trail",
        description="Check what was taken away of a trail of records, or its log.",
        epilog="trail jobs --help says what an installation can do beside.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check an export, an evidence bundle, or a proof")
    check.add_argument(
        "file", metavar="FILE", help="an export (JSON Lines; - reads standard input), a bundle (ZIP), or a proof"
    )
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    check.add_argument("--record", metavar="UID", help="of an export: check only the trail of this record")
    check.add_argument(
        "--older", metavar="OLD", help="of an export: one kept from before; all its entries must be in FILE"
    )
    check.add_argument(
        "--key",
        metavar="KEY",
        action="append",
        default=[],
        help="of a bundle or a proof: the public key of the log (name+hash+key) or a file with keys, from a source you trust; may be repeated",
    )
    check.add_argument(
        "--checkpoint",
        metavar="FILE",
        action="append",
        default=[],
        help="of a bundle: a checkpoint of its log that you kept, or a folder of them; may be repeated",
    )
    check.add_argument(
        "--log", metavar="LOG", help="of a bundle: the log's directory, which must continue the bundle's"
    )
    check.add_argument("--list", action="store_true", help="of a bundle: print the entries that were checked, too")
    check.add_argument("--entry", metavar="HASH", help="of a proof: the hash of its entry")
    check.add_argument("--export", metavar="FILE", help="of a proof: an export that has its entry")
    log_command.add_to(commands)
    export_command.add_to(commands)
    key_command.add_to(commands)
    return parser


def _result(checker: TrailChecker, fault: Fault | None) -> dict[str, Any]:
    return {
        "ok": fault is None,
        "entries": checker.entries,
        "erased": checker.erased,
        "records": checker.records,
        "segments_checked": checker.checks_segments,
        "exported_at": checker.manifest.get("exported_at"),
        "fault": None if fault is None else vars(fault),
    }


def _sentence(checker: TrailChecker, fault: Fault | None, older: Older | None) -> str:
    if fault is not None:
        return f"BAD: {fault.message}"
    text = f"OK: {checker.entries} entries of {checker.records} records are whole and unaltered."
    if checker.erased:
        text += f" The data of {checker.erased} entries is not in the file (erased, or withheld); that they happened is proved."
    if older is not None:
        text += f" All {older.count} entries of {older.path} are among them."
    if not checker.checks_segments:
        text += " Only the records' own chains were checked: segments need an export of the whole site."
    return text


if __name__ == "__main__":
    sys.exit(main())
