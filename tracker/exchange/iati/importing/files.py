"""Which of the files of a command are IATI, and how each is opened, more than once if need be."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import IO

from tracker.exchange.iati.importing.batches import SourceFile
from tracker.exchange.iati.reading.activities import plain_head

_CHUNK = 1_048_576
_ROOT = re.compile(rb"<iati-(activities|organisations|activity)[\s/>]")


def is_iati(head: bytes) -> bool:
    """Whether a file is XML of IATI, by how it begins, in whatever encoding."""
    plain = plain_head(head)
    return plain.startswith(b"<") and _ROOT.search(plain) is not None


def source_of(name: str, stream: IO[bytes], path: Path | None) -> SourceFile:
    """A file by its name without a folder. What has no path is read again from the stream."""
    digest = sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    if path is not None:
        return SourceFile(name, digest.hexdigest(), lambda: path.open("rb"))
    return SourceFile(name, digest.hexdigest(), lambda: _Again(stream))


class _Again:
    """A stream from its beginning, which leaving does not close."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def __enter__(self) -> IO[bytes]:
        self._stream.seek(0)
        return self._stream

    def __exit__(self, *_: object) -> None:
        pass
