"""`tracker import`: take tables into the register, all of them or nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, Command, at_option, pass_app, say, write_options, yes_option
from tracker.errors import Conflict, TrackerError, Usage
from tracker.output import Column, Progress, Style, show, terminal_safe

if TYPE_CHECKING:
    from tracker.exchange.applying import Counted, Outcome
    from tracker.exchange.grids import Table
    from tracker.exchange.sheets import Fault
    from tracker.register.register import Register

SHOWN = 100
STDIN = "-"
COUNTS = [
    Column("noun", "Table"),
    Column("created", "New", "number"),
    Column("updated", "Changed", "number"),
    Column("unchanged", "As it was", "number"),
]


class _Looked(Exception):
    """Nothing of what was only looked at is kept."""


@click.command(
    "import",
    cls=Command,
    example="tracker import projects.csv contributions.csv --dry-run\n"
    "tracker import reports.csv --at AMS-2014 --yes\n"
    "tracker import - --format tsv < rates.txt",
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
)
@at_option
@click.option("--format", "form", type=click.Choice(["csv", "tsv"]), help="How the files are written; else they tell.")
@write_options
@yes_option
@pass_app
def import_(app: App, files: Sequence[str], at: str | None, form: str | None) -> None:
    """Take in tables: of series, organisations, donors, beneficiaries, conferences, participants, rates, conference
    rates, projects, contributions, transactions, risks, outcomes, indicators, milestones, documents, reports and
    measurements.

    A table is known by its header; `-` is the standard input. Everything is taken in, or nothing where a row is
    wrong. An empty cell leaves what stands, and the same file twice changes nothing. On a terminal the plan is shown
    first, and you are asked; a script's files are taken in at once.
    """
    tables = read_files(files, form)
    planned = _look(app, tables, at) if app.interactive and not app.yes and not app.dry_run else None
    if planned is not None and planned.written:
        show_counts(planned.counts, app.style())
        app.confirm(f"Take in {_rows(planned.rows)}?")
    with app.register(create=True) as register:
        outcome = _take_in(register, tables, at)
        if planned is not None and outcome.counts != planned.counts:
            raise Conflict(
                "The register was changed meanwhile, and the plan with it.", "Nothing was written; try again."
            )
    if not outcome.written:
        say(f"Nothing to change: {_rows(outcome.rows)} say what the register says already.")
        return
    if planned is None:
        show_counts(outcome.counts, app.style())
    if not app.dry_run:
        say(f"{_rows(outcome.rows)} taken in. `tracker undo` takes all of it back.")


def read_files(files: Sequence[str], form: str | None = None) -> list[Table]:
    """The tables of some files. Raises Unreadable, and Usage where the standard input is named twice."""
    from tracker.exchange.headings import read_tables

    if files.count(STDIN) > 1:
        raise Usage("The standard input can be read only once.", "Name `-` once.")
    found = []
    for file in files:
        data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
        name = "standard input" if file == STDIN else Path(file).name
        found += read_tables(name, data, form)
    return found


def show_counts(counts: Iterable[Counted], style: Style) -> None:
    """What became, or would become, of the rows of each table."""
    show(counts, COUNTS, style)


def _look(app: App, tables: Sequence[Table], at: str | None) -> Outcome:
    """What would be done, without holding the register while somebody thinks about it."""
    outcome: list[Outcome] = []
    try:
        with app.register(create=True) as register:
            outcome.append(_take_in(register, tables, at))
            raise _Looked
    except _Looked:
        return outcome[0]


def _take_in(register: Register, tables: Sequence[Table], at: str | None) -> Outcome:
    """Take the tables in. Raises TrackerError, having said what is wrong with which row, where any was refused."""
    from tracker.exchange.applying import take_in

    with Progress("Taking in", sum(len(table.rows) for table in tables)) as progress:
        outcome = take_in(register, tables, at, progress.advance)
    if outcome.faults:
        for fault in outcome.faults[:SHOWN]:
            say(terminal_safe(_said(fault)))
        if len(outcome.faults) > SHOWN:
            say(f"... and {len(outcome.faults) - SHOWN:,} more.")
        refused = sum(count.refused for count in outcome.counts)
        raise TrackerError(
            f"{_rows(refused)} of {outcome.rows:,} cannot be taken in; nothing was written.",
            "Correct them and import again: what is right already is not entered twice.",
        )
    return outcome


def _said(fault: Fault) -> str:
    value = f" {fault.value!r}" if fault.value else ""
    right = f" ({fault.right.removesuffix('.')})" if fault.right else ""
    return f"{fault.where}, {fault.column}{value}: {fault.why}{right}"


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"
