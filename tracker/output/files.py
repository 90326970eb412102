"""Where the data go: stdout, possibly through a pager, or a file that is replaced completely or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from tracker.output.pager import paged
from tracker.output.talk import say

if TYPE_CHECKING:
    from tracker.output.columns import Style

HELD_AT_MOST = 16_000_000


@contextmanager
def destination(style: Style) -> Iterator[TextIO]:
    """Yield the stream for text: the requested file, else stdout, through a pager for a table."""
    if style.file is None:
        with paged(wanted=style.form == "table" and not style.quiet) as screen:
            yield screen
        return
    from tracker.store.files.destinations import replaced

    with replaced(style.file) as target:
        text = TextIOWrapper(target, encoding="utf-8", newline="\n")
        try:
            yield text
            text.flush()
        finally:
            with suppress(OSError, ValueError):
                text.detach()


@contextmanager
def binary_destination(style: Style, out: TextIO | None = None) -> Iterator[BinaryIO]:
    """Yield the stream for bytes: `out`, else the requested file, else stdout, which gets all bytes at once or none."""
    if out is None and style.file is not None:
        from tracker.store.files.destinations import replaced

        with replaced(style.file) as target:
            yield target
        return
    import shutil
    import tempfile

    # Data that fit into memory need no space on a disk.
    with tempfile.SpooledTemporaryFile(max_size=HELD_AT_MOST) as held:
        yield cast("BinaryIO", held)
        held.seek(0)
        stream = (sys.stdout if out is None else out).buffer
        shutil.copyfileobj(held, stream)
        stream.flush()


def say_written(style: Style, what: str) -> None:
    """Print what was written to the file, if there is one."""
    if style.file is not None:
        say(f"{what} written to {style.file.path}")
