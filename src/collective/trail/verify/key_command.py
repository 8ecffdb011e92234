"""P1: ``trail new-key``: a key for signing a log, in a file that its owner alone may read."""

from collective.trail.rules.checkpoint import new_signer
from pathlib import Path
from typing import Any

import argparse
import os


def add_to(commands: Any) -> None:
    """Add the subcommand to the parser of ``trail``."""
    parser = commands.add_parser("new-key", help="make a signing key for a log, or a second one for a rotation")
    parser.add_argument("name", metavar="NAME", help="the name of the log, like example.org/records; it never changes")
    parser.add_argument("file", metavar="FILE", help="the file of signing keys; a new key is added to those in it")


def run(arguments: argparse.Namespace) -> str:
    """P1: write the key and return its public half; NoteError for a bad name, OSError."""
    signer = new_signer(arguments.name)
    descriptor = os.open(Path(arguments.file), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="ascii") as stream:
        stream.write(f"{signer.secret()}\n")
    return str(signer.verifier)
