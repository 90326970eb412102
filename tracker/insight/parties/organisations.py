"""Organisations: lists, one with everything known about it, and which were merged into which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.rules.words import ORGANISATION_KINDS, ROLES, choose
from tracker.store.reader import Reader, codes_of


class OrganisationRow(NamedTuple):
    """An organisation in a list; `merged_into` is the code of the organisation it was merged into."""

    code: str
    name: str
    kind: str
    roles: tuple[str, ...]
    country: str | None
    parent: str | None
    wco_region: str | None
    member_from: str | None
    member_until: str | None
    merged_into: str | None
    country_name: str | None
    parent_name: str | None
    merged_into_name: str | None


class Which(NamedTuple):
    """Which organisations: values of one filter are OR, different filters are AND."""

    kind: Sequence[str] = ()
    country: Sequence[str] = ()
    role: Sequence[str] = ()


class Record(NamedTuple):
    """Everything known about an organisation, in the fields of `OrganisationFacts`; lists of texts as tuples."""

    id: int
    version: int
    code: str
    name: str
    kind: str
    roles: tuple[str, ...]
    country: str | None
    country_name: str | None
    parent: str | None
    wco_region: str | None
    member_from: str | None
    member_until: str | None
    iati_identifier: str | None
    aliases: tuple[str, ...]
    names: tuple[str, ...]
    merged: tuple[str, ...]
    note: str | None
    fiscal_year_ends: str | None


class Contact(NamedTuple):
    """A contact person."""

    name: str
    role: str | None
    email: str | None
    language: str | None
    organisation: str


RECORD = """
SELECT o.id, o.version, o.code, o.name, o.kind, o.country, c.name, p.code, o.wco_region, o.member_from, o.member_until,
  o.iati_identifier, o.note, o.fiscal_year_ends
FROM organisation o LEFT JOIN country c ON c.code = o.country LEFT JOIN organisation p ON p.id = o.parent_id
WHERE o.id = :id
"""


def list_organisations(reader: Reader, which: Which) -> Iterator[OrganisationRow]:
    """The organisations that match, by code. Raises NotFound for an unknown country, Invalid for a kind or a role."""
    role = "FROM organisation_role r WHERE r.organisation_id = o.id"
    sql = f"""
SELECT o.code, o.name, o.kind, {reader.gathered("r.role", role)}, o.country, p.code, o.wco_region,
  o.member_from, o.member_until, m.code, y.name, p.name, m.name
FROM organisation o
LEFT JOIN country y ON y.code = o.country
LEFT JOIN organisation p ON p.id = o.parent_id
LEFT JOIN organisation m ON m.id = o.merged_into_id
WHERE {condition(reader, which)}
ORDER BY lower(o.code)
"""
    for code, name, kind, roles, *more in reader.rows(sql, {}, stream=True):
        yield OrganisationRow(code, name, kind, codes_of(roles), *more)


def condition(reader: Reader, which: Which) -> str:
    """SQL condition on the organisation `o` for the filters."""
    codes = Codes(reader)
    found = ["1 = 1"]
    if which.kind:
        found.append(f"o.kind IN ({_quoted(choose('kind', kind, ORGANISATION_KINDS) for kind in which.kind)})")
    if which.country:
        found.append(f"o.country IN ({_quoted(codes.country(country) for country in which.country)})")
    if which.role:
        roles = _quoted(choose("role", role, ROLES) for role in which.role)
        held = "SELECT 1 FROM organisation_role r WHERE r.organisation_id = o.id"
        found.append(f"EXISTS ({held} AND r.role IN ({roles}))")
    return " AND ".join(found)


def record(reader: Reader, identity: int) -> Record:
    """Everything known about one organisation."""
    *head, iati, note, year_ends = reader.one(RECORD, {"id": identity})
    one, version, code, name, kind, country, country_name, parent, region, since, until = head
    return Record(
        one,
        version,
        code,
        name,
        kind,
        _texts(reader, "SELECT role FROM organisation_role WHERE organisation_id = :id ORDER BY role DESC", identity),
        country,
        country_name,
        parent,
        region,
        since,
        until,
        iati,
        tuple(aliases(reader, identity)),
        _texts(reader, NAMES, identity),
        _texts(reader, "SELECT code FROM organisation WHERE merged_into_id = :id ORDER BY code", identity),
        note,
        year_ends,
    )


NAMES = "SELECT language || ': ' || name FROM organisation_name WHERE organisation_id = :id ORDER BY language"
ALIASES = """
SELECT alias, valid_from, valid_until FROM organisation_alias WHERE organisation_id = :id
ORDER BY coalesce(valid_from, ''), lower(alias)
"""


def aliases(reader: Reader, identity: int) -> list[str]:
    """Aliases, with their dates as people write them: "CIDA@..2013"."""
    return [dated(*row) for row in reader.rows(ALIASES, {"id": identity})]


def dated(text: str, since: str | None, until: str | None) -> str:
    """A name with the dates of its use: `NAME@2000..2013`."""
    return f"{text}@{since or ''}..{until or ''}" if since or until else text


def contacts(reader: Reader, identity: int | None = None) -> list[Contact]:
    """The contact persons of an organisation, by name; or of all organisations."""
    where, params = ("", {}) if identity is None else ("WHERE c.organisation_id = :id", {"id": identity})
    sql = f"""
SELECT c.name, c.role, c.email, c.language, o.code FROM contact c JOIN organisation o ON o.id = c.organisation_id
{where} ORDER BY c.organisation_id, c.name, c.id
"""
    return reader.all(sql, params, Contact)


def listed(identities: Sequence[int]) -> str:
    """Ids for an SQL list."""
    return ", ".join(map(str, identities))


def _texts(reader: Reader, sql: str, identity: int) -> tuple[str, ...]:
    return tuple(row[0] for row in reader.rows(sql, {"id": identity}))


def _quoted(words: Any) -> str:
    return ", ".join(f"'{word}'" for word in words)
