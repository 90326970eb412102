"""What `donor`, `beneficiary` and `organisation` have in common: flags, columns, cards, and giving a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from tracker.cli.base import App, say, told
from tracker.cli.columns import AMOUNTS, spoken
from tracker.cli.editing import edit_command
from tracker.cli.options import format_options, told_at_option
from tracker.cli.twice_said import doubled_lines, doubled_said
from tracker.errors import Conflict, StoreError
from tracker.insight.codes import Codes
from tracker.insight.organisations import Contact, Record, record
from tracker.insight.parties import Filters, PartyRow, twice_among
from tracker.insight.portfolio import NOTHING, Amounts, added
from tracker.output import FOR_PEOPLE, Column, Pair, Section, Style, show
from tracker.rules.words import ORGANISATION_KINDS
from tracker.store.reader import Reader

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
    Column("what", "Total"),
    Column("currency", "", "code"),
    *AMOUNTS,
    Column("lines", "Lines", "number", priority=7),
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
    ("--note", "TEXT", "Anything else."),
)
# What few rows have to say; their columns are shown where any has it.
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
    "aliases",
    "note",
)


def organisation_options(command: F) -> F:
    """The fields of an organisation as flags; its aliases have a command of their own."""
    names = "Its name in another language, by ISO 639-1."
    command = click.option("--name-in", "names", nargs=2, multiple=True, metavar="LANGUAGE TEXT", help=names)(command)
    for flag, metavar, said in reversed(FIELDS):
        command = click.option(flag, metavar=metavar, help=said)(command)
    return command


def alias_option(command: F) -> F:
    """--alias, for a command that adds an organisation."""
    said = "Another name under which it is known."
    return click.option("--alias", "aliases", multiple=True, metavar="NAME[@FROM..UNTIL]", help=said)(command)


def new_code_option(command: F) -> F:
    """--code, for a command that edits."""
    said = "Call it this from now on; the old code keeps resolving."
    return click.option("--code", "new_code", metavar="CODE", help=said)(command)


def list_options(command: F) -> F:
    """The filters of `donor list` and `beneficiary list` but the one on the other side, and how it is shown."""
    for option in (
        click.option("--sort", default="code", metavar="COLUMN", help="By a column; `-committed` for largest first."),
        click.option("--country", multiple=True, metavar="COUNTRY", help="Of this country."),
        click.option("--kind", multiple=True, metavar="KIND", help="Of this kind."),
        click.option("--theme", multiple=True, metavar="THEME", help="Of projects on this theme."),
    ):
        command = option(command)
    return told_at_option(format_options(command))


def add_party(app: App, code: str | None, role: str, kind: str, given: Mapping[str, Any]) -> None:
    """Record an organisation in a role, or give the role to one that is there.

    Raises Conflict where it has the role already, or flags describe what is there.
    """
    from tracker.register.organisations import OrganisationFacts
    from tracker.register.roles import give_role

    code = code or app.ask("CODE", f"Code of the {role}")
    described = {name: value for name, value in given.items() if value is not None and value != ()}
    if "name" not in described and not _is_there(app, code):
        described["name"] = app.ask("--name", "Name")
        described["kind"] = described.get("kind") or app.ask("--kind", "Kind", ORGANISATION_KINDS, kind)
    with app.register(create=True) as register:
        known = register.codes.find("organisation", code)
        if known is not None:
            known = register.codes.id("organisation", code)
            row = register.organisations.row(known)
            if described:
                edit = f"`tracker organisation edit {row['code']}` changes it."
                raise Conflict(f"There is an organisation {row['code']} already: {row['name']}.", edit)
            before = register.journal.count
            give_role(register, [known], role)
            if register.journal.count == before:
                raise Conflict(f"{row['code']} is a {role} already.", f"`tracker {role} show {row['code']}`")
            told(f"{row['code']} is a {role} now: {row['name']} ({row['kind']}).")
        else:
            facts = {"kind": kind, **described, "names": dict(given["names"])}
            (identity,) = register.organisations.add([OrganisationFacts(code, roles=(role,), **facts)])
            row = register.organisations.row(identity)
            told(f"{role.capitalize()} {row['code']} added: {row['name']} ({row['kind']}).")
    say(f"Next: `tracker project add P1 --title ... --{role} {row['code']}`")


def edit_organisation(app: App, code: str, new_code: str | None, given: Mapping[str, Any]) -> None:
    """Change an organisation as the flags say, or in an editor."""
    names = dict(given["names"]) or None
    edit_command(app, "organisation", code, {**given, "names": names, "code": new_code}, WORDS, record)


def take_role(app: App, code: str, role: str) -> None:
    """Take a role back that an organisation was given wrongly."""
    with app.reader() as reader:
        codes = Codes(reader)
        identity = codes.id("organisation", code, said_as=role)
        code = codes.code("organisation", identity)
    app.confirm(f"{code} is no {role}?")
    with app.register() as register:
        register.organisations.take_role(identity, role)
    told(f"{code} is no {role} any more.")
    say(f"`tracker organisation remove {code}` takes back the organisation itself.")


def show_parties(
    reader: Reader, listed: Callable[[Reader, Filters], Sequence[PartyRow]], filters: Filters, style: Style, role: str
) -> None:
    """A list of donors or beneficiaries; below it totals by reporting currency, how much of them is not confirmed, and
    how much is perhaps counted twice."""
    rows = listed(reader, filters)
    silent = _footer("Unconfirmed", listed(reader, filters._replace(unconfirmed=True))) if style.for_people else []
    declined = _footer("Of it declined", listed(reader, filters._replace(declined=True))) if silent else []
    shown = [row for row in rows if row.code is not None] if style.quiet else rows
    doubled = twice_among(reader, filters, role) if style.for_people else {}
    footer = _footer("Total", rows) + silent + declined
    footer += [
        PartyRow(label, "", None, None, None, currency, *amounts, "", "")
        for label, currency, amounts in doubled_lines(doubled)
    ]
    count = show(shown, told_columns(LIST, rows), style, footer=footer)
    say(*doubled_said(doubled, style.exponents, filters.at))
    if not count:
        say(f"No {role} fits. `tracker {role} list` shows them all; `tracker {role} add` records one.")
    excluded = sorted({row.excluded for row in rows if row.excluded})
    if excluded and style.form == "table":
        say(f"Left out of the totals: {'; '.join(excluded)}.")


def told_columns(columns: Sequence[Column], rows: Sequence[Any]) -> list[Column]:
    """The columns, with those of remarks hidden from a person where there is nothing to remark."""
    return spoken(columns, rows, *(column.field for column in columns if column.field in REMARKS))


def record_pairs(record: Record, style: Style) -> list[Pair]:
    """An organisation as the facts of a card."""
    country = record.country
    if country and style.form in FOR_PEOPLE:
        country = f"{country}, {record.country_name}"
    pairs = [
        Pair("code", "Code", record.code, "code"),
        Pair("name", "Name", record.name),
        Pair("names", "In other languages", record.names),
        Pair("kind", "Kind", record.kind),
        Pair("roles", "Roles", record.roles),
        Pair("country", "Country", country),
        Pair("parent", "Part of", record.parent, "code"),
        Pair("wco_region", "WCO region", record.wco_region),
        Pair("member_from", "WCO member from", record.member_from, "date"),
        Pair("member_until", "WCO member until", record.member_until, "date"),
        Pair("iati_identifier", "IATI identifier", record.iati_identifier),
        Pair("aliases", "Also known as", record.aliases),
        Pair("merged", "Took over", record.merged),
        Pair("note", "Note", record.note),
    ]
    return essential(pairs, style, "code", "name", "kind", "roles", "country")


def essential(pairs: Sequence[Pair], style: Style, *keys: str) -> list[Pair]:
    """The facts of a card: for a person without those that are unknown, save for some; for a program all."""
    whole = style.form not in FOR_PEOPLE
    return [pair for pair in pairs if whole or pair.value not in (None, ()) or pair.key in keys]


def counted(number: int, noun: str) -> str:
    """ "1 participant", "2 participants"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def contacts_section(contacts: Sequence[Contact]) -> Section:
    """The people of an organisation as a section of a card."""
    return Section("Contacts", contacts, CONTACTS, None, "contacts")


def _is_there(app: App, code: str) -> bool:
    try:
        with app.reader() as reader:
            return Codes(reader).find("organisation", code) is not None
    except StoreError:
        return False  # the register is yet to be made


def _footer(label: str, rows: Sequence[PartyRow]) -> list[PartyRow]:
    sums: dict[str, Amounts] = {}
    for row in rows:
        if row.currency is not None:
            mine = row.interest, row.pledged, row.committed, row.disbursed
            sums[row.currency] = added(sums.get(row.currency, NOTHING), mine)
    return [
        PartyRow(label, "", None, None, None, currency, *amounts, "", "")
        for currency, amounts in sorted(sums.items())
        if label == "Total" or amounts != NOTHING
    ]
