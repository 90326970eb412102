"""The document of a sealed record, unpacked piece by piece: to hash one takes no more memory than a piece of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

PIECE = 1 << 20


class Unpacked(NamedTuple):
    """What a packed document is once it is unpacked: how many bytes, and their hash."""

    size: int
    sha256: str


def unpacked(packed: bytes, most: int | None = None) -> Unpacked:
    """The size and the hash of a packed document.

    Raises ValueError where it is not one whole stream of zlib with nothing behind it, or is larger than `most` bytes.
    """
    digest, size = sha256(), 0
    for piece in _pieces(packed):
        digest.update(piece)
        size += len(piece)
        if most is not None and size > most:
            raise ValueError(f"it is larger than {most:,} bytes")
    return Unpacked(size, digest.hexdigest())


def _pieces(packed: bytes) -> Iterator[bytes]:
    unpacker, rest = zlib.decompressobj(), packed
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, PIECE)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        rest = unpacker.unconsumed_tail
        if not piece and not rest and not unpacker.eof:
            raise ValueError("it ends in the middle")
        yield piece
    if unpacker.unused_data:
        raise ValueError("something comes after its end")
