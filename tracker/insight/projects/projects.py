"""Lists of projects, as reported at a conference or last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.totals.latest_review import DECLINED, IN_QUESTION, UNCONFIRMED, reviewed
from tracker.insight.totals.rates import books, in_reporting_currency
from tracker.model.kinds import Minor, Reporting
from tracker.rules.dates import parse_date
from tracker.rules.measured import Measured
from tracker.rules.money import Amount, parse_amount
from tracker.rules.words import MEASURES, STATUSES, choose
from tracker.store.partial_dates import compared
from tracker.store.reader import Reader, codes_of


class ProjectRow(NamedTuple):
    """A project and the currency of its money: one row for each currency, amounts in minor units, never converted.

    With a filter on donors the amounts are only theirs. Lists of codes are joined by semicolons, and so are their names
    in the same order; a semicolon within a name becomes a comma. The last fields are the same amounts in the
    conference's reporting currency, by its pinned rates; None where it pinned none.
    """

    code: str
    title: str
    status: str | None
    conference: str | None
    theme: str | None
    donors: str | None
    beneficiaries: str | None
    start: str | None
    end: str | None
    conference_title: str | None
    donor_names: str | None
    beneficiary_names: str | None
    currency: str | None
    interest: Minor | None
    pledged: Minor | None
    committed: Minor | None
    disbursed: Minor | None
    reporting: str | None
    interest_reporting: Reporting | None
    pledged_reporting: Reporting | None
    committed_reporting: Reporting | None
    disbursed_reporting: Reporting | None

    @property
    def converted(self) -> Measured:
        """The amounts in the reporting currency."""
        return Measured(
            self.interest_reporting, self.pledged_reporting, self.committed_reporting, self.disbursed_reporting
        )


class ProjectFilters(NamedTuple):
    """Which projects. Values of one filter are OR, different filters are AND; each `not_` filter excludes.

    `since` and `until` keep projects that run within that time; `min` and `max` those with commitments in that currency
    between these limits (inclusive). `sort` is a word of SORTS, descending after a hyphen. `unconfirmed` keeps projects
    with an unconfirmed report, or with money that its own donor did not confirm, and counts only that money; with
    `declined`, only what its donor declined to confirm.
    """

    at: str | None = None
    donor: Sequence[str] = ()
    beneficiary: Sequence[str] = ()
    theme: Sequence[str] = ()
    status: Sequence[str] = ()
    not_donor: Sequence[str] = ()
    not_beneficiary: Sequence[str] = ()
    not_theme: Sequence[str] = ()
    not_status: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    min: Amount | None = None
    max: Amount | None = None
    sort: str = "code"
    unconfirmed: bool = False
    declined: bool = False


def filters_of(reader: Reader, given: Mapping[str, Any]) -> ProjectFilters:
    """The filters, parsed from dates and amounts as users type them. Raises Invalid."""
    read: dict[str, Any] = dict(given)
    for name in ("since", "until"):
        read[name] = parse_date(f"--{name}", given[name]) if given.get(name) else None
    for name in ("min", "max"):
        read[name] = parse_amount(f"--{name}", given[name], reader.exponents) if given.get(name) else None
    return ProjectFilters(**read)


class Link(NamedTuple):
    """Where a project's donors, beneficiaries or themes are stored: as reported at a conference, and as known now."""

    told: str
    standing: str
    column: str

    def first(self, ask: Callable[[str], str], join: str, at: int | None) -> str:
        """SQL of the wanted columns for the project `r`: as reported, or as known now where there is no report."""
        told = ask(f"FROM {self.told} g {join} WHERE g.conference_id = r.conference_id AND g.project_id = r.project_id")
        if at is not None:
            return told
        standing = f"FROM {self.standing} g {join} WHERE r.conference_id IS NULL AND g.project_id = r.project_id"
        return f"coalesce({told}, {ask(standing)})"

    def among(self, wanted: Iterable[str], at: int | None) -> str:
        """SQL condition: one of these matches. Queried from their side: a donor's few projects are found fast."""
        listed = f"g.{self.column} IN ({', '.join(wanted)})"
        if at is not None:
            return f"r.project_id IN (SELECT g.project_id FROM {self.told} g WHERE g.conference_id = :at AND {listed})"
        told = f"SELECT g.conference_id, g.project_id FROM {self.told} g WHERE {listed}"
        standing = f"SELECT g.project_id FROM {self.standing} g WHERE {listed}"
        return (
            f"((r.conference_id, r.project_id) IN ({told})"
            f" OR (r.conference_id IS NULL AND r.project_id IN ({standing})))"
        )


DONOR = Link("funding", "contribution", "donor_id")
BENEFICIARY = Link("share", "(SELECT * FROM beneficiary WHERE NOT former)", "organisation_id")
THEME = Link("review_theme", "project_theme", "theme")

SORTS = ("code", "title", "status", "start", "end", *MEASURES)
START, END = "coalesce(actual_start, planned_start)", "coalesce(actual_end, planned_end)"
COUNTED = "sum(CASE WHEN f.excluded_as IS NULL THEN {} END)"
SUMS = {measure: COUNTED.format(f"f.{measure}") for measure in MEASURES}

# Projects without any report are listed with what is known about them.
UNHEARD = f"""
  UNION ALL
  SELECT NULL, p.id, p.title, NULL, {START}, {END}, NULL, NULL
  FROM project p WHERE NOT EXISTS (SELECT 1 FROM reviewed v WHERE v.project_id = p.id)
"""


def list_projects(reader: Reader, filters: ProjectFilters) -> Iterator[ProjectRow]:
    """The projects that match the filters, sorted; rows are streamed, in constant memory.

    Raises NotFound for a filter that names nothing, Invalid for an unknown status or sort.
    """
    codes = Codes(reader)
    at = codes.conference(filters.at).id if filters.at else None
    donors = codes.family(filters.donor, "donor")
    of_donor = f"AND f.donor_id IN ({_listed(donors)})" if donors else ""
    bounds = [(sign, amount) for sign, amount in ((">=", filters.min), ("<=", filters.max)) if amount]
    # For unconfirmed money, the project's whole money is read by a separate query.
    having = " AND ".join(f"f.currency = '{a.currency}' AND {SUMS['committed']} {sign} {a.minor}" for sign, a in bounds)
    conditions = [*_conditions(codes, filters, donors, at)]
    of_money = of_donor
    if filters.unconfirmed:
        of_money += f" AND f.excluded_as IS NULL AND {UNCONFIRMED}" + (f" AND {DECLINED}" if filters.declined else "")
        if having:
            whole = "f.conference_id = r.conference_id AND f.project_id = r.project_id"
            bound = f"SELECT f.currency FROM funding f WHERE {whole} {of_donor} GROUP BY f.currency HAVING {having}"
            conditions.append(f"f.currency IN ({bound})")
            having = ""
    known = books(reader, at)
    reported = (COUNTED.format(in_reporting_currency(reader, known, f"f.{measure}")) for measure in MEASURES)
    theme = THEME.first("(SELECT t.name {} AND g.is_primary)".format, "JOIN theme t ON t.code = g.theme", at)
    # SQLite sorts only once if it groups and orders by the same columns.
    told = "r.title, r.status, c.code, r.conference_id, r.project_id, r.start_date, r.end_date, c.currency"
    grouped = f"p.code, f.currency, {told}"
    told_reviews = (
        "review r WHERE r.conference_id = :at"
        if at is not None
        else "reviewed v JOIN review r ON r.conference_id = v.conference_id AND r.project_id = v.project_id" + UNHEARD
    )
    sql = f"""
WITH {reviewed(at)},
chosen AS (
  SELECT r.conference_id, r.project_id, r.title, r.status, {START} AS start_date, {END} AS end_date,
    r.answer, r.carried_from_id
  FROM {told_reviews}
)
SELECT p.code, r.title, r.status, c.code, {theme},
  {_gathered(reader, DONOR, at)}, {_gathered(reader, BENEFICIARY, at)},
  r.start_date, r.end_date, f.currency, {", ".join(SUMS.values())},
  c.currency, {", ".join(reported)}
FROM chosen r
JOIN project p ON p.id = r.project_id
LEFT JOIN conference c ON c.id = r.conference_id
LEFT JOIN funding f ON f.conference_id = r.conference_id AND f.project_id = r.project_id {of_money}
WHERE {" AND ".join(conditions) or "1 = 1"}
GROUP BY {grouped}
{"HAVING " + having if having else ""}
ORDER BY {grouped if filters.sort == "code" else _order(filters.sort)}
"""
    params = {"at": at, "since": filters.since, "until": filters.until}
    given = {name: value for name, value in params.items() if value is not None}
    return _named(reader, sql, given)


def _named(reader: Reader, sql: str, params: Mapping[str, Any]) -> Iterator[ProjectRow]:
    """The rows with the names of their codes; looked up here, because in SQL each would be a query per row."""
    titles: dict[str, str | None] = dict(reader.rows("SELECT code, title FROM conference"))
    names: dict[str, str] = dict(reader.rows("SELECT code, replace(name, ';', ',') FROM organisation"))

    @lru_cache(4096)
    def named(codes: str | None) -> str | None:
        return None if codes is None else ";".join(map(names.__getitem__, codes_of(codes)))

    for row in reader.rows(sql, params, stream=True):
        conference, donors, beneficiaries = row[3], row[5], row[6]
        yield ProjectRow._make((*row[:9], titles.get(conference), named(donors), named(beneficiaries), *row[9:]))


def _conditions(codes: Codes, filters: ProjectFilters, donors: Sequence[int], at: int | None) -> Iterator[str]:
    if donors:
        yield DONOR.among(map(str, donors), at)
    if filters.not_donor:
        yield "NOT " + DONOR.among(map(str, codes.family(filters.not_donor, "donor")), at)
    for negation, wanted in (("", filters.beneficiary), ("NOT ", filters.not_beneficiary)):
        if wanted:
            yield negation + BENEFICIARY.among(map(str, codes.family(wanted, "beneficiary")), at)
    for negation, wanted in (("", filters.theme), ("NOT ", filters.not_theme)):
        if wanted:
            yield negation + THEME.among((f"'{codes.theme(theme)}'" for theme in wanted), at)
    for negation, wanted in (("", filters.status), ("NOT ", filters.not_status)):
        if wanted:
            statuses = ", ".join(f"'{choose('status', status, STATUSES)}'" for status in wanted)
            yield f"coalesce(r.status, '') {negation}IN ({statuses})"
    if filters.unconfirmed:
        yield IN_QUESTION
    for name, column, sign in (("since", "r.end_date", ">="), ("until", "r.start_date", "<=")):
        if getattr(filters, name):
            yield f"({column} IS NULL OR {compared(column, sign, f':{name}')})"


def _gathered(reader: Reader, link: Link, at: int | None) -> str:
    return link.first(partial(reader.gathered, "o.code"), f"JOIN organisation o ON o.id = g.{link.column}", at)


def _order(sort: str) -> str:
    """SQL of an order such as `-committed`; unknown values come last."""
    name, descending = choose("sort", sort.lstrip("-"), SORTS), "DESC" if sort.startswith("-") else ""
    if name == "code":
        return f"p.code {descending}, f.currency"
    columns = {"title": "r.title", "status": "r.status", "start": "r.start_date", "end": "r.end_date"} | SUMS
    return f"({columns[name]}) IS NULL, {columns[name]} {descending}, p.code, f.currency"


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))
