"""What `donor`, `beneficiary` and `organisation` have in common: flags, columns, cards, and editing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.base import App
from tracker.cli.columns import AMOUNTS, spoken
from tracker.cli.editing import edit_command
from tracker.cli.options import word_options
from tracker.output import FOR_PEOPLE, CardFact, Column, Section, Style
from tracker.rules.words import ORGANISATION_KINDS

if TYPE_CHECKING:
    from tracker.insight.parties.organisations import Contact, Record

F = TypeVar("F", bound=Callable[..., Any])

LIST = [
    Column("code", "Code", "code"),
    Column("name", "Name", flex=True),
    Column("kind", "Kind", priority=8),
    Column("country", "Country", priority=7),
    Column("country_name", "Name of country", hidden=True),
    Column("projects", "Projects", "number", priority=1),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("unconverted", "No rate", flex=True, priority=6),
    Column("excluded", "Left out", flex=True, priority=9),
]
STEPS = [
    Column("conference", "Conference", "code"),
    Column("projects", "Projects", "number", priority=6),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("unconverted", "No rate", flex=True, priority=7),
    Column("excluded", "Left out", flex=True, priority=8),
]
TOTALS = [
    Column("what", "Total", "word"),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("lines", "Contributions", "number", priority=7),
    Column("remark", "Remark", flex=True, priority=6),
]
CONTACTS = [
    Column("name", "Name"),
    Column("role", "Role", flex=True),
    Column("email", "E-mail", personal=True),
    Column("language", "Language", priority=2),
]
FIELDS = (
    ("--name", "TEXT", "Its name."),
    ("--kind", "KIND", ", ".join(ORGANISATION_KINDS) + "."),
    ("--country", "COUNTRY", "Code or name of the country or territory."),
    ("--parent", "ORGANISATION", "What it is a part of, or who administers it."),
    ("--wco-region", "TEXT", "Its region within the World Customs Organization."),
    ("--member-from", "DATE", "Member of the World Customs Organization since."),
    ("--member-until", "DATE", "Member of the World Customs Organization until."),
    ("--iati-identifier", "TEXT", "Its identifier in IATI data."),
    (
        "--fiscal-year-ends",
        "MM-DD",
        "The last day of its fiscal year: 06-30 of the World Bank, whose FY2012 ends in 2012.",
    ),
    ("--note", "TEXT", "Anything else."),
)
# Rarely filled columns: shown if any row has a value.
REMARKS = ("unconverted", "excluded", "remark", "excluded_as")
WORDS = (
    "name",
    "kind",
    "country",
    "parent",
    "wco_region",
    "member_from",
    "member_until",
    "iati_identifier",
    "fiscal_year_ends",
    "aliases",
    "note",
)


def organisation_options(command: F) -> F:
    """Add the fields of an organisation as flags; aliases have their own command."""
    names = "Its name in another language, by ISO 639-1."
    command = click.option("--name-in", "names", nargs=2, multiple=True, metavar="LANGUAGE TEXT", help=names)(command)
    return word_options(*FIELDS)(command)


def alias_option(command: F) -> F:
    """Add --alias, for commands that add an organisation."""
    said = "Another name under which it is known."
    return click.option("--alias", "aliases", multiple=True, metavar="NAME[@FROM..UNTIL]", help=said)(command)


def new_code_option(command: F) -> F:
    """Add --code, for commands that edit."""
    said = "New code; the old code continues to work."
    return click.option("--code", "new_code", metavar="CODE", help=said)(command)


def edit_organisation(app: App, code: str, new_code: str | None, given: Mapping[str, Any]) -> None:
    """Change an organisation by the flags given, or in an editor."""
    from tracker.insight.parties.organisations import record

    names = dict(given["names"]) or None
    edit_command(app, "organisation", code, {**given, "names": names, "code": new_code}, WORDS, record)


def told_columns(columns: Sequence[Column], rows: Sequence[object]) -> list[Column]:
    """Return the columns; columns of remarks without any remark are hidden from people."""
    return spoken(columns, rows, *(column.field for column in columns if column.field in REMARKS))


def record_pairs(record: Record, style: Style) -> list[CardFact]:
    """Return an organisation as the facts of a card."""
    country = record.country
    if country and style.form in FOR_PEOPLE:
        country = f"{country}, {record.country_name}"
    pairs = [
        CardFact("code", "Code", record.code, "code"),
        CardFact("name", "Name", record.name),
        CardFact("names", "In other languages", record.names),
        CardFact("kind", "Kind", record.kind),
        CardFact("roles", "Roles", record.roles),
        CardFact("country", "Country", country),
        CardFact("parent", "Part of", record.parent, "code"),
        CardFact("wco_region", "WCO region", record.wco_region),
        CardFact("member_from", "WCO member from", record.member_from, "date"),
        CardFact("member_until", "WCO member until", record.member_until, "date"),
        CardFact("iati_identifier", "IATI identifier", record.iati_identifier),
        CardFact("fiscal_year_ends", "Fiscal year ends", record.fiscal_year_ends),
        CardFact("aliases", "Also known as", record.aliases),
        CardFact("merged", "Took over", record.merged),
        CardFact("note", "Note", record.note),
    ]
    return essential(pairs, style, "code", "name", "kind", "roles", "country")


def essential(pairs: Sequence[CardFact], style: Style, *keys: str) -> list[CardFact]:
    """Return the facts of a card: for people without unknown ones, except those in `keys`; for programs all."""
    whole = style.form not in FOR_PEOPLE
    return [pair for pair in pairs if whole or pair.value not in (None, ()) or pair.key in keys]


def contacts_section(contacts: Sequence[Contact]) -> Section:
    """Return the contacts of an organisation as a section of a card."""
    return Section("Contacts", contacts, CONTACTS, None, "contacts")
