"""`tracker criteria`: the named sets of criteria by which projects are evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import edit_command
from tracker.cli.options import Group, format_options, write_options
from tracker.cli.projects.scale import edition_options
from tracker.output import Column, show
from tracker.output.cards import CardFact, Section, show_card

COLUMNS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("edition", "Edition", priority=2),
    Column("criteria", "Criteria", flex=True),
    Column("evaluations", "Evaluations", "number", priority=1),
    Column("source", "Source", flex=True, priority=4),
]
CRITERIA = [Column("criterion", "Criterion"), Column("evaluations", "Evaluations", "number")]


@click.group("criteria", cls=Group)
def group() -> None:
    """Criteria: named sets by which projects are evaluated, such as those of the OECD DAC of 1991 and of 2019."""


@group.command(
    "add",
    example="tracker criteria add idb-2020 --name 'IDB completion' --edition 2020 \\\n"
    "    --criterion 'Relevance; Effectiveness; Efficiency; Sustainability'",
)
@click.argument("code", metavar="CRITERIA", required=False)
@edition_options
@click.option(
    "--criterion", "criteria", multiple=True, metavar="TEXT", help="One, in the order as published; repeat it."
)
@write_options
@pass_app
def add(
    app: App, code: str | None, name: str | None, edition: str | None, criteria: Sequence[str], source: str | None
) -> None:
    """Record a set of criteria.

    Its criteria stay as they are, because evaluations refer to them: others are another edition, with its own code.
    """
    from tracker.insight.projects.criteria import find_criteria
    from tracker.register.projects.criteria import CriteriaFacts

    facts = CriteriaFacts(
        code or app.ask("CRITERIA", "Code of the set"),
        name or app.ask("--name", "Name of the set"),
        edition or app.ask("--edition", "Its edition"),
        criteria or [app.ask("--criterion", "Its criteria in order, separated by semicolons")],
        source,
    )
    with app.register(create=True) as register:
        (made,) = register.criteria_sets.add([facts])
        row = find_criteria(register.reader, made)
    told(f"Set of criteria {row.code} added: {row.name}, {row.edition}")
    say(f"Next: `tracker criteria show {row.code}`")


@group.command("list", example="tracker criteria list")
@format_options
@pass_app
def list_(app: App) -> None:
    """List the sets of criteria, and how many evaluations are by each."""
    from tracker.insight.projects.criteria import list_criteria

    with app.reader() as reader:
        show(list_criteria(reader), COLUMNS, app.style(reader))


@group.command("show", example="tracker criteria show dac-2019")
@click.argument("code", metavar="CRITERIA")
@format_options
@pass_app
def show_(app: App, code: str) -> None:
    """Show a set and its criteria in the order as published."""
    from tracker.insight.projects.criteria import criterion_rows, find_criteria

    with app.reader() as reader:
        row = find_criteria(reader, code)
        rows, style = criterion_rows(reader, row.code), app.style(reader)
    pairs = [
        CardFact("code", "Code", row.code, "code"),
        CardFact("edition", "Edition", row.edition),
        CardFact("source", "Source", row.source),
    ]
    show_card(row.name, pairs, [Section("Criteria", rows, CRITERIA, None, "criteria")], style)


@group.command("edit", example="tracker criteria edit dac-2019 --source 'OECD, Better Criteria for Better Evaluation'")
@click.argument("code", metavar="CRITERIA")
@edition_options
@write_options
@pass_app
def edit(app: App, /, code: str, **given: Any) -> None:
    """Change the name, edition or source of a set; its code and its criteria stay, because evaluations refer to them.

    Without flags on a terminal an editor opens.
    """
    from tracker.insight.projects.criteria import find_criteria

    edit_command(app, "criteria", code, given, ("name", "edition", "source"), find_criteria)
