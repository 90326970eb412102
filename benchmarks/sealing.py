"""Closing a conference with its sealed record, and asking what was known then, with 100,000 reviews at each of two.

The close is the whole command, checks included, beside the bare export of the same rows as JSON: the bare driver reads
them and `json` writes them into a file. Lists and comparisons of a superseded record stand beside the same commands on
the live tables. Before it measures, the program makes sure that the export has the rows of the record, and that both
ways of asking answer alike.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from register import BENEFICIARIES, build
from timing import TRACKER, compared, environment, processor_time, seconds

from tracker.rules.sealed import KEPT, OF_CONFERENCE

CLOSE = [*TRACKER, "conference", "close", "--accept", "nobody knew more", "--yes"]
# What the parts of projects are in the registers that we have seen, or more.
PARTS = f"""
{BENEFICIARIES}
INSERT INTO review_theme (conference_id, project_id, theme, is_primary)
  SELECT conference_id, project_id, 'integrity', 1 FROM review WHERE project_id % 2 = 0;
INSERT INTO risk (id, project_id, code, category, event)
  SELECT id, id, 'R1', 'political', 'A change of government' FROM project WHERE id % 2 = 0;
INSERT INTO assessment (conference_id, risk_id, project_id, category, event, likelihood, impact, status)
  SELECT v.conference_id, r.id, r.id, r.category, r.event, r.id % 5 + 1, v.conference_id, 'open'
  FROM review v JOIN risk r USING (project_id);
INSERT INTO outcome (id, project_id, code, level, title)
  SELECT id, id, 'O1', 'outcome', 'Faster clearance' FROM project WHERE id % 8 = 0;
INSERT INTO indicator (id, project_id, code, outcome_id, title, measure, unit, direction, baseline, target)
  SELECT id, id, 'I1', id, 'Clearance time', 'number', 'hours', 'down', '48', '24' FROM outcome;
INSERT INTO measurement (conference_id, indicator_id, project_id, title, measure, unit, direction, baseline, target,
    actual)
  SELECT v.conference_id, i.id, i.id, i.title, i.measure, i.unit, i.direction, i.baseline, i.target, 50 - i.id % 30
  FROM review v JOIN indicator i USING (project_id);
INSERT INTO milestone (id, project_id, code, title, planned_date)
  SELECT id, id, 'M1', 'Contract signed', '2012-11' FROM project WHERE id % 4 = 0;
INSERT INTO milestone_report (conference_id, milestone_id, project_id, title, planned_date)
  SELECT v.conference_id, m.id, m.id, m.title, m.planned_date FROM review v JOIN milestone m USING (project_id);
"""
PRESENTED = "project_id IN (SELECT project_id FROM review WHERE conference_id = 2)"
# The rows of the record of the second conference, in the words of somebody who knows this register.
WHICH = (
    dict.fromkeys(OF_CONFERENCE, "conference_id = 2")
    | dict.fromkeys((name for name in OF_CONFERENCE if name.startswith("partnership_")), "1 = 0")
    | dict.fromkeys(("contribution", "risk", "outcome", "indicator", "milestone"), PRESENTED)
    | {"project": PRESENTED.replace("project_id IN", "id IN"), "currency": "code IN ('EUR', 'USD')"}
    | dict.fromkeys(("country", "criteria", "criterion", "scale", "scale_point"), "1 = 0")
    | {"theme": "code = 'integrity'"}
)
EXPORT = """
import json, sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for name, which in json.loads(sys.argv[3]).items():
        out.write(json.dumps({name: connection.execute(f'SELECT * FROM "{name}" WHERE {which}').fetchall()}) + "\\n")
"""
QUESTIONS = {
    "list by donor": ["project", "list", "--donor", "D005", "--format", "csv", "--at"],
    "list": ["project", "list", "--format", "csv", "--at"],
    "compare": ["compare", "--json"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        template, database = Path(folder) / "template.db", Path(folder) / "register.db"
        _prepare(template, given.reviews)
        shutil.copy(template, database)

        def fresh() -> None:
            for rest in database.parent.glob("register.db*"):
                rest.unlink()
            shutil.copy(template, database)

        _closing(database, given.runs, fresh)
        _as_known_then(database, given.runs, fresh)


def _closing(database: Path, runs: int, fresh: Callable[[], None]) -> None:
    which = json.dumps({name: WHICH.get(name, "1 = 1") for name in KEPT})
    target = database.with_name("export.jsonl")
    export = [sys.executable, "-c", EXPORT, str(database), str(target), which]
    close = [*CLOSE, "2013"]
    for command in (export, close):
        subprocess.run(command, env=environment(database), check=True, capture_output=True)
    _check_same_rows(database, target)
    taken = seconds({"bare export": export, "close": close}, database, runs, fresh, processor_time)
    print(compared(taken, "close", "bare export", "at most 2.7"))


def _as_known_then(database: Path, runs: int, fresh: Callable[[], None]) -> None:
    fresh()
    # What 2012 was told stays as it was sealed, so that the live tables answer the same, with the same work.
    for words in (["close", "2013", "--accept", "x", "--yes"], ["reopen", "2013", "--reason", "x"]):
        _run(database, *words)
    for words in (["close", "2013", "--accept", "x", "--yes"], ["reopen", "2012", "--reason", "x"]):
        _run(database, *words)
    for name, words in QUESTIONS.items():
        live, then = ([*words, *ats] for ats in _ats(name))
        said = [_answer(database, line).replace(b"@1", b"") for line in (live, then)]
        if said[0] != said[1]:
            sys.exit(f"{name}: the record answers otherwise than the tables")
        commands = {name: [*TRACKER, *live], f"{name} as known then": [*TRACKER, *then]}
        taken = seconds(commands, database, runs)
        print(compared(taken, f"{name} as known then", name, "at most 1.5"))


def _ats(name: str) -> tuple[list[str], list[str]]:
    return (["2012", "2013"], ["2012@1", "2013@1"]) if name == "compare" else (["2012"], ["2012@1"])


def _answer(database: Path, line: list[str]) -> bytes:
    return subprocess.run([*TRACKER, *line], env=environment(database), check=True, capture_output=True).stdout


def _run(database: Path, *words: str) -> None:
    subprocess.run([*TRACKER, "conference", *words], env=environment(database), check=True, capture_output=True)


def _prepare(template: Path, reviews: int) -> None:
    """A register with all that projects are told of, and the first of its conferences closed."""
    build(template, reviews)
    with closing(sqlite3.connect(template)) as connection:
        connection.executescript(f"BEGIN; {PARTS} COMMIT; ANALYZE;")
    subprocess.run([*CLOSE, "2012"], env=environment(template), check=True, capture_output=True)
    with closing(sqlite3.connect(template)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def _check_same_rows(database: Path, export: Path) -> None:
    """The record and the export have as many rows of each table."""
    with closing(sqlite3.connect(database)) as connection:
        (packed,) = connection.execute("SELECT document FROM record ORDER BY chain DESC LIMIT 1").fetchone()
    sealed = {name: len(table["rows"]) for name, table in json.loads(zlib.decompress(packed))["tables"].items()}
    exported: dict[str, int] = {}
    with export.open(encoding="utf-8") as lines:
        for line in lines:
            exported |= {name: len(rows) for name, rows in json.loads(line).items()}
    if sealed != exported:
        differing = [name for name in KEPT if sealed[name] != exported[name]]
        sys.exit(f"the export has other rows than the record: {', '.join(differing)}")
    print(
        f"{sealed['review']:,} reviews, {sum(sealed.values()):,} rows, {export.stat().st_size / 2**20:.0f} MiB as JSON"
    )


if __name__ == "__main__":
    main()
