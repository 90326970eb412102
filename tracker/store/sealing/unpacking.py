"""Unpacks the document of a sealed record piece by piece and up to a limit.

Hashing a document takes no more memory than one piece of it. A few thousand bytes can unpack to gigabytes, so the
caller gives a maximum number of bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

PIECE = 1 << 20
# No record is larger: one of 100,000 projects has a third of this.
MOST = 1_000_000_000


class Unpacked(NamedTuple):
    """An unpacked document: its number of bytes, and their hash."""

    size: int
    sha256: str


def unpacked(packed: bytes, most: int = MOST) -> Unpacked:
    """Return the size and the hash of a packed document.

    Raises ValueError where it is not one complete zlib stream with nothing after it, or is larger than `most` bytes.
    """
    digest, size = sha256(), 0
    for piece in pieces(packed, most):
        digest.update(piece)
        size += len(piece)
    return Unpacked(size, digest.hexdigest())


def pieces(packed: bytes, most: int = MOST) -> Iterator[bytes]:
    """Yield a packed document, a piece at a time. Raises ValueError as `unpacked` does."""
    unpacker, rest, most = zlib.decompressobj(), packed, min(most, MOST)
    size = 0
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, PIECE)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        size += len(piece)
        if size > most:
            raise ValueError(f"it is larger than {most:,} bytes")
        rest = unpacker.unconsumed_tail
        if not piece and not rest and not unpacker.eof:
            raise ValueError("it ends in the middle")
        yield piece
    if unpacker.unused_data:
        raise ValueError("something comes after its end")
