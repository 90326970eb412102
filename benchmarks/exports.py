"""What it takes to write lists out: a csv of 1,000 projects beside the start of the command, and a large workbook.

`benchmarks/exchange.py` prints these with the rest; alone: `python benchmarks/exports.py`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from register import build
from timing import TRACKER, compared, peak_memory, seconds

CSV = [*TRACKER, "project", "list", "--format", "csv"]


def csv_out(folder: Path, runs: int, projects: int = 1_000) -> str:
    """A csv of the projects as last told, beside the start of the program, and of the command: on an empty register."""
    database, empty = folder / "exports.db", folder / "empty.db"
    build(database, projects)
    build(empty, 0)
    name, version, start = f"csv of {projects:,} projects", "--version", "the same of none"
    commands = {name: CSV, version: [*TRACKER, "--version"], start: [*CSV, "--db", str(empty)]}
    taken = seconds(commands, database, runs)
    return "\n".join(compared(taken, name, floor, "less than 2") for floor in (start, version))


def workbook_memory(folder: Path, projects: int = 200_000) -> str:
    """The memory of a workbook of so many rows, and of one with a tenth of them."""
    peaks = []
    for number in (projects, projects // 10):
        database = folder / f"exports-{number}.db"
        build(database, number)
        target = folder / f"projects-{number}.xlsx"
        line = [*TRACKER, "project", "list", "--at", "2012", "-o", str(target)]
        peaks.append(peak_memory(line, database) / 1024)
    much, little = peaks
    return f"memory of {projects:,} rows as xlsx: {much:.0f} MiB, with a tenth of the rows {little:.0f} MiB (aim: flat)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(csv_out(Path(folder), given.runs))
        print(workbook_memory(Path(folder), given.projects))


if __name__ == "__main__":
    main()
