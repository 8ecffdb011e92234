"""P1: opening an evidence bundle that anybody may have made: nothing is unpacked, and what is not plain is refused.

One reading is the only one: no part twice, nothing between the parts, before or after them, so that every program that
opens the ZIP sees what was checked.
"""

from collections.abc import Iterator
from collective.trail.rules.evidence_bundle import is_path
from collective.trail.rules.evidence_bundle import MAX_PARTS
from typing import BinaryIO

import stat
import struct
import zipfile
import zlib


CHUNK = 1 << 20
#: Text packs to a twentieth at best; what unpacks to more than this is made to fill a disk or an hour.
MAX_RATIO, SPARE = 100, 1_000_000
#: The longest line of the entries: an opinion has 20 000 characters, a list of digests some thousand lines.
MAX_LINE = 4_000_000
_MAX_DIRECTORY = MAX_PARTS * 512
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_PLACE = struct.Struct("<4sLQL")
_HEADER = struct.Struct("<4s5H3L2H")
_UNKNOWN = 0xFFFFFFFF
#: What zipfile raises for a ZIP that is damaged or strange.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError, struct.error)


class UnusableBundle(ValueError):
    """The file is no evidence bundle, or one that is not safe to read; the message says why."""


class BundleFault(ValueError):
    """P1: the first place of a bundle that is wrong: the part, the entry where one can be named, and a sentence."""

    def __init__(self, message: str, path: str = "", entry: str = ""):
        super().__init__(message)
        self.path, self.entry = path, entry


class DamagedPart(ValueError):
    """A part of the bundle cannot be read to its end."""


class BundleFile:
    """P1: the parts of a bundle by their names; UnusableBundle for what is none."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self._length = stream.seek(0, 2)
        self._check_directory()
        try:
            self._zip = zipfile.ZipFile(stream)
        except (*_DAMAGED, OSError, ValueError) as error:
            raise UnusableBundle(f"The file is no evidence bundle: it is no whole ZIP ({error}).") from None
        self._parts = self._checked_parts()
        self._check_layout()

    @property
    def names(self) -> list[str]:
        """The names of the parts in their order."""
        return list(self._parts)

    def __contains__(self, path: object) -> bool:
        return path in self._parts

    def size(self, path: str) -> int:
        """The length of a part in bytes, unpacked."""
        return self._parts[path].file_size

    def read(self, path: str, most: int) -> bytes:
        """P1: a small part; UnusableBundle if it is not there or longer than ``most``."""
        if path not in self._parts:
            raise UnusableBundle(f"The evidence bundle has no {path}.")
        if self.size(path) > most:
            raise UnusableBundle(f"{path} has more than {most} bytes: this is no evidence bundle of ours.")
        return b"".join(self.chunks(path))

    def chunks(self, path: str) -> Iterator[bytes]:
        """P1: a part, never whole in memory; DamagedPart."""
        try:
            with self._zip.open(self._parts[path]) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except _DAMAGED as error:
            raise DamagedPart(f"{path} is damaged: {error}") from None

    def lines(self, path: str) -> Iterator[bytes]:
        """P1: a part line by line; DamagedPart, also for a line that is longer than any of ours."""
        try:
            with self._zip.open(self._parts[path]) as part:
                while line := part.readline(MAX_LINE + 1):
                    if len(line) > MAX_LINE:
                        raise DamagedPart(f"{path} has a line of more than {MAX_LINE} bytes.")
                    yield line
        except _DAMAGED as error:
            raise DamagedPart(f"{path} is damaged: {error}") from None

    def _check_directory(self) -> None:
        """Before the list of parts is read into memory: how long it says it is."""
        parts, length, _end = self._directory()
        if parts > MAX_PARTS or length > _MAX_DIRECTORY:
            raise UnusableBundle(f"The ZIP has {parts} parts; an evidence bundle has {MAX_PARTS} at most.")

    def _directory(self) -> tuple[int, int, int]:
        """(parts, length of the list, where it ends), as the end of the file says."""
        end = self._length - _END.size
        record = self._unpacked(_END, end, b"PK\x05\x06")
        if record is None or record[-1]:
            raise UnusableBundle("The file is no evidence bundle: it is no ZIP, cut off, or something was added to it.")
        parts, length = record[4], record[5]
        place = self._unpacked(_END64_PLACE, end - _END64_PLACE.size, b"PK\x06\x07")
        if place is None:
            return parts, length, end
        record = self._unpacked(_END64, place[2], b"PK\x06\x06")
        if record is None:
            raise UnusableBundle("The file is no evidence bundle: the end of the ZIP is damaged.")
        return record[7], record[8], place[2]

    def _unpacked(self, form: struct.Struct, place: int, mark: bytes) -> tuple | None:
        if not 0 <= place <= self._length - form.size:
            return None
        self._stream.seek(place)
        found = form.unpack(self._stream.read(form.size))
        return found if found[0] == mark else None

    def _checked_parts(self) -> dict[str, zipfile.ZipInfo]:
        parts: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            name = info.filename
            if info.orig_filename != name or not is_path(name):
                raise UnusableBundle(f"The ZIP has a part {info.orig_filename[:100]!r} that no evidence bundle has.")
            if name in parts:
                raise UnusableBundle(f"{name} stands twice in the ZIP: two programs could read two things.")
            if info.flag_bits & ~0x800 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise UnusableBundle(f"{name} is encrypted, or packed in a way that evidence bundles are not.")
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                raise UnusableBundle(f"{name} is no plain file but a link or the like.")
            parts[name] = info
        if sum(info.file_size for info in parts.values()) > MAX_RATIO * self._length + SPARE:
            raise UnusableBundle(f"The ZIP would unpack to more than {MAX_RATIO} times its size.")
        return parts

    def _check_layout(self) -> None:
        """The parts fill the file without a gap, and each says of itself what the list says of it."""
        place = 0
        for info in sorted(self._parts.values(), key=lambda each: each.header_offset):
            found = self._unpacked(_HEADER, info.header_offset, b"PK\x03\x04")
            same = found is not None and (found[2], found[3]) == (info.flag_bits, info.compress_type)
            for said, listed in ((7, info.compress_size), (8, info.file_size)):
                same = same and found is not None and found[said] in (listed, _UNKNOWN)
            if found is None or not same or info.header_offset != place:
                raise UnusableBundle(f"{info.filename} does not stand in the ZIP where and as its list says.")
            place += _HEADER.size + found[9] + found[10] + info.compress_size
        _parts, length, end = self._directory()
        if place != end - length:
            raise UnusableBundle("The ZIP has bytes that belong to none of its parts.")
