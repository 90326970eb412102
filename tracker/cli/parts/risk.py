"""`tracker risk`: what may happen to a project, in the words of ISO 31000."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import footer_row, spoken
from tracker.cli.options import Group, format_options, word_options, write_options, yes_option
from tracker.cli.parts import risk_matrix
from tracker.cli.parts.parts import choice_options, edit_part, named, remove_part, report_command, tell_listed
from tracker.output import CardFact, Column, Section, show, show_card
from tracker.rules.words import NOT_ASSESSED, RISK_CATEGORIES

if TYPE_CHECKING:
    from tracker.insight.projects.risks import RiskRow

MEASURED = [
    Column("likelihood", "Likelihood", "number", priority=5),
    Column("impact", "Impact", "number", priority=5),
    Column("score", "Score", "number"),
    Column("level", "Level"),
    Column("status", "Status", priority=1),
]
LIST = [
    Column("code", "Code", "code"),
    Column("project", "Project", hidden=True),
    Column("project_title", "Title of project", hidden=True),
    Column("event", "Event", flex=True),
    Column("category", "Category", priority=4),
    *MEASURED,
    Column("occurred", "When", "date", priority=4),
    Column("delayed", "Delayed", "codes", priority=3),
    Column("owner", "Owner", flex=True, priority=1),
    Column("response", "Response", priority=6),
    Column("inherent_likelihood", "Inherent likelihood", "number", hidden=True),
    Column("inherent_impact", "Inherent impact", "number", hidden=True),
    Column("inherent_score", "Inherent", "number", priority=7),
    Column("conference", "Reported at", "code", priority=2),
    Column("conference_title", "Title of conference", hidden=True),
]
HISTORY = [
    Column("conference", "Conference", "code"),
    *MEASURED,
    Column("occurred", "When", "date", priority=2),
    Column("delayed", "Delayed", "codes", priority=2),
    Column("mitigation", "Mitigation", flex=True, priority=5),
    Column("note", "Note", flex=True, priority=4),
    Column("source", "Source", flex=True, priority=6),
]
FIELDS = (
    "event",
    "category",
    "cause",
    "consequence",
    "owner",
    "response",
    "mitigation",
    "inherent_likelihood",
    "inherent_impact",
)

risk_options = word_options(
    ("--event", "TEXT", "What may happen."),
    ("--category", "WORD", "political, legal, financial, fiduciary, operational, technical, human resources ..."),
    ("--cause", "TEXT", "What would bring it about."),
    ("--consequence", "TEXT", "What it would do to the project."),
    ("--owner", "TEXT", "Who looks after it."),
    ("--response", "WORD", "avoid, reduce, transfer or accept."),
    ("--mitigation", "TEXT", "What is done about it."),
    ("--inherent-likelihood", "1-5", "Before the response."),
    ("--inherent-impact", "1-5", "Before the response."),
)


@click.group(cls=Group)
def risk() -> None:
    """Risks: what may happen to a project, in the words of ISO 31000."""


risk.add_command(risk_matrix.matrix)


@risk.command(
    "add",
    example='tracker risk add AMS-RM/R1 --event "The law is delayed" --category political --response reduce \\\n'
    "    --inherent-likelihood 4 --inherent-impact 3",
)
@click.argument("code", required=False, metavar="PROJECT[/CODE]")
@risk_options
@write_options
@pass_app
def add(app: App, /, code: str | None, **given: str | None) -> None:
    """Record a risk of a project. Without a code of its own it gets the next free one: R1, R2 ..."""
    from tracker.insight.projects.parts import listed_at
    from tracker.register.projects.risks import RiskFacts

    project, part = named(app, code, "P1/R1")
    given["event"] = given["event"] or app.ask("--event", "What may happen")
    given["category"] = given["category"] or app.ask("--category", "Category of the risk", RISK_CATEGORIES)
    with app.register(create=True) as register:
        (identity,) = register.risks.add([RiskFacts(project, part, **given)])
        row = register.risks.row(identity)
        project = register.codes.code("project", row["project_id"])
        listed = listed_at(register.reader, "risk", identity)
    told(f"Risk {project}/{row['code']} added: {row['event']}")
    tell_listed(listed, "not assessed")
    say(f"Next: `tracker risk report {project}/{row['code']} --likelihood 3 --impact 3`")


report_command(
    risk,
    "risk",
    'tracker risk add AMS-RM/R1 --event "The law is delayed" --category political\n'
    "tracker risk report AMS-RM/R1 --likelihood 3 --impact 4 --at AMS-2014\n"
    "tracker risk report AMS-RM/R1 --occurred 2014-02 --at AMS-2014",
    ("--likelihood", "1-5", "Likelihood, after the response."),
    ("--impact", "1-5", "Impact, after the response."),
    ("--status", "STATUS", "open, occurred or closed."),
    ("--occurred", "DATE", "When the event happened; the status becomes occurred."),
    ("--note", "TEXT", "What was said of the risk."),
    several_of=(("--delayed", "MILESTONE", "A milestone that it has delayed, such as M2; replaces those reported."),),
)


@risk.command("list", example="tracker risk list --level high --level critical --at 2012")
@choice_options
@click.option("--level", "levels", multiple=True, metavar="WORD", help="low, moderate, high or critical.")
@click.option("--status", "statuses", multiple=True, metavar="WORD", help="open, not assessed, occurred or closed.")
@click.option("--category", "categories", multiple=True, metavar="WORD", help="Of this category.")
@click.option("--owner", "owners", multiple=True, metavar="TEXT", help="Whose owner contains this.")
@format_options
@pass_app
def list_(app: App, /, at: str | None, projects: Sequence[str], **filters: Any) -> None:
    """List risks by score, likelihood times impact, as reported to a conference.

    The line below the list is the sum of the scores of the open risks, and how many of them are not assessed.
    """
    from tracker.insight.projects.parts import PartFilter
    from tracker.insight.projects.risks import RiskFilters, list_risks

    with app.reader() as reader:
        style = app.style(reader)
        rows = Exposed(list_risks(reader, PartFilter(at, projects), RiskFilters(**filters)))
        listed = list(rows) if style.for_people else rows
        columns = spoken(LIST, listed, "occurred", "delayed") if isinstance(listed, list) else LIST
        count = show(listed, columns, style, footer=rows.footer)
    if not count:
        say_none("risks", "tracker risk add")


class Exposed:
    """Passes risks through and adds up their scores, for the line below the list."""

    def __init__(self, rows: Iterator[RiskRow]) -> None:
        self.rows = rows
        self.footer: list[RiskRow] = []

    def __iter__(self) -> Iterator[RiskRow]:
        exposure: int | None = None
        unknown, last = 0, None
        for row in self.rows:
            if row.status == NOT_ASSESSED:
                unknown, last = unknown + 1, row
            elif row.score is not None and row.status == "open":
                exposure, last = (exposure or 0) + row.score, row
            yield row
        if last:
            said = f"{unknown} {NOT_ASSESSED}" if unknown else None
            self.footer.append(footer_row(type(last), code="Sum of scores", score=exposure, status=said))


@risk.command(
    "show",
    example='tracker risk add AMS-RM/R1 --event "The law is delayed" --category political\ntracker risk show AMS-RM/R1',
)
@click.argument("code", metavar="PROJECT/CODE")
@format_options
@pass_app
def show_(app: App, /, code: str) -> None:
    """Show a risk, and its reports to each conference."""
    from tracker.insight.projects.risks import risk_card

    with app.reader() as reader:
        card = risk_card(reader, code)
        style = app.style(reader)
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("event", "Event", facts.event),
        CardFact("category", "Category", facts.category),
        CardFact("cause", "Cause", facts.cause),
        CardFact("consequence", "Consequence", facts.consequence),
        CardFact("owner", "Owner", facts.owner),
        CardFact("response", "Response", facts.response),
        CardFact("mitigation", "Mitigation", facts.mitigation),
        CardFact("inherent_likelihood", "Inherent likelihood", facts.inherent_likelihood, "number"),
        CardFact("inherent_impact", "Inherent impact", facts.inherent_impact, "number"),
    ]
    columns = spoken(HISTORY, card.history, "occurred", "delayed")
    history = Section("History", card.history, columns, "It was not reported to any conference.")
    show_card(f"{facts.code}  {facts.event}", pairs, [history], style)


@risk.command(
    "edit",
    example='tracker risk add AMS-RM/R1 --event "The law is delayed" --category political\n'
    "tracker risk edit AMS-RM/R1 --owner IDB --response transfer",
)
@click.argument("code", metavar="PROJECT/CODE")
@risk_options
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: str | None) -> None:
    """Change a risk, also in the report to an open conference; an empty text makes a field unknown.

    Without flags on a terminal the record opens in an editor. What was reported to conferences that are not open stays.
    """
    from tracker.insight.projects.risks import risk_card

    edit_part(app, "risk", code, given | {"code": new_code}, lambda reader: risk_card(reader, code).facts, FIELDS)


@risk.command(
    "remove",
    example='tracker risk add AMS-RM/R1 --event "The law is delayed" --category political\n'
    "tracker risk remove AMS-RM/R1 --yes",
)
@click.argument("code", metavar="PROJECT/CODE")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Take back a risk that was entered wrongly; one that was reported to a conference stays."""
    remove_part(app, "risk", code)
