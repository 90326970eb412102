"""`tracker donor`: those who pay, and what they pledged and paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracker.cli.base import App, pass_app, say
from tracker.cli.columns import AMOUNTS, papers_section, spoken
from tracker.cli.options import Group, format_options, told_at_option, write_options, yes_option
from tracker.cli.party import (
    STEPS,
    TOTALS,
    add_party,
    alias_option,
    contacts_section,
    edit_organisation,
    list_options,
    new_code_option,
    organisation_options,
    record_pairs,
    show_parties,
    take_role,
    told_columns,
)
from tracker.cli.twice_said import doubled_said
from tracker.insight.codes import Codes
from tracker.insight.documents import papers_about
from tracker.insight.donors import list_donors, portfolio, portfolio_twice
from tracker.insight.organisations import contacts, record
from tracker.insight.parties import Filters
from tracker.output import Column, Section, show_card

PROJECTS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True, priority=6),
    Column("status", "Status", priority=8),
    Column("conference", "Told at", "code", priority=9),
    Column("contribution", "Contribution", "code", priority=10),
    Column("instrument", "Instrument", priority=11),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("excluded_as", "Left out as", flex=True, priority=7),
    Column("answer", "Answer", priority=5),
    Column("source", "Source", flex=True, priority=12),
    Column("carried_from", "Carried from", "code", priority=13),
]
UNTOLD = [
    Column("contribution", "Contribution", "code"),
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True),
    Column("instrument", "Instrument", priority=2),
    Column("currency", "", "code"),
]


@click.group(cls=Group)
def donor() -> None:
    """Donors: organisations that pay, and what they pledged, committed and paid."""


@donor.command("add", example='tracker donor add CABEI --name "Central American Bank" --kind "development bank"')
@click.argument("code", required=False)
@organisation_options
@alias_option
@write_options
@pass_app
def add(app: App, /, code: str | None, **given: Any) -> None:
    """Record an organisation as a donor, or make one that is there a donor too."""
    add_party(app, code, "donor", "other", given)


@donor.command("list", example="tracker donor list --at 2012 --sort -committed")
@list_options
@click.option("--beneficiary", multiple=True, metavar="CODE", help="Of projects for this beneficiary.")
@pass_app
def list_(app: App, /, **given: Any) -> None:
    """List donors and what they pledged, committed and disbursed.

    Amounts are in the reporting currency of the conferences, by the rates these pinned. What has no rate is not in the
    amounts but named beside them; so is what totals leave out, such as a settled duplicate.
    """
    with app.reader() as reader:
        show_parties(reader, list_donors, Filters(**given), app.style(reader), "donor")


@donor.command("show", example="tracker donor show IDB --at 2012")
@click.argument("code")
@told_at_option
@format_options
@pass_app
def show_(app: App, code: str, at: str | None) -> None:
    """Show a donor: who it is, its projects with their money, totals, and how these went from one conference to the
    next."""
    with app.reader() as reader:
        codes = Codes(reader)
        if at:
            codes.conference(at)  # first of all, for a sealed record answers the whole of the question
        identity = codes.id("organisation", code, said_as="donor")
        known, found, people = record(reader, identity), portfolio(reader, identity, at), contacts(reader, identity)
        papers = papers_about(reader, "organisation", identity)
        style = app.style(reader)
        doubled = portfolio_twice(reader, identity, at) if style.for_people else {}
    sections: Sequence[Section] = [
        contacts_section(people),
        Section(
            f"Projects, as {found.at} was told" if found.at else "Projects, as told last",
            found.donations,
            spoken(told_columns(PROJECTS, found.donations), found.donations, "answer", "source", "carried_from"),
            "No conference was told of any.",
            "projects",
        ),
        Section("Totals", found.totals, told_columns(TOTALS, found.totals), None, "totals"),
        Section("Contributions that no conference was told of", found.untold, UNTOLD, None, "untold"),
        Section("From one conference to the next", found.history, told_columns(STEPS, found.history), None, "history"),
        papers_section(papers),
    ]
    show_card(f"{known.code}  {known.name}", record_pairs(known, style), sections, style)
    say(*doubled_said(doubled, style.exponents, at, "the total"))


@donor.command("edit", example="tracker donor edit IDB --country US")
@click.argument("code")
@organisation_options
@new_code_option
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change a donor; the same as `tracker organisation edit`."""
    edit_organisation(app, code, new_code, given)


@donor.command(
    "remove",
    example="tracker donor add WCO\ntracker donor remove WCO --yes",
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, code: str) -> None:
    """Take back the role of a donor that was given wrongly; one with contributions keeps it."""
    take_role(app, code, "donor")
