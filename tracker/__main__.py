"""The program as the shell starts it; `python -m tracker` is `tracker`."""

import os
import sys

from tracker.signals import heard, listen, stop_listening


def run() -> None:
    """The command line, which from its first line on is interrupted in words and not with a traceback."""
    try:
        listen()
        try:
            from tracker.cli import main

            main()
        finally:
            stop_listening()
    except KeyboardInterrupt:  # before the command line was there, or after its end
        stop_listening()
        os.write(2, b"Interrupted.\n")
        _leave(128 + (heard() or 2))
    except SystemExit as end:
        if heard():
            _leave(end.code)
        raise


def _leave(status: object) -> None:
    """End now. Python itself would end with another status where the signal came while it made a class from a text."""
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    run()
