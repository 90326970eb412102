"""How long a person waits for a command of `tracker shell`, in one process after the first of each kind."""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import tempfile
import time
from pathlib import Path

from register import build

from tracker.cli.base import App
from tracker.cli.shell.shell import Shell

ROUNDS = 20
AIM_MS = 50
LINES = (
    "use 2013 P000001",
    "report --progress {}",
    'note "EU: another {},000 for the single window"',
    "undo",
    "project show",
    "project list --donor D005 -q",
    "log --limit 5",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "thousand.db"
        build(database, 1000)
        os.environ["TRACKER_DB"] = str(database)
        shell = Shell(App())
        taken: dict[str, list[float]] = {line: [] for line in LINES}
        for turn in range(ROUNDS + 1):
            for line in LINES:
                seconds = _timed(shell, line.format(turn))
                if turn:  # the first loads the modules
                    taken[line].append(seconds)
    for line, runs in taken.items():
        median, slowest = (1000 * seconds for seconds in (statistics.median(runs), max(runs)))
        print(f"{line:<52} {median:5.0f} ms, at most {slowest:.0f}   (aim: under {AIM_MS})")


def _timed(shell: Shell, line: str) -> float:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
        began = time.perf_counter()
        status = shell.run(line)
        seconds = time.perf_counter() - began
    if status:
        raise SystemExit(f"{line}: {said.getvalue()}")
    return seconds


if __name__ == "__main__":
    main()
