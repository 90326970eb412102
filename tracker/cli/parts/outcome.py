"""`tracker outcome`: what a project is intended to achieve, and its progress."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.cli.parts.indicator import indicator
from tracker.cli.parts.parts import choice_options, edit_part, named, remove_part
from tracker.output import CardFact, Column, Section, show, show_card
from tracker.rules.words import OUTCOME_LEVELS

WAY = [
    Column("unit", "Unit", priority=4),
    Column("baseline", "Baseline"),
    Column("baseline_date", "Since", "date", priority=6),
    Column("target", "Target"),
    Column("target_date", "By", "date", priority=3),
    Column("actual", "Actual"),
    Column("progress", "Progress %", "number"),
    Column("light", "Light"),
    Column("reason", "Why", flex=True, priority=5),
]
LIST = [
    Column("code", "Code", "code"),
    Column("outcome", "Outcome", "code", priority=7),
    Column("project", "Project", hidden=True),
    Column("project_title", "Title of project", hidden=True),
    Column("level", "Level", priority=8),
    Column("outcome_title", "Expected", flex=True, priority=9),
    Column("title", "Indicator", flex=True),
    Column("measure", "Measure", hidden=True),
    Column("direction", "Better when", priority=10),
    *WAY,
    Column("conference", "Reported at", "code", priority=2),
    Column("conference_title", "Title of conference", hidden=True),
]
OF_THE_OUTCOME = ("outcome", "level", "outcome_title", "project", "project_title")
INDICATORS = [column for column in LIST if column.field not in OF_THE_OUTCOME]
HISTORY = [
    Column("code", "Indicator", "code"),
    Column("conference", "Conference", "code"),
    *(column._replace(hidden=column.field == "reason") for column in WAY if column.field != "baseline_date"),
    Column("target_reason", "Why revised", flex=True, priority=5),
    Column("note", "Note", flex=True, priority=6),
    Column("source", "Source", flex=True, priority=7),
]
outcome_options = word_options(
    ("--title", "TEXT", "What is to come about."),
    ("--level", "WORD", "output, outcome or impact."),
    ("--description", "TEXT", "More of it."),
)


@click.group(cls=Group)
def outcome() -> None:
    """Outcomes and their indicators; `tracker indicator report` records what was measured."""


@outcome.command("add", example='tracker outcome add AMS-RM/O1 --title "Goods clear faster" --level outcome')
@click.argument("code", required=False, metavar="PROJECT[/CODE]")
@outcome_options
@write_options
@pass_app
def add(app: App, /, code: str | None, title: str | None, level: str | None, description: str | None) -> None:
    """Record an outcome of a project. Without a code of its own it gets the next free one: O1, O2 ..."""
    from tracker.register.projects.outcomes import OutcomeFacts

    project, part = named(app, code, "P1/O1")
    title = title or app.ask("--title", "Title of the outcome")
    level = level or app.ask("--level", "Level of the result", OUTCOME_LEVELS, default="outcome")
    with app.register(create=True) as register:
        (identity,) = register.outcomes.add([OutcomeFacts(project, part, title, level, description)])
        row = register.outcomes.row(identity)
        project = register.codes.code("project", row["project_id"])
    told(f"Outcome {project}/{row['code']} added: {row['title']}")
    say(f"Next: `tracker outcome indicator {project} --outcome {row['code']} --title TEXT --measure number`")


outcome.add_command(indicator)


@outcome.command("list", example="tracker outcome list --at 2012")
@choice_options
@format_options
@pass_app
def list_(app: App, /, at: str | None, projects: Sequence[str]) -> None:
    """List outcomes by their indicators, as reported to a conference: baseline, target, actual and progress.

    Progress is percent of the way from baseline to target. The light compares it with the time, as of the
    conference's last day: achieved, on track, behind, off, or cannot tell.
    """
    from tracker.insight.projects.outcomes import list_indicators
    from tracker.insight.projects.parts import PartFilter

    with app.reader() as reader:
        rows = list_indicators(reader, PartFilter(at, projects))
        if app.quiet:
            rows = (row for row in rows if row.code is not None)
        count = show(rows, LIST, app.style(reader))
    if not count:
        say_none("outcomes", "tracker outcome add")


@outcome.command("show", example="tracker outcome show AR-L1092/O2")
@click.argument("code", metavar="PROJECT/CODE")
@format_options
@pass_app
def show_(app: App, /, code: str) -> None:
    """Show an outcome with its indicators, and their reports to each conference."""
    from tracker.insight.projects.outcomes import outcome_card

    with app.reader() as reader:
        card = outcome_card(reader, code)
        style = app.style(reader)
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("title", "Title", facts.title),
        CardFact("level", "Level", facts.level),
        CardFact("description", "Description", facts.description),
    ]
    sections = [
        Section("Indicators", card.indicators, INDICATORS, "None yet: `tracker outcome indicator` records one."),
        Section("History", card.history, HISTORY, "It was not reported to any conference."),
    ]
    show_card(f"{facts.code}  {facts.title}", pairs, sections, style)


@outcome.command("edit", example='tracker outcome edit AR-L1092/O2 --description "Strengthening agencies"')
@click.argument("code", metavar="PROJECT/CODE")
@outcome_options
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: str | None) -> None:
    """Change an outcome; an empty text makes a field unknown. Without flags on a terminal it opens in an editor."""
    from tracker.insight.projects.outcomes import outcome_card

    standing = ("title", "level", "description")
    edit_part(
        app, "outcome", code, given | {"code": new_code}, lambda reader: outcome_card(reader, code).facts, standing
    )


@outcome.command(
    "remove",
    example='tracker outcome add AMS-RM/O1 --title "Goods clear faster" --level outcome\n'
    "tracker outcome remove AMS-RM/O1 --yes",
)
@click.argument("code", metavar="PROJECT/CODE")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Remove an outcome that was entered by mistake, with its indicators; one with reports stays."""
    remove_part(app, "outcome", code)
