"""Read workbooks and documents, which are zip archives, without trusting what an archive says about itself."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tracker.exchange.grids import Unreadable

LARGEST = 1_000_000_000  # bytes of content, all parts together
_SMALL = 50_000_000
_RATIO = 100
_CHUNK = 1 << 18
_INFLATED = 1 << 20
DAMAGED = "Ask the sender for it again: it may have been cut off on the way."
NO_TEXT = "The first row with text is a header that names the columns."
PROTECTED = "Open it with the password, remove the protection, and save it again."


class Archive:
    """The parts of a zip archive. Raises Unreadable if it is damaged, encrypted, or far larger than it claims."""

    def __init__(self, source: str, data: bytes) -> None:
        self._source = source
        self._data = memoryview(data)
        try:
            found = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise self._damaged() from error
        self._parts = {info.filename: info for info in found}
        if len(self._parts) != len(found):
            raise Unreadable(source, "contains two parts of the same name.", DAMAGED)
        self._bound(sum(info.file_size for info in found))

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def read(self, name: str, most: int = 50_000_000) -> bytes:
        """Return a whole part. Raises Unreadable if it is missing, or larger than `most` bytes."""
        if name not in self._parts:
            raise Unreadable(self._source, f"has no part {name!r}, which every such file has.", DAMAGED)
        if self._parts[name].file_size > most:
            raise Unreadable(self._source, f"its part {name!r} is larger than {most:,} bytes.", DAMAGED)
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces of at most a megabyte; checks the sizes and the checksum given in the archive."""
        info = self._parts[name]
        if info.flag_bits & 0x1:
            raise Unreadable(self._source, "is encrypted.", PROTECTED)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unreadable(self._source, "is compressed with a method that office programs do not use.", DAMAGED)
        size = checksum = 0
        for piece in self._pieces(info):
            size += len(piece)
            if size > info.file_size:
                raise Unreadable(self._source, f"its part {name!r} is larger than it says.", DAMAGED)
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != info.file_size or checksum != info.CRC:
            raise self._damaged()

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            for at in range(0, len(packed), _INFLATED):
                yield bytes(packed[at : at + _INFLATED])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(packed), _CHUNK):
                rest: bytes | memoryview = packed[at : at + _CHUNK]
                while rest:
                    yield inflater.decompress(rest, _INFLATED)
                    rest = inflater.unconsumed_tail
            while tail := inflater.decompress(b"", _INFLATED):
                yield tail
        except zlib.error as error:
            raise self._damaged() from error
        if not inflater.eof:
            raise self._damaged()

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        """Return the compressed bytes of a part. They follow its local header, whose length varies."""
        at = info.header_offset
        head = self._data[at : at + 30]
        if len(head) < 30 or bytes(head[:4]) != b"PK\x03\x04":
            raise self._damaged()
        name, extra = struct.unpack("<HH", head[26:30])
        start = at + 30 + name + extra
        packed = self._data[start : start + info.compress_size]
        if len(packed) != info.compress_size:
            raise self._damaged()
        return packed

    def _bound(self, size: int) -> None:
        if size > LARGEST or (size > _SMALL and size > _RATIO * len(self._data)):
            why = f"unpacks from {len(self._data):,} to {size:,} bytes, more than a genuine file of its kind."
            raise Unreadable(self._source, why, "If it is genuine, save only the sheet that you need, as CSV UTF-8.")

    def _damaged(self) -> Unreadable:
        return Unreadable(self._source, "is a workbook, document or archive that is incomplete or damaged.", DAMAGED)
