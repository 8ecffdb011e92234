"""P1, P2: comparing an exported trail with the log: whether the one has what the other says."""

from collective.trail.rules.chain_check import check_manifest
from collective.trail.rules.chain_check import UnusableExport
from collective.trail.rules.log_check import LogFault

import json


class Exported:
    """P1: the entries of an export, ticked off while the log is read. 100 bytes an entry are held in memory.

    It trusts the hashes in the file: ``trail verify`` checks those. UnusableExport if the file is none.
    """

    def __init__(self, path: str):
        self.path = path
        self.found = 0
        self._missing: int | None = None
        #: The entries of the file that were not met in the log: hash -> place in its segment.
        self._open: dict[bytes, tuple[str, int]] = {}
        #: The last place of each segment that stands in the log.
        self._last: dict[str, int] = {}
        with open(path, "rb") as lines:
            try:
                manifest = json.loads(next(lines, b""))
                check_manifest(manifest)
                self.whole_site = manifest["scope"] == "site"
                for line in lines:
                    entry = json.loads(line)
                    header = entry["header"]
                    self._open[bytes.fromhex(entry["hash"])] = (header["segment"], header["segment_seq"])
            except (ValueError, KeyError, TypeError) as error:
                raise UnusableExport(f"{path} is no export of a trail: check it with trail verify.") from error

    @property
    def waiting(self) -> int:
        """P1: how many entries of the export do not stand in the log."""
        return len(self._open)

    def met(self, first: int, entries: list[bytes]) -> None:
        """P1: tick off the entries of the log; called by ``check_log``."""
        for leaf, entry in enumerate(entries, first):
            place = self._open.pop(entry, None)
            if place is not None:
                self.found += 1
                self._last[place[0]] = max(place[1], self._last.get(place[0], 0))
            elif self._missing is None:
                self._missing = leaf

    def fault(self) -> LogFault | None:
        """P2: what the log has and the export has not, or the other way about."""
        if self.whole_site and self._missing is not None:
            return LogFault(
                f"The entry {self._missing} of the log is not in {self.path}: it was removed from the database, or altered. "
                "(Or it is newer than the export: copy the log first, then export.)",
                self.path,
                self._missing,
            )
        for segment, place in self._open.values():
            if place < self._last.get(segment, 0):
                return LogFault(
                    f"Entry {place} of the segment {segment} in {self.path} does not stand in the log, but later ones do: "
                    "it was put in afterwards.",
                    self.path,
                )
        return None
