"""`tracker training attend` and `training result`: who attended a training, what came of it, and their lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, told
from tracker.cli.dated import say_younger
from tracker.cli.editing import tell_changes
from tracker.cli.options import format_options, word_options, write_options
from tracker.cli.people.training import filter_options, training
from tracker.cli.people.training_lists import ATTENDANCE, RESULTS, persons_text, told_columns
from tracker.output import Column, show
from tracker.rules.words import INDICATED, RESULT_LEVELS

if TYPE_CHECKING:
    from tracker.insight.people.trainings import TrainingFilters
    from tracker.register.core import Row
    from tracker.store.reader import Reader

drop_option = click.option("--drop", is_flag=True, help="Take it back, because it was entered by mistake.")


@training.command(
    "attend",
    example="tracker training attend TR-006 --administration VC-CUSTOMS --persons 14 --women 5 --completed 14\n"
    'tracker training attend TR-052 --persons "about 30"',
)
@click.argument("code", required=False)
@word_options(
    ("--administration", "NAME", "Whose officers, by code or in words; without it, the numbers are of all together."),
    ("--persons", "NUMBER", 'How many, as it was said: 31, "at least 30", "over 30", "about 30", "up to 30".'),
    ("--women", "NUMBER", "Women among them."),
    ("--completed", "NUMBER", "How many completed it."),
    ("--certified", "NUMBER", "How many received a certificate."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
    ("--note", "TEXT", "Anything else. No names of officers."),
)
@drop_option
@write_options
@pass_app
def attend(app: App, /, code: str | None, *, drop: bool, **given: str | None) -> None:
    """Record who attended a training: an administration, or all together where the source says no more.

    What you leave out stays as it was; an empty text makes it unknown. A number of all together includes those of each
    administration.
    """
    code = code or app.ask("CODE", "Code of the training")
    if not drop and all(text is None for text in given.values()):
        given["administration"] = (
            app.ask("--administration", "Code of the administration (empty for all)", optional=True) or None
        )
        given["persons"] = app.ask("--persons", "Number of persons, such as 31 or over 30", optional=True) or None
    with app.register() as register:
        training_id = register.codes.id("training", code)
        known = register.codes.code("training", training_id)
        before: Row | None
        after: Row
        if drop:
            before, after = register.attendances.remove(training_id, given["administration"]), {}
        else:
            before, after = register.attendances.tell(training_id, given)
        one = before or after
        who = one["words"] or "all together"
        if one["administration_id"] is not None:
            who = register.codes.code("organisation", one["administration_id"])
    if drop:
        told(f"{known}: the attendance of {who} was taken back.")
    elif before is None:
        said = [f"{after[name]:,} {word}" for name, word in PARTS.items() if after[name] is not None]
        told(f"{known} was attended by {who}: {', '.join([_persons(after), *said])}")
    else:
        tell_changes(f"Attendance of {who} at {known}", before, after, [*_NUMBERS, "source", "note"])


@training.command(
    "result",
    example='tracker training result TR-006 --level learning --of "test, points" --before 55 --after 71 --persons 14',
)
@click.argument("code", required=False)
@click.option("--level", metavar="LEVEL", help="Kirkpatrick's, by name or number: " + ", ".join(RESULT_LEVELS) + ".")
@click.option("--of", "measured", metavar="TEXT", help="What was measured, and its unit: test, points.")
@word_options(
    ("--before", "NUMBER", "The value before the training."),
    ("--after", "NUMBER", "The value after it."),
    ("--persons", "NUMBER", "Of how many persons it was measured."),
    ("--date", "DATE", "When it was measured: 2012, 2012-03 or 2012-03-01."),
    ("--indicator", "PROJECT/CODE", f"For {' and '.join(INDICATED)}: the indicator, which has the values."),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
    ("--note", "TEXT", "Anything else."),
)
@drop_option
@write_options
@pass_app
def result(app: App, /, code: str | None, level: str | None, *, drop: bool, **given: str | None) -> None:
    """Record a result of a training.

    Reaction and learning have values of their own. Behaviour and results point at an indicator of a project, and do not
    repeat its values. What you leave out stays as it was; an empty text makes it unknown.
    """
    code = code or app.ask("CODE", "Code of the training")
    level = level or app.ask("--level", "Level of the result", RESULT_LEVELS)
    facts = given | {"level": level}
    with app.register() as register:
        training_id = register.codes.id("training", code)
        known = register.codes.code("training", training_id)
        before: Row | None
        after: Row
        if drop:
            before, after = register.training_results.remove(training_id, facts), {}
        else:
            before, after = register.training_results.tell(training_id, facts)
    one = before or after
    what = f"{one['level']}, {one['measured'] or given['indicator']}"
    if drop:
        told(f"{known}: the result {what} was taken back.")
    elif before is None:
        told(f"{known}, result added: {what}{_values(after)}")
    else:
        tell_changes(
            f"Result of {known}, {what}", before, after, ["before", "after", "persons", "date", "source", "note"]
        )


@training.command("attendance", example="tracker training attendance --administration JM-CUSTOMS")
@filter_options
@format_options
@pass_app
def attendance(app: App, /, at: str | None, **given: Any) -> None:
    """List who attended the trainings, each administration on a line; the flags choose the trainings.

    A line without an administration has the numbers of all together.
    """
    from tracker.insight.people.trainings import list_attendance

    _list(app, at, given, list_attendance, ATTENDANCE, "attendance")


@training.command("results", example="tracker training results --theme integrity")
@filter_options
@format_options
@pass_app
def results(app: App, /, at: str | None, **given: Any) -> None:
    """List the results of the trainings; the flags choose the trainings."""
    from tracker.insight.people.trainings import list_results

    _list(app, at, given, list_results, RESULTS, "results")


def _list(
    app: App,
    at: str | None,
    given: Mapping[str, Any],
    ask: Callable[[Reader, TrainingFilters], tuple[list[Any], int]],
    columns: list[Column],
    what: str,
) -> None:
    from tracker.insight.people.trainings import TrainingFilters

    with app.reader() as reader:
        rows, younger = ask(reader, TrainingFilters(**given, at=at))
        style = app.style(reader)
        count = show(rows, told_columns(columns, rows), style)
    if style.for_people and younger:
        say_younger(younger, at, "these trainings")
    if not count:
        verb = "attend" if what == "attendance" else "result"
        say(f"No matching {what}. `tracker training {verb} CODE` records it.")


PARTS = {"women": "women", "completed": "completed it", "certified": "certified"}
_NUMBERS = ("persons", "stated", *PARTS)


def _persons(row: Mapping[str, Any]) -> str:
    return (
        "number of persons not said"
        if row["persons"] is None
        else f"{persons_text(row['persons'], row['stated'])} persons"
    )


def _values(row: Mapping[str, Any]) -> str:
    if row["indicator_id"] is not None:
        return ""
    of = f", {row['persons']:,} persons" if row["persons"] is not None else ""
    return f": {row['before'] or 'unknown'} before, {row['after'] or 'unknown'} after{of}"
