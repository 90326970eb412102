"""`tracker partnership`: what organisations do together around the conferences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.minutes.action_view import actions_section
from tracker.cli.options import Group, at_option, format_options, word_options, write_options, yes_option
from tracker.cli.parties.party import essential
from tracker.cli.values import NUMBER
from tracker.output import PAGES, CardFact, Column, Section, show, show_card
from tracker.rules.words import PARTNERSHIP_KINDS, with_code

if TYPE_CHECKING:
    from tracker.insight.parties.partnerships import PartnershipRow

PARTNERSHIP_LIST = [
    Column("number", "Number", "code"),
    Column("conference", "Conference", "code", priority=1),
    Column("kind", "Kind"),
    Column("date", "Date", "date", priority=4),
    Column("parties", "Parties"),
    Column("party_names", "Names of parties", hidden=True),
    Column("subject", "Subject", flex=True),
    Column("agreed", "Agreed", flex=True, priority=3),
    Column("areas", "Areas", flex=True, priority=5),
    Column("projects", "Projects", flex=True, priority=2),
    Column("project_titles", "Titles of projects", hidden=True),
    Column("people", "People", hidden=True),
    Column("source", "Source", hidden=True),
]
# Rarely filled columns: shown if any row has a value.
RARE = ("date", "agreed", "areas", "projects")
FIELDS = ("subject", "kind", "date", "parties", "people", "agreed", "areas", "projects", "source")
LISTS = ("parties", "people", "areas", "projects")

partnership_options = word_options(
    ("--kind", "KIND", ", ".join(PARTNERSHIP_KINDS) + "."),
    ("--date", "DATE", "2012, 2012-02 or 2012-02-02; may be unknown."),
    ("--agreed", "TEXT", "What was agreed."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
)


def _lists(command: Any) -> Any:
    for flags, metavar, said in reversed(
        (
            (("--with", "parties"), "CODE", "An organisation that takes part; at least two."),
            (("--people", "people"), '"CODE: NAME; NAME"', "Who took part for one of them."),
            (("--area", "areas"), "THEME", "A theme on which they cooperate, by code or by name in any language."),
            (("--project", "projects"), "CODE", "A project that follows from it."),
        )
    ):
        command = click.option(*flags, multiple=True, metavar=metavar, help=said)(command)
    return command


@click.group(cls=Group)
def partnership() -> None:
    """Partnerships: bilateral meetings, agreements, study visits, standing mechanisms. They have numbers instead of
    codes.

    A standing mechanism is one that goes on: for sharing information, against counterfeits. What they ask for
    afterwards is `tracker action add ... --partnership 3`.
    """


@partnership.command(
    "add",
    example='tracker partnership add "joint work" --kind "bilateral meeting" --with IDB --with WCO \\\n'
    '    --people "IDB: Santiago Levy" --agreed "Train officials together" --area "capacity building" --at 2012',
)
@click.argument("subject", required=False)
@partnership_options
@_lists
@at_option
@write_options
@pass_app
def add(app: App, /, subject: str | None, at: str | None, **given: Any) -> None:
    """Record what two or more organisations did together around a conference: the open one, unless --at names another.

    SUBJECT is what it was about.
    """
    from tracker.register.parties.partnerships import PartnershipFacts

    subject = subject or app.ask("SUBJECT", "What it was about")
    given["kind"] = given["kind"] or app.ask("--kind", "Kind of partnership", PARTNERSHIP_KINDS)
    while len(given["parties"]) < 2:
        given["parties"] = (
            *given["parties"],
            app.ask("--with", "Code of an organisation that takes part, such as IDB"),
        )
    app.ask_more(given, "--date", "--agreed")
    with app.register() as register:
        conference = register.codes.conference_or_open(at)
        (number,) = register.partnerships.add([PartnershipFacts(conference.code, subject, **given)])
        known = register.partnerships.known(number)
    told(f"Partnership {number} added: {known['kind']} of {' and '.join(known['parties'])}, {known['subject']}")
    say(f"Next: `tracker action add ... --partnership {number}` for what follows from it")


@partnership.command("list", example="tracker partnership list --organisation IDB")
@click.option("--organisation", "organisations", multiple=True, metavar="CODE", help="In which this one takes part.")
@click.option("--at", "conferences", multiple=True, metavar="CONFERENCE", help="Around this conference.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Of this kind.")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="From which this project follows.")
@format_options
@pass_app
def list_(
    app: App, /, organisations: Sequence[str], conferences: Sequence[str], kinds: Sequence[str], projects: Sequence[str]
) -> None:
    """List partnerships by date, else by that of their conference."""
    from tracker.insight.parties.partnerships import list_partnerships

    with app.reader() as reader:
        rows = list_partnerships(reader, organisations, conferences, kinds, projects)
        count = show(rows, spoken(PARTNERSHIP_LIST, rows, *RARE), app.style(reader))
    if not count:
        say_none("partnerships", "tracker partnership add")


@partnership.command("show", example="tracker partnership show 1")
@click.argument("number", type=NUMBER)
@format_options
@pass_app
def show_(app: App, number: int) -> None:
    """Show a partnership, who took part, and the action points that follow from it."""
    from tracker.insight.conferences.actions import actions_of
    from tracker.insight.parties import partnerships

    with app.reader() as reader:
        row = partnerships.partnership(reader, number)
        actions = actions_of(reader, "partnership_id", number, app.today())
        style = app.style(reader)
    pairs = [
        CardFact(column.field, column.heading, getattr(row, column.field), column.kind) for column in PARTNERSHIP_LIST
    ]
    if style.form in PAGES:
        pairs = [_named(pair, row) for pair in pairs if pair.key not in ("party_names", "project_titles")]
    pairs = essential(pairs, style, "number", "conference", "kind", "date", "subject", "agreed")
    show_card(f"{row.kind.capitalize()} of {' and '.join(row.parties)}", pairs, [actions_section(actions)], style)


@partnership.command("edit", example="tracker partnership edit 1 --date 2012-02-02 --area 'risk management'")
@click.argument("number", type=NUMBER)
@click.option("--subject", metavar="TEXT", help="What it was about.")
@partnership_options
@_lists
@click.option("--at", "conference", metavar="CONFERENCE", help="Around this conference.")
@write_options
@pass_app
def edit(app: App, /, number: int, **given: Any) -> None:
    """Change a partnership; an empty text makes a field unknown.

    --with, --area and --project name all that there are from now on; --people those of the parties that they name.
    Without flags on a terminal the record opens in an editor.
    """
    from tracker.insight.parties import partnerships

    def save(changes: dict[str, Any], version: int | None = None) -> None:
        with app.register() as register:
            before, after = register.partnerships.edit(number, changes, version)
        tell_changes(f"Partnership {number}", before, after, ("conference", *FIELDS))

    changes = {name: value for name, value in given.items() if value is not None and value != ()}
    if changes:
        save(changes)
        return
    with app.reader() as reader:
        row = partnerships.partnership(reader, number)
    texts = {name: "\n".join(getattr(row, name)) if name in LISTS else getattr(row, name) for name in FIELDS}

    def from_editor(edited: dict[str, str | None]) -> None:
        save(
            {name: (text or "").split("\n") if name in LISTS else text or "" for name, text in edited.items()},
            row.version,
        )

    if edit_record(app, f"partnership {number}", texts, from_editor) is None:
        say("Nothing changed.")


@partnership.command("remove", example="tracker partnership remove 4 --yes")
@click.argument("number", type=NUMBER)
@yes_option
@write_options
@pass_app
def remove(app: App, /, number: int) -> None:
    """Take back a partnership that was entered wrongly; one that action points follow from stays."""
    from tracker.insight.parties import partnerships

    with app.reader() as reader:
        row = partnerships.partnership(reader, number)
    app.confirmed(
        f"Remove partnership {number}, {row.kind} of {' and '.join(row.parties)}, {row.subject}?",
        lambda register: register.partnerships.remove(number),
    )
    told(f"Partnership {number} removed: {row.subject}")


def partnerships_section(rows: Sequence[Any]) -> Section:
    """Return the partnerships of an organisation as a section of its card."""
    return Section("Partnerships", rows, spoken(PARTNERSHIP_LIST, rows, *RARE), None, "partnerships")


def partnership_lines(row: PartnershipRow) -> list[str]:
    """Describe a partnership in words, one line per fact."""
    parties = " and ".join(map(with_code, row.party_names, row.parties))
    said = [
        f"{row.kind.capitalize()} of {parties}{f', {row.date}' if row.date else ''}: {row.subject}",
        f"Agreed: {row.agreed}" if row.agreed else "",
        f"Areas: {', '.join(row.areas)}" if row.areas else "",
        f"Projects that follow: {', '.join(_with_titles(row))}" if row.projects else "",
        f"Present: {'; '.join(row.people)}" if row.people else "",
    ]
    return [text for text in said if text]


def _with_titles(row: PartnershipRow) -> tuple[str, ...]:
    return tuple(map(" ".join, zip(row.projects, row.project_titles, strict=True)))


def _named(pair: CardFact, row: PartnershipRow) -> CardFact:
    return pair._replace(value=_with_titles(row)) if pair.key == "projects" else pair
