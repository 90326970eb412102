"""`tracker` commands that get signals in the middle: `python interrupting.py`, asked in lines on stdin.

A line is JSON, `[[signals], when, apart, [words]]`: the command gets the first signal at the call of that number of a
function in Python, and each other one so many calls later. The answer is JSON: `[exit status, what it said on stderr,
whether it got as far as that call]`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

import tracker.cli
from tracker import __main__ as program
from tracker import signals as signals_of_the_program

# Imported before the fork, so that the calls of the command itself are counted; a start from nothing imports more.
for module in (
    "tracker.cli.files.importing",
    "tracker.cli.maintenance.log",
    "tracker.cli.minutes.note",
    "tracker.cli.conferences.series",
    "tracker.cli.shell.shell",
    "tracker.register.register",
):
    import_module(module)


def send(signals: list[int], when: int, apart: int) -> list[int]:
    """Send this process signals as functions are called, once it listens; answered is what is still to be sent."""
    calls, waiting = 0, list(signals)

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event == "call"
        if waiting and calls >= when + apart * (len(signals) - len(waiting)):
            os.kill(os.getpid(), waiting.pop(0))

    def listen() -> None:
        signals_of_the_program.listen()
        sys.setprofile(count)

    setattr(program, "listen", listen)  # noqa: B010
    return waiting


def command(signals: list[int], when: int, apart: int, words: list[str]) -> tuple[int, str, bool]:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as came:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(said.fileno(), 2)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
            sys.argv = ["tracker", *words]
            waiting = send(signals, when, apart)
            end_at_once = os._exit

            def end(status: int) -> NoReturn:
                os.write(came.fileno(), b"x" * len(waiting))
                end_at_once(status)

            os._exit = end
            try:
                program.run()
            except SystemExit as ended:
                sys.setprofile(None)
                sys.stderr.flush()
                os._exit(int(ended.code or 0))
            except BaseException:
                sys.setprofile(None)
                sys.excepthook(*sys.exc_info())
                sys.stderr.flush()
                os._exit(99)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        came.seek(0)
        return status, said.read().decode(), len(came.read()) < len(signals)


if __name__ == "__main__":
    assert tracker.cli
    for line in sys.stdin:
        sys.stdout.write(json.dumps(command(*json.loads(line))) + "\n")
        sys.stdout.flush()
