"""`tracker contribution`: what one donor contributes to one project, and its dated transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import AMOUNTS
from tracker.cli.options import Group, format_options, told_at_option, word_options, write_options, yes_option
from tracker.errors import Usage
from tracker.output import PAGES, CardFact, Column, Section, show, show_card, spark_line
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.projects.contributions import FundingLine

LIST = [
    Column("code", "Code", "code"),
    Column("project", "Project", "code", priority=8),
    Column("project_title", "Title of project", hidden=True),
    Column("donor", "Donor", "code", priority=7),
    Column("donor_name", "Name of donor", hidden=True),
    Column("instrument", "Instrument", priority=9),
    Column("role", "Role", hidden=True),
    Column("conference", "Reported at", "code", priority=6),
    Column("conference_title", "Title of conference", hidden=True),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("basis", "Based on", "word", priority=10),
    Column("ended", "Ended at", "code", priority=8),
    Column("ended_reason", "Because", hidden=True),
]
HISTORY = [
    Column("conference", "Conference", "code"),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("basis", "Based on", "word", priority=6),
    Column("cut_off", "Up to", "date", priority=7),
    Column("excluded_as", "Not in totals", priority=6),
    Column("answer", "Answer", priority=5),
    Column("source", "Source", flex=True, priority=8),
    Column("carried_from", "Carried from", "code", priority=9),
]
MOVEMENTS = [
    Column("date", "Date", "date"),
    Column("kind", "Kind"),
    Column("currency", "", "code"),
    Column("amount", "Amount", "money"),
    Column("reference", "Reference", priority=2),
    Column("description", "Description", flex=True, priority=3),
    Column("source", "Source", hidden=True),
]


facts_options = word_options(
    ("--instrument", "TEXT", "grant, loan, technical cooperation, in-kind experts, sponsorship ..."),
    ("--currency", "CUR", "ISO 4217; it cannot change once an amount was reported."),
    ("--role", "ROLE", "funding, extending or implementing."),
    ("--replaces", "CONTRIBUTION", "The one in another currency that this one goes on from."),
    ("--note", "TEXT", "What else is to be known."),
)


@click.group(cls=Group)
def contribution() -> None:
    """Contributions: what one donor brings to one project by one instrument."""


@contribution.command("add", example="tracker contribution add AMS-RM IDB --instrument grant --currency USD")
@click.argument("project", required=False)
@click.argument("donor", required=False)
@facts_options
@click.option("--code", metavar="CODE", help="By default PROJECT-DONOR.")
@write_options
@pass_app
def add(app: App, /, project: str | None, donor: str | None, **given: str | None) -> None:
    """Record that a donor contributes to a project. `tracker report` records the amounts."""
    from tracker.register.projects.contributions import ContributionFacts

    project = project or app.ask("PROJECT", "Code of the project")
    donor = donor or app.ask("DONOR", "Code of the donor")
    app.ask_more(given, "--instrument", "--currency")
    with app.register() as register:
        (identity,) = register.contributions.add([ContributionFacts(project, donor, **given)])
        code = register.codes.code("contribution", identity)
    told(f"Contribution {code} added.")
    say(f'Next: `tracker report {project} --contribution {code} --committed "400,000 EUR"`')


@contribution.command("list", example="tracker contribution list --donor IDB --at 2012")
@click.option("--project", multiple=True, metavar="CODE", help="To this project.")
@click.option("--donor", multiple=True, metavar="CODE", help="Of this donor.")
@told_at_option
@format_options
@pass_app
def list_(app: App, /, project: Sequence[str], donor: Sequence[str], at: str | None) -> None:
    """List contributions with their amounts, each in its own currency."""
    from tracker.insight.projects.contributions import list_contributions

    with app.reader() as reader:
        count = show(list_contributions(reader, at, project, donor), LIST, app.style(reader))
    if not count:
        say_none("contributions", "tracker contribution add")


@contribution.command("show", example="tracker contribution show AR-L1251-IDB")
@click.argument("code")
@format_options
@pass_app
def show_(app: App, /, code: str) -> None:
    """Show a contribution: its reports to each conference, and its transactions."""
    from tracker.insight.projects.contributions import contribution_card

    with app.reader() as reader:
        card = contribution_card(reader, code)
        style = app.style(reader)
    facts = card.facts
    pairs = [
        CardFact("code", "Code", facts.code, "code"),
        CardFact("project", "Project", facts.project, "code"),
        CardFact("title", "Title", facts.title),
        CardFact("donor", "Donor", facts.donor, "code"),
        CardFact("donor_name", "Name of the donor", facts.donor_name),
        CardFact("instrument", "Instrument", facts.instrument),
        CardFact("role", "Role", facts.role),
        CardFact("currency", "Currency", facts.currency, "code"),
        CardFact("replaces", "Goes on from", facts.replaces, "code"),
        CardFact("ended", "Ended at", facts.ended, "code"),
        CardFact("ended_reason", "Because", facts.ended_reason),
        CardFact("note", "Note", facts.note),
    ]
    if style.form in PAGES and len(card.history) > 1:
        pairs.append(CardFact("course", "Course", _course(card.history)))
    sections = [
        Section("History", card.history, HISTORY, "It was not reported to any conference."),
        Section("Transactions", card.transactions, MOVEMENTS),
    ]
    show_card(f"{facts.code}  {facts.donor_name}", pairs, sections, style)


def _course(history: Sequence[FundingLine]) -> str:
    """Return a line of small bars for each measure that was reported, one bar for each conference."""
    told = {measure: [getattr(line, measure) for line in history] for measure in MEASURES}
    lines = [f"{spark_line(amounts)}  {measure}" for measure, amounts in told.items() if any(amounts)]
    return "\n".join([*lines, f"from {history[0].conference} to {history[-1].conference}"])


@contribution.command("edit", example="tracker contribution edit AR-L1251-IDB --instrument loan")
@click.argument("code")
@facts_options
@click.option("--donor", metavar="CODE", help="Whose it is, where that was entered wrongly.")
@click.option("--code", "new_code", metavar="CODE", help="New code; the old code continues to work.")
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: str | None) -> None:
    """Change a contribution, also in the report to an open conference."""
    changes = {name: value for name, value in given.items() if value is not None}
    changes |= {"code": new_code} if new_code else {}
    if not changes:
        raise Usage("No changes were given.", "Give flags such as --instrument.")
    with app.register() as register:
        before, after = register.contributions.edit(register.codes.id("contribution", code), changes)
        codes = {side["donor_id"]: register.codes.code("organisation", side["donor_id"]) for side in (before, after)}
    told(f"Contribution {after['code']} changed.")
    for name in ("code", "donor_id", "instrument", "role", "currency", "note"):
        if before[name] != after[name]:
            was, now = (codes.get(side[name], side[name]) or "unknown" for side in (before, after))
            told(f"  {name.removesuffix('_id')}: {was} -> {now}")


@contribution.command("explain", example='tracker contribution explain AR-L1045-IDB "published data" --at 2013')
@click.argument("code")
@click.argument("reason")
@click.option("--at", required=True, metavar="CONFERENCE", help="The conference to which the new amount was reported.")
@click.option("--measure", type=click.Choice(MEASURES), help="By default every amount that changed there.")
@click.option("--part", metavar="AMOUNT", help="Only this part of the step, such as 50,000 EUR.")
@click.option("--note", metavar="TEXT", help="What else is to be said of it.")
@click.option("--source", metavar="TEXT", help="Who said so.")
@write_options
@pass_app
def explain(app: App, /, code: str, reason: str, at: str, part: str | None, **how: str | None) -> None:
    """Say why an amount changed at a conference; also after the conference has closed.

    Reasons: new money, revision, rephased, correction, method, allocated, dropped, reduced, refund, duplicate,
    published data, other. A rise of what was disbursed needs none: it counts as payments.
    """
    from tracker.rules.money import human, parse_amount

    with app.register() as register:
        conference = register.codes.conference(at)
        exponents = register.reader.exponents
        amount = parse_amount("--part", part, exponents) if part else None
        identity = register.codes.id("contribution", code)
        steps = register.reasons.explain(conference, identity, reason, amount, **how)
        code = register.codes.code("contribution", identity)
    for step in steps:
        was, now = (f"{human(minor, exponents[step.currency])} {step.currency}" for minor in (step.was, step.now))
        told(f"{code} {step.measure} at {conference.code}, {was} -> {now}: {part or 'all'} explained by {reason}")


@contribution.command(
    "remove",
    example="tracker contribution add AMS-RM IDB --instrument grant\ntracker contribution remove AMS-RM-IDB --yes",
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, /, code: str) -> None:
    """Take back a contribution that was entered wrongly; one that was reported to a conference stays."""
    from tracker.insight.projects.contributions import contribution_card

    with app.reader() as reader:
        facts = contribution_card(reader, code).facts
    row = app.confirmed(
        f"Remove contribution {facts.code} of {facts.donor} to {facts.project}?",
        lambda register: register.contributions.remove(register.codes.id("contribution", code)),
    )
    told(f"Contribution {row['code']} removed.")
