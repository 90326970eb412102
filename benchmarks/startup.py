"""What a person waits for before anything happens: the help, a list over 1,000 projects, a command that writes a row.

Writing commands find the register as it was, each time. All by the processor time of the whole command.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from register import build
from timing import TRACKER, compared, processor_time, seconds

RUNS = 15


def main() -> None:
    peer = shutil.which("sqlite-utils", path=str(Path(sys.executable).parent)) or shutil.which("sqlite-utils")
    if peer is None:
        sys.exit("sqlite-utils is not installed: pip install -e '.[bench]'")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "thousand.db"
        build(database, 1000)
        listing = [*TRACKER, "project", "list", "--at", "2012", "--json"]
        taken = seconds(
            {
                "import click": [sys.executable, "-c", "import click"],
                "tracker --help": [*TRACKER, "--help"],
                "sqlite-utils rows": [peer, "rows", str(database), "project"],
                "project list --donor --json": [
                    *TRACKER,
                    "project",
                    "list",
                    "--donor",
                    "D005",
                    "--at",
                    "2012",
                    "--json",
                ],
                "project list --json": listing,
            },
            database,
            RUNS,
            clock=processor_time,
        )
        template = shutil.copy(database, Path(folder) / "template.db")

        def fresh() -> None:
            for rest in Path(folder).glob("thousand.db*"):
                rest.unlink()
            shutil.copy(template, database)

        written = seconds(
            {
                "import sqlalchemy": [sys.executable, "-c", "import sqlalchemy"],
                "note": [*TRACKER, "note", "EU: another 1,000 for the single window", "--at", "2013"],
                "report": [*TRACKER, "report", "P000002", "--at", "2013", "--progress", "77"],
            },
            database,
            RUNS,
            fresh,
            processor_time,
        )
    print(compared(taken, "tracker --help", "import click", "at most 1.5"))
    print(compared(taken, "project list --donor --json", "sqlite-utils rows", "at most 1.1"))
    print(compared(taken, "project list --json", "sqlite-utils rows", "none; all 1,000 projects with their money"))
    print(compared(written, "note", "import sqlalchemy", "at most 1.5"))
    print(compared(written, "report", "import sqlalchemy", "at most 1.5"))


if __name__ == "__main__":
    main()
