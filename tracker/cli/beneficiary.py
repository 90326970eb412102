"""`tracker beneficiary`: those who benefit, and what from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracker.cli.base import App, pass_app
from tracker.cli.columns import papers_section
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
from tracker.insight.beneficiaries import benefits, list_beneficiaries
from tracker.insight.codes import Codes
from tracker.insight.documents import papers_about
from tracker.insight.organisations import contacts, record
from tracker.insight.parties import Filters
from tracker.output import Column, Section, show_card

PROJECTS = [
    Column("project", "Project", "code"),
    Column("title", "Title", flex=True),
    Column("status", "Status", priority=2),
    Column("conference", "Told at", "code", priority=3),
    Column("donors", "Donors", flex=True, priority=1),
    Column("share", "Share", "percent"),
]


@click.group(cls=Group)
def beneficiary() -> None:
    """Beneficiaries: customs administrations and others, and what benefits them."""


@beneficiary.command("add", example='tracker beneficiary add MS-CUSTOMS --name "Customs of Montserrat" --country MS')
@click.argument("code", required=False)
@organisation_options
@alias_option
@write_options
@pass_app
def add(app: App, /, code: str | None, **given: Any) -> None:
    """Record a customs administration (or another --kind) as a beneficiary, or make an organisation one."""
    add_party(app, code, "beneficiary", "customs administration", given)


@beneficiary.command("list", example="tracker beneficiary list --at 2012")
@list_options
@click.option("--donor", multiple=True, metavar="CODE", help="Of the money of this donor.")
@pass_app
def list_(app: App, /, **given: Any) -> None:
    """List beneficiaries and their parts of what was pledged, committed and disbursed.

    Each contribution is divided by its earmarks first, the rest by the shares of the project; the last line is what
    nobody's share allocates. Whose share nobody gave, its part is unknown.
    """
    with app.reader() as reader:
        show_parties(reader, list_beneficiaries, Filters(**given), app.style(reader), "beneficiary")


@beneficiary.command("show", example="tracker beneficiary show JM-CUSTOMS --at 2012")
@click.argument("code")
@told_at_option
@format_options
@pass_app
def show_(app: App, code: str, at: str | None) -> None:
    """Show a beneficiary: who it is, what benefits it, its parts of the money, and how these went over time."""
    with app.reader() as reader:
        codes = Codes(reader)
        if at:
            codes.conference(at)  # first of all, for a sealed record answers the whole of the question
        identity = codes.id("organisation", code, said_as="beneficiary")
        known, found, people = record(reader, identity), benefits(reader, identity, at), contacts(reader, identity)
        papers = papers_about(reader, "organisation", identity)
        style = app.style(reader)
    sections: Sequence[Section] = [
        contacts_section(people),
        Section(
            f"Projects, as {found.at} was told" if found.at else "Projects, as told last",
            found.projects,
            PROJECTS,
            "No conference was told of any.",
            "projects",
        ),
        Section("Its parts of the money", found.totals, told_columns(TOTALS, found.totals), None, "totals"),
        Section("From one conference to the next", found.history, told_columns(STEPS, found.history), None, "history"),
        papers_section(papers),
    ]
    show_card(f"{known.code}  {known.name}", record_pairs(known, style), sections, style)


@beneficiary.command("edit", example="tracker beneficiary edit JM-CUSTOMS --member-from 1963")
@click.argument("code")
@organisation_options
@new_code_option
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change a beneficiary; the same as `tracker organisation edit`."""
    edit_organisation(app, code, new_code, given)


@beneficiary.command(
    "remove",
    example="tracker beneficiary add WCO\ntracker beneficiary remove WCO --yes",
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, code: str) -> None:
    """Take back the role of a beneficiary that was given wrongly; one that a project benefits keeps it."""
    take_role(app, code, "beneficiary")
