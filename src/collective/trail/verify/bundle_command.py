"""P1: ``trail verify`` of an evidence bundle: the checks of the bundle, then those against what the auditor kept."""

from collections.abc import Iterator
from collective.trail.rules.canonical import canonical
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.checkpoint import open_checkpoint
from collective.trail.rules.evidence_bundle import ENTRIES
from collective.trail.rules.evidence_bundle import proof_path
from collective.trail.rules.log_check import check_log
from collective.trail.rules.log_check import check_older
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.signed_note import MAX_BYTES
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from collective.trail.rules.tiles import CHECKPOINT
from collective.trail.verify.bundle_check import BundleCheck
from collective.trail.verify.bundle_file import BundleFault
from collective.trail.verify.bundle_file import BundleFile
from collective.trail.verify.export_file import load
from collective.trail.verify.keys import checkpoints_in
from collective.trail.verify.keys import keys_in
from collective.trail.verify.keys import parse_keys
from collective.trail.verify.keys import Unusable
from pathlib import Path
from typing import Any
from typing import BinaryIO

import argparse


def run(arguments: argparse.Namespace, stream: BinaryIO) -> tuple[dict[str, Any], str]:
    """P1: the result and its sentence; ValueError or OSError where nothing can be checked."""
    keys = keys_in(arguments.key, parse_verifier)
    kept = checkpoints_in(arguments.checkpoint)
    fault: BundleFault | None = None
    check: BundleCheck | None = None
    compared = 0
    try:
        bundle = BundleFile(stream)
        check = BundleCheck(bundle, keys)
        check.run()
        compared = _compare(check, kept, arguments.log, keys)
    except BundleFault as error:
        fault = error
    result = _result(check, fault, bool(keys), len(kept) - compared)
    sentence = _printable(_sentence(check, result, fault, len(kept), bool(arguments.log)))
    if arguments.list and check is not None and fault is None:
        sentence = "\n".join([sentence, *_listed(bundle)])
    return result, sentence


def _compare(check: BundleCheck, kept: list[str], log: str | None, keys: list[Verifier]) -> int:
    """How many of the checkpoints kept could be compared; BundleFault for what does not fit."""
    if not kept and log is None:
        return 0
    if check.checkpoint is None:
        raise Unusable("The bundle has no checkpoint, so that nothing of a log can be compared with it.")
    keys = keys or parse_keys(check.bundle.read("keys", MAX_BYTES).decode("utf-8"), parse_verifier)
    older = [(name, _opened(Path(name).read_bytes(), name, keys)) for name in kept]
    if log is not None:
        return _compare_with_log(Path(log), [("The bundle", check.checkpoint), *older], keys) - 1
    compared = 0
    for name, each in older:
        if each.origin != check.checkpoint.origin:
            raise BundleFault(f"{name} is of the log {each.origin}, the bundle of {check.checkpoint.origin}.", name)
        if each.size == check.checkpoint.size:
            if each.root != check.checkpoint.root:
                raise BundleFault(
                    f"{name} has as many entries as the bundle's log, but others: it was rewritten.", name
                )
            compared += 1
    return compared


def _compare_with_log(directory: Path, older: list[tuple[str, Checkpoint]], keys: list[Verifier]) -> int:
    def fetch(path: str) -> bytes:
        return (directory / path).read_bytes()

    try:
        note = fetch(CHECKPOINT)
    except FileNotFoundError:
        raise Unusable(f"{directory} is no log: it has no checkpoint.") from None
    last = _opened(note, str(directory / CHECKPOINT), keys)
    fault = check_log(fetch, last)
    if fault is not None:
        raise BundleFault(fault.message, fault.path)
    for name, each in older:
        fault = check_older(fetch, last, each)
        if fault is not None:
            raise BundleFault(f"{name}: {fault.message}", name)
    return len(older)


def _opened(note: bytes, name: str, keys: list[Verifier]) -> Checkpoint:
    try:
        return open_checkpoint(note, keys)
    except UnsignedNote as error:
        raise BundleFault(f"The checkpoint in {name} is not to be believed. {error}", name) from None


def _result(check: BundleCheck | None, fault: BundleFault | None, key_given: bool, uncompared: int) -> dict[str, Any]:
    result: dict[str, Any] = {"ok": fault is None, "kind": "evidence bundle", "fault": None}
    if fault is not None:
        result["fault"] = {"message": str(fault), "path": fault.path, "entry": fault.entry}
    if check is None:
        return {**result, "proved": False}
    checkpoint = check.checkpoint
    return {
        **result,
        "proved": fault is None and key_given and checkpoint is not None and not check.waiting and not uncompared,
        "record": check.manifest.record,
        "number": check.number,
        "entries": check.entries,
        "erased": check.erased,
        "last_recorded_at": check.last_recorded_at,
        "waiting": check.waiting,
        "files": check.files,
        "files_missing": check.unfulfilled,
        "origin": checkpoint.origin if checkpoint else None,
        "size": checkpoint.size if checkpoint else None,
        "root": checkpoint.root.hex() if checkpoint else None,
        "key_given": key_given,
        "uncompared": uncompared,
    }


def _sentence(
    check: BundleCheck | None, result: dict[str, Any], fault: BundleFault | None, kept: int, with_log: bool
) -> str:
    if fault is not None or check is None:
        return f"BAD: {fault}"
    whole = _count(check.entries, "entry of {} is", "entries of {} are").format(check.number or check.manifest.record)
    said = [f"{whole} whole and unaltered, the last from {check.last_recorded_at}."]
    doubts = _doubts(check, result)
    if check.checkpoint is not None and check.proved:
        which = f"{check.proved} of them" if check.waiting else "All of them"
        said.append(f"{which} stand in the log {check.checkpoint.origin} of {check.checkpoint.size} entries.")
    if check.files:
        agree = _count(check.files, "file of the record agrees", "files of the record agree")
        said.append(f"{agree} with what the entries name.")
    if check.unfulfilled:
        said.append(
            f"{_count(check.unfulfilled, 'file that they name is', 'files that they name are')} not in the bundle."
        )
    if check.erased:
        said.append(f"The data of {check.erased} of the entries is not in the bundle (erased, or withheld).")
    if kept > result["uncompared"]:
        said.append(f"The log agrees with {_count(kept - result['uncompared'], 'checkpoint', 'checkpoints')} kept.")
    if with_log:
        said.append("The log given continues that of the bundle.")
    return " ".join([f"{'NOT PROVED' if doubts else 'OK'}: {said[0]}", *said[1:], *doubts])


def _doubts(check: BundleCheck, result: dict[str, Any]) -> list[str]:
    """What keeps a bundle that has no fault from being proved."""
    said = []
    if check.checkpoint is None:
        said.append("But nothing is signed: the bundle has no checkpoint of a log.")
    elif check.waiting:
        said.append(
            f"But {_count(check.waiting, 'has', 'have')} no proof, not being in the log when the bundle was made: take it again."
        )
    if check.checkpoint is not None and not result["key_given"]:
        said.append(
            "But the signature was checked only with the key that came with the bundle, which anybody can make: "
            "give the key that you have from elsewhere with --key."
        )
    if result["uncompared"]:
        said.append("But checkpoints kept of another size need the log itself: give it with --log.")
    return said


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _listed(bundle: BundleFile) -> Iterator[str]:
    """The entries that were checked, one a line: place in the log, time, actor, action and what it says."""
    lines = bundle.lines(ENTRIES)
    next(lines)
    for line in lines:
        entry = load(line)
        header, path = entry["header"], proof_path(entry["header"]["id"])
        leaf = str(parse_proof(bundle.read(path, MAX_BYTES)).index) if path in bundle else "-"
        data = canonical(entry["data"]).decode("utf-8") if entry["data"] is not None else "-"
        yield "\t".join(map(_printable, (leaf, header["recorded_at"], header["actor"], header["action"], data)))


def _printable(text: str) -> str:
    """No text of an entry makes a line of its own, or a command to the terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
