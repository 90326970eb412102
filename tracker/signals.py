"""Ctrl-C and termination signals: each is handled once and reported in one line, whatever the program is doing."""

from __future__ import annotations

import os
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

# On Windows the second one exists by name only, if at all: a closed terminal.
ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
# A user who still presses Ctrl-C this long after the first one does not want to wait for a clean end.
PATIENCE_S = 5


class Terminated(KeyboardInterrupt):
    """The program was told to terminate, for example by `kill` or by the shutdown of the computer.

    It is a KeyboardInterrupt, so that code that cleans up after one also runs here.
    """


# The signals being handled, each with its time of arrival; the last one counts.
_received: list[tuple[int, float]] = []


def listen() -> None:
    """From now on raise KeyboardInterrupt for the first Ctrl-C and Terminated for a termination signal, each only once.

    A second exception would be raised while the first is being handled, and would leave that work half done.
    """
    for number in (signal.SIGINT, *ENDING):
        if signal.getsignal(number) != signal.SIG_IGN:  # it is ignored under nohup
            signal.signal(number, _receive)
    sys.unraisablehook = _raised_where_nothing_can_be


def received() -> int | None:
    """The number of the signal that is being handled."""
    return _received[-1][0] if _received else None


def is_ending() -> bool:
    """Whether the program was told to terminate, so that it must not wait for the user any more."""
    return received() in ENDING


def listen_again() -> None:
    """Listen again after a Ctrl-C was handled and the program goes on: the next one is raised again."""
    if not is_ending():
        _received.clear()


def stop_listening() -> None:
    """Stop listening: a program that has ended, and Python's own shutdown, must not be interrupted."""
    for number in (signal.SIGINT, *ENDING):
        signal.signal(number, signal.SIG_IGN)


def _receive(number: int, _frame: FrameType | None) -> None:
    if _received and (is_ending() or number == signal.SIGINT):
        if number == signal.SIGINT and time.monotonic() - _received[-1][1] > PATIENCE_S:
            os._exit(128 + number)  # as safe as a kill: it leaves no partial write in the register
        return
    _received.append((number, time.monotonic()))
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


def _raised_where_nothing_can_be(unraisable: Any) -> None:
    """Raise again, a moment later, an interrupt that arrived where Python cannot raise, such as in a finalizer."""
    if _received and issubclass(unraisable.exc_type, KeyboardInterrupt):
        import threading

        again = threading.Timer(0.01, os.kill, (os.getpid(), _received.pop()[0]))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)
