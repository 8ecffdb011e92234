"""P1, P2, P3: comparing an exported trail with the log: whether the one has what the other says, and at what time."""

from collective.trail.rules.chain_check import check_manifest
from collective.trail.rules.chain_check import UnusableExport
from collective.trail.rules.dating import goes_back
from collective.trail.rules.dating import WHY
from collective.trail.rules.log_check import LogFault
from dataclasses import replace
from typing import Any
from typing import NamedTuple

import json


class _Place(NamedTuple):
    """Where an entry stands in the file and in its segment, and when it says that it was recorded."""

    line: int
    segment: str
    number: int
    recorded_at: str

    def __str__(self) -> str:
        return f"entry {self.number} of the segment {self.segment} (line {self.line})"


class Exported:
    """P1: the entries of an export, ticked off while the log is read. 250 bytes an entry are held in memory.

    It trusts the hashes in the file: ``trail verify`` checks those. UnusableExport if the file is none.
    """

    def __init__(self, path: str):
        self.path = path
        self.found = 0
        #: The entries of the file that were not met in the log, by their hash.
        self._open: dict[bytes, _Place] = {}
        #: The last place of each segment that stands in the log.
        self._last: dict[str, int] = {}
        #: The entry met last, and the one of those met that was recorded last.
        self._before: _Place | None = None
        self._latest: _Place | None = None
        self._missing: LogFault | None = None
        #: Whether an entry was met behind the missing one: then it is not missing because it is newer.
        self._went_on = False
        self._misdated: LogFault | None = None
        with open(path, "rb") as lines:
            try:
                manifest = json.loads(next(lines, b""))
                check_manifest(manifest)
                self.whole_site = manifest["scope"] == "site"
                for number, line in enumerate(lines, 2):
                    self._read(number, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise UnusableExport(f"{path} is no export of a trail: check it with trail verify.") from error

    def _read(self, line: int, entry: dict[str, Any]) -> None:
        header = entry["header"]
        place = _Place(line, header["segment"], header["segment_seq"], header["recorded_at"])
        self._open[bytes.fromhex(entry["hash"])] = place

    @property
    def waiting(self) -> int:
        """P1: how many entries of the export do not stand in the log."""
        return len(self._open)

    def met(self, first: int, entries: list[bytes]) -> None:
        """P1: tick off the entries of the log; called by ``check_log``."""
        for leaf, entry in enumerate(entries, first):
            place = self._open.pop(entry, None)
            if place is not None:
                self._tick(leaf, place)
            elif self._missing is None:
                before = f" The one before it is {self._before}." if self._before is not None else ""
                what = "it was removed from the database, or altered"
                self._missing = LogFault(
                    f"The entry {leaf} of the log is not in {self.path}: {what}.{before}", self.path, leaf
                )

    def _tick(self, leaf: int, place: _Place) -> None:
        self.found += 1
        self._went_on = self._missing is not None
        self._before = place
        self._last[place.segment] = max(place.number, self._last.get(place.segment, 0))
        if self._latest is None or place.recorded_at >= self._latest.recorded_at:
            self._latest = place
        elif self._misdated is None and goes_back(place.recorded_at, self._latest.recorded_at):
            self._misdated = LogFault(
                f"The entry {leaf} of the log, {place} in {self.path}, says that it was recorded at {place.recorded_at}, "
                f"but one before it in the log, {self._latest}, says {self._latest.recorded_at}: {WHY}.",
                self.path,
                leaf,
            )

    def fault(self) -> LogFault | None:
        """P2, P3: what the log has and the export has not, or the other way about; then what was recorded out of time."""
        if self.whole_site and self._missing is not None:
            newer = "" if self._went_on else " Or it is newer than the export: copy the log first, then export."
            return replace(self._missing, message=self._missing.message + newer)
        for place in self._open.values():
            if place.number < self._last.get(place.segment, 0):
                what = f"E{str(place)[1:]} in {self.path} does not stand in the log, but later ones do"
                return LogFault(f"{what}: it was put in afterwards.", self.path)
            if self._latest is not None and goes_back(place.recorded_at, self._latest.recorded_at):
                what = f"E{str(place)[1:]} in {self.path} says that it was recorded at {place.recorded_at}"
                latest = f"does not stand in the log, which has entries up to {self._latest.recorded_at}"
                return LogFault(f"{what} but {latest}: it was put in afterwards, or {WHY}.", self.path)
        return self._misdated
