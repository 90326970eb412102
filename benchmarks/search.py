"""What the index of the search costs an import, and what `tracker search` costs beside the bare query of the index.

The import is the same projects and reports, into the same register with and without the triggers that keep the index:
processor time of whole commands. The search is asked within one process, beside the query that only asks the index for
the numbers of the same hits, all of them. Then come whole commands, the bare one with the same modules imported and the
same register opened: what a rare word takes is the start of the program. With `--url`, the search is asked of an empty
PostgreSQL database as well, in time on the clock, because the server does the work.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from timing import TRACKER, compared, environment, processor_time, seconds

from tracker.insight.search import find_texts
from tracker.store import schema
from tracker.store.location import Location
from tracker.store.reader import Reader, open_reader
from tracker.store.search import BASES, INDEX, OF_TABLE, WORDS

THEMES = ("customs", "modern", "single", "window", "risk", "border", "ports", "cargo", "valuation", "tariff", "transit")
SETTING = (
    "db init",
    "series add AMS --name Regional",
    "conference add AMS-2013 --series AMS --start 2013-01-28 --end 2013-02-01 --currency USD",
)
# What one project has, nearly all have, and all have.
ASKED = ("4711", "valuation tariff", "project")
BARE = """
import tracker.cli.search, tracker.insight.search, tracker.output, tracker.output.lists, tracker.output.data
from pathlib import Path
from tracker.store.location import Location
from tracker.store.reader import open_reader
with open_reader(Location(Path({database!r}), None)) as reader:
    print(len(reader.all({sql!r}, {{"query": {query!r}}})))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--projects", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--url", help="an empty PostgreSQL database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _imports(folder, given.rows, given.runs)
        database = folder / "big.db"
        _build(Location(database, None), given.projects)
        print(f"{given.projects:,} projects on SQLite, processor time")
        _searches(Location(database, None), given.runs, time.process_time)
        _commands(database, given.runs)
    if given.url:
        server = Location(None, given.url)
        _build(server, given.projects)
        print(f"{given.projects:,} projects on PostgreSQL, time on the clock")
        _searches(server, given.runs, time.perf_counter)


def _texts(n: int) -> tuple[str, str, str]:
    """The title, the objective and a note of a project."""
    said = [" ".join(THEMES[(n * step + place) % len(THEMES)] for place in range(6)) for step in (1, 3, 7)]
    return f"Project {n} on {said[0]}", f"The aim is {said[1]} and {said[2]}.", f"Told: {said[2]}"


def _imports(folder: Path, rows: int, runs: int) -> None:
    template, database = folder / "template.db", folder / "register.db"
    for line in SETTING:
        subprocess.run([*TRACKER, *line.split()], env=environment(template), check=True, capture_output=True)
    bare = folder / "bare.db"
    shutil.copy(template, bare)
    with closing(sqlite3.connect(bare)) as connection:
        kept = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_search_%'"
        for (name,) in connection.execute(kept).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
    projects = [["code", "title", "objective"]]
    reports = [["project", "status", "note"]]
    for n in range(rows):
        title, objective, note = _texts(n)
        projects.append([f"P{n:05}", title, objective])
        reports.append([f"P{n:05}", "active", note])
    for name, table in (("projects", projects), ("reports", reports)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(table)
    files = [str(folder / "projects.csv"), str(folder / "reports.csv")]
    command = [*TRACKER, "import", *files, "--at", "2013", "--yes"]
    # The contestants differ in the register that they begin with, in turn.
    begins = [template, bare]

    def fresh() -> None:
        for rest in folder.glob("register.db*"):
            rest.unlink()
        shutil.copy(begins[0], database)
        begins.reverse()

    taken = seconds({"with the index": command, "without": command}, database, runs, fresh, processor_time)
    print(f"{rows:,} projects and reports, processor time")
    print(compared(taken, "with the index", "without", "at most 1.3"))


def _build(location: Location, projects: int) -> None:
    schema.create(location)
    into = "INSERT INTO project (id, code, title, objective, note) VALUES (?, ?, ?, ?, ?)"
    rows = ((n, f"P{n}", *_texts(n)) for n in range(1, projects + 1))
    if location.url is None:
        with closing(sqlite3.connect(str(location.path))) as connection, connection:
            connection.executemany(into, rows)
            connection.execute("ANALYZE")
    else:
        import psycopg

        with psycopg.connect(location.url) as server:
            server.cursor().executemany(into.replace("?", "%s"), rows)
            server.execute("ANALYZE")


def _bare(reader: Reader, words: str) -> tuple[str, str]:
    """The query of the index for all projects with these words, and what it asks for."""
    below = BASES[OF_TABLE["project"][0]]  # above are the titles, where those are found a second time
    if reader.dialect == "sqlite":
        query = " AND ".join(f'"{word}"*' for word in words.split())
        return f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH :query AND rowid < {below} ORDER BY 1 DESC", query
    known = reader.value(f"SELECT {WORDS}(:text)", {"text": words})
    query = " & ".join(f"'{word}':*" for word in known)
    return f"SELECT id FROM {INDEX} WHERE words @@ CAST(:query AS tsquery) AND id < {below} ORDER BY 1 DESC", query


def _searches(location: Location, runs: int, clock: Callable[[], float]) -> None:
    with open_reader(location) as reader:
        for words in ASKED:
            sql, query = _bare(reader, words)
            number = len(reader.all(sql, {"query": query}))
            contestants: dict[str, Callable[[], object]] = {
                "search": lambda words=words: find_texts(reader, words, limit=20),  # type: ignore[misc]
                "bare query": lambda sql=sql, query=query: reader.all(sql, {"query": query}),  # type: ignore[misc]
            }
            taken: dict[str, list[float]] = {one: [] for one in contestants}
            for turn in range(runs + 1):
                for one, ask in contestants.items():
                    began = clock()
                    ask()
                    if turn:
                        taken[one].append(clock() - began)
            print(f"{words!r}, {number:,} hits; the search gives the first 20")
            print(compared(taken, "search", "bare query", "at most 1.5"))


def _commands(database: Path, runs: int) -> None:
    for words in ASKED:
        with open_reader(Location(database, None)) as reader:
            sql, query = _bare(reader, words)
        bare = BARE.format(database=str(database), sql=sql, query=query)
        ours = {"search": [*TRACKER, "search", words, "--format", "csv"], "bare query": [sys.executable, "-c", bare]}
        print(f"{words!r}, whole commands, the bare one with the same start")
        taken = seconds(ours, database, runs, clock=processor_time)
        print(compared(taken, "search", "bare query", "at most 1.5"))


if __name__ == "__main__":
    main()
