"""A command in a pseudo-terminal: what it shows, and keys that are typed when the screen is still."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from contextlib import suppress

import pytest

PATIENCE = 120.0


class OnTerminal:
    """A running `tracker` with these arguments; only where the system has pseudo-terminals."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        pty = pytest.importorskip("pty")
        self._unread = ""
        self._child, self._screen = pty.fork()
        if not self._child:
            # What runs in the background of a shell is born deaf to Ctrl-C.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_SETMASK, [])
            surroundings = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", **environment}
            os.execve(sys.executable, [sys.executable, "-m", "tracker", *arguments], surroundings)

    def until(self, mark: str) -> None:
        """Read up to a mark; what came with it is for the next one."""
        assert self._comes(mark, PATIENCE), self._unread
        self._unread = self._unread.partition(mark)[2]

    def type(self, keys: str) -> None:
        """Type when nothing has moved on the screen for a while, as a person does."""
        while self._comes("\0", 1.5) or self._unread:
            self._unread = ""
        os.write(self._screen, keys.encode())

    def ends(self, keys: str = "") -> int:
        """Press keys until the command ends, and return its exit status.

        A key that is pressed while something runs may be lost, as on any terminal; a person presses again.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError):  # the other end has closed
                os.write(self._screen, keys.encode())
            self._comes("\0", 0.5)
            time.sleep(0.2)
            ended, status = os.waitpid(self._child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(self._unread)

    def _comes(self, mark: str, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while mark not in self._unread and select.select([self._screen], [], [], max(0.0, end - time.monotonic()))[0]:
            try:
                shown = os.read(self._screen, 4096).decode()
            except OSError:  # the other end has closed
                break
            self._unread += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
        return mark in self._unread
