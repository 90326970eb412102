"""The container of old office files: streams in chains of sectors (MS-CFB), read without trusting its chains."""

from __future__ import annotations

import struct

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_SECTORS = 0xFFFFFFFA  # numbers from here on mark the end of a chain, and sectors of other kinds
_ENTRY = 128


class Damaged(ValueError):
    """A chain of sectors that leads nowhere, or round in a circle."""


def stream(data: bytes, *names: str) -> bytes:
    """The first stream of one of these names. Raises Damaged."""
    try:
        return _Container(data).stream(names)
    except (struct.error, IndexError) as error:
        raise Damaged("it is cut off") from error


class _Container:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise Damaged("its sectors have a size that none has")
        self._size = 1 << shift
        directory, _, self._cutoff, first_small, _, first_table = struct.unpack_from("<LLLLLL", data, 48)
        tables = [number for number in struct.unpack_from("<109L", data, 76) if number < _MOST_SECTORS]
        seen: set[int] = set()
        while first_table < _MOST_SECTORS:
            if first_table in seen:
                raise Damaged("its tables go round in a circle")
            seen.add(first_table)
            *more, first_table = self._numbers(first_table)
            tables += [number for number in more if number < _MOST_SECTORS]
        self._next = [number for table in tables for number in self._numbers(table)]
        self._directory = self._chain(directory)
        self._small_next = [one for number in self._sectors(first_small) for one in self._numbers(number)]

    def stream(self, names: tuple[str, ...]) -> bytes:
        entries = [self._directory[at : at + _ENTRY] for at in range(0, len(self._directory) - _ENTRY + 1, _ENTRY)]
        for name in names:
            for entry in entries:
                length = struct.unpack_from("<H", entry, 64)[0]
                if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") == name and entry[66] == 2:
                    first, size = struct.unpack_from("<LL", entry, 116)
                    if size >= self._cutoff:
                        return self._chain(first)[:size]
                    return self._small(entries[0], first)[:size]
        raise Damaged("it has no stream of that name")

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{self._size // 4}L", self._data, (sector + 1) * self._size)

    def _sectors(self, first: int) -> list[int]:
        found = []
        while first < _MOST_SECTORS:
            found.append(first)
            if len(found) > len(self._next):
                raise Damaged("its sectors go round in a circle")
            first = self._next[first]
        return found

    def _chain(self, first: int) -> bytes:
        size = self._size
        return b"".join(self._data[(one + 1) * size : (one + 2) * size] for one in self._sectors(first))

    def _small(self, root: bytes, first: int) -> bytes:
        """A stream below the cutoff: in sectors of 64 bytes, all of which make up the stream of the root."""
        held = self._chain(struct.unpack_from("<L", root, 116)[0])
        found = []
        while first < _MOST_SECTORS:
            found.append(held[first * 64 : first * 64 + 64])
            if len(found) > len(self._small_next):
                raise Damaged("its sectors go round in a circle")
            first = self._small_next[first]
        return b"".join(found)
