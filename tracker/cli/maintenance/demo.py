"""`tracker demo`: real conferences on which to try the commands, in a separate file."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from importlib.resources import files
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, told
from tracker.cli.options import Command
from tracker.errors import TrackerError, Usage
from tracker.output import Progress

if TYPE_CHECKING:
    from tracker.exchange.grids import Table
    from tracker.exchange.nouns import RowCounts

REAL = ("americas", "haiti")
FOLDERS = (*REAL, "example")
FILE = "tracker-demo.db"
SAID = """\
The Americas and Caribbean donor conferences of the World Customs Organization, 2010 to 2019, with the trade, customs
and transport loans that the Inter-American Development Bank publishes for Argentina and the World Bank for El Salvador
(IATI; World Bank: CC BY 4.0), and the 383 flows of the Haiti appeal of 2010 (OCHA, Financial Tracking Service). Rates:
International Monetary Fund. All of it is public; the SOURCES.md in each folder of the package's data says more.
"""
TRADE = "--theme trade-facilitation --theme single-window --theme revenue-and-valuation"
SHOWN = (
    "conference show 2012",
    f"project list --donor IDB --at 2019 {TRADE}",
    f"compare 2018 2019 {TRADE} --only money",
)
INVENTED = """\
No public source says which pledges of these meetings were kept, how risks moved, which milestones slipped and what
became of action points. The series EXAMPLE is invented for that, and says so in every code and title: six projects at
three conferences.
"""
OF_EXAMPLE = (
    "compare EX-2012 EX-2013 --only money",
    "why committed EX-2012 EX-2013",
    "followup EX-2012 --at EX-2013 --only pledges",
    "scorecard --at EX-2014",
)
COUNTED = ("organisations", "conferences", "projects", "contributions", "transactions", "reports", "measurements")
TRY = (
    *("compare EX-2013 EX-2014", "followup EX-2012", "scorecard --at EX-2014 --compare EX-2013"),
    *("risk matrix --at EX-2014 --compare EX-2013", "career show EX-OFFICERS", "project show AR-L1251"),
    *("donor list --at HTI-2010-03", "conference verify"),
)


@click.command("demo", cls=Command, example="tracker demo\ntracker demo --db try-me.db")
@pass_app
def demo(app: App) -> None:
    """Create a register to try the program on, with real conferences and an example, and show what it answers.

    It begins with the page of February 2012 and with what a donor funds in trade and customs. The example is a series
    that is invented, and says so in every code and title: pledges kept and dropped, risks, milestones, action points.

    It goes into the file of --db, or into tracker-demo.db in this folder; a register of your own is never touched.
    """
    path = _place(app)
    counts = build(app, path)
    told(f"Created {path}", "", *SAID.splitlines(), "")
    told(_counted(counts), "")
    address = shlex.quote(str(path))
    _show(app, path, SHOWN)
    told(*INVENTED.splitlines(), "")
    _show(app, path, OF_EXAMPLE)
    told("Try next:")
    for line in TRY:
        told(f"  tracker {line} --db {address}")


def build(app: App, path: Path) -> list[RowCounts]:
    """Create the register at `path`, which appears only when it is complete. Returns the counts of what is real.

    Raises Conflict if `path` exists.
    """
    from tracker.exchange.applying import take_in
    from tracker.register.register import open_register
    from tracker.store.files.parts import part_beside
    from tracker.store.location import Location
    from tracker.store.schema import create

    counts: list[RowCounts] = []
    with part_beside(path) as partial:
        location = Location(partial, None)
        create(location)
        tables = {folder: read_folder(folder) for folder in FOLDERS}
        with Progress("Loading", sum(len(one.rows) for found in tables.values() for one in found)) as progress:
            for folder, found in tables.items():
                who = os.environ.get("TRACKER_USER")
                with open_register(location, who=who, command=app.command_line, now=app.now) as register:
                    outcome = take_in(register, found, advance=progress.advance)
                    if outcome.faults:
                        raise TrackerError(f"The data of the demo does not load: {outcome.faults[0]}")
                    counts += outcome.counts if folder in REAL else []
        _check_free(path)
        partial.replace(path)
    return counts


def read_folder(folder: str) -> list[Table]:
    """Read the tables of one series from the package."""
    from tracker.exchange.headings import read_tables

    found = [file for file in (files("tracker") / "data" / folder).iterdir() if file.name.endswith(".csv")]
    return [
        table
        for file in sorted(found, key=lambda f: f.name)
        for table in read_tables(f"{folder}/{file.name}", file.read_bytes())
    ]


def _place(app: App) -> Path:
    """Return the path for the demo: a file that does not exist yet, regardless of the register chosen elsewhere."""
    from tracker.store.location import parse_location

    if app.db is None:
        numbered = (Path(f"{FILE.removesuffix('.db')}-{number}.db") for number in count(2))
        return next(path for path in chain([Path(FILE)], numbered) if not path.exists())
    path = parse_location(app.db, "--db").path
    if path is None:
        raise Usage("The demo needs a file.", "Name one: --db tracker-demo.db")
    _check_free(path)
    return path


def _check_free(path: Path) -> None:
    from tracker.store.files.destinations import check_new

    if path.is_file() and not path.stat().st_size:
        return
    check_new(path)


def _counted(counts: Sequence[RowCounts]) -> str:
    """Return the counts of all the series together, in words."""
    totals: dict[str, int] = {}
    for one in counts:
        totals[one.noun] = totals.get(one.noun, 0) + one.created
    *held, last = [f"{totals[noun]:,} {noun}" for noun in COUNTED if totals.get(noun)]
    return f"The demo contains {', '.join(held)} and {last}."


def _show(app: App, path: Path, lines: Sequence[str]) -> None:
    """Print each command line and what it says."""
    for line in lines:
        told(f"$ tracker {line} --db {shlex.quote(str(path))}")
        _run(app, path, line.split())
        told("")


def _run(app: App, path: Path, words: Sequence[str]) -> None:
    """Run another command on the demo's register."""
    from tracker.cli import main

    other = App()
    other.db, other.color, other.debug = str(path), app.color, app.debug
    with main.make_context("tracker", list(words), obj=other) as context:
        main.invoke(context)
