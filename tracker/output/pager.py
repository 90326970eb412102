"""A pager, used only on a screen and for output taller than it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, TextIO, cast

from tracker.output.stream import is_terminal
from tracker.signals import is_ending, listen_again

if TYPE_CHECKING:
    from subprocess import Popen


@contextmanager
def paged(out: TextIO | None = None, *, wanted: bool = True) -> Iterator[TextIO]:
    """Yield a stream to `out` (stdout) that uses a pager if the output is taller than the screen.

    The pager is `$PAGER`, else `less -FRX`. None is used if it is not `wanted`, `out` is not a terminal, TERM is dumb,
    CI is set, or the program does not exist; then everything goes to `out`. Leaving the pager early closes the pipe:
    the next write raises BrokenPipeError.
    """
    out = sys.stdout if out is None else out
    command = _command() if wanted and is_terminal(out) else []
    if not command:
        yield out
        return
    screen = _Screen(out, command)
    try:
        yield cast(TextIO, screen)
    finally:
        screen.close()


class _Screen:
    """The subset of a text stream that this package needs; holds back one screenful before it starts a pager."""

    def __init__(self, out: TextIO, command: list[str]) -> None:
        import shutil

        self._out: IO[str] = out
        self._command = command
        self._held: list[str] | None = []
        self._lines_left = shutil.get_terminal_size().lines - 1
        self.encoding = out.encoding
        self.pager: Popen[str] | None = None

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        text.encode(self.encoding)  # Fails here, where the writer can still choose other characters.
        if self._held is None:
            return self._out.write(text)
        self._held.append(text)
        self._lines_left -= text.count("\n")
        if self._lines_left < 0:
            self._start()
            self.release()
        return len(text)

    def flush(self) -> None:
        if self._held is None:
            self._out.flush()

    def release(self) -> None:
        """Write what was held back; from now on, write everything immediately."""
        held, self._held = self._held or [], None
        self._out.write("".join(held))
        self._out.flush()

    def close(self) -> None:
        """Write the rest and wait until the user leaves the pager, unless the program was asked to terminate."""
        if self.pager is not None and is_ending():
            self.pager.terminate()
        try:
            self.release()
        finally:
            if self.pager is not None:
                _wait(self.pager)

    def _start(self) -> None:
        from subprocess import PIPE, Popen

        # LESS is for a $PAGER that is just "less": it keeps colours and does not clear the screen.
        env = {"LESS": "FRX", **os.environ}
        with suppress(OSError):
            self.pager = Popen(self._command, stdin=PIPE, encoding=self.encoding, env=env)
            self._out = cast("IO[str]", self.pager.stdin)


def _command() -> list[str]:
    if os.environ.get("TERM") == "dumb" or os.environ.get("CI"):
        return []
    import shlex

    return shlex.split(os.environ.get("PAGER", "less -FRX"), posix=os.name == "posix")


def _wait(pager: Popen[str]) -> None:
    with suppress(BrokenPipeError):
        cast("IO[str]", pager.stdin).close()
    while pager.returncode is None:
        try:
            pager.wait()
        except KeyboardInterrupt:  # It is meant for the pager, which handles it.
            if is_ending():
                pager.terminate()
                raise
            listen_again()
