"""Open a file, more than once if needed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple

_CHUNK = 1_048_576


class SourceFile(NamedTuple):
    """A file: its name without a folder, its SHA-256, and how it is opened."""

    name: str
    sha256: str
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def source_of(name: str, stream: IO[bytes], path: Path | None) -> SourceFile:
    """Return a source under the file's name without a folder. A file without a path is read again from the stream."""
    digest = sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    if path is not None:
        return SourceFile(name, digest.hexdigest(), lambda: path.open("rb"))
    return SourceFile(name, digest.hexdigest(), lambda: _Again(stream))


class _Again:
    """A stream read from its beginning; leaving the context does not close it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __enter__(self) -> IO[bytes]:
        self._stream.seek(0)
        return self._stream

    def __exit__(self, *_: object) -> None:
        pass
