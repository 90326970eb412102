"""`tracker organisation`: names, aliases, contacts and roles; merging two organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracker.cli.base import App, pass_app, say, say_none, told
from tracker.cli.columns import papers_section
from tracker.cli.options import Group, format_options, write_options, yes_option
from tracker.cli.parties.partnership import partnerships_section
from tracker.cli.parties.party import (
    CONTACTS,
    alias_option,
    contacts_section,
    edit_organisation,
    new_code_option,
    organisation_options,
    record_pairs,
)
from tracker.insight.codes import Codes
from tracker.insight.parties.organisations import Which, aliases, contacts, list_organisations, record
from tracker.insight.parties.partnerships import partnerships_of
from tracker.insight.projects.documents import papers_about
from tracker.output import Column, show, show_card
from tracker.rules.words import ORGANISATION_KINDS, ROLES

CONTACT_LIST = [*CONTACTS, Column("organisation", "Organisation", "code", hidden=True)]
COLUMNS = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("kind", "Kind", priority=3),
    Column("roles", "Roles", priority=2),
    Column("country", "Country", priority=4),
    Column("country_name", "Name of country", hidden=True),
    Column("parent", "Part of", "code", priority=5),
    Column("parent_name", "Name of what it is part of", hidden=True),
    Column("wco_region", "WCO region", flex=True, priority=8),
    Column("member_from", "Member from", "date", priority=7),
    Column("member_until", "until", "date", priority=9),
    Column("merged_into", "Merged into", "code", priority=6),
    Column("merged_into_name", "Name of what took it over", hidden=True),
]


@click.group(cls=Group)
def organisation() -> None:
    """Organisations: anyone with a name. Donor and beneficiary are two roles that one can have."""


@organisation.command(
    "add",
    example='tracker organisation add UPU --name "Universal Postal Union" --kind "international organisation"',
)
@click.argument("code", required=False)
@organisation_options
@alias_option
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="What it is to the conferences.")
@write_options
@pass_app
def add(app: App, /, code: str | None, **given: Any) -> None:
    """Record an organisation."""
    from tracker.register.parties.organisations import OrganisationFacts

    code = code or app.ask("CODE", "Code of the organisation")
    given["name"] = given["name"] or app.ask("--name", "Name of the organisation")
    given["kind"] = given["kind"] or app.ask("--kind", "Kind of organisation", ORGANISATION_KINDS)
    with app.register(create=True) as register:
        (identity,) = register.organisations.add([OrganisationFacts(code, **(given | {"names": dict(given["names"])}))])
        known = record(register.reader, identity)
    told(f"Organisation {known.code} added: {known.name} ({', '.join((known.kind, *known.roles))}).")
    say(f"Next: `tracker organisation contact {known.code} --name ... --email ...`")


@organisation.command("list", example="tracker organisation list --kind 'development bank'")
@click.option("--kind", multiple=True, metavar="KIND", help="Of this kind.")
@click.option("--country", multiple=True, metavar="COUNTRY", help="Of this country.")
@click.option("--role", multiple=True, metavar="ROLE", help="donor or beneficiary.")
@format_options
@pass_app
def list_(app: App, kind: Sequence[str], country: Sequence[str], role: Sequence[str]) -> None:
    """List organisations with their roles."""
    with app.reader() as reader:
        count = show(list_organisations(reader, Which(kind, country, role)), COLUMNS, app.style(reader))
    if not count:
        say_none("organisations", "tracker organisation add")


@organisation.command("show", example="tracker organisation show IDB")
@click.argument("code")
@format_options
@pass_app
def show_(app: App, code: str) -> None:
    """Show what is known of an organisation. Its money is in `donor show` and `beneficiary show`."""
    with app.reader() as reader:
        identity = Codes(reader).id("organisation", code)
        known, people = record(reader, identity), contacts(reader, identity)
        sections = [
            contacts_section(people),
            partnerships_section(partnerships_of(reader, identity)),
            papers_section(papers_about(reader, "organisation", identity)),
        ]
        style = app.style(reader)
    show_card(f"{known.code}  {known.name}", record_pairs(known, style), sections, style)
    if style.form == "table":
        for role in known.roles:
            say(f"Next: `tracker {role} show {known.code}`")


@organisation.command("edit", example="tracker organisation edit WCO --name-in fr 'Organisation mondiale des douanes'")
@click.argument("code")
@organisation_options
@new_code_option
@write_options
@pass_app
def edit(app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    """Change an organisation. An empty text makes a field unknown; without flags on a terminal an editor opens."""
    edit_organisation(app, code, new_code, given)


@organisation.command(
    "remove",
    example='tracker organisation add UPU --name "Universal Postal Union" --kind other\n'
    "tracker organisation remove UPU --yes",
)
@click.argument("code")
@yes_option
@write_options
@pass_app
def remove(app: App, code: str) -> None:
    """Take back an organisation that was entered wrongly; one that anything refers to stays, or is merged."""
    with app.reader() as reader:
        known = record(reader, Codes(reader).id("organisation", code))
        counts = {
            "aliases": len(known.aliases),
            "names": len(known.names),
            "roles": len(known.roles),
            "contacts": len(contacts(reader, known.id)),
        }
    hanging = ", ".join(f"{what} ({count})" for what, count in counts.items() if count)
    app.confirmed(
        f"Remove {known.code}, {known.name}" + (f", with {hanging}?" if hanging else "?"),
        lambda register: register.organisations.remove(known.id),
    )
    told(f"Organisation {known.code} removed: {known.name}")


@organisation.command("alias", example='tracker organisation alias GAC "CIDA@..2013"')
@click.argument("code")
@click.argument("names", metavar="[NAME[@FROM..UNTIL]]...", nargs=-1)
@click.option("--drop", "dropped", multiple=True, metavar="NAME", help="It is not known by this name.")
@write_options
@pass_app
def alias(app: App, code: str, names: Sequence[str], dropped: Sequence[str]) -> None:
    """List or add the names by which letters and files know an organisation, with the dates for which they held."""
    if not names and not dropped:
        with app.reader() as reader:
            found = aliases(reader, Codes(reader).id("organisation", code))
        for one in found:
            told(one)
        return
    with app.register() as register:
        identity = register.codes.id("organisation", code)
        code = register.codes.code("organisation", identity)
        before = aliases(register.reader, identity)
        for name in dropped:
            register.organisations.drop_alias(identity, name)
        register.organisations.add_aliases(identity, names)
        after = aliases(register.reader, identity)
    told(f"{code} was known as {'; '.join(before) or 'nothing else'}.")
    told(f"{code} is known as {'; '.join(after) or 'nothing else'}.")


@organisation.command("contact", example='tracker organisation contact IDB --name "Ana Pérez" --email ana@example.org')
@click.argument("code")
@click.option("--name", metavar="TEXT", help="Who is to be added, or revised.")
@click.option("--role", metavar="TEXT", help="What they do there.")
@click.option("--email", metavar="ADDRESS", help="Their address.")
@click.option("--language", metavar="CODE", help="The language of a mail to them, by ISO 639-1.")
@click.option("--drop", "dropped", metavar="TEXT", help="The name of somebody who is no contact any more.")
@write_options
@format_options
@pass_app
def contact(app: App, /, code: str, name: str | None, dropped: str | None, **given: str | None) -> None:
    """List the people to write to at an organisation, or add, revise and drop one."""
    if name or dropped:
        from tracker.register.parties.contacts import ContactFacts

        with app.register() as register:
            identity = register.codes.id("organisation", code)
            if dropped:
                register.contacts.remove(identity, dropped)
            if name:
                register.contacts.enter([ContactFacts(code, name, **given)])
            found = contacts(register.reader, identity)
            show(found, CONTACT_LIST, app.style())
        return
    with app.reader() as reader:
        count = show(contacts(reader, Codes(reader).id("organisation", code)), CONTACT_LIST, app.style(reader))
    if not count:
        say(f"No contact yet. `tracker organisation contact {code} --name ... --email ...` adds one.")


@organisation.command(
    "merge",
    example='tracker organisation add GTZ --name "GTZ" --kind "bilateral agency"\n'
    'tracker organisation add GIZ --name "GIZ" --kind "bilateral agency"\n'
    "tracker organisation merge GTZ --into GIZ --yes",
)
@click.argument("code")
@click.option("--into", metavar="ORGANISATION", help="What takes it over.")
@yes_option
@write_options
@pass_app
def merge(app: App, code: str, into: str | None) -> None:
    """Let one organisation take over another, as Global Affairs Canada did with CIDA.

    Contributions, projects, requests, contacts and aliases move; its code and its names resolve to the other from now
    on. What was reported to conferences stays as it was, except at an open one. One `tracker undo` takes it back.
    """
    into = into or app.ask("--into", "Code of the organisation to merge it into")
    with app.reader() as reader:
        codes = Codes(reader)
        gone = codes.find("organisation", code)
        gone = codes.id("organisation", code) if gone is None else gone
        stays = codes.id("organisation", into)
        one, other = record(reader, gone), record(reader, stays)
    moved = app.confirmed(
        f"Merge {one.code}, {one.name}, into {other.code}, {other.name}?",
        lambda register: register.organisations.merge(gone, stays),
    )
    told(f"{one.code} was merged into {other.code}, {other.name}.")
    for what, count in moved.items():
        told(f"  {what}: {count}")
    say(f"Next: `tracker organisation show {other.code}`; `tracker undo` takes it back.")
