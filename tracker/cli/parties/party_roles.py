"""`tracker donor` and `tracker beneficiary`: two roles of an organisation; each command is defined once for both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import click

from tracker.cli.base import App, say, say_none, told
from tracker.cli.columns import footer_row, papers_section
from tracker.cli.double_counting import doubled_lines, doubled_said
from tracker.cli.options import Group, for_both, format_options, told_at_option, write_options, yes_option
from tracker.cli.parties.party import (
    LIST,
    alias_option,
    contacts_section,
    edit_organisation,
    new_code_option,
    organisation_options,
    record_pairs,
    told_columns,
)
from tracker.cli.parties.party_cards import beneficiary_sections, donor_sections
from tracker.errors import Conflict, StoreError
from tracker.insight.codes import Codes
from tracker.insight.parties.organisations import contacts, record
from tracker.insight.parties.parties import PartyFilters, PartyRow, twice_among
from tracker.insight.projects.documents import papers_about
from tracker.output import Section, Style, show, show_card
from tracker.rules.measured import NOTHING, Measured, by_currency
from tracker.rules.words import ORGANISATION_KINDS
from tracker.store.reader import Reader


@click.group(cls=Group)
def donor() -> None:
    """Donors: organisations that pay, and what they pledged, committed and paid."""


@click.group(cls=Group)
def beneficiary() -> None:
    """Beneficiaries: customs administrations and others, and what benefits them."""


class Role(NamedTuple):
    """One of the two roles: its name and group, the usual kind of organisation in it, words of its help, the flag of
    its list that names the other role, the rows of the list, and the sections of the card with its messages."""

    name: str
    group: click.Group
    kind: str
    words: Mapping[str, str]
    other: Callable[[Any], Any]
    listed: Callable[[Reader, PartyFilters], Sequence[PartyRow]]
    sections: Callable[[Reader, int, str | None, Style], tuple[Sequence[Section], Iterable[str]]]


def _donors(reader: Reader, filters: PartyFilters) -> Sequence[PartyRow]:
    from tracker.insight.parties.donors import list_donors

    return list_donors(reader, filters)


def _beneficiaries(reader: Reader, filters: PartyFilters) -> Sequence[PartyRow]:
    from tracker.insight.parties.beneficiaries import list_beneficiaries

    return list_beneficiaries(reader, filters)


DONOR = Role(
    "donor",
    donor,
    "other",
    {
        "ROLE": "donor",
        "EXAMPLE": "IDB",
        "NEW": 'CABEI --name "Central American Bank" --kind "development bank"',
        "SORTED": "--at 2012 --sort -committed",
        "EDITED": "--country US",
        "RECORD": "Record an organisation as a donor, or make one that is there a donor too.",
        "LIST": """List donors and what they pledged, committed and disbursed.

        Amounts are in the reporting currency of the conferences, by the rates these pinned. What has no rate is not in
        the amounts but named beside them; so is what totals leave out, such as a settled duplicate.""",
        "SHOW": """Show a donor: who it is, its projects with their money, totals, and how these went from one
        conference to the next.""",
        "KEPT": "one with contributions keeps it",
    },
    click.option("--beneficiary", multiple=True, metavar="CODE", help="Of projects for this beneficiary."),
    _donors,
    donor_sections,
)
BENEFICIARY = Role(
    "beneficiary",
    beneficiary,
    "customs administration",
    {
        "ROLE": "beneficiary",
        "EXAMPLE": "JM-CUSTOMS",
        "NEW": 'MS-CUSTOMS --name "Customs of Montserrat" --country MS',
        "SORTED": "--at 2012",
        "EDITED": "--member-from 1963",
        "RECORD": "Record a customs administration (or another --kind) as a beneficiary, or make an organisation one.",
        "LIST": """List beneficiaries and their parts of what was pledged, committed and disbursed.

        Each contribution is divided by its earmarks first, the rest by the shares of the project; the last line is what
        no share allocates. The part of a beneficiary without a share is unknown.""",
        "SHOW": """Show a beneficiary: who it is, what benefits it, its parts of the money, and how these went over
        time.""",
        "KEPT": "one that a project benefits keeps it",
    },
    click.option("--donor", multiple=True, metavar="CODE", help="Of the money of this donor."),
    _beneficiaries,
    beneficiary_sections,
)
both = partial(for_both, (DONOR, BENEFICIARY))
code_argument = click.argument("code")


@both(
    "add",
    "tracker ROLE add NEW",
    "RECORD",
    click.argument("code", required=False),
    organisation_options,
    alias_option,
    write_options,
)
def add(role: Role, app: App, /, code: str | None, **given: Any) -> None:
    """Raises Conflict where the organisation has the role already, or flags describe what is there."""
    from tracker.register.parties.organisations import OrganisationFacts
    from tracker.register.roles import give_role

    code = code or app.ask("CODE", f"Code of the {role.name}")
    described = {name: value for name, value in given.items() if value is not None and value != ()}
    if "name" not in described and not _is_there(app, code):
        described["name"] = app.ask("--name", f"Name of the {role.name}")
        described["kind"] = described.get("kind") or app.ask(
            "--kind", "Kind of organisation", ORGANISATION_KINDS, role.kind
        )
    with app.register(create=True) as register:
        known = register.codes.find("organisation", code)
        if known is not None:
            known = register.codes.id("organisation", code)
            row = register.organisations.row(known)
            if described:
                edit = f"`tracker organisation edit {row['code']}` changes it."
                raise Conflict(f"There is an organisation {row['code']} already: {row['name']}.", edit)
            before = register.journal.count
            give_role(register, [known], role.name)
            if register.journal.count == before:
                raise Conflict(f"{row['code']} is a {role.name} already.", f"`tracker {role.name} show {row['code']}`")
            told(f"{row['code']} is a {role.name} now: {row['name']} ({row['kind']}).")
        else:
            facts = {"kind": role.kind, **described, "names": dict(given["names"])}
            (identity,) = register.organisations.add([OrganisationFacts(code, roles=(role.name,), **facts)])
            row = register.organisations.row(identity)
            told(f"{role.name.capitalize()} {row['code']} added: {row['name']} ({row['kind']}).")
    say(f"Next: `tracker project add P1 --title ... --{role.name} {row['code']}`")


@both(
    "list",
    "tracker ROLE list SORTED",
    "LIST",
    told_at_option,
    format_options,
    click.option("--theme", multiple=True, metavar="THEME", help="Of projects on this theme."),
    click.option("--kind", multiple=True, metavar="KIND", help="Of this kind."),
    click.option("--country", multiple=True, metavar="COUNTRY", help="Of this country."),
    click.option("--sort", default="code", metavar="COLUMN", help="By a column; `-committed` for largest first."),
    own=lambda role: role.other,
)
def list_(role: Role, app: App, /, **given: Any) -> None:
    """Below the list: totals by currency, how much of them is not confirmed, and how much is perhaps counted twice."""
    filters = PartyFilters(**given)
    with app.reader() as reader:
        style = app.style(reader)
        rows = role.listed(reader, filters)
        silent, declined, doubled = [], [], {}
        if style.for_people:
            silent = _footer("Unconfirmed", role.listed(reader, filters._replace(unconfirmed=True)))
            doubled = twice_among(reader, filters, role.name)
        if silent:
            declined = _footer("Of it declined", role.listed(reader, filters._replace(declined=True)))
    shown = [row for row in rows if row.code is not None] if style.quiet else rows
    footer = _footer("Total", rows) + silent + declined
    footer += [_total(label, currency, amounts) for label, currency, amounts in doubled_lines(doubled)]
    count = show(shown, told_columns(LIST, rows), style, footer=footer)
    say(*doubled_said(doubled, style.exponents, filters.at))
    if not count:
        nouns = role.name.removesuffix("y") + "ies" if role.name.endswith("y") else role.name + "s"
        say_none(nouns, f"tracker {role.name} add")
    excluded = sorted({row.excluded for row in rows if row.excluded})
    if excluded and style.form == "table":
        say(f"Left out of the totals: {'; '.join(excluded)}.")


@both("show", "tracker ROLE show EXAMPLE --at 2012", "SHOW", code_argument, told_at_option, format_options)
def show_(role: Role, app: App, /, code: str, at: str | None) -> None:
    with app.reader() as reader:
        codes = Codes(reader)
        if at:
            codes.conference(at)  # must come first, because a sealed record then answers the whole query
        identity = codes.id("organisation", code, said_as=role.name)
        known, people = record(reader, identity), contacts(reader, identity)
        style = app.style(reader)
        sections, said = role.sections(reader, identity, at, style)
        papers = papers_about(reader, "organisation", identity)
    sections = [contacts_section(people), *sections, papers_section(papers)]
    show_card(f"{known.code}  {known.name}", record_pairs(known, style), sections, style)
    say(*said)


@both(
    "edit",
    "tracker ROLE edit EXAMPLE EDITED",
    "Change a ROLE; the same as `tracker organisation edit`.",
    code_argument,
    organisation_options,
    new_code_option,
    write_options,
)
def edit(_role: Role, app: App, /, code: str, new_code: str | None, **given: Any) -> None:
    edit_organisation(app, code, new_code, given)


@both(
    "remove",
    "tracker ROLE add WCO\ntracker ROLE remove WCO --yes",
    "Take back the role of a ROLE that was given wrongly; KEPT.",
    code_argument,
    yes_option,
    write_options,
)
def remove(role: Role, app: App, /, code: str) -> None:
    with app.reader() as reader:
        identity = Codes(reader).id("organisation", code, said_as=role.name)
        known = record(reader, identity)
    app.confirmed(
        f"Remove the {role.name} role from {known.code}?",
        lambda register: register.organisations.take_role(identity, role.name),
    )
    told(f"{known.code} is no {role.name} any more.")
    say(f"`tracker organisation remove {known.code}` takes back the organisation itself.")


def _is_there(app: App, code: str) -> bool:
    try:
        with app.reader() as reader:
            return Codes(reader).find("organisation", code) is not None
    except StoreError:
        return False  # the register does not exist yet


def _footer(label: str, rows: Sequence[PartyRow]) -> list[PartyRow]:
    return [
        _total(label, currency, amounts)
        for currency, amounts in by_currency(rows).items()
        if label == "Total" or amounts != NOTHING
    ]


def _total(label: str, currency: str, amounts: Measured) -> PartyRow:
    return footer_row(PartyRow, code=label, currency=currency, **amounts._asdict())
