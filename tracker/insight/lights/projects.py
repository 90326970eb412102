"""The lights of every project of a conference, with its money by group: facts in SQL, judged by `rules.lights`.

One query for each kind of fact, however many projects there are; the projects are streamed in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.comparing.money import NO_THEME
from tracker.insight.dated import dated_up_to
from tracker.insight.projects.evaluations import DATE, source_of
from tracker.insight.projects.ratings import rated_levels
from tracker.insight.projects.scales import points_by_scale
from tracker.insight.totals.allocation import NOT_ALLOCATED, BenefitShares
from tracker.insight.totals.rates import UNKNOWN, converted
from tracker.rules.measured import plus
from tracker.rules.rates import Rates
from tracker.rules.results.lights import (
    NO_COMMITMENT,
    NO_EVALUATION,
    NO_RATE,
    NOT_PAID,
    CriterionRating,
    Light,
    evaluation_light,
    indicator_light,
    money_light,
    rating_light,
    results_light,
    risk_light,
    set_by_person,
    time_light,
    worse,
)
from tracker.rules.results.scales import Point
from tracker.rules.text import fold
from tracker.rules.words import CANNOT_TELL, LIGHTS, LIT, OVERALL
from tracker.store.reader import Reader
from tracker.store.told_last import up_to

NO_COUNTRY = "no country"
# The groups by whose money is divided, and where a project counts that has none of them.
NAMELESS = {"donor": "no donor", "beneficiary": NOT_ALLOCATED, "country": NOT_ALLOCATED}
# All groups that have no code.
UNNAMED = {
    **{by: (label,) for by, label in NAMELESS.items()},
    "country": (NOT_ALLOCATED, NO_COUNTRY),
    "theme": (NO_THEME,),
}
Group = str | None


class Valued(NamedTuple):
    """Whose amounts of a measure, in which currency and at which rates.

    `other` are the rates of the conference that is compared with: then `Amounts` are in these too.
    """

    measure: str
    currency: str
    rates: Rates
    other: Rates | None = None


class Amounts(NamedTuple):
    """A project's money of a measure in minor units, None where no amount with a rate was reported.

    `elsewhere` is the part that has a rate at both conferences, at the rates of the other one; `alone` the part that
    has a rate only at its own, at its own.
    """

    amount: int | None
    elsewhere: int | None = None
    alone: int | None = None

    def plus(self, other: Amounts) -> Amounts:
        return Amounts(*map(plus, self, other))


NOTHING = Amounts(None)


class PaymentRow(NamedTuple):
    """A row of MONEY: how many contributions say what, their sums, and the measure's money as in `Amounts`."""

    project: int
    commitments: int
    payments: int
    both: int
    committed: int | None
    paid: int | None
    lowest_currency: str | None
    highest_currency: str | None
    committed_converted: int | None
    paid_converted: int | None
    rated: int
    amount: int | None
    elsewhere: int | None
    alone: int | None

    @property
    def amounts(self) -> Amounts:
        return Amounts(self.amount, self.elsewhere, self.alone)


class LitProject(NamedTuple):
    """A project: its lights in the order of LIT, and the groups that it belongs to with its money in each."""

    id: int
    lights: tuple[Light, ...]
    parts: Mapping[Group, Amounts]


# The first planned dates that conferences of the series were told, up to this one: start and end. A conference beside
# its own sealed record has the same place twice.
FIRST_PLANNED = f"""(SELECT coalesce(e.planned_start, e.actual_start, '') || '/' || e.planned_end
  FROM review e JOIN conference c ON c.id = e.conference_id
  WHERE e.project_id = r.project_id AND e.planned_end IS NOT NULL AND {up_to(":sequence", ":at")}
    AND (c.sequence < :sequence OR c.id = :at)
  ORDER BY c.sequence LIMIT 1)"""
THEME = """(SELECT t.theme FROM review_theme t
  WHERE t.conference_id = r.conference_id AND t.project_id = r.project_id AND t.is_primary)"""
REVIEWS = f"""
SELECT r.project_id, r.status, coalesce(r.actual_start, r.planned_start), r.planned_end, r.actual_end, {FIRST_PLANNED},
  {{theme}}
FROM review r WHERE r.conference_id = :at AND {{among}} ORDER BY r.project_id
"""
# Whether the payments of each commitment are known, both amounts as reported and converted, and the measure's money.
MONEY = """
SELECT f.project_id, count(f.committed), count(f.disbursed),
  sum(CASE WHEN f.committed IS NOT NULL AND f.disbursed IS NOT NULL THEN 1 ELSE 0 END),
  sum(f.committed), sum(f.disbursed), min({told}), max({told}),
  sum({committed}), sum({disbursed}), count({committed}), {amounts}
FROM funding f WHERE f.conference_id = :at AND f.excluded_as IS NULL AND {among}
GROUP BY f.project_id ORDER BY f.project_id
"""
TOLD = "CASE WHEN f.committed IS NOT NULL THEN f.currency END"
# The money of the measure by what the grouping is made of.
DIVIDED = """
SELECT f.project_id, {key}, {amounts}
FROM funding f WHERE f.conference_id = :at AND f.excluded_as IS NULL AND {among}
GROUP BY f.project_id, {key} ORDER BY f.project_id
"""
MEASURED = """
SELECT project_id, measure, direction, baseline, actual, target, baseline_date, target_date
FROM measurement WHERE conference_id = :at AND {among}
"""
RISKS = """
SELECT project_id, max(likelihood * impact) FROM assessment
WHERE conference_id = :at AND status = 'open' AND {among} GROUP BY project_id
"""
EVALUATIONS = f"""
SELECT e.project_id, e.kind, e.criterion, e.rating, e.scale, e.date, {DATE}
FROM {{source}} e WHERE e.project_id IS NOT NULL AND {{known}} AND {{among}} ORDER BY e.project_id, e.id
"""
SET = "SELECT project_id, of, light, reason FROM set_light WHERE conference_id = :at AND {among}"
BENEFICIARIES = """
SELECT project_id, o.code FROM share g JOIN organisation o ON o.id = g.organisation_id
WHERE g.conference_id = :at AND {among}
"""


def lit_projects(
    reader: Reader, conference: Conference, valued: Valued, by: str | None = None, among: str | None = None
) -> Iterator[LitProject]:
    """Every project of a conference, or those of `among`, a query of ids; by one of SCORED_BY, or in one group, None.

    The money of the groups of a project sums to all of its money. What totals exclude is in none.
    """
    which = "1 = 1" if among is None else f"project_id IN ({among})"
    params = {"at": conference.id}
    day = conference.day
    results = _results(reader, MEASURED.format(among=which), params, day)
    worst = dict(reader.rows(RISKS.format(among=which), params))
    paid = _Following(reader.rows(_money(reader, valued, which), params, PaymentRow, stream=True))
    groups = _Groups(reader, conference, valued, by, among) if by in NAMELESS else None
    sql = REVIEWS.format(theme=THEME if by == "theme" else "NULL", among=which)
    placed = params | {"series": conference.series_id, "sequence": conference.sequence}
    points = points_by_scale(reader)
    rated = _ratings(reader, conference, f"r.{which}" if among else which, points)
    evaluations = _evaluations(reader, conference, which, points)
    chosen = _set_by_people(reader, SET.format(among=which), params)
    time, risk, result = lru_cache(2**14)(_time), lru_cache(32)(risk_light), lru_cache(2**14)(_result)
    for project, status, start, end, actual_end, first, theme in reader.rows(sql, placed, stream=True):
        money: PaymentRow | None = next(iter(paid.of(project)), None)
        lights: tuple[Light, ...] = (
            time(status, first, end, actual_end, day),
            _paid(status, start, actual_end or end, day, money),
            result(status, results.get(project, UNMEASURED)),
            risk(worst.get(project)) if project not in rated else worse(risk(worst.get(project)), rated[project]),
            _evaluated(evaluations.get(project, ()), status, actual_end),
        )
        if project in chosen:
            mine = chosen[project]
            lights = tuple(
                set_by_person(*mine[of], light) if of in mine else light for of, light in zip(LIT, lights, strict=True)
            )
        own = {theme or NO_THEME if by else None: money.amounts if money else NOTHING}
        yield LitProject(project, lights, groups.of(project) if groups is not None else own)


NOT_EVALUATED = Light(CANNOT_TELL, NO_EVALUATION)
UNMEASURED = (0,) * len(LIGHTS)


def _time(status: str, first: str | None, end: str | None, actual_end: str | None, day: str | None) -> Light:
    start, _, first_end = (first or "/").partition("/")
    return time_light(status, start or None, first_end or None, end, actual_end, day=day)


def _paid(status: str, start: str | None, end: str | None, day: str | None, money: PaymentRow | None) -> Light:
    """The light of a project's money. Amounts in one currency are compared as reported, without rounding."""
    if money is None:
        return money_light(status, start, end, None, None, day=day)
    committed, paid, unknown = money.committed, money.paid, None
    if money.commitments != money.both:
        unknown = NOT_PAID
    elif money.payments != money.both:
        unknown = NO_COMMITMENT
    elif money.lowest_currency != money.highest_currency:
        committed, paid = money.committed_converted, money.paid_converted
        unknown = NO_RATE if money.rated < money.both else None
    return money_light(status, start, end, committed, paid, day=day, unknown=unknown)


def _result(status: str, counts: tuple[int, ...]) -> Light:
    return results_light(status, dict(zip(LIGHTS, counts, strict=True)))


def _evaluations(
    reader: Reader, conference: Conference, which: str, points: Mapping[str, list[Point]]
) -> dict[int, list[CriterionRating]]:
    """The evaluations of each project that are dated up to a conference's cut-off."""
    source = source_of(reader, conference)
    sql = EVALUATIONS.format(source=source, known=dated_up_to("evaluation", "e", conference), among=which)
    found: dict[int, list[CriterionRating]] = {}
    for project, kind, criterion, rating, scale, day, date in reader.rows(sql, {}, stream=True):
        found.setdefault(project, []).append(CriterionRating(kind, criterion, rating, points.get(scale, []), day, date))
    return found


def _evaluated(found: Sequence[CriterionRating], status: str, actual_end: str | None) -> Light:
    return evaluation_light(found, over=status == "completed" or actual_end is not None) if found else NOT_EVALUATED


def _ratings(reader: Reader, conference: Conference, which: str, points: Mapping[str, list[Point]]) -> dict[int, Light]:
    """The light of the published ratings of each project: that of the whole risk, else the worst of its parts."""
    found: dict[int, dict[bool, Light]] = {}
    for one in rated_levels(reader, conference, which):
        light = rating_light(one.level, points[one.scale], one.date)
        known = found.setdefault(one.project, {})
        whole = fold(one.aspect) == OVERALL
        known[whole] = worse(known[whole], light) if whole in known else light
    return {project: known[max(known)] for project, known in found.items()}


def _results(reader: Reader, sql: str, params: Mapping[str, int], day: str | None) -> dict[int, tuple[int, ...]]:
    """How many indicators of each project have which light."""
    found: dict[int, tuple[int, ...]] = {}
    ones = {light: tuple(int(each == light) for each in LIGHTS) for light in LIGHTS}
    for project, measure, direction, baseline, actual, target, since, until in reader.rows(sql, params, stream=True):
        light = indicator_light(
            measure, direction, baseline, actual, target, baseline_date=since, target_date=until, day=day
        )
        one = ones[light.light]
        known = found.get(project)
        found[project] = one if known is None else tuple(map(int.__add__, known, one))
    return found


def _set_by_people(reader: Reader, sql: str, params: Mapping[str, int]) -> dict[int, dict[str, tuple[str, str]]]:
    """The lights that people set, with their reasons, by project and by what of it they are about."""
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for project, of, light, reason in reader.rows(sql, params):
        found.setdefault(project, {})[of] = light, reason
    return found


class _Following:
    """Rows in the order of the projects in their first column, for projects that are asked for in that order."""

    def __init__(self, rows: Iterator[object]) -> None:
        self._rows = rows
        self._next: Any = next(rows, None)

    def of(self, project: int) -> list[Any]:
        found = []
        while (row := self._next) is not None and row[0] <= project:
            if row[0] == project:
                found.append(row)
            self._next = next(self._rows, None)
        return found


class _Groups:
    """The money of projects by donor, beneficiary, or country of the beneficiary, for projects in the order of ids."""

    def __init__(self, reader: Reader, conference: Conference, valued: Valued, by: str, among: str | None) -> None:
        which = "1 = 1" if among is None else f"project_id IN ({among})"
        params = {"at": conference.id}
        self._unnamed = NAMELESS[by]
        self._members: dict[int, set[str]] = {}
        self._labels: dict[Any, str] = {}
        self._shares: BenefitShares | None = None
        if by == "donor":
            self._labels = dict(reader.rows("SELECT id, code FROM organisation"))
        else:
            self._shares = BenefitShares(reader, conference.id, among)
            if by == "country":
                self._labels = {
                    code: country or NO_COUNTRY
                    for code, country in reader.rows("SELECT code, country FROM organisation")
                } | {NOT_ALLOCATED: NOT_ALLOCATED}
            for project, code in reader.rows(BENEFICIARIES.format(among=which), params):
                self._members.setdefault(project, set()).add(self._labels.get(code, code))
        key = "f.contribution_id" if self._shares else "f.donor_id"
        sql = DIVIDED.format(key=key, amounts=_amounts(reader, valued), among=which)
        self._rows = _Following(reader.rows(sql, params, stream=True))

    def of(self, project: int) -> dict[str | None, Amounts]:
        """The groups of a project with its money in each."""
        parts: dict[str | None, Amounts] = dict.fromkeys(self._members.get(project, ()), NOTHING)
        for _, key, *amounts in self._rows.of(project):
            if self._shares is None:
                shared: Mapping[str, Amounts] = {self._labels[key]: Amounts(*amounts)}
            else:
                shared = self._divided(self._shares, key, project, amounts)
            for group, part in shared.items():
                parts[group] = parts[group].plus(part) if group in parts else part
        return parts or {self._unnamed: NOTHING}

    def _divided(
        self, shares: BenefitShares, contribution: int, project: int, amounts: Sequence[int | None]
    ) -> dict[str, Amounts]:
        found: dict[str, Amounts] = {}
        for place, amount in enumerate(amounts):
            for code, part in shares.divide(contribution, project, amount) if amount is not None else ():
                group = self._labels.get(code, str(code))
                mine = [None] * place + [part]
                one = Amounts(*mine)
                found[group] = found[group].plus(one) if group in found else one
        return found


def _money(reader: Reader, valued: Valued, which: str) -> str:
    committed, disbursed = (_converted(reader, valued, f"f.{measure}") for measure in ("committed", "disbursed"))
    return MONEY.format(
        told=TOLD, committed=committed, disbursed=disbursed, amounts=_amounts(reader, valued), among=which
    )


def _converted(reader: Reader, valued: Valued, amount: str) -> str:
    return converted(reader, valued.rates, valued.currency, amount, "f.currency")


def _amounts(reader: Reader, valued: Valued) -> str:
    """SQL of the sums in `Amounts`."""
    measure = f"f.{valued.measure}"
    amount = _converted(reader, valued, measure)
    if valued.other is None:
        return f"sum({amount}), {UNKNOWN}, {UNKNOWN}"
    here, there = (
        {code for code in {valued.currency, *rates.currencies} if rates.factor(code, valued.currency) is not None}
        for rates in (valued.rates, valued.other)
    )
    elsewhere = converted(reader, valued.other, valued.currency, measure, "f.currency")
    return (
        f"sum({amount}), sum(CASE WHEN f.currency IN ({_listed(here & there)}) THEN {elsewhere} END),"
        f" sum(CASE WHEN f.currency IN ({_listed(here - there)}) THEN {amount} END)"
    )


def _listed(currencies: set[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(currencies)) or "NULL"
