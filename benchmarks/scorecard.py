"""A scorecard of 200,000 projects at each of two conferences, beside the bare SQL that counts the same.

Every project has dates, every second an indicator, every third a risk, and three of every two a contribution. By the
processor time of the whole command. Memory is its largest resident size. Last, the same with a published rating of the
risk of every second project and an evaluation of every fourth, beside the scorecard without them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from register import add_beneficiaries, add_courses, add_ratings, build
from timing import TRACKER, compared, peak_memory, processor_time, seconds

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "big.db"
        build(database, given.projects)
        add_courses(database)
        add_beneficiaries(database)
        both = [*TRACKER, "scorecard", "--at", "2013", "--compare", "2012", "--json"]
        floor = [sys.executable, str(HERE / "floor.py"), str(database), str(HERE / "sql" / "scorecard.sql")]
        commands = {
            "SQL of scorecard": floor,
            "scorecard": both,
            "scorecard by donor": [*both, "--by", "donor"],
            "scorecard by beneficiary": [*both, "--by", "beneficiary"],
        }
        taken = seconds(commands, database, given.runs, clock=processor_time)
        print(compared(taken, "scorecard", "SQL of scorecard", "at most 2"))
        for name in ("scorecard by donor", "scorecard by beneficiary"):
            print(compared(taken, name, "scorecard", "none"))
        print(f"memory of scorecard: {peak_memory(both, database) / 1024:.0f} MiB")
        add_ratings(database)
        rated = "scorecard with ratings and evaluations"
        taken |= seconds({rated: both}, database, given.runs, clock=processor_time)
        print(compared(taken, rated, "scorecard", "none"))
        print(f"memory of {rated}: {peak_memory(both, database) / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
