"""Messages for the user on stderr: sentences, and progress for what takes more than a second."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from tracker.output.layout import hanging
from tracker.output.stream import Sink, is_terminal, spelled_out

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as Bar
    from rich.progress import TaskID


def say(*lines: str) -> None:
    """Print lines on stderr; no text or file name in them can control the terminal or look like another line."""
    _write(sys.stderr, lines)


def told(*lines: str) -> None:
    """Print the result of a command that wrote, on stdout; as safe for the terminal as the output of `say`."""
    _write(sys.stdout, lines)


def _write(out: TextIO, lines: Sequence[str]) -> None:
    sink = Sink(out)
    said = map(spelled_out, lines)
    if is_terminal(out):
        from shutil import get_terminal_size

        room = get_terminal_size().columns
        sink.write("".join(_wrapped(line, room) for line in said))
    else:
        sink.write("".join(f"{line}\n" for line in said))
    sink.flush()


def _wrapped(line: str, room: int) -> str:
    """Break a message between words where it is wider than the terminal; an indented one goes on further in."""
    text = line.lstrip(" ")
    mark = " " * (len(line) - len(text))
    return hanging(text, room, mark, len(mark) + 2 if mark else 0)


class Progress:
    """A bar on stderr while something takes more than a second; nothing if stderr is not a terminal.

        with Progress("Reading", total=200_000) as progress:
            for row in rows:
                progress.advance()

    Without a total, the bar only moves. It disappears when the work is done.
    """

    def __init__(self, label: str, total: int | None = None) -> None:
        self._label, self._total = label, total
        self._done = 0
        self._due = float("inf")
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Progress:
        if is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb":
            self._due = monotonic() + 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, by: int = 1) -> None:
        """Advance the bar by `by`; cheap enough to call for every row."""
        self._done += by
        now = monotonic()
        if now >= self._due:
            self._due = now + 0.1
            self._draw()

    def _draw(self) -> None:
        if self._bar is None:
            self._bar = _bar()
            self._task = self._bar.add_task(spelled_out(self._label), total=self._total)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, completed=self._done)


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
