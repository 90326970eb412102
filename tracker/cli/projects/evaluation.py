"""`tracker evaluation`: ratings of projects, and of strategies for countries, as their evaluators published them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import beside_columns, spoken
from tracker.cli.dated import say_younger
from tracker.cli.editing import edit_record, tell_changes
from tracker.cli.options import Group, format_options, told_at_option, word_options, write_options, yes_option
from tracker.cli.parties.party import essential
from tracker.cli.values import NUMBER
from tracker.output import CardFact, Column, show, show_card
from tracker.rules.words import EVALUATION_KINDS, EvaluatedBy

if TYPE_CHECKING:
    from tracker.insight.projects.evaluations import EvaluationFilters

F = TypeVar("F", bound=Callable[..., Any])
COLUMNS = [
    Column("number", "Number", "code"),
    Column("project", "Project", "code"),
    Column("project_title", "Title of project", hidden=True),
    Column("strategy", "Strategy", flex=True),
    Column("country", "Country", "code", priority=6),
    Column("date", "Date", "date", priority=1),
    Column("fiscal_year_of", "Year of", "code", priority=9),
    Column("day", "Counts from", "date", hidden=True),
    Column("evaluator", "Evaluator", flex=True, priority=4),
    Column("evaluator_name", "Name of evaluator", hidden=True),
    Column("kind", "Kind"),
    Column("published_as", "Published as", priority=5),
    Column("criteria", "Criteria", "code", priority=7),
    Column("criterion", "Criterion", flex=True),
    Column("scale", "Scale", "code", priority=8),
    Column("rating", "Rating", flex=True),
    Column("good", "Good", "flag", priority=3),
    Column("note", "Note", flex=True, hidden=True),
    Column("source", "Source", flex=True, hidden=True),
]
# Rarely filled columns: shown if any row has a value.
RARE = ("project", "strategy", "country", "fiscal_year_of", "published_as", "kind", "criteria", "scale")
SHARES = [
    Column("group", "Group", flex=True),
    Column("kind", "Kind"),
    Column("evaluations", "Ratings", "number", priority=2),
    Column("rated", "Rated", "number", priority=1),
    Column("good", "Good", "number"),
    Column("share", "Percent good", "percent"),
    Column("not_rated", "Could not be rated", "number"),
]
FIELDS = (
    *("project", "strategy", "country", "evaluator", "kind", "published_as", "date", "fiscal_year_of"),
    *("criteria", "criterion", "scale", "rating", "note", "source"),
)

evaluation_options = word_options(
    ("--strategy", "TEXT", "In the place of PROJECT: the name of a strategy for a country that is no project."),
    ("--country", "COUNTRY", "The country of the strategy."),
    ("--by", "CODE|NAME", "Who evaluated: an organisation, or a name."),
    ("--kind", "KIND", f"{', '.join(EVALUATION_KINDS)}; by default that of the report in --published-as."),
    ("--published-as", "TEXT", "The kind of report that has it, as its publisher calls it: ICRR, PPAR, CLR."),
    ("--date", "DATE|FY2012", "2012, 2012-02 or 2012-02-02, or a fiscal year."),
    ("--fiscal-year-of", "CODE", "Whose fiscal year it is; by default the evaluator's."),
    ("--criteria", "CODE", "The set of the criterion; `tracker criteria list` shows them."),
    ("--criterion", "TEXT", "What was rated: relevance, quality at entry."),
    ("--scale", "CODE", "The scale of the rating; `tracker scale list` shows them."),
    ("--rating", "TEXT", "The rating as published; 'Not Rated' is one."),
    ("--note", "TEXT", "Anything else."),
    ("--source", "TEXT", "Where it was published, or who said it."),
)


def _filters(command: F) -> F:
    for option in (
        click.option(
            "--year", "years", multiple=True, type=NUMBER, metavar="YEAR", help="Of this year, or fiscal year."
        ),
        click.option(
            "--country", "countries", multiple=True, metavar="COUNTRY", help="Of a strategy for this country."
        ),
        click.option("--criterion", "criterion", multiple=True, metavar="TEXT", help="By this criterion."),
        click.option("--criteria", "criteria", multiple=True, metavar="CODE", help="By a criterion of this set."),
        click.option(
            "--kind", "kinds", multiple=True, metavar="KIND", help=f"{', '.join(EVALUATION_KINDS)}, not said."
        ),
        click.option("--by", "evaluators", multiple=True, metavar="CODE|NAME", help="Of this evaluator."),
        click.option("--project", "projects", multiple=True, metavar="CODE", help="Of this project."),
    ):
        command = option(command)
    return told_at_option(command)


@click.group(cls=Group)
def evaluation() -> None:
    """Evaluations: ratings as published, self, validated and independent ones side by side.

    They have numbers instead of codes. What is rated in words on no scale counts as not rated.
    """


@evaluation.command(
    "add",
    example="tracker evaluation add P118026 --by 'Independent Evaluation Group' --published-as PPAR \\\n"
    "    --date 2019-05 --criteria wb-project --criterion 'overall outcome' --scale wb-outcome --rating Satisfactory",
)
@click.argument("project", required=False, metavar="PROJECT")
@evaluation_options
@write_options
@pass_app
def add(app: App, /, project: str | None, by: str | None, **given: Any) -> None:
    """Record a rating of a project by one criterion, or of a --strategy.

    A fiscal year, --date FY2012, counts from its last day, as `organisation edit CODE --fiscal-year-ends` says. The
    kind follows from the report: ICRR and CLRR are validated, PPAR is independent, ISR, ICR and CLR are self.
    """
    from tracker.insight.projects import evaluations
    from tracker.register.projects.evaluations import EvaluationFacts

    if not (project or given["strategy"]):
        project = app.ask("PROJECT", "Code of the project")
    facts = EvaluationFacts(
        project,
        evaluator=by or app.ask("--by", "Who evaluated"),
        **given
        | {
            "criterion": given["criterion"] or app.ask("--criterion", "Criterion that was rated"),
            "rating": given["rating"] or app.ask("--rating", "Rating as published"),
        },
    )
    with app.register(create=True) as register:
        (number,) = register.evaluations.add([facts])
        row = evaluations.evaluation(register.reader, number)
    told(f"Evaluation {number} added: {title(row)}")
    if row.date and row.date != row.day:
        say(f"{row.date} of {row.fiscal_year_of} counts from {row.day}.")
    subject = f"--project {row.project}" if row.project else "--beside"
    say(f"Next: `tracker evaluation list {subject}`")


@evaluation.command("list", example="tracker evaluation list --project P118026 --kind validated")
@_filters
@click.option("--beside", is_flag=True, help="The latest rating of each kind and evaluator side by side.")
@format_options
@pass_app
def list_(app: App, /, *, beside: bool, **given: object) -> None:
    """List evaluations by project and date.

    With --at those dated up to the conference's cut-off, of the projects that were reported to it, and of strategies.
    """
    from tracker.insight.projects import evaluations

    filters = _asked(given)
    with app.reader() as reader:
        if beside:
            ratings = evaluations.evaluations_beside(reader, filters)
            count = show(ratings, beside_columns(ratings), app.style(reader))
        else:
            rows = list(evaluations.list_evaluations(reader, filters))
            count = show(rows, spoken(COLUMNS, rows, *RARE), app.style(reader))
        say_younger(evaluations.younger_evaluations(reader, filters), filters.at)
    if not count:
        say_none("evaluations", "tracker evaluation add")


@evaluation.command("share", example="tracker evaluation share --group year")
@_filters
@click.option(
    "--group", type=click.Choice(get_args(EvaluatedBy)), default="criterion", help="Divide the ratings by this."
)
@format_options
@pass_app
def share(app: App, /, *, group: EvaluatedBy, **given: Any) -> None:
    """Show which share of the ratings is good on its scale, for each kind of evaluation.

    The share is of those that were rated; the others are counted beside it.
    """
    from tracker.insight.projects import evaluations

    filters = _asked(given)
    with app.reader() as reader:
        count = show(evaluations.good_shares(reader, filters, group), SHARES, app.style(reader))
        say_younger(evaluations.younger_evaluations(reader, filters), filters.at)
    if not count:
        say_none("evaluations", "tracker evaluation add")


@evaluation.command("show", example="tracker evaluation show 1")
@click.argument("number", type=NUMBER)
@format_options
@pass_app
def show_(app: App, number: int) -> None:
    """Show an evaluation."""
    from tracker.insight.projects import evaluations

    with app.reader() as reader:
        row, style = evaluations.evaluation(reader, number), app.style(reader)
    pairs = [CardFact(one.field, one.heading, getattr(row, one.field), one.kind) for one in COLUMNS]
    show_card(title(row), essential(pairs, style, "number", "date", "kind", "criterion", "scale", "rating"), [], style)


@evaluation.command("edit", example="tracker evaluation edit 1 --rating 'Not Rated'")
@click.argument("number", type=NUMBER)
@click.option("--project", metavar="CODE", help="The project that was rated.")
@evaluation_options
@write_options
@pass_app
def edit(app: App, /, number: int, by: str | None, **given: Any) -> None:
    """Change an evaluation; an empty text makes a field unknown.

    Without flags on a terminal the record opens in an editor.
    """

    def save(changes: dict[str, Any], version: int | None = None) -> None:
        with app.register() as register:
            before, after = register.evaluations.edit(number, changes, version)
        tell_changes(f"Evaluation {number}", before, after, FIELDS)

    changes = {name: value for name, value in {**given, "evaluator": by}.items() if value is not None}
    if changes:
        save(changes)
        return
    with app.register(trial=True) as register:
        known, version = register.evaluations.known(number), register.evaluations.row(number)["version"]

    def from_editor(edited: dict[str, str | None]) -> None:
        save({name: text or "" for name, text in edited.items()}, version)

    if edit_record(app, f"evaluation {number}", {name: known[name] for name in FIELDS}, from_editor) is None:
        say("Nothing changed.")


@evaluation.command("remove", example="tracker evaluation remove 1 --yes")
@click.argument("number", type=NUMBER)
@yes_option
@write_options
@pass_app
def remove(app: App, /, number: int) -> None:
    """Take back an evaluation that was entered wrongly."""
    from tracker.insight.projects import evaluations

    with app.reader() as reader:
        row = evaluations.evaluation(reader, number)
    app.confirmed(f"Remove evaluation {number}, {title(row)}?", lambda register: register.evaluations.remove(number))
    told(f"Evaluation {number} removed: {title(row)}")


def title(row: Any) -> str:
    """Return an evaluation in one line."""
    date = f", {row.date}" if row.date else ""
    return f"{row.project or row.strategy}, {row.criterion}: {row.rating} ({row.evaluator}{date})"


def _asked(given: dict[str, Any]) -> EvaluationFilters:
    from tracker.insight.projects.evaluations import EvaluationFilters

    return EvaluationFilters(**given)
