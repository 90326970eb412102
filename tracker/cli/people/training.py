"""`tracker training`: courses, workshops and missions, who attended them, and with what result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.dated import say_younger
from tracker.cli.editing import edit_record, several, tell_changes
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.cli.parties.party import essential, new_code_option
from tracker.cli.people.training_lists import (
    GROUPS,
    LED_TO,
    LIST,
    ONE_ATTENDANCE,
    RESULTS,
    attended,
    cost_text,
    say_women,
    told_columns,
)
from tracker.output import FOR_PEOPLE, CardFact, Section, show, show_card
from tracker.rules.text import counted
from tracker.rules.words import TRAINING_KINDS, TRAINING_MODES, choose

F = TypeVar("F", bound=Callable[..., Any])

BY = ("theme", "administration", "donor", "project", "year")
LISTS = ("countries", "themes", "organisers", "funders", "projects")
FIELDS = (*("title", "kind", "mode", "start", "end", "date_note", "place", *LISTS, "cost", "source", "note"),)
# On the card for people these are in words, or in the sections.
SHOWN_BELOW = (
    *("organiser_names", "funder_names", "project_titles", "administrations", "administration_names"),
    *("stated", "persons", "women", "completed", "certified", "currency"),
)
_words = word_options(
    ("--kind", "KIND", ", ".join(TRAINING_KINDS) + "."),
    ("--mode", "MODE", ", ".join(TRAINING_MODES) + "."),
    ("--start", "DATE", "2012, 2012-03 or 2012-03-01; may be unknown."),
    ("--end", "DATE", "2012, 2012-03 or 2012-03-01; may be unknown."),
    ("--date-note", "TEXT", "What the dates cannot say: four days each, the year is not said."),
    ("--place", "TEXT", "City or venue."),
    ("--cost", "AMOUNT", 'With its currency: "12,000 USD".'),
    ("--source", "TEXT", "Who said it, in which mail, file or note."),
    ("--note", "TEXT", "Anything else."),
)


def training_options(command: F) -> F:
    """Add the fields of a training as flags."""
    for flag, name, metavar, said in reversed(
        (
            ("--country", "countries", "COUNTRY", "Where it is held, by code or name; repeat it."),
            ("--theme", "themes", "THEME", "By code or name; in words if the vocabulary lacks it. Repeat it."),
            ("--organiser", "organisers", "NAME", "Who holds it, by code, name or in words; repeat it."),
            ("--funder", "funders", "NAME", "Who pays for it, by code, name or in words; repeat it."),
            ("--project", "projects", "NAME", "What it is a part of, by code or in words; repeat it."),
        )
    ):
        command = click.option(flag, name, multiple=True, metavar=metavar, help=said)(command)
    return _words(command)


def filter_options(command: F) -> F:
    """Add the flags that choose trainings."""
    for flag, name, metavar, said in reversed(
        (
            ("--theme", "themes", "THEME", "On this theme."),
            ("--administration", "administrations", "NAME", "Which this one attended."),
            ("--donor", "donors", "NAME", "For which this one pays."),
            ("--organiser", "organisers", "NAME", "Which this one holds."),
            ("--project", "projects", "NAME", "As a part of this project or programme."),
            ("--country", "countries", "COUNTRY", "Held there."),
            ("--kind", "kinds", "KIND", "Of this kind."),
            ("--year", "years", "YEAR", "In this year."),
        )
    ):
        command = click.option(flag, name, multiple=True, metavar=metavar, help=said)(command)
    said = "Dated up to the cut-off of this conference, or undated."
    return click.option("--at", metavar="CONFERENCE", help=said)(command)


@click.group(cls=Group)
def training() -> None:
    """Trainings: courses, workshops, seminars, missions, study visits, meetings that train.

    A training has dates and no conference. Who holds it, who pays, themes, projects and who attended are codes of the
    register, or the words of the source where the register does not have them.
    """


@training.command(
    "add",
    example='tracker training add T1 --title "Risk management for inspectors" --kind workshop --start 2013-03-04 \\\n'
    '    --place Kingston --country JM --theme "risk management" --organiser WCO --funder IDB --cost "12,000 USD"',
)
@click.argument("code", required=False)
@click.option("--title", metavar="TEXT", help="What it is called.")
@training_options
@write_options
@pass_app
def add(app: App, /, code: str | None, title: str | None, **given: Any) -> None:
    """Record a training. What is not known stays empty; `tracker training attend` records who attended."""
    from tracker.register.people.trainings import TrainingFacts

    code = code or app.ask("CODE", "Code of the training")
    title = title or app.ask("--title", "Title of the training")
    app.ask_more(given, "--start", "--place", "--country", "--theme", "--organiser")
    with app.register(create=True) as register:
        (identity,) = register.trainings.add([TrainingFacts(code, title, **given)])
        known = register.trainings.known(identity)
        in_words = register.trainings.in_words(identity, LISTS)
    told(f"Training {known['code']} added: {known['title']}")
    _tell_words(in_words)
    say(f"Next: `tracker training attend {known['code']} --administration CODE --persons NUMBER`")


@training.command(
    "list",
    example="tracker training list --theme 'risk management' --year 2013\ntracker training list --by donor --at 2018",
)
@filter_options
@click.option("--by", metavar="WHAT", help=f"Count trainings by {', '.join(BY)}.")
@format_options
@pass_app
def list_(app: App, /, by: str | None, at: str | None, **given: Any) -> None:
    """List trainings by date.

    Persons are the seats of one training. They are not added up over trainings, because one officer may attend several.
    """
    from tracker.insight.people.trainings import TrainingFilters, grouped, list_trainings

    way = choose("--by", by, BY) if by else None
    with app.reader() as reader:
        found = list_trainings(reader, TrainingFilters(**given, at=at))
        style = app.style(reader)
        if way:
            groups = grouped(found.rows, way)
            columns = [
                column._replace(heading=way.capitalize()) if column.field == "group" else column for column in GROUPS
            ]
            count = show(groups, told_columns(columns, groups), style)
        else:
            count = show(found.rows, told_columns(LIST, found.rows), style)
    if style.for_people:
        say_women(found.rows)
        say_younger(found.younger, at)
    if not count:
        say_none("trainings", "tracker training add")


@training.command("show", example="tracker training show TR-005")
@click.argument("code")
@format_options
@pass_app
def show_(app: App, /, code: str) -> None:
    """Show a training, who attended it, and its results."""
    from tracker.insight.people import trainings
    from tracker.insight.people.careers import stages_led_to

    with app.reader() as reader:
        row = trainings.training(reader, code)
        attendance = trainings.attendance_of(reader, code)
        results = trainings.results_of(reader, code)
        stages = stages_led_to(reader, code)
        style = app.style(reader)
    shown = [column for column in LIST if style.form not in FOR_PEOPLE or column.field not in SHOWN_BELOW]
    pairs = [CardFact(one.field, one.heading, getattr(row, one.field), one.kind, row.currency) for one in shown]
    if style.form in FOR_PEOPLE:
        pairs.append(CardFact("attended", "Attended", ", ".join(attended(row))))
    pairs = essential(pairs, style, "code", "title", "kind", "start", "end", "source")
    sections = [
        Section("Attendance", attendance, told_columns(ONE_ATTENDANCE, attendance), "Not recorded.", "attendance"),
        Section("Results", results, told_columns(RESULTS[1:], results), None, "results"),
        Section("Leads to", stages, LED_TO, None, "leads_to"),
    ]
    show_card(f"{row.code}  {row.title}", pairs, sections, style)


@training.command("edit", example='tracker training edit TR-005 --place "Willemstad" --theme "risk management"')
@click.argument("code")
@click.option("--title", metavar="TEXT", help="What it is called.")
@training_options
@new_code_option
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change a training; an empty text makes a field unknown.

    --country, --theme, --organiser, --funder and --project name all that there are from now on. Without flags on a
    terminal the record opens in an editor.
    """
    from tracker.insight.people import trainings

    def save(changes: dict[str, Any], version: int | None = None) -> None:
        with app.register() as register:
            identity = register.codes.id("training", code)
            before, after = register.trainings.edit(identity, changes, version)
            exponents = register.reader.exponents
            in_words = register.trainings.in_words(identity, [name for name in LISTS if name in changes])
        for known in (before, after):
            known["cost"] = cost_text(known["cost"], known["currency"], exponents)
        tell_changes(f"Training {after['code']}", before, after, ("code", *FIELDS))
        _tell_words(in_words)

    changes = {name: value for name, value in (given | {"code": new_code}).items() if value not in (None, ())}
    if changes:
        save(changes)
        return
    with app.reader() as reader:
        row = trainings.training(reader, code)
        exponents = reader.exponents
    texts = {name: "; ".join(getattr(row, name)) if name in LISTS else getattr(row, name) for name in FIELDS}
    texts["cost"] = cost_text(row.cost, row.currency, exponents)

    def from_editor(edited: dict[str, str | None]) -> None:
        words = {name: several(text or "") if name in LISTS else text or "" for name, text in edited.items()}
        save(words, row.version)

    if edit_record(app, f"training {row.code}", texts, from_editor) is None:
        say("Nothing changed.")


@training.command("remove", example="tracker training remove TR-005 --yes")
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Remove a training that was entered by mistake, with who attended it and its results."""
    from tracker.insight.people import trainings

    with app.reader() as reader:
        row = trainings.training(reader, code)
        lines, results = trainings.attendance_of(reader, code), trainings.results_of(reader, code)
    held = [f"{counted(len(lines), 'line')} of attendance"] if lines else []
    held += [counted(len(results), "result")] if results else []
    with_parts = f" with {' and '.join(held)}" if held else ""
    app.confirmed(
        f"Remove training {row.code}, {row.title}{with_parts}?",
        lambda register: register.trainings.remove(register.codes.id("training", row.code)),
    )
    told(f"Training {row.code} removed{with_parts}: {row.title}")


def _tell_words(in_words: Sequence[str]) -> None:
    if in_words:
        told(f"  Not in the register, kept in words: {'; '.join(in_words)}")
