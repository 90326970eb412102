"""`tracker rating`: one word for the risk of a whole project, as its donor publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import spoken
from tracker.cli.dated import say_younger
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.cli.values import NUMBER
from tracker.output import CardFact, Column, Section, Style, show, show_card
from tracker.rules.text import fold
from tracker.rules.words import NOT_SAID, OVERALL

if TYPE_CHECKING:
    from tracker.insight.projects.ratings import RatingRow

LIST = [
    Column("number", "Number", "code"),
    Column("project", "Project", "code"),
    Column("project_title", "Title of project", hidden=True),
    Column("date", "Date", "date"),
    Column("aspect", "Of", priority=2),
    Column("level", "Rating"),
    Column("scale", "Scale", priority=3),
    Column("scale_name", "Name of scale", hidden=True),
    Column("current", "Current", "flag"),
    Column("previous_level", "Before", priority=4),
    Column("rated_by", "By", "code", priority=1),
    Column("note", "Note", flex=True, priority=6),
    Column("mitigation", "Mitigation", flex=True, priority=7),
    Column("source", "Source", flex=True, priority=8),
]
_IN_CARD = ("date", "aspect", "level", "scale", "previous_level", "rated_by", "source")
HISTORY = [
    column._replace(hidden=column.field not in _IN_CARD)
    for column in LIST
    if column.field not in ("project", "project_title")
]
# Rarely filled columns: people see them if any row has a value.
RARE = ("previous_level", "rated_by", "note", "mitigation", "source")
FIELDS = ("date", "level", "scale", "aspect", "previous_level", "rated_by", "note", "mitigation", "source")

_date = ("--date", "DATE", "Of the rating: 2014-05-26, 2014-05 or 2014.")
_level = ("--level", "WORD", "As published, a point of the scale; 'not said' where the report prints no value.")
_facts = word_options(
    ("--scale", "SCALE", "The scale of the level; `tracker scale list` shows them."),
    ("--aspect", "TEXT", "What is rated, where that is not the overall risk: environmental and social."),
    ("--previous", "WORD", "The rating before this one, as the same report prints it."),
    ("--by", "CODE", "The organisation that published it."),
    ("--note", "TEXT", "What the report says beside it."),
    ("--mitigation", "TEXT", "What is done about it."),
    ("--source", "TEXT", "The report, and where it is."),
)


@click.group(cls=Group)
def rating() -> None:
    """Ratings: one word for the risk of a whole project, as its donor publishes it. They have numbers, not codes.

    They are shown beside the scored risks and never turned into scores. A rating has a date and no conference: the
    last one up to the cut-off date of a conference is that conference's.
    """


@rating.command(
    "add",
    example="tracker rating add AMS-RM --level Substantial --scale wb-risk --date 2014-05-26 \\\n"
    '    --source "Implementation Status and Results Report 8"',
)
@click.argument("project", required=False)
@word_options(_date, _level)
@_facts
@write_options
@pass_app
def add(app: App, /, project: str | None, previous: str | None, by: str | None, **given: str | None) -> None:
    """Record a rating of a project. Several in one year are possible, each with its own date."""
    from tracker.insight.projects.ratings import find_rating
    from tracker.register.projects.ratings import RatingFacts

    project = project or app.ask("PROJECT", "Code of the project")
    date = given.pop("date") or app.ask("--date", "Date of the rating, such as 2014-05-26")
    given["level"] = level = given["level"] or app.ask("--level", "Rating as published, or 'not said'")
    if level.strip().lower() != NOT_SAID:
        given["scale"] = given["scale"] or app.ask("--scale", "Its scale, such as wb-risk")
    facts = RatingFacts(project, date, previous_level=previous, rated_by=by, **given)
    with app.register(create=True) as register:
        (number,) = register.ratings.add([facts])
        row = find_rating(register.reader, number)
    told(f"Rating {number} of {row.project} added: {_said(row)}")
    say(f"Next: `tracker rating list --project {row.project}`")


@rating.command("list", example="tracker rating list --at 2015 --current")
@click.option("--at", metavar="CONFERENCE", help="Of the projects of this conference, dated up to its cut-off.")
@click.option("--project", "projects", multiple=True, metavar="CODE", help="Of this project.")
@click.option("--level", "levels", multiple=True, metavar="WORD", help="With this rating; `not said` too.")
@click.option("--scale", "scales", multiple=True, metavar="SCALE", help="On this scale.")
@click.option("--by", "raters", multiple=True, metavar="CODE", help="Published by this organisation.")
@click.option("--current", is_flag=True, help="Only the last one of each project: those that count.")
@format_options
@pass_app
def list_(app: App, /, at: str | None, **filters: Any) -> None:
    """List ratings by project and date. One that is current counts at the conference, or today."""
    from tracker.insight.projects.ratings import RatingFilters, list_ratings

    with app.reader() as reader:
        style = app.style(reader)
        rows, younger = list_ratings(reader, at, RatingFilters(**filters))
        show(*_listed(LIST, rows, style), style)
    say_younger(younger, at)
    if not rows:
        say_none("ratings", "tracker rating add")


@rating.command(
    "show", example="tracker rating add AMS-RM --level High --scale wb-risk --date 2014-05\ntracker rating show 1"
)
@click.argument("number", type=NUMBER)
@format_options
@pass_app
def show_(app: App, number: int) -> None:
    """Show a rating, and all ratings of its project."""
    from tracker.insight.codes import Codes
    from tracker.insight.projects.ratings import find_rating, ratings_of

    with app.reader() as reader:
        row = find_rating(reader, number)
        history = ratings_of(reader, [Codes(reader).id("project", row.project)], None)
        style = app.style(reader)
    current = next(one.current for one in history if one.number == number)
    row = _for_people(row._replace(current=current)) if style.for_people else row._replace(current=current)
    pairs = [CardFact(one.field, one.heading, getattr(row, one.field), one.kind) for one in LIST]
    show_card(f"{row.project}  {row.project_title}", pairs, [ratings_section(history, style)], style)


@rating.command(
    "edit",
    example="tracker rating add AMS-RM --level High --scale wb-risk --date 2014-05\ntracker rating edit 2 --level Low",
)
@click.argument("number", type=NUMBER)
@word_options(_date, _level)
@_facts
@write_options
@pass_app
def edit(app: App, /, number: int, previous: str | None, by: str | None, **given: str | None) -> None:
    """Change a rating that was entered wrongly; an empty text makes a field unknown.

    Without flags on a terminal the record opens in an editor. Sealed records keep what they have.
    """
    from tracker.insight.projects.ratings import find_rating

    def save(changes: dict[str, Any], version: int | None = None) -> None:
        with app.register() as register:
            before, after = register.ratings.edit(number, changes, version)
        tell_changes(f"Rating {number}", before, after, FIELDS)

    every = given | {"previous_level": previous, "rated_by": by}
    changes = {name: text for name, text in every.items() if text is not None}
    if changes:
        save(changes)
        return
    with app.reader() as reader:
        row = find_rating(reader, number)
    texts = {name: getattr(row, name) for name in FIELDS}
    edited = edit_record(
        app,
        f"rating {number}",
        texts,
        lambda changed: save({name: text or "" for name, text in changed.items()}, row.version),
    )
    if edited is None:
        say("Nothing changed.")


@rating.command(
    "remove",
    example="tracker rating add AMS-RM --level High --scale wb-risk --date 2014-05\ntracker rating remove 1 --yes",
)
@click.argument("number", type=NUMBER)
@yes_option
@write_options
@pass_app
def remove(app: App, /, number: int) -> None:
    """Take back a rating that was entered by mistake."""
    from tracker.insight.projects.ratings import find_rating

    with app.reader() as reader:
        row = find_rating(reader, number)
    app.confirmed(
        f"Remove rating {number} of {row.project}, {_said(row)}?", lambda register: register.ratings.remove(number)
    )
    told(f"Rating {number} of {row.project} removed: {_said(row)}")


def ratings_section(rows: Sequence[RatingRow], style: Style) -> Section:
    """Return the ratings of one project as a section of a card."""
    listed, columns = _listed(HISTORY, rows, style)
    return Section("Ratings", listed, columns, None, "ratings")


def _listed(columns: Sequence[Column], rows: Sequence[RatingRow], style: Style) -> tuple[list[RatingRow], list[Column]]:
    """Return rows and columns; people read `not said`, and only columns that have a value."""
    if not style.for_people:
        return list(rows), list(columns)
    return [_for_people(row) for row in rows], spoken(columns, rows, *RARE)


def _for_people(row: RatingRow) -> RatingRow:
    return row._replace(level=row.level or NOT_SAID)


def _said(row: RatingRow) -> str:
    of = "" if fold(row.aspect) == OVERALL else f", {row.aspect}"
    return f"{row.level or NOT_SAID}{of}, {row.date}"
