"""Write the golden screens, tests/screens: `python scripts/write_screens.py [FILE...]`.

Each file is what a terminal of 80 or 140 columns shows for some commands on the register of the demo. Look at what
changed (`git diff tests/screens`) before you call it golden: a line that is too wide, a column that says nothing, an
amount that is gone. Without any change of the program nothing changes.
"""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

SCREENS = Path(__file__).parent.parent / "tests" / "screens"
WIDTHS = (80, 140)
NOW = "2019-03-10T09:00:00+00:00"

LISTS = """
conference list
series list
project list --at EX-2014
project list --at AMS-2013
project list --donor WB --sort -committed
project list --at EX-2014 --bars
contribution list --at EX-2013
donor list --at EX-2014
donor list --at AMS-2019
beneficiary list --at EX-2014
organisation list --kind "development bank"
risk list
rating list --project P111795
outcome list --at EX-2014
milestone list
light list --at EX-2014
need list --beneficiary LC
offer list --donor EU
need list --open --theme "trade facilitation"
overlap list --donor IDB
overlap list --settled
note list
pool list
action list
recommendation list --at EX-2014
partnership list
document list
theme list
theme measures
criteria list
scale list
evaluation list --project P111795
training list --year 2013
training attendance --year 2013
training results
career list
career stages --career CCLEC-OFFICER
career officers
codes
codes transaction-type
request status AMS-2019
"""
CARDS = """
conference show EX-2013
conference show AMS-2012
conference participants EX-2014
conference rates EX-2014
conference record EX-2013
series list
project show EX-SW
project show EX-RISK
project show P111795
contribution show EX-RISK-AID
contribution show AR-L1251-IDB
donor show EX-BANK
donor show IDB
beneficiary show EX-NORTH-CUSTOMS
beneficiary show JM-CUSTOMS
organisation show IDB
organisation contact IDB
risk show EX-SW/R1
rating show 1
outcome show EX-SW/O1
milestone show EX-SW/M1
need show ND-005
need candidates ND-005
offer show O16
offer candidates O1 --at AMS-2019
overlap show AMS-RM AMS-SW
project candidates AMS-RM --at AMS-2011
action show EX-2012/A2
recommendation show EX-2012/REC1
partnership show 1
criteria show dac-2019
scale show wb-risk
evaluation show 1
training show TR-005
career show CCLEC-OFFICER
career show CCLEC-OFFICER/3
"""
QUESTIONS = """
compare EX-2012 EX-2013
compare AMS-2012 AMS-2013 --only money
compare EX-2012 EX-2013 EX-2014
compare EX-2012 EX-2013 --by donor --only money
compare HTI-2010-02 HTI-2010-03
why committed --donor EX-BANK --at EX-2014
why committed EX-2012 EX-2013
why committed --twice --at AMS-2013
why time --at EX-2014
followup EX-2012
scorecard --at EX-2014 --compare EX-2013
coverage --at AMS-2019 --compare AMS-2013
coverage --show money --at AMS-2019
gaps --at EX-2014
career gaps --only "no training"
evaluation share --group year
risk matrix --at EX-2014 --compare EX-2013
conference check EX-2014
conference verify EX-2014
search single window
agenda EX-2014
brief project EX-SW --at EX-2014
brief donor EX-BANK --at EX-2014
brief beneficiary EX-NORTH-CUSTOMS --at EX-2014
"""
PARTS = {"lists": LISTS, "cards": CARDS, "questions": QUESTIONS}
FILES = {f"{name}-{width}.txt": (lines, width) for name, lines in PARTS.items() for width in WIDTHS}


class Screen(io.TextIOWrapper):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


@contextmanager
def surroundings(register: Path, width: int, **more: str) -> Iterator[None]:
    """Set what a command reads of its surroundings: a terminal of this width, high enough for everything."""
    before = dict(os.environ)
    os.environ.update(
        {"TRACKER_DB": str(register), "TRACKER_NOW": NOW, "TRACKER_USER": "secretariat", "COLUMNS": str(width)}
        | {"LINES": "100000", "TERM": "xterm-256color", "NO_COLOR": "1", **more}
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def shown(line: str) -> str:
    """Return what a terminal shows of a command, its messages too."""
    from tracker.cli import main

    kept = io.BytesIO()
    screen = Screen(kept, encoding="utf-8", write_through=True)
    with redirect_stdout(screen), redirect_stderr(screen):
        try:
            main(shlex.split(line))
        except SystemExit as error:
            assert not error.code, f"tracker {line}: exit status {error.code}"
    return kept.getvalue().decode()


def page(lines: str, shown_of: Mapping[str, str]) -> str:
    """Return a file: each command with what it shows."""
    return "\n".join(f"$ tracker {line}\n{shown_of[line]}" for line in commands(lines))


def commands(lines: str) -> list[str]:
    return [line for line in lines.splitlines() if line]


def demo(register: Path) -> None:
    """Make the register of the demo, always the same."""
    with surroundings(register, 80):
        shown(f"demo --db {shlex.quote(str(register))}")


def main(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        register = Path(folder) / "demo.db"
        demo(register)
        for name, (lines, width) in FILES.items():
            if names and name not in names:
                continue
            with surroundings(register, width):
                text = page(lines, {line: shown(line) for line in commands(lines)})
            target = SCREENS / name
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                target.write_text(text, encoding="utf-8", newline="\n")
                print(f"wrote tests/screens/{name}")


if __name__ == "__main__":
    main(sys.argv[1:])
