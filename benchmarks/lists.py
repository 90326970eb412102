"""A list of projects in one pass, beside the same rows as tables of our own: processor time, and memory.

Both leave the same projects, contributions and reports, which is made sure of before it measures. The list names its
donors and countries; of the tables, each is named by its code, and they are made for the purpose from the same rows.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from timing import TRACKER, compared, environment, peak_memory, processor_time, seconds

COUNTRIES = ("JM", "BB", "HN", "GT", "DO", "BZ", "GY", "SR", "TT", "CR")
DONORS = 40
Rows = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template, database = folder / "template.db", folder / "register.db"
        _prepare(template)
        commands = _commands(folder, given.rows)

        def fresh() -> None:
            for rest in folder.glob("register.db*"):
                rest.unlink()
            shutil.copy(template, database)

        left = []
        for command in commands.values():
            fresh()
            subprocess.run(command, env=environment(database), check=True, capture_output=True)
            left.append(_left(database))
        assert left[0] == left[1], "the two leave different rows"
        taken = seconds(commands, database, given.runs, fresh, processor_time)
        print(f"{given.rows:,} rows, processor time")
        print(compared(taken, "one pass", "own tables", "at most 1.5"))
        for title, command in commands.items():
            fresh()
            print(f"{title}: {peak_memory(command, database) / 1024:.0f} MB at most")


def _prepare(template: Path) -> None:
    for line in (
        "db init",
        "series add AMS --name Regional",
        "conference add AMS-2013 --series AMS --start 2013-01-28 --end 2013-02-01 --currency USD",
    ):
        subprocess.run([*TRACKER, *line.split()], env=environment(template), check=True, capture_output=True)


def _commands(folder: Path, count: int) -> dict[str, list[str]]:
    header = ["Project ID", "Title", "Donor", "Country", "Status", "Start date", "Committed", "Disbursed", "Currency"]
    rows: Rows = [
        [
            *(f"P{n:05}", f"Modernisation of customs procedures, part {n}", f"Donor number {n % DONORS:02}"),
            *(COUNTRIES[n % 10], "active", f"20{n % 12:02}-0{n % 9 + 1}", f"{n * 137}.50", f"{n * 61}.25", "USD"),
        ]
        for n in range(1, count + 1)
    ]
    code = {row[2]: row[2].upper().replace(" ", "-") for row in rows}
    _write(folder / "list.csv", [header, *rows])
    donors = [[code[name], name, "other"] for name in dict.fromkeys(row[2] for row in rows)]
    customs = [[f"{country}-CUSTOMS", f"Customs of {country}", "customs administration"] for country in COUNTRIES]
    _write(folder / "donors.csv", [["code", "name", "kind", "roles"], *([*row, "donor"] for row in donors)])
    _write(
        folder / "beneficiaries.csv",
        [
            ["code", "name", "kind", "roles", "country"],
            *([*row, "beneficiary", country] for row, country in zip(customs, COUNTRIES, strict=True)),
        ],
    )
    _write(folder / "projects.csv", [["code", "title"], *([row[0], row[1]] for row in rows)])
    _write(
        folder / "contributions.csv",
        [["project", "donor", "currency"], *([row[0], code[row[2]], row[8]] for row in rows)],
    )
    _write(
        folder / "reports.csv",
        [
            ["project", "donor", "beneficiaries", "status", "start", "committed", "disbursed", "currency"],
            *([row[0], code[row[2]], f"{row[3]}-CUSTOMS", *row[4:]] for row in rows),
        ],
    )
    tables = [
        str(folder / f"{name}.csv") for name in ("donors", "beneficiaries", "projects", "contributions", "reports")
    ]
    common = ["--at", "2013", "--yes"]
    return {
        "one pass": [*TRACKER, "import", str(folder / "list.csv"), *common, "--create", "all"],
        "own tables": [*TRACKER, "import", *tables, *common],
    }


def _write(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def _left(database: Path) -> list[tuple[object, ...]]:
    sql = """SELECT p.code, p.title, o.code, f.committed, f.disbursed, r.status, r.planned_start
        FROM funding f JOIN contribution c ON c.id = f.contribution_id JOIN project p ON p.id = c.project_id
        JOIN organisation o ON o.id = c.donor_id JOIN review r ON r.project_id = p.id ORDER BY p.code"""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


if __name__ == "__main__":
    main()
