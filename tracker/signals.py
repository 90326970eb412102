"""Ctrl-C, and being told to end: each is answered once and in one line, whatever the program is doing."""

from __future__ import annotations

import os
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

# Of these the second exists on Windows only by name, if at all: a terminal that is closed.
ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
# Whoever still presses Ctrl-C so long after the first one does not want to wait for the end of it.
PATIENCE_S = 5


class Terminated(KeyboardInterrupt):
    """The program was told to end, as by `kill` or the shutdown of the computer.

    It is a KeyboardInterrupt so that whatever tidies up for one does so here too.
    """


# The signals that are being answered, each with the time when it came; the last one counts.
_heard: list[tuple[int, float]] = []


def listen() -> None:
    """From now on raise KeyboardInterrupt for the first Ctrl-C and Terminated for being told to end, each only once.

    A second one would be raised while the first is being answered, and what is half done would stay so.
    """
    for number in (signal.SIGINT, *ENDING):
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _hear)
    sys.unraisablehook = _raised_where_nothing_can_be


def heard() -> int | None:
    """The number of the signal that is being answered."""
    return _heard[-1][0] if _heard else None


def is_ending() -> bool:
    """Whether the program was told to end, so that no person is to be waited for any more."""
    return heard() in ENDING


def listen_again() -> None:
    """Ctrl-C was answered, and the program goes on: the next one is raised again."""
    if not is_ending():
        _heard.clear()


def stop_listening() -> None:
    """What has ended cannot be interrupted any more, and Python's own end is not to be."""
    for number in (signal.SIGINT, *ENDING):
        signal.signal(number, signal.SIG_IGN)


def _hear(number: int, _frame: FrameType | None) -> None:
    if _heard and (is_ending() or number == signal.SIGINT):
        if number == signal.SIGINT and time.monotonic() - _heard[-1][1] > PATIENCE_S:
            os._exit(128 + number)  # as safe as a kill, which leaves nothing half in the register
        return
    _heard.append((number, time.monotonic()))
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


def _raised_where_nothing_can_be(unraisable: Any) -> None:
    """Raise again, a moment later, what came while Python ran something that cannot fail, as a finalizer."""
    if _heard and issubclass(unraisable.exc_type, KeyboardInterrupt):
        import threading

        again = threading.Timer(0.01, os.kill, (os.getpid(), _heard.pop()[0]))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)
