"""P1: writes the parts of an evidence bundle one after the other; none of them is ever whole in memory."""

from collections.abc import Iterable
from collective.trail.rules.canonical import canonical
from collective.trail.rules.canonical import iso_instant
from collective.trail.rules.evidence_bundle import MANIFEST
from collective.trail.rules.evidence_bundle import manifest
from datetime import datetime
from typing import Any
from typing import BinaryIO

import hashlib
import stat
import zipfile


class BundleWriter:
    """P1: in a ``with``, ``add`` each part, then ``finish``.

    ``output`` can be sought in, so that no part is followed by a remark on its size; see ``verify/bundle_file.py``.
    """

    def __init__(self, output: BinaryIO, made_at: datetime):
        self.made_at = made_at
        self.parts: list[dict[str, Any]] = []
        self._zip = zipfile.ZipFile(output, "w")

    def __enter__(self) -> "BundleWriter":
        return self

    def __exit__(self, *problem: object) -> None:
        self._zip.close()

    def add(
        self, path: str, chunks: Iterable[bytes], size: int | None = None, packed: bool = True, **facts: Any
    ) -> dict[str, Any]:
        """P1: write a part and return its line of the manifest; ``size`` is a hint for what is larger than 2 GB."""
        info = zipfile.ZipInfo(path, self.made_at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        info.create_system = 3
        info.file_size = size or 0
        hashed, count = hashlib.sha256(), 0
        with self._zip.open(info, "w") as part:
            for chunk in chunks:
                part.write(chunk)
                hashed.update(chunk)
                count += len(chunk)
        line = {"path": path, "size": count, "sha256": hashed.hexdigest(), **facts}
        self.parts.append(line)
        return line

    def finish(self, record: str, number: str | None) -> None:
        """P1: write the manifest, which comes last because it has the digests of all other parts."""
        said = manifest(record, number, iso_instant(self.made_at), self.parts)
        self.add(MANIFEST, [canonical(said) + b"\n"])
