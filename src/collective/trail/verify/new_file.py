"""P5: a file that is there whole or not at all, and at first for its owner alone: an evidence bundle may hold secrets."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import os


@contextmanager
def new_file(name: str) -> Iterator[BinaryIO]:
    """P5: write to a file that must not exist; FileExistsError. What fails half way leaves nothing behind."""
    path = Path(name)
    if path.exists():
        raise FileExistsError(f"{name} exists already: name another file with --output.")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        # Unlike a renaming, a link replaces nothing that somebody has put there meanwhile.
        os.link(draft, path)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
