"""P1: ``trail verify`` of one proof (C2SP tlog-proof): that an entry stands in the signed log."""

from collective.trail.rules.chain import entry_hash
from collective.trail.rules.checkpoint import Checkpoint
from collective.trail.rules.proof_file import parse_proof
from collective.trail.rules.proof_file import ProofFile
from collective.trail.rules.signed_note import MAX_BYTES
from collective.trail.rules.signed_note import parse_verifier
from collective.trail.rules.signed_note import UnsignedNote
from collective.trail.rules.signed_note import Verifier
from collective.trail.verify.export_file import load
from collective.trail.verify.keys import keys_in
from collective.trail.verify.keys import Unusable
from typing import Any
from typing import BinaryIO

import argparse
import re


def run(arguments: argparse.Namespace, stream: BinaryIO) -> tuple[dict[str, Any], str]:
    """P1: the result and its sentence; ValueError or OSError where nothing can be checked."""
    keys = keys_in(arguments.key, parse_verifier)
    if not keys or bool(arguments.entry) == bool(arguments.export):
        raise Unusable(
            "A proof is checked with --key and the hash of its entry: --entry HASH, or --export FILE that has it."
        )
    proof = parse_proof(stream.read(MAX_BYTES + 1))
    try:
        if arguments.entry:
            hash = arguments.entry
            checkpoint = _standing(proof, hash, keys)
        else:
            hash, checkpoint = _found(proof, arguments.export, keys)
    except UnsignedNote as error:
        return _answer(proof, None, "", f"The checkpoint of the proof is not to be believed. {error}")
    if checkpoint is None:
        what = f"the entry {hash}" if arguments.entry else f"any entry of {arguments.export}"
        return _answer(proof, None, hash, f"The proof does not show that {what} stands in the log.")
    return _answer(proof, checkpoint, hash, "")


def _standing(proof: ProofFile, hash: str, keys: list[Verifier]) -> Checkpoint | None:
    if re.fullmatch("[0-9a-f]{64}", hash) is None:
        raise Unusable("The hash of an entry has 64 hexadecimal digits.")
    return proof.verify(bytes.fromhex(hash), keys)


def _found(proof: ProofFile, path: str, keys: list[Verifier]) -> tuple[str, Checkpoint | None]:
    """The entry of an export that the proof is about; its header, not what the file says of it, makes its hash."""
    with open(path, "rb") as lines:
        next(lines, None)
        for line in lines:
            try:
                hash = entry_hash(load(line)["header"])
            except (KeyError, TypeError, ValueError):
                raise Unusable(f"{path} is no export of a trail: check it with trail verify.") from None
            checkpoint = _standing(proof, hash, keys)
            if checkpoint is not None:
                return hash, checkpoint
    return "", None


def _answer(proof: ProofFile, checkpoint: Checkpoint | None, hash: str, fault: str) -> tuple[dict[str, Any], str]:
    result = {
        "ok": not fault,
        "proved": not fault,
        "kind": "proof",
        "entry": hash or None,
        "leaf": proof.index,
        "origin": checkpoint.origin if checkpoint else None,
        "size": checkpoint.size if checkpoint else None,
        "fault": {"message": fault} if fault else None,
    }
    if checkpoint is None:
        return result, f"BAD: {fault}"
    return result, f"OK: {hash} is the entry {proof.index} of the log {checkpoint.origin} of {checkpoint.size} entries."
