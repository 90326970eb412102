"""What lists of donors and of beneficiaries have in common: rows, filters, and money by reporting currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.family import members, survivors
from tracker.insight.parties.organisations import Which, condition, listed
from tracker.insight.totals.double_counting import Twice, twice
from tracker.insight.totals.latest_review import DECLINED, UNCONFIRMED
from tracker.insight.totals.portfolio import CurrencySum, MoneyQuestion
from tracker.insight.totals.rates import ConferenceRates, books
from tracker.model.kinds import Minor
from tracker.rules.measured import NOTHING, Measured
from tracker.rules.words import MEASURES, choose
from tracker.store.reader import Reader

SORTS = ("code", "name", "kind", "projects", *MEASURES)


class PartyRow(NamedTuple):
    """A donor, or a beneficiary, and its money in one reporting currency: one row for each currency.

    `unconverted` lists the amounts without a rate into it, `excluded` the amounts that totals leave out; the totals
    contain neither. Both are empty where there are none.
    """

    code: str | None
    name: str
    kind: str | None
    country: str | None
    projects: int | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    unconverted: str
    excluded: str
    country_name: str | None = None


class PartyFilters(NamedTuple):
    """Which rows: those reported `at` a conference, else in the latest report; values of one filter are OR, different
    filters are AND. `sort` is a word of SORTS, descending after a hyphen; `unconfirmed`: only money that its own donor
    has not confirmed; `declined`: only money that its own donor declined to confirm.
    """

    at: str | None = None
    theme: Sequence[str] = ()
    donor: Sequence[str] = ()
    beneficiary: Sequence[str] = ()
    kind: Sequence[str] = ()
    country: Sequence[str] = ()
    sort: str = "code"
    unconfirmed: bool = False
    declined: bool = False


class ConferenceMoney(NamedTuple):
    """The money of one conference in its reporting currency; `unconverted` and `excluded` as in PartyRow."""

    conference: str
    projects: int
    currency: str
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    unconverted: str
    excluded: str


class Who(NamedTuple):
    """An organisation as shown in a row of a list."""

    code: str
    name: str
    kind: str
    country: str | None
    has_role: int
    merged: int


def people(reader: Reader, key: str, role: str, filters: PartyFilters) -> dict[Any, Who]:
    """The organisations that match the filters on kind and country, by `key`: o.id or o.code."""
    which = Which(filters.kind, filters.country)
    sql = f"""
SELECT {key}, o.code, o.name, o.kind, o.country,
  CASE WHEN EXISTS (SELECT 1 FROM organisation_role r WHERE r.organisation_id = o.id AND r.role = '{role}')
    THEN 1 ELSE 0 END, CASE WHEN o.merged_into_id IS NULL THEN 0 ELSE 1 END
FROM organisation o WHERE {condition(reader, which)}
"""
    return {row[0]: Who(*row[1:]) for row in reader.rows(sql)}


class MoneyGroup(NamedTuple):
    """Money in one reporting currency, with a text on what could not be included."""

    amounts: Measured
    remarks: tuple[str, str]


def grouped(found: Iterable[CurrencySum], known: Mapping[int, ConferenceRates]) -> dict[tuple[Any, str], MoneyGroup]:
    """Sums by their key and the reporting currency of their conference."""
    amounts: dict[tuple[Any, str], Measured] = {}
    without: dict[tuple[Any, str], dict[str, int]] = {}
    excluded: dict[tuple[Any, str], dict[str, int]] = {}
    for one in found:
        book = known[one.conference_id]
        key = one.key, book.currency
        before = amounts.setdefault(key, NOTHING)
        if one.excluded_as is not None:
            _count(excluded.setdefault(key, {}), one.excluded_as, one.lines)
        elif book.has_rate(one.currency):
            amounts[key] = before.plus(one.converted)
        elif one.told != NOTHING:
            _count(without.setdefault(key, {}), f"in {one.currency}", one.lines)
    return {key: MoneyGroup(sums, (_said(without.get(key)), _said(excluded.get(key)))) for key, sums in amounts.items()}


def where(codes: Codes, filters: PartyFilters) -> str:
    """SQL condition on the funding `f` for the filters on its project."""
    found = [UNCONFIRMED if filters.unconfirmed else DECLINED if filters.declined else "1 = 1"]
    if filters.theme:
        themes = ", ".join(f"'{codes.theme(theme)}'" for theme in filters.theme)
        found.append(_told("review_theme", f"g.theme IN ({themes})"))
    if filters.donor:
        found.append(f"f.donor_id IN ({listed(codes.family(filters.donor, 'donor'))})")
    if filters.beneficiary:
        wanted = listed(codes.family(filters.beneficiary, "beneficiary"))
        found.append(_told("share", f"g.organisation_id IN ({wanted})"))
    return " AND ".join(found)


def twice_among(reader: Reader, filters: PartyFilters, role: str) -> dict[str, Twice]:
    """The part of a list's total that is counted twice, by currency.

    Beneficiaries of one kind or country have parts of projects, and parts are not compared with one another.
    """
    codes = Codes(reader)
    at = codes.conference(filters.at).id if filters.at else None
    condition = where(codes, filters)
    if filters.kind or filters.country:
        if role != "donor":
            return {}
        wanted = members(people(reader, "o.id", role, filters), survivors(reader))
        condition += f" AND f.donor_id IN ({listed(wanted) or 'NULL'})"
    return twice(reader, MoneyQuestion(at, where=condition), books(reader, at))


def in_order(reader: Reader, rows: list[PartyRow], sort: str) -> list[PartyRow]:
    """Rows with the names of their countries, sorted by a word of SORTS, descending after a hyphen; unknown values come
    last, then by code.
    """
    name = choose("sort", sort.lstrip("-"), SORTS)
    countries: dict[str | None, str] = dict(reader.rows("SELECT code, name FROM country"))
    rows = [row._replace(country_name=countries.get(row.country)) for row in rows]
    rows.sort(key=lambda row: ((row.code or "~").lower(), row.currency or ""))
    known = [row for row in rows if getattr(row, name) is not None]
    known.sort(key=lambda row: _folded(getattr(row, name)), reverse=sort.startswith("-"))
    return known + [row for row in rows if getattr(row, name) is None]


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _told(table: str, condition: str) -> str:
    same = "g.conference_id = f.conference_id AND g.project_id = f.project_id"
    return f"EXISTS (SELECT 1 FROM {table} g WHERE {same} AND {condition})"


def _count(counts: dict[str, int], what: str, lines: int) -> None:
    counts[what] = counts.get(what, 0) + lines


def _said(counts: Mapping[str, int] | None) -> str:
    return ", ".join(f"{count} line{'s' if count > 1 else ''} {what}" for what, count in sorted((counts or {}).items()))
