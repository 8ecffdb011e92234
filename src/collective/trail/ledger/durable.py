"""P1: files that are on the disk when the call returns, whole or not at all."""

from pathlib import Path

import os


def replace_file(path: Path, data: bytes) -> None:
    """P1: the whole file or none of it: readers and a crash meet the old one or the new one. Sync its folder after."""
    draft = path.with_name(f".{path.name}.new")
    with open(draft, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)


def write_once(path: Path, data: bytes) -> None:
    """P1: the whole file under its name, or none: it is complete before it gets the name, and replaces nothing."""
    half = path.with_suffix(f".{os.getpid()}")
    if path.exists():
        return
    with open(half, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """P1: the names in a folder last only when the folder itself is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
