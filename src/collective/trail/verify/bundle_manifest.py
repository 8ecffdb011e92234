"""P1: the manifest of an evidence bundle. It is not signed: it says what is there, and proves nothing."""

from collective.trail.rules.evidence_bundle import ANNEX
from collective.trail.rules.evidence_bundle import EARLIER
from collective.trail.rules.evidence_bundle import ENTRIES
from collective.trail.rules.evidence_bundle import FORMAT
from collective.trail.rules.evidence_bundle import MAIN_FILE
from collective.trail.rules.evidence_bundle import MANIFEST
from collective.trail.rules.evidence_bundle import VERSION
from collective.trail.verify.bundle_file import BundleFault
from collective.trail.verify.bundle_file import BundleFile
from collective.trail.verify.bundle_file import UnusableBundle
from collective.trail.verify.export_file import load
from typing import Any

import re


#: A part's line has some hundred bytes; JSON that has more for each part is made to fill the memory.
_BYTES_A_PART = 2_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Manifest:
    """P1: the parts that the manifest lists; BundleFault where it lists others than there are, UnusableBundle for nonsense."""

    def __init__(self, bundle: BundleFile):
        try:
            said = load(bundle.read(MANIFEST, _BYTES_A_PART * (len(bundle.names) + 1)))
        except ValueError as error:
            raise UnusableBundle(f"The file is no evidence bundle: its {MANIFEST} cannot be read ({error}).") from None
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise UnusableBundle(f"The file is no evidence bundle: its {MANIFEST} is of another kind.")
        if said.get("v") != VERSION or isinstance(said.get("v"), bool):
            raise UnusableBundle(f"The bundle has version {said.get('v')!r}; this program knows {VERSION}.")
        listed = said.get("parts")
        if not isinstance(said.get("record"), str) or not isinstance(listed, list) or not all(map(_is_part, listed)):
            raise UnusableBundle(f"The {MANIFEST} of the bundle does not list its parts as it should.")
        self.record: str = said["record"]
        self.made_at = said.get("made_at")
        self.parts: dict[str, dict[str, Any]] = {part["path"]: part for part in listed}
        there = set(bundle.names) - {MANIFEST}
        for path in sorted(there ^ set(self.parts)):
            what = "is in the bundle, but not in its manifest" if path in there else "is missing from the bundle"
            raise BundleFault(f"{path} {what}.", path)
        if len(self.parts) != len(listed) or ENTRIES not in self.parts:
            raise UnusableBundle(f"The {MANIFEST} of the bundle lists a part twice, or no {ENTRIES}.")

    @property
    def files(self) -> list[dict[str, Any]]:
        """P1: the delivered files of the record."""
        return [part for part in self.parts.values() if part["path"].startswith("files/")]


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or not all(isinstance(part.get(name), str) for name in ("path", "sha256")):
        return False
    size = part.get("size")
    if _SHA256.fullmatch(part["sha256"]) is None or not isinstance(size, int) or isinstance(size, bool):
        return False
    return not part["path"].startswith("files/") or _is_file(part)


def _is_file(part: dict[str, Any]) -> bool:
    texts = all(isinstance(part.get(name), str) for name in ("filename", "content_type"))
    annex = part.get("annex")
    return texts and (
        (part.get("role") in (MAIN_FILE, EARLIER) and annex is None)
        or (part.get("role") == ANNEX and isinstance(annex, str))
    )
