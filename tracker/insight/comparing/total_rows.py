"""The rows behind a total: whose amounts, which rates, which share of each; and what the total excludes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.insight.codes import Codes, Conference
from tracker.insight.comparing.pair import label_of, organisations
from tracker.insight.totals.allocation import PART, BenefitShares
from tracker.insight.totals.double_counting import Doubled, doubled
from tracker.insight.totals.portfolio import MoneyQuestion
from tracker.insight.totals.rates import ConferenceRates, pinned
from tracker.model.kinds import Minor, Share
from tracker.rules.measured import NOTHING, Measured, plus
from tracker.rules.rates import Rate, convert
from tracker.rules.words import MEASURES
from tracker.store.reader import Reader

ROWS = """
SELECT p.code, c.code, o.code, f.{measure}, f.currency, f.excluded_as, f.contribution_id, f.project_id,
  p.title, o.name, f.answer, f.source, s.code
FROM funding f JOIN project p ON p.id = f.project_id JOIN contribution c ON c.id = f.contribution_id
JOIN organisation o ON o.id = f.donor_id LEFT JOIN conference s ON s.id = f.carried_from_id
WHERE f.conference_id = :at AND f.{measure} IS NOT NULL AND {where}
ORDER BY p.code, c.code
"""


class Limits(NamedTuple):
    """Which part of a conference's money is asked for, in codes as typed: OR within a field, AND between fields."""

    donors: Sequence[str] = ()
    beneficiaries: Sequence[str] = ()
    themes: Sequence[str] = ()
    projects: Sequence[str] = ()


class Behind(NamedTuple):
    """An amount behind a total: as reported, its rate, the earmark and share of the beneficiary, and as counted.

    `answer` is its donor's answer; `carried_from` is the conference where this was reported, with `source`. `why_not`
    says why the total excludes it; `counted` is then None. Amounts are minor units of the currencies beside them;
    earmark and share are parts per million.
    """

    project: str
    contribution: str
    donor: str
    amount: Minor
    currency: str
    rate: str | None
    earmark: int | None
    share: Share | None
    counted: int | None
    counted_currency: str
    why_not: str | None
    project_title: str
    donor_name: str
    answer: str | None
    source: str | None
    carried_from: str | None


class ExplainedTotal(NamedTuple):
    """A total with all the rows behind it: the counted rows add up to it exactly."""

    total: int
    currency: str
    counted: list[Behind]
    left_out: list[Behind]


def behind(
    reader: Reader, conference: Conference, measure: str, limits: Limits, *, currency: str | None = None
) -> ExplainedTotal:
    """The rows behind a conference's total of a measure, in its reporting currency or another.

    Raises NotFound for unknown codes.
    """
    target = Codes(reader).currency(currency) if currency else conference.currency
    rates = pinned(reader, conference.id)
    sql = ROWS.format(measure=measure, where=" AND ".join(["1 = 1", *_conditions(reader, limits)]))
    divided = _Divided(reader, conference, limits.beneficiaries) if limits.beneficiaries else None
    counted, left_out = [], []
    for project, contribution, donor, amount, held, excluded, contribution_id, project_id, *named in reader.rows(
        sql, {"at": conference.id}
    ):
        factor = rates.factor(held, target)
        path = rates.path(held, target)
        rate = " x ".join(map(rate_text, path)) if path else None
        row = Behind(project, contribution, donor, amount, held, rate, None, None, None, target, None, *named)
        if divided is not None:
            earmark, share = divided.parts(contribution_id, project_id)
            if not earmark and not share:
                continue
            row = row._replace(earmark=earmark, share=share)
        if excluded is not None:
            left_out.append(row._replace(why_not=f"excluded as {excluded}"))
        elif factor is None:
            left_out.append(row._replace(why_not=f"no rate from {held} to {target} is pinned to {conference.code}"))
        else:
            value = convert(amount, factor)
            if divided is not None:
                value = divided.amount(contribution_id, project_id, value)
            counted.append(row._replace(counted=value))
    return ExplainedTotal(sum(row.counted or 0 for row in counted), target, counted, left_out)


def doubled_behind(
    reader: Reader, conference: Conference, measure: str, limits: Limits, *, currency: str | None = None
) -> Doubled:
    """What is counted twice in the same total, with the pairs of projects. Raises NotFound for unknown codes."""
    target = Codes(reader).currency(currency) if currency else conference.currency
    question = MoneyQuestion(conference.id, where=" AND ".join(["1 = 1", *_conditions(reader, limits)]))
    known = {conference.id: ConferenceRates(conference.code, target, pinned(reader, conference.id))}
    return doubled(reader, question, known, measure)


class CountedMoney(NamedTuple):
    """A contribution as reported at a conference: its amounts, and as counted in the reporting currency.

    `theme` is the primary one of its project. Nothing is counted of what is excluded, or not `rated`: no rate leads
    into the reporting currency then. The other fields are as in `Behind`.
    """

    project: str
    contribution: str
    donor: str
    theme: str | None
    currency: str | None
    told: Measured
    counted: Measured
    rated: bool
    rate: tuple[Rate, ...]
    excluded_as: str | None
    answer: str | None
    source: str | None
    carried_from: str | None
    contribution_id: int
    project_id: int


class Part(NamedTuple):
    """What a beneficiary (its code, or NOT_ALLOCATED) has of a `CountedMoney`, by its place in the list."""

    beneficiary: str
    row: int
    counted: Measured


MONEY = f"""
SELECT p.code, c.code, o.code, (SELECT t.theme FROM review_theme t WHERE t.conference_id = f.conference_id
  AND t.project_id = f.project_id AND t.is_primary), f.currency, {", ".join(f"f.{measure}" for measure in MEASURES)},
  f.excluded_as, f.answer, f.source, s.code, f.contribution_id, f.project_id
FROM funding f JOIN project p ON p.id = f.project_id JOIN contribution c ON c.id = f.contribution_id
JOIN organisation o ON o.id = f.donor_id LEFT JOIN conference s ON s.id = f.carried_from_id
WHERE f.conference_id = :at ORDER BY p.code, c.code
"""


def money_rows(reader: Reader, conference: Conference) -> list[CountedMoney]:
    """The rows behind all totals of a conference, in its reporting currency, by project and contribution."""
    rates, target = pinned(reader, conference.id), conference.currency
    found = []
    for (
        *names,
        currency,
        interest,
        pledged,
        committed,
        disbursed,
        excluded_as,
        answer,
        source,
        carried,
        one,
        of,
    ) in reader.rows(MONEY, {"at": conference.id}):
        told = Measured(interest, pledged, committed, disbursed)
        factor = rates.factor(currency, target) if currency else None
        counted = NOTHING
        if excluded_as is None and factor is not None:
            counted = Measured(*(None if amount is None else convert(amount, factor) for amount in told))
        rate = rates.path(currency, target) if currency else ()
        rated = factor is not None
        rest = (rated, rate, excluded_as, answer, source, carried, one, of)
        found.append(CountedMoney._make((*names, currency, told, counted, *rest)))
    return found


def money_parts(reader: Reader, conference: Conference, rows: Sequence[CountedMoney]) -> list[Part]:
    """The counted rows divided among their beneficiaries, as earmarks and shares divide each."""
    divide = BenefitShares(reader, conference.id).divide
    found = []
    for place, row in enumerate(rows):
        if row.counted == NOTHING:
            continue
        parts: dict[str, list[int | None]] = {}
        for which, amount in enumerate(row.counted):
            for whose, part in divide(row.contribution_id, row.project_id, amount) if amount is not None else ():
                mine = parts.setdefault(str(whose), [None] * len(MEASURES))
                mine[which] = plus(mine[which], part)
        found += [Part(whose, place, Measured(*mine)) for whose, mine in parts.items()]
    return sorted(found, key=lambda part: (part.beneficiary, part.row))


def rate_text(rate: Rate) -> str:
    """A rate with its origin: `1 EUR = 1.30 USD (2012, annual average, IMF)`."""
    return f"{plain_rate(rate)} ({rate.date}, {rate.method}, {rate.source})"


def plain_rate(rate: Rate) -> str:
    return f"1 {rate.per_currency} = {rate.value} {rate.currency}"


class _Divided:
    """The part of given beneficiaries in each contribution."""

    def __init__(self, reader: Reader, conference: Conference, beneficiaries: Sequence[str]) -> None:
        ids = organisations(reader, beneficiaries, said_as="beneficiary")
        self.allocation = BenefitShares(reader, conference.id)
        self.codes = set(label_of("organisation", ids, reader).values())
        self.ids = ", ".join(map(str, ids))
        params = {"at": conference.id}
        self.shares: dict[int, int] = _summed(reader, self._sql("share", "project_id", PART), params)
        self.earmarks: dict[int, int] = _summed(reader, self._sql("earmark", "contribution_id", "g.share"), params)

    def parts(self, contribution: int, project: int) -> tuple[int | None, int | None]:
        """The earmark and the share, in parts per million."""
        return self.earmarks.get(contribution), self.shares.get(project)

    def amount(self, contribution: int, project: int, amount: int) -> int:
        parts: Sequence[tuple[int | str, int]] = self.allocation.divide(contribution, project, amount)
        return sum(part for code, part in parts if code in self.codes)

    def _sql(self, table: str, key: str, part: str) -> str:
        where = f"g.conference_id = :at AND g.organisation_id IN ({self.ids})"
        return f"SELECT g.{key}, coalesce(sum({part}), 0) FROM {table} g WHERE {where} GROUP BY g.{key}"


def _summed(reader: Reader, sql: str, params: dict[str, int]) -> dict[int, int]:
    return {int(key): int(share) for key, share in reader.rows(sql, params)}


def _conditions(reader: Reader, limits: Limits) -> Iterator[str]:
    """SQL conditions on `f`, the funding."""
    codes = Codes(reader)
    if limits.donors:
        yield f"f.donor_id IN ({', '.join(map(str, organisations(reader, limits.donors, said_as='donor')))})"
    if limits.projects:
        yield f"f.project_id IN ({', '.join(map(str, codes.ids('project', limits.projects)))})"
    if limits.themes:
        listed = ", ".join(f"'{codes.theme(theme)}'" for theme in limits.themes)
        yield (
            "EXISTS (SELECT 1 FROM review_theme t WHERE t.conference_id = f.conference_id"
            f" AND t.project_id = f.project_id AND t.is_primary AND t.theme IN ({listed}))"
        )
