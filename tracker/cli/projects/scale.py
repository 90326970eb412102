"""`tracker scale`: the named scales on which donors publish their ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.editing import edit_command
from tracker.cli.options import Group, format_options, word_options, write_options
from tracker.output import Column, show
from tracker.output.cards import CardFact, Section, show_card

F = TypeVar("F", bound=Callable[..., Any])

COLUMNS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("edition", "Edition", priority=2),
    Column("points", "Points", flex=True),
    Column("good", "Good", flex=True, priority=1),
    Column("not_rated", "Not rated", priority=3),
    Column("source", "Source", flex=True, priority=4),
]
POINTS = [Column("point", "Point"), Column("good", "Good", "flag")]
edition_options = word_options(
    ("--name", "TEXT", "What it is called, such as 'DAC criteria'."),
    ("--edition", "TEXT", "Which version it is, or as of when: '2019', 'as of 2026-01-15'."),
    ("--source", "TEXT", "Where it was published."),
)


@click.group(cls=Group)
def scale() -> None:
    """Scales: the words in which evaluations and risks are rated, in order, and which of them are good."""


@scale.command(
    "add",
    example="tracker scale add idb-effectiveness --name 'IDB effectiveness' --edition 2020 \\\n"
    "    --point 'Highly successful; Successful; Partly successful; Unsuccessful' \\\n"
    "    --good 'Highly successful; Successful'",
)
@click.argument("code", metavar="SCALE", required=False)
@edition_options
@click.option("--point", "points", multiple=True, metavar="TEXT", help="A point, in the order as published; repeat it.")
@click.option("--good", multiple=True, metavar="TEXT", help="A point that is good, at one end of the scale; repeat it.")
@click.option("--not-rated", multiple=True, metavar="TEXT", help="A point that says that nothing was rated.")
@write_options
@pass_app
def add(
    app: App,
    code: str | None,
    name: str | None,
    edition: str | None,
    points: Sequence[str],
    good: Sequence[str],
    not_rated: Sequence[str],
    source: str | None,
) -> None:
    """Record a scale.

    Its points stay as they are, because ratings refer to them: other points are another edition, with its own code.
    """
    from tracker.insight.projects.scales import find_scale
    from tracker.register.projects.scales import ScaleFacts

    facts = ScaleFacts(
        code or app.ask("SCALE", "Code of the scale"),
        name or app.ask("--name", "Name of the scale"),
        edition or app.ask("--edition", "Its edition"),
        points or [app.ask("--point", "Its points in order, separated by semicolons")],
        good or [app.ask("--good", "The good ones among them")],
        not_rated,
        source,
    )
    with app.register(create=True) as register:
        (made,) = register.scales.add([facts])
        row = find_scale(register.reader, made)
    told(f"Scale {row.code} added: {row.name}, {row.edition}")
    say(f"Next: `tracker scale show {row.code}`")


@scale.command("list", example="tracker scale list")
@format_options
@pass_app
def list_(app: App) -> None:
    """List the scales with their points in the order as published."""
    from tracker.insight.projects.scales import list_scales

    with app.reader() as reader:
        show(list_scales(reader), COLUMNS, app.style(reader))


@scale.command("show", example="tracker scale show wb-risk")
@click.argument("code", metavar="SCALE")
@format_options
@pass_app
def show_(app: App, code: str) -> None:
    """Show a scale and its points; SCALE is its code, its name, or its points ('Low > Moderate > High')."""
    from tracker.insight.projects.scales import find_scale, point_rows

    with app.reader() as reader:
        row, style = find_scale(reader, code), app.style(reader)
    pairs = [
        CardFact("code", "Code", row.code, "code"),
        CardFact("edition", "Edition", row.edition),
        CardFact("source", "Source", row.source),
    ]
    show_card(row.name, pairs, [Section("Points", point_rows(row), POINTS, None, "points")], style)


@scale.command("edit", example="tracker scale edit wb-risk --source 'World Bank, SORT'")
@click.argument("code", metavar="SCALE")
@edition_options
@write_options
@pass_app
def edit(app: App, /, code: str, **given: Any) -> None:
    """Change the name, edition or source of a scale; its code and its points stay, because ratings refer to them.

    Without flags on a terminal an editor opens.
    """
    from tracker.insight.projects.scales import find_scale

    edit_command(app, "scale", code, given, ("name", "edition", "source"), find_scale)
