"""People who close a conference: `tracker conference close`, killed or cut off at one of its statements.

`python closing.py killed` is asked on stdin, a number or COMMIT in a line: the close is made by a process of its own,
forked from this one so that it begins at once, and its exit status and what it said are answered as JSON. `cut-off`
loses the connection instead, and `race` closes, saying when it has to wait.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from typing import Any

import psycopg

from tracker.cli import main

# Imported before the fork, so that no close has to.
for module in (
    "tracker.cli.conferences.conference",
    "tracker.register.conferences.conferences",
    "tracker.register.conferences.sealing",
    "tracker.store.checking.integrity",
):
    import_module(module)

CLOSE = ["conference", "close", "2012", "--accept", "nobody knew more", "--yes"]
Hook = Callable[[Any, str], None]


def listen(hook: Hook) -> None:
    """Call the hook with the connection before every statement of this process, the commit included."""
    if os.environ["TRACKER_DB"].startswith("postgresql"):
        _listen_to_postgresql(hook)
    else:
        _listen_to_sqlite(hook)


def _listen_to_sqlite(hook: Hook) -> None:
    connect = sqlite3.connect

    def connected(*args: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **more)
        # What triggers do is traced as a comment.
        connection.set_trace_callback(lambda text: None if text.startswith("--") else hook(connection, text))
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]


def _listen_to_postgresql(hook: Hook) -> None:
    for kind, name in ((psycopg.Cursor, "execute"), (psycopg.Cursor, "executemany"), (psycopg.Connection, "commit")):
        _announce(kind, name, hook)


def _announce(kind: Any, name: str, hook: Hook) -> None:
    whole = getattr(kind, name)

    def announced(self: Any, *args: Any, **more: Any) -> Any:
        hook(getattr(self, "connection", self), str(args[0]) if args else name)
        return whole(self, *args, **more)

    setattr(kind, name, announced)


def die_at(stop: str, how: str) -> Hook:
    """Ends this process, or its connection, at the statement of this number, or at the commit of the close."""
    seen, begun = 0, False

    def hook(connection: Any, statement: str) -> None:
        nonlocal seen, begun
        seen += 1
        begun = begun or "INSERT INTO kept_" in statement
        if stop != str(seen) and not (begun and statement.upper() == stop == "COMMIT"):
            return
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        _cut_off(connection.info.backend_pid)

    return hook


def _cut_off(backend: int) -> None:
    """What an administrator of the server does."""
    other = psycopg.connect(os.environ["TRACKER_DB"], autocommit=True)
    other.pgconn.exec_(f"SELECT pg_terminate_backend({backend}, 5000)".encode())
    other.close()


def say_when_waiting() -> Hook:
    """Says on stderr, once, when this process comes to where one of two writers has to wait."""
    said: list[str] = []

    def hook(_connection: Any, statement: str) -> None:
        if not said and ("BEGIN IMMEDIATE" in statement or "pg_advisory_xact_lock" in statement):
            said.append(statement)
            os.write(2, b"waiting\n")

    return hook


def close(hook: Hook) -> int:
    """The exit status of the command; a kill leaves no chance of it."""
    listen(hook)
    try:
        main(CLOSE)
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        return int(end.code or 0)
    return 0


def serve(how: str) -> None:
    for line in sys.stdin:
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if child == 0:
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                os._exit(close(die_at(line.strip(), how)))
            _, status = os.waitpid(child, 0)
            said.seek(0)
            sys.stdout.write(json.dumps([os.waitstatus_to_exitcode(status), said.read().decode()]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "race":
        sys.exit(close(say_when_waiting()))
    serve(sys.argv[1])
