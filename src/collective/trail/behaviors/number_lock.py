"""D2: one at a time draws from a counter on this machine. For speed only: what is right is decided on commit.

A lock file per counter keeps threads and processes apart (each opening of a file locks on its own); the system
releases it when a process dies. It lies in a directory that all instances of one machine share, which their own
``var`` directories are not. Where it cannot be had (another machine, another user, a full disk, a long wait), the
writer goes on without it, and the counter's conflict resolution refuses the later of two.
"""

from hashlib import sha256
from pathlib import Path
from time import monotonic
from time import sleep
from typing import Any
from typing import BinaryIO

import logging
import os
import tempfile


try:
    import fcntl
except ImportError:  # Windows: no lock files; the conflict resolution alone decides
    fcntl = None  # pragma: no cover


logger = logging.getLogger(__name__)

DIRECTORY_VARIABLE = "COLLECTIVE_TRAIL_LOCKS"
PATIENCE = 10.0
_PAUSE = 0.002


def lock_directory() -> Path | None:
    """D2: where the lock files lie; None if there is no such directory of our own."""
    if fcntl is None:
        return None
    path = Path(os.environ.get(DIRECTORY_VARIABLE) or Path(tempfile.gettempdir()) / f"collective.trail-{os.getuid()}")
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
    except OSError:
        logger.warning("No lock directory %s: parallel registrations will have to be repeated.", path, exc_info=True)
        return None
    # Anybody can make a directory of that name in a shared place, and would then hold our locks.
    return path if path.is_dir() and not path.is_symlink() and status.st_uid == os.getuid() else None


def hold(transaction: Any, register_id: str, key: str, patience: float = PATIENCE) -> bool:
    """D2: wait for the counter's lock and keep it until ``transaction`` ends; False if it was not to be had."""
    directory = lock_directory()
    if directory is None:
        return False
    name = sha256(f"{register_id} {key}".encode()).hexdigest()[:32]
    try:
        handle = (directory / f"{name}.lock").open("ab")
    except OSError:
        logger.warning("No lock file in %s.", directory, exc_info=True)
        return False
    if not _wait(handle, patience):
        handle.close()
        logger.warning("The counter %s was busy for %s seconds; going on without its lock.", key, patience)
        return False
    # A failed commit is aborted afterwards, so both hooks may run: closing twice does nothing.
    transaction.addAfterCommitHook(_release_after_commit, (handle,))
    transaction.addAfterAbortHook(handle.close)
    return True


def _wait(handle: BinaryIO, patience: float) -> bool:
    deadline = monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= deadline:
                return False
            sleep(_PAUSE)
        else:
            return True


def _release_after_commit(_committed: bool, handle: BinaryIO) -> None:
    handle.close()
