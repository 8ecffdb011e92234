"""P1: the console script ``trail``: checks an exported trail, or a log, without Plone, Zope or the database."""

from collections.abc import Iterator
from collections.abc import Sequence
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.chain_check import TrailChecker
from collective.trail.rules.chain_check import UnusableExport
from collective.trail.verify import key_command
from collective.trail.verify import log_command
from collective.trail.verify.older import Older
from typing import Any
from typing import BinaryIO

import argparse
import json
import sys


GOOD, BAD, UNUSABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """P1: ``trail verify FILE``, ``trail verify-log LOG``; exit code 0 good, 1 altered or missing, 2 not to be checked."""
    arguments = _parser().parse_args(argv)
    if arguments.command == "verify-log":
        return _verify_log(arguments)
    if arguments.command == "new-key":
        return _new_key(arguments)
    try:
        older = Older(arguments.older) if arguments.older else None
        if arguments.file == "-":
            checker, fault = verify(sys.stdin.buffer, arguments.record, older)
        else:
            with open(arguments.file, "rb") as stream:
                checker, fault = verify(stream, arguments.record, older)
    except (OSError, UnusableExport) as error:
        _print({"ok": False, "fault": {"kind": "unusable", "message": str(error)}}, str(error), arguments.json)
        return UNUSABLE
    _print(_result(checker, fault), _sentence(checker, fault, older), arguments.json)
    return GOOD if fault is None else BAD


def _verify_log(arguments: argparse.Namespace) -> int:
    try:
        result, sentence = log_command.run(arguments)
    except (OSError, ValueError) as error:
        _print({"ok": False, "fault": {"message": str(error)}}, str(error), arguments.json)
        return UNUSABLE
    _print(result, sentence, arguments.json)
    return GOOD if result["ok"] else BAD


def _new_key(arguments: argparse.Namespace) -> int:
    try:
        print(key_command.run(arguments))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    return GOOD


def verify(
    stream: BinaryIO, record: str | None = None, older: Older | None = None
) -> tuple[TrailChecker, Fault | None]:
    """P1: check an export line by line up to the first bad entry; UnusableExport if it is none.

    ``older`` is an export that was kept: what it holds must be in this one.
    """
    lines = enumerate(stream, 1)
    first = next(lines, None)
    if first is None:
        raise UnusableExport("The file is empty.")
    try:
        manifest = _load(first[1])
    except ValueError:
        raise UnusableExport("The first line is no manifest of a trail export.") from None
    checker = TrailChecker(manifest, record)
    return checker, _first_fault(checker, lines, older)


def _first_fault(checker: TrailChecker, lines: Iterator[tuple[int, bytes]], older: Older | None) -> Fault | None:
    for number, line in lines:
        try:
            entry = _load(line)
        except ValueError:
            return Fault("form", f"Line {number} is no JSON: the file is damaged or cut off there.", number)
        fault = checker.feed(number, entry)
        if fault is not None:
            return fault
        if older is not None:
            older.met(entry)
    return checker.finish() or (older.fault() if older is not None else None) or checker.misdated


def _load(line: bytes) -> Any:
    """One JSON value. A name given twice, or a number beyond JSON, could show two readers two things: refused."""
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="trail",
        description="Check an exported trail of records, or its log.",
        epilog="trail jobs --help says what an installation can do beside.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check hashes, chains and completeness of an export")
    check.add_argument("file", metavar="FILE", help="the export (JSON Lines); - reads standard input")
    check.add_argument("--record", metavar="UID", help="check only the trail of this record")
    check.add_argument("--older", metavar="OLD", help="an export kept from before: all its entries must be in FILE")
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    log_command.add_to(commands)
    key_command.add_to(commands)
    return parser


def _print(result: dict[str, Any], sentence: str, as_json: bool) -> None:
    print(json.dumps(result, ensure_ascii=False, sort_keys=True) if as_json else sentence)


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
