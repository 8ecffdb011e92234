"""P1: anchors keep copies of signed checkpoints where whoever rules the server does not: another disk, or a command.

The file that ``TRAIL_LOG_ANCHORS`` names says one anchor a line: a name, its kind, and where it is::

    vault directory /mnt/vault/checkpoints
    printer command /usr/local/bin/print-checkpoint --copies 1

The name is shown to readers of the trail, the place is not. Once a checkpoint is kept elsewhere, ``trail verify-log
--checkpoint`` finds every log that does not continue it.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collective.trail.rules.checkpoint import Checkpoint
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import os
import re
import shlex
import subprocess


ANCHORS = "TRAIL_LOG_ANCHORS"
#: Seconds that a command may take; the next checkpoint waits for it.
PATIENCE = 60
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_FILE = re.compile(r"([0-9]{20})\.checkpoint")


class AnchorFailed(Exception):
    """P1: a checkpoint was not kept; the message says why. Nothing is lost: the next run tries again."""


class AnchorsUnusable(Exception):
    """P1: the file of anchors cannot be read; the message names the line."""


class Anchor(Protocol):
    """P1: one place that keeps checkpoints."""

    name: str

    def keep(self, checkpoint: Checkpoint, note: bytes) -> None:
        """P1: keep a signed checkpoint and return when that is certain; AnchorFailed."""


class DirectoryAnchor:
    """P1: a folder on another disk. Each checkpoint is a file that is written once; another of its size is refused."""

    def __init__(self, name: str, place: str):
        self.name = name
        self.directory = Path(place)

    def keep(self, checkpoint: Checkpoint, note: bytes) -> None:
        """P1: AnchorFailed if the disk is away, or keeps a checkpoint that this one contradicts."""
        # The folder itself is never made: that of a disk which is not mounted would be made on the wrong disk.
        folder = self.directory / quote(checkpoint.origin, safe="")
        path = folder / f"{checkpoint.size:020d}.checkpoint"
        try:
            folder.mkdir(exist_ok=True)
            newest = max((int(found[1]) for found in map(_FILE.fullmatch, os.listdir(folder)) if found), default=0)
            if newest > checkpoint.size:
                raise AnchorFailed(
                    f"{self.name} keeps a checkpoint of {newest} entries, more than the {checkpoint.size} that the log "
                    "has now: an older state of the log was restored. Tell the auditors."
                )
            _write_once(path, note)
            if path.read_bytes().partition(b"\n\n")[0] != note.partition(b"\n\n")[0]:
                raise AnchorFailed(
                    f"{self.name} keeps another checkpoint of {checkpoint.size} entries: the log was rewritten. "
                    "Tell the auditors."
                )
        except OSError as error:
            raise AnchorFailed(f"{self.name} does not keep checkpoints now: {error}") from error


class CommandAnchor:
    """P1: a command that gets the signed checkpoint on its standard input, and whose exit code 0 says that it is kept."""

    def __init__(self, name: str, place: str):
        self.name = name
        self.words = shlex.split(place)
        if not self.words:
            raise ValueError("it names no command")

    def keep(self, checkpoint: Checkpoint, note: bytes) -> None:
        """P1: AnchorFailed if the command cannot be run, fails, or takes longer than ``PATIENCE``."""
        secret = {name: value for name, value in os.environ.items() if not name.startswith("TRAIL_LOG")}
        facts = {"TRAIL_ORIGIN": checkpoint.origin, "TRAIL_SIZE": str(checkpoint.size)}
        try:
            done = subprocess.run(
                self.words, input=note, capture_output=True, timeout=PATIENCE, check=False, env=secret | facts
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AnchorFailed(f"{self.name} does not keep checkpoints now: {error}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip()[-300:]
            raise AnchorFailed(f"{self.name} did not keep the checkpoint (exit code {done.returncode}). {said}".strip())


KINDS: dict[str, Callable[[str, str], Anchor]] = {"command": CommandAnchor, "directory": DirectoryAnchor}


def anchors(environment: Mapping[str, str] = os.environ) -> list[Anchor]:
    """P1: the anchors that are set up, in their order; AnchorsUnusable."""
    name = environment.get(ANCHORS)
    if not name:
        return []
    try:
        lines = Path(name).read_text("utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise AnchorsUnusable(f"The anchors of the log cannot be read: {error}") from error
    found: dict[str, Anchor] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                anchor = _parsed(line)
                if anchor.name in found:
                    raise ValueError(f"an anchor named {anchor.name} stands above")
            except ValueError as error:
                raise AnchorsUnusable(f"Line {number} of {name} is no anchor: {error}.") from None
            found[anchor.name] = anchor
    return list(found.values())


def _parsed(line: str) -> Anchor:
    name, kind, place = [*line.split(None, 2), "", "", ""][:3]
    if not _NAME.fullmatch(name):
        raise ValueError("its name is not made of small letters, digits and hyphens")
    if kind not in KINDS:
        raise ValueError(f"its kind is none of {', '.join(sorted(KINDS))}")
    if not place.strip():
        raise ValueError("it does not say where it is")
    return KINDS[kind](name, place.strip())


def _write_once(path: Path, note: bytes) -> None:
    """The whole file under its name, or none: it is complete on the disk before it gets the name, and replaces nothing."""
    half = path.with_suffix(f".{os.getpid()}")
    if path.exists():
        return
    with open(half, "wb") as stream:
        stream.write(note)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
