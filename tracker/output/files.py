"""Where the data go: stdout, perhaps through a pager, or a file that is replaced as a whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from tracker.errors import TrackerError, Usage
from tracker.output.pager import paged
from tracker.output.talk import say

if TYPE_CHECKING:
    from tracker.output.columns import Style


@contextmanager
def destination(style: Style) -> Iterator[TextIO]:
    """What text is to be written to: the file that was asked for, else stdout, for a table through a pager."""
    if style.file is None:
        with paged(wanted=style.form == "table" and not style.quiet) as screen:
            yield screen
        return
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
    """What bytes are to be written to: `out`, else the file that was asked for, else stdout; the last only whole."""
    if out is None and style.file is not None:
        with replaced(style.file) as target:
            yield target
        return
    import shutil
    import tempfile

    with tempfile.TemporaryFile() as held:
        yield cast("BinaryIO", held)
        held.seek(0)
        stream = (sys.stdout if out is None else out).buffer
        shutil.copyfileobj(held, stream)
        stream.flush()


@contextmanager
def replaced(target: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `target` once all is on the disk; until then `target` is as it was.

    A link stays one, and what it leads to is replaced; permissions stay. Raises Usage where `target` is something else
    than a file, TrackerError where it cannot be written.
    """
    check_target(target)
    target = Path(os.path.realpath(target))
    part = target.with_name(f".tracker-{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "w+b") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        with suppress(OSError):
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise TrackerError(
            f"{target} was not written: {error.strerror or error}.", "What was there is as it was."
        ) from (error)
    finally:
        with suppress(OSError):
            part.unlink()


def check_target(target: Path) -> None:
    """Raises Usage unless `target` is a plain file, or can become one."""
    if "\0" in str(target):
        raise Usage(f"--output {str(target)!r} is no name of a file.")
    try:
        if target.exists() and not target.is_file():
            raise Usage(f"--output {target} is no plain file.", "Name a file, or leave out -o to write to stdout.")
        if not target.parent.is_dir():
            raise Usage(f"--output {target}: there is no folder {target.parent}.", "Make it first.")
    except OSError as error:
        raise Usage(f"--output {target}: {error.strerror}.") from error


def say_written(style: Style, what: str) -> None:
    """Say what went into the file, where there is one."""
    if style.file is not None:
        say(f"{what} written to {style.file}")


def _sync_folder(folder: Path) -> None:
    """Make the new name last, where folders can be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
