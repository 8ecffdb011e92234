"""P1, P2: comparing an export with one that was kept elsewhere: whether all that stood in the old one is in the new one."""

from collective.trail.rules.chain_check import check_manifest
from collective.trail.rules.chain_check import Fault
from collective.trail.rules.chain_check import UnusableExport
from typing import Any

import json


class Older:
    """P1: the entries of an older export, ticked off while the newer one is checked. 300 bytes an entry are in memory.

    It trusts the hashes in the older file: check that one when it is taken. UnusableExport if the file is none.
    """

    def __init__(self, path: str):
        self.path = path
        #: What was not met in the newer export, by hash: record, number in its trail, id, action, time.
        self._open: dict[bytes, tuple[str, int, str, str, str]] = {}
        with open(path, "rb") as lines:
            try:
                check_manifest(json.loads(next(lines, b"")))
                for line in lines:
                    entry = json.loads(line)
                    header = entry["header"]
                    place = (
                        header["record"],
                        header["record_seq"],
                        header["id"],
                        header["action"],
                        header["recorded_at"],
                    )
                    self._open[bytes.fromhex(entry["hash"])] = place
            except (ValueError, KeyError, TypeError) as error:
                raise UnusableExport(f"{path} is no export of a trail: check it with trail verify.") from error
        self.count = len(self._open)

    def met(self, line: int, entry: dict[str, Any]) -> None:
        """P1: tick off an entry of the newer export, whose hash has been checked."""
        self._open.pop(bytes.fromhex(entry["hash"]), None)

    def fault(self) -> Fault | None:
        """P2: the entry lost first, by its time; None if there is none."""
        if not self._open:
            return None
        record, number, entry, action, recorded_at = min(self._open.values(), key=lambda place: (place[4], place[1]))
        message = (
            f"Entry {entry} (number {number} of record {record}, {action}, recorded at {recorded_at}) stands in "
            f"{self.path} and not in this export ({len(self._open)} in all): it was removed or altered since."
        )
        return Fault("older", message, 0, entry, record)
