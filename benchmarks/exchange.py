"""Tables in and out, as csv and as xlsx: each beside its floor, the contestants in turn.

Of csv the floor is `bare.py`, the bare driver that writes the same rows, without and with the record of changes. Of
xlsx it is the reader library, which turns the cells of the same table into Python rows and does nothing with them;
beside it stand our reading alone, up to the table whose header is known, and the whole import, which is also compared
with the reader library and the bare driver together. All are whole commands, with the start of ours in them. Before it
measures, the program makes sure that ours and the bare driver leave the same rows. What goes out is in `exports.py`.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import xlsxwriter
from exports import csv_out, workbook_memory
from timing import TRACKER, compared, environment, peak_memory, processor_time, seconds

from tracker.store.location import Location
from tracker.store.schema import create

BARE = [sys.executable, str(Path(__file__).parent / "bare.py")]
CELLS = "import sys, python_calamine as c; c.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"
READ = (
    "import sys, pathlib; from tracker.exchange.headings import read_tables;"
    "p = pathlib.Path(sys.argv[1]); read_tables(p.name, p.read_bytes())"
)
# What ours writes beside the rows; the floor does without the projects of a command and the statistics of the planner.
RECORD = {"journal", "change", "imported_file", "journal_project", "sqlite_stat1"}
DONORS, CUSTOMS = 20, 50
CRITERIA = ("overall outcome", "quality at entry", "quality of supervision", "performance of the Bank")
RATINGS = ("Satisfactory", "Moderately Satisfactory", "Moderately Unsatisfactory", "Not Rated")
THEMES = ("risk management", "single window", "information sharing")
NUMBERS = {"amount", "progress", "pledged", "committed", "disbursed"}
Rows = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--reports",
        type=int,
        default=20_000,
        help="five times as many transactions, half as many projects, as many evaluations",
    )
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template, database = folder / "template.db", folder / "register.db"
        _prepare(template, folder, given.reports)

        def fresh() -> None:
            for rest in folder.glob("register.db*"):
                rest.unlink()
            shutil.copy(template, database)

        for noun, rows in _incoming(given.reports).items():
            _write_csv(folder / f"{noun}.csv", rows)
            _write_xlsx(folder / f"{noun}.xlsx", rows)
            print(f"{len(rows) - 1:,} {noun}")
            _check_same(noun, database, fresh)
            _csv_in(noun, database, given.runs, fresh)
            _xlsx_in(noun, database, given.runs, fresh)
        fresh()
        _errors(database)
        print(csv_out(folder, given.runs))
        print(workbook_memory(folder, given.reports * 10))


def _csv_in(noun: str, database: Path, runs: int, fresh: Callable[[], None]) -> None:
    file = str(database.with_name(f"{noun}.csv"))
    rows, recorded, ours = "bare driver", "bare driver with a record of changes", "csv in"
    commands = {
        rows: [*BARE, str(database), noun, file],
        recorded: [*BARE, str(database), noun, file, "journal"],
        ours: [*TRACKER, "import", file, "--yes"],
    }
    taken = seconds(commands, database, runs, fresh, processor_time)
    print(compared(taken, rows, ours, "at least 0.4"))
    print(compared(taken, recorded, ours, "at least 0.4"))


def _xlsx_in(noun: str, database: Path, runs: int, fresh: Callable[[], None]) -> None:
    file = str(database.with_name(f"{noun}.xlsx"))
    cells, read, bare, ours = "cells of the xlsx alone", "xlsx read to a table", "cells and bare driver", "xlsx in"
    commands = {
        cells: [sys.executable, "-c", CELLS, file],
        read: [sys.executable, "-c", READ, file],
        bare: [*BARE, str(database), noun, file, "journal"],
        ours: [*TRACKER, "import", file, "--yes"],
    }
    taken = seconds(commands, database, runs, fresh, processor_time)
    print(compared(taken, cells, read, "at least 0.5"))
    print(compared(taken, cells, ours, "at least 0.5"))
    print(compared(taken, bare, ours, "at least 0.4"))


def _errors(database: Path) -> None:
    """A million rows that are all wrong: refused as a whole, all counted, the first hundred shown."""
    file = database.with_name("wrong.csv")
    row = ["K1", "disbursement", "2013-02-30", "1.2.34", "", ""]
    _write_csv(file, [["contribution", "kind", "date", "amount", "reference", "description"], *[row] * 1_000_000])
    line = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode != 1)"
    command = [sys.executable, "-c", line, *TRACKER, "import", str(file), "--yes"]
    taken = seconds({"a million errors": command}, database, 1, clock=processor_time)
    memory = peak_memory(command, database) / 1024
    print(f"a million rows that are wrong: {taken['a million errors'][0]:.0f} s, {memory:.0f} MiB")


def _check_same(noun: str, database: Path, fresh: Callable[[], None]) -> None:
    """The bare driver writes what ours does, to the row; of its record of changes the number of rows is compared."""
    file = str(database.with_name(f"{noun}.csv"))
    left = []
    for command in ([*BARE, str(database), noun, file, "journal"], [*TRACKER, "import", file, "--yes"]):
        fresh()
        subprocess.run(command, env=environment(database), check=True, capture_output=True)
        with closing(sqlite3.connect(database)) as connection:
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            kept = {name: set(connection.execute(f'SELECT * FROM "{name}"')) for name in names - RECORD}
            kept["change"] = set(connection.execute("SELECT count(*) FROM change"))
            left.append(kept)
    bare, ours = left
    differing = [name for name in ours if ours[name] != bare[name]]
    if differing:
        sys.exit(f"{noun}: the bare driver leaves other rows in {', '.join(differing)}")


def _prepare(template: Path, folder: Path, reports: int) -> None:
    """A register with donors, beneficiaries, a conference, and a project with a contribution for each report."""
    create(Location(template, None))
    donors = [[f"D{one}", f"Donor {one}", "other", "donor", "06-30"] for one in range(DONORS)]
    customs = [[f"C{one}", f"Customs {one}", "customs administration", "beneficiary", ""] for one in range(CUSTOMS)]
    contributions = [
        [f"K{one}", f"P{one}", f"D{one % DONORS}", "grant", "USD" if one % 3 else "EUR"] for one in range(reports)
    ]
    standing: dict[str, Rows] = {
        "series": [["code", "name"], ["AMS", "Regional Donor Meeting"]],
        "conferences": [["code", "series", "start", "end"], ["AMS-2013", "AMS", "2013-01-28", "2013-02-01"]],
        "organisations": [["code", "name", "kind", "roles", "fiscal_year_ends"], *donors, *customs],
        "projects": _projects("P", reports),
        "contributions": [["code", "project", "donor", "instrument", "currency"], *contributions],
    }
    for noun, rows in standing.items():
        _write_csv(folder / f"standing-{noun}.csv", rows)
    files = [str(folder / f"standing-{noun}.csv") for noun in standing]
    line = [*TRACKER, "import", *files, "--yes"]
    subprocess.run(line, env=environment(template), check=True, capture_output=True)


def _incoming(reports: int) -> dict[str, Rows]:
    moved = [
        [
            f"K{one % reports}",
            ("outgoing commitment", "disbursement")[one % 2],
            f"201{one % 4}-{one % 12 + 1:02}-{one % 28 + 1:02}",
            f"{one * 13 + 100}.{one % 100:02}",
            f"T-{one:07}",
            f"Payment number {one}" if one % 4 else "",
        ]
        for one in range(reports * 5)
    ]
    told = [
        ["AMS-2013", f"P{one}", "active", str(one % 101), f"K{one}", f"{one + 200}.50", f"{one + 100}.00", f"{one}.25"]
        for one in range(reports)
    ]
    return {
        "transactions": [["contribution", "kind", "date", "amount", "reference", "description"], *moved],
        "reports": [
            ["conference", "project", "status", "progress", "contribution", "pledged", "committed", "disbursed"],
            *told,
        ],
        "projects": _projects("Q", reports // 2),
        "evaluations": [
            [
                *("project", "evaluator", "published_as", "date", "fiscal_year_of"),
                *("criteria", "criterion", "scale"),
                *("rating", "source"),
            ],
            *_evaluations(reports),
        ],
    }


def _evaluations(count: int) -> Rows:
    """Four criteria of each project, as the World Bank publishes them."""
    name, source = "World Bank Independent Evaluation Group", "World Bank Project Performance Ratings"
    return [
        [
            *(f"P{one // 4}", name, "ICRR", f"FY{2008 + one // 4 % 15}", "D0"),
            *("wb-project", CRITERIA[one % 4], "wb-outcome", RATINGS[one % 4], source),
        ]
        for one in range(count)
    ]


def _projects(letter: str, count: int) -> Rows:
    rows = [["code", "title", "start", "end", "themes", "beneficiaries"]]
    for one in range(count):
        themes = f"{THEMES[one % 3]}; {THEMES[(one + 1) % 3]}"
        shares = f"C{one % CUSTOMS}:60; C{(one + 1) % CUSTOMS}:40"
        title = f"Project number {one}: customs modernisation"
        rows.append([f"{letter}{one}", title, "2012-03", "" if one % 5 == 0 else "2014-12", themes, shares])
    return rows


def _write_csv(file: Path, rows: Rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def _write_xlsx(file: Path, rows: Rows) -> None:
    """As people send them: amounts are numbers, dates are text."""
    header, *rest = rows
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rest, 1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write(number, place, float(cell) if header[place] in NUMBERS else cell)


if __name__ == "__main__":
    main()
