"""Messages for the user on stderr: sentences, and progress for what takes more than a second."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from tracker.output.stream import Sink, is_terminal, spelled_out

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as Bar
    from rich.progress import TaskID

# A command in a sentence, or at its end after a colon; and what stands for its blanks while the sentence is broken.
COMMAND = re.compile(r"`[^`]+`|(?<=: )tracker .*")
HELD = "\x1f"


def say(*lines: str) -> None:
    """Print lines on stderr; no text or file name in them can control the terminal or look like another line."""
    _write(sys.stderr, lines)


def told(*lines: str) -> None:
    """Print the result of a command that wrote, on stdout; as safe for the terminal as the output of `say`."""
    _write(sys.stdout, lines)


def _write(out: TextIO, lines: Sequence[str]) -> None:
    sink = Sink(out)
    said = map(spelled_out, lines)
    sink.write("".join(f"{line}\n" for line in (map(_wrapped, said) if is_terminal(out) else said)))
    sink.flush()


def _wrapped(line: str) -> str:
    """Break a sentence between words where it is wider than the terminal; a command in it stays whole, to be copied."""
    from shutil import get_terminal_size
    from textwrap import wrap

    room = get_terminal_size().columns
    if len(line) <= room or line.startswith(" "):
        return line
    whole = COMMAND.sub(lambda found: found[0].replace(" ", HELD), line)
    broken = wrap(whole, max(20, room), break_long_words=False, break_on_hyphens=False)
    return "\n".join(broken).replace(HELD, " ")


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
