"""Lists and comparisons of 200,000 projects at each of two conferences, with 600,000 amounts told of contributions.

Each is timed beside the bare SQL statement that computes the same result, and the comparison beside `csv-diff` on
exports of the two conferences, all by the processor time of the whole command. Memory is its largest resident size.
The comparison by beneficiary is of the same projects with shares and earmarks.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from register import add_beneficiaries, build
from timing import TRACKER, compared, environment, peak_memory, processor_time, seconds

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    peer = shutil.which("csv-diff", path=str(Path(sys.executable).parent)) or shutil.which("csv-diff")
    if peer is None:
        sys.exit("csv-diff is not installed: pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as folder:
        database, small = Path(folder) / "big.db", Path(folder) / "small.db"
        build(database, given.projects)
        build(small, given.projects // 10)
        _times(database, given.runs, peer)
        for path in (database, small):
            add_beneficiaries(path)
        _by_beneficiary(database, given.runs)
        _memory(database, small)


def _floor(database: Path, name: str) -> list[str]:
    return [sys.executable, str(HERE / "floor.py"), str(database), str(HERE / "sql" / f"{name}.sql")]


def _by_beneficiary(database: Path, runs: int) -> None:
    name = "compare by beneficiary"
    commands = {
        f"SQL of {name}": _floor(database, "compare_by_beneficiary"),
        name: [*TRACKER, "compare", "2012", "2013", "--by", "beneficiary", "--json"],
        "compare": [*TRACKER, "compare", "2012", "2013", "--json"],
    }
    taken = seconds(commands, database, runs, clock=processor_time)
    print(compared(taken, name, f"SQL of {name}", "at most 2"))
    print(compared(taken, name, "compare", "none"))


def _times(database: Path, runs: int, peer: str) -> None:
    listing = [*TRACKER, "project", "list", "--at", "2012", "--format", "csv"]
    taken = seconds(
        {
            "SQL of list by donor": _floor(database, "list_by_donor"),
            "list by donor": [*listing, "--donor", "D005"],
            "SQL of list": _floor(database, "list_all"),
            "list": listing,
            "SQL of compare": _floor(database, "compare"),
            "compare": [*TRACKER, "compare", "2012", "2013", "--json"],
        },
        database,
        runs,
        clock=processor_time,
    )
    print(compared(taken, "list by donor", "SQL of list by donor", "at most 1.9"))
    print(compared(taken, "list", "SQL of list", "at most 2"))
    print(compared(taken, "compare", "SQL of compare", "at most 2"))
    # csv-diff holds one pair of files side by side; what the conferences were told is two of ours.
    for noun in ("project", "contribution"):
        pair = _exports(database, noun)
        taken |= seconds({f"csv-diff of {noun}s": [peer, *pair, "--key", "code"]}, database, 1, clock=processor_time)
    taken["csv-diff"] = [sum(taken["csv-diff of projects"] + taken["csv-diff of contributions"])]
    print(compared(taken, "csv-diff", "compare", "at least 5"))


def _exports(database: Path, noun: str) -> list[str]:
    """What the two conferences were told of every project or contribution, as two csv files."""
    files = []
    for year in ("2012", "2013"):
        target = database.with_name(f"{noun}-{year}.csv")
        with target.open("w", encoding="utf-8") as out:
            line = [*TRACKER, noun, "list", "--at", year, "--format", "csv"]
            subprocess.run(line, stdout=out, env=environment(database), check=True)
        files.append(str(target))
    return files


def _memory(database: Path, small: Path) -> None:
    for name, line in (
        ("list as csv", ["project", "list", "--at", "2012", "--format", "csv"]),
        ("list as json", ["project", "list", "--at", "2012", "--json"]),
        ("compare as csv", ["compare", "2012", "2013", "--format", "csv"]),
        ("compare as json", ["compare", "2012", "2013", "--json"]),
        ("compare by beneficiary", ["compare", "2012", "2013", "--by", "beneficiary", "--json"]),
    ):
        much, little = (peak_memory([*TRACKER, *line], path) for path in (database, small))
        print(f"memory of {name}: {much / 1024:.0f} MiB, with a tenth of the rows {little / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
