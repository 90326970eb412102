"""`tracker milestone`: the steps of a project's implementation plan."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.cli.parts.parts import choice_options, edit_part, named, remove_part, report_command, tell_listed
from tracker.output import CardFact, Column, Section, show, show_card

DATES = [
    Column("planned", "Planned", "date"),
    Column("reached", "Reached", "date"),
    Column("slipped", "Slipped", "number"),
    Column("slipped_unit", ""),
    Column("light", "Light"),
    Column("reason", "Why", hidden=True),
]
LIST = [
    Column("code", "Code", "code"),
    Column("project", "Project", hidden=True),
    Column("project_title", "Title of project", hidden=True),
    Column("title", "Title", flex=True),
    *DATES,
    Column("first_planned", "First planned", "date", priority=3),
    Column("conference", "Reported at", "code", priority=2),
    Column("conference_title", "Title of conference", hidden=True),
]
HISTORY = [
    Column("conference", "Conference", "code"),
    *DATES,
    Column("delayed_by", "Delayed by", "codes", priority=1),
    Column("note", "Note", flex=True, priority=2),
    Column("source", "Source", flex=True, priority=3),
]

milestone_options = word_options(
    ("--title", "TEXT", "What is to be reached."),
    ("--planned", "DATE", "2012, 2012-03 or 2012-03-01."),
    ("--first-planned", "DATE", "The date that was planned first; by default the first one that is known."),
)


@click.group(cls=Group)
def milestone() -> None:
    """Milestones: the steps of a project's implementation plan."""


@milestone.command("add", example='tracker milestone add AMS-RM/M1 --title "Contract signed" --planned 2012-09')
@click.argument("code", required=False, metavar="PROJECT[/CODE]")
@milestone_options
@write_options
@pass_app
def add(app: App, /, code: str | None, title: str | None, planned: str | None, first_planned: str | None) -> None:
    """Record a milestone of a project. Without a code of its own it gets the next free one: M1, M2 ...

    The conference that is open has it in its lists from then on, if the project was reported there.
    """
    from tracker.insight.projects.parts import listed_at
    from tracker.register.projects.milestones import MilestoneFacts

    project, part = named(app, code, "P1/M1")
    title = title or app.ask("--title", "Title of the milestone")
    if planned is None and app.interactive:
        planned = app.ask("--planned", "Planned date, such as 2012-09", optional=True)
    with app.register(create=True) as register:
        (identity,) = register.milestones.add([MilestoneFacts(project, part, title, planned, first_planned)])
        row = register.milestones.row(identity)
        project = register.codes.code("project", row["project_id"])
        listed = listed_at(register.reader, "milestone", identity)
    told(f"Milestone {project}/{row['code']} added: {row['title']}, planned {row['planned_date'] or 'unknown'}")
    tell_listed(listed, "not reached")
    say(f"Next: `tracker milestone report {project}/{row['code']} --reached {row['planned_date'] or app.today()}`")


report_command(
    milestone,
    "milestone",
    'tracker milestone add AMS-RM/M1 --title "Contract signed" --planned 2012-09\n'
    "tracker milestone report AMS-RM/M1 --reached 2012-11 --at AMS-2014",
    ("--reached", "DATE", "When it was reached: 2012, 2012-03 or 2012-03-01."),
    ("--planned", "DATE", "The date planned now; the first one stays on record."),
    ("--note", "TEXT", "What was said of the milestone."),
)


@milestone.command("list", example="tracker milestone list --project AMS-RM --at 2012")
@choice_options
@format_options
@pass_app
def list_(app: App, /, at: str | None, projects: Sequence[str]) -> None:
    """List milestones as reported to a conference: planned as it stood, reached, and how far it slipped.

    Slipped is how much later than planned first; below zero it is earlier. The first planned date is the one that the
    milestone was added with, and only `milestone edit --first-planned` changes it. A milestone that is overdue by up to
    6 months is behind, by more it is off.
    """
    from tracker.insight.projects.milestones import list_milestones
    from tracker.insight.projects.parts import PartFilter

    with app.reader() as reader:
        count = show(list_milestones(reader, PartFilter(at, projects)), LIST, app.style(reader))
    if not count:
        say_none("milestones", "tracker milestone add")


@milestone.command(
    "show",
    example='tracker milestone add AMS-RM/M1 --title "Contract signed" --planned 2012-09\n'
    "tracker milestone show AMS-RM/M1",
)
@click.argument("code", metavar="PROJECT/CODE")
@format_options
@pass_app
def show_(app: App, /, code: str) -> None:
    """Show a milestone, and its reports to each conference."""
    from tracker.insight.projects.milestones import milestone_card

    with app.reader() as reader:
        card = milestone_card(reader, code)
        style = app.style(reader)
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("title", "Title", facts.title),
        CardFact("planned", "Planned", facts.planned_date, "date"),
        CardFact("first_planned", "First planned", facts.first_planned, "date"),
    ]
    columns = spoken(HISTORY, card.history, "delayed_by")
    history = Section("History", card.history, columns, "It was not reported to any conference.")
    show_card(f"{facts.code}  {facts.title}", pairs, [history], style)


@milestone.command(
    "edit",
    example='tracker milestone add AMS-RM/M1 --title "Contract signed" --planned 2012-09\n'
    "tracker milestone edit AMS-RM/M1 --planned 2012-11",
)
@click.argument("code", metavar="PROJECT/CODE")
@milestone_options
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@write_options
@pass_app
def edit(
    app: App, /, code: str, title: str | None, planned: str | None, first_planned: str | None, new_code: str | None
) -> None:
    """Change a milestone, also in the report to an open conference; an empty text makes a field unknown.

    --planned changes what is planned now. The date that was planned first stays, unless --first-planned is given.

    Without flags on a terminal the record opens in an editor. What was reported to conferences that are not open stays.
    """
    from tracker.insight.projects.milestones import milestone_card

    given = {"title": title, "planned_date": planned, "first_planned": first_planned, "code": new_code}
    standing = ("title", "planned_date", "first_planned")
    edit_part(app, "milestone", code, given, lambda reader: milestone_card(reader, code).facts, standing)


@milestone.command(
    "remove",
    example='tracker milestone add AMS-RM/M1 --title "Contract signed" --planned 2012-09\n'
    "tracker milestone remove AMS-RM/M1 --yes",
)
@click.argument("code", metavar="PROJECT/CODE")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Take back a milestone that was entered wrongly; one that was reported to a conference stays."""
    remove_part(app, "milestone", code)
