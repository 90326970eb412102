"""`tracker log P000001` in a journal of 240,000 changes, beside a bare query that finds the same commands by an index.

One command brought all projects in and wrote most of the changes, as an import does; the others changed a row each, and
some of them belong to the project. The time is the processor's, of whole commands. What opening the register and
starting the program cost in any case is what `log` of a project takes that no command touched.
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from register import build
from timing import TRACKER, compared, environment, processor_time, seconds

PROJECTS = 1000
EDITS = 40_000
HERE = Path(__file__).parent
CHANGE = 'INSERT INTO change (journal_id, ordinal, table_name, "key", before, after) VALUES (?, ?, ?, ?, ?, ?)'
COMMAND = "INSERT INTO journal (id, at, who, command) VALUES (?, ?, 'secretariat', ?)"
TOUCHED = "INSERT INTO journal_project (project_id, journal_id) VALUES (?, ?)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=240_000)
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for changes in (given.changes // 10, given.changes):
            database = Path(folder) / f"{changes}.db"
            build(database, PROJECTS)
            _write_journal(database, changes)
            commands = {
                "bare indexed query": [
                    sys.executable,
                    str(HERE / "floor.py"),
                    str(database),
                    str(HERE / "sql/log.sql"),
                ],
                "log P000001": [*TRACKER, "log", "P000001", "--limit", "1000", "--format", "csv"],
                "log of an untouched project": [*TRACKER, "log", "P001000", "--format", "csv"],
            }
            _check_same(commands, database)
            taken = seconds(commands, database, given.runs, clock=processor_time)
            print(f"{changes:,} changes, processor time:")
            print(compared(taken, "log P000001", "bare indexed query", "none; the start of the program is most of it"))
            print(compared(taken, "log P000001", "log of an untouched project", "at most 1.1"))


def _write_journal(database: Path, changes: int) -> None:
    edits = min(EDITS, changes // 4)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.execute(COMMAND, (1, "2012-01-01T00:00:00Z", "tracker import activities.xml"))
        connection.executemany(CHANGE, _imported(changes - edits))
        connection.executemany(TOUCHED, ((one, 1) for one in range(1, PROJECTS)))
        numbers = range(2, edits + 2)
        projects = {number: number % (PROJECTS - 1) + 1 for number in numbers}
        connection.executemany(
            COMMAND, ((one, "2012-02-01T00:00:00Z", f"tracker report P{projects[one]:06} --note x") for one in numbers)
        )
        edited = '{"note":null,"version":1}', '{"note":"A note of some words","version":2}'
        connection.executemany(CHANGE, ((one, 1, "review", f"[1, {projects[one]}]", *edited) for one in numbers))
        connection.executemany(TOUCHED, ((project, number) for number, project in projects.items()))
        connection.execute("COMMIT")


def _imported(changes: int) -> Iterator[tuple[Any, ...]]:
    for one in range(1, changes + 1):
        row = f'{{"id":{one},"contribution_id":{one},"kind":"disbursement","date":"2012-03-01","amount":{one * 100}}}'
        yield 1, one, "transaction", f"[{one}]", None, row


def _check_same(commands: dict[str, list[str]], database: Path) -> None:
    """Both find the same commands."""
    found = []
    for name in ("bare indexed query", "log P000001"):
        done = subprocess.run(commands[name], env=environment(database), check=True, capture_output=True, text=True)
        found.append([line.split(",")[0] for line in done.stdout.splitlines() if line[:1].isdigit()])
    if found[0] != found[1] or not found[0]:
        sys.exit(f"{len(found[0])} commands and not {len(found[1])}")


if __name__ == "__main__":
    main()
