"""The entry point of the program; `python -m tracker` is the same as `tracker`."""

import os
import sys

from tracker.signals import listen, received, stop_listening
from tracker.store.garbage_collection import load


def run() -> None:
    """Run the command line. From its first line on, an interrupt is reported in words and not as a traceback."""
    load()
    try:
        listen()
        try:
            from tracker.cli import main

            main()
        finally:
            stop_listening()
    except KeyboardInterrupt:  # before the command line was loaded, or after it ended
        stop_listening()
        os.write(2, b"Interrupted.\n")
        _leave(128 + (received() or 2))
    except SystemExit as end:
        if received():
            _leave(end.code)
        raise


def _leave(status: object) -> None:
    """Exit now. Python itself would exit with another status if the signal came while it built a class from text."""
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    run()
