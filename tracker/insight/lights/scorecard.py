"""The scorecard: how many projects and how much money of a conference have which light, and what moved since another.

Every grouping adds up to the number of projects and to the total of the money, and every light leads from the earlier
conference to the later one, term by term.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.lights.projects import LitProject, Valued, lit_projects
from tracker.insight.lights.set_lights import count_set_lights
from tracker.insight.lights.tallies import SEVERAL, Key, Tally, tallied
from tracker.insight.totals.rates import pinned
from tracker.model.kinds import Minor
from tracker.rules.decimals import rounded
from tracker.rules.rates import Rates
from tracker.rules.words import CANNOT_TELL, GOOD_LIGHTS, LIGHTS, LIT
from tracker.store.reader import Reader

# What leads from the number of projects with a light at one conference to that at a later one, and from their money.
PROJECT_TERMS = ("new", "gone", "moved_in", "moved_out", "regrouped")
MONEY_TERMS = ("new", "gone", "moved_in", "moved_out", "changed", "no_rate", "exchange")


class LightCount(NamedTuple):
    """The projects with one light in one of LIT, and their money; None where no amount was reported.

    With a comparison, the other fields lead from the earlier conference to this one: projects and amounts before, `new`
    ones and those `gone`, those that `moved_in` from another light and `moved_out` to one. Projects that count in other
    groups than before are `regrouped`. Amounts move at the value of the earlier conference, and have `changed` where
    the project continues; `no_rate` is of amounts that have a rate at one conference only, `exchange` of other rates.
    """

    group: str | None
    of: str
    light: str
    projects: int
    amount: Minor | None
    currency: str
    projects_before: int | None = None
    projects_new: int | None = None
    projects_gone: int | None = None
    projects_moved_in: int | None = None
    projects_moved_out: int | None = None
    projects_regrouped: int | None = None
    amount_before: Minor | None = None
    amount_new: Minor | None = None
    amount_gone: Minor | None = None
    amount_moved_in: Minor | None = None
    amount_moved_out: Minor | None = None
    amount_changed: Minor | None = None
    amount_no_rate: Minor | None = None
    amount_exchange: Minor | None = None


class GoodShare(NamedTuple):
    """How much of what can be rated is good, achieved or on track; percentages are None where nothing can be rated."""

    group: str | None
    of: str
    good: int
    rated: int
    percent: int | None
    percent_money: int | None
    cannot_tell: int
    percent_before: int | None = None
    percent_money_before: int | None = None


class WithoutRate(NamedTuple):
    """Amounts that the scorecard leaves out, because their conference pinned no rate for their currency."""

    conference: str
    contributions: int
    amount: Minor
    currency: str


class Scorecard(NamedTuple):
    """The counts of every group, in the order of LIT and LIGHTS, with how many projects and how much money these are.

    `total` is None where no project has a known amount. `silent` projects have no amount of the measure, or none with a
    rate. `whole` are the counts of all groups together.
    `set_by_people` counts the lights that people set, by LIT; they count in place of the computed ones.
    """

    conference: Conference
    before: Conference | None
    measure: str
    currency: str
    projects: int
    total: Minor | None
    silent: int
    whole: list[LightCount]
    good: list[GoodShare]
    groups: list[LightCount]
    good_by_group: list[GoodShare]
    without_rate: list[WithoutRate]
    set_by_people: dict[str, int]


def make_scorecard(
    reader: Reader, conference: Conference, measure: str, by: str | None = None, pair: ConferencePair | None = None
) -> Scorecard:
    """The scorecard of a conference, perhaps by one of SCORED_BY, and what moved since the first one of a `pair`.

    The pair ends with this conference; its currency counts then, else the conference's own.
    """
    currency = pair.currency if pair else conference.currency
    rates = pair.second_rates if pair else pinned(reader, conference.id)
    sooner: Iterator[LitProject] = iter(())
    if pair is not None:
        sooner = lit_projects(reader, pair.first, Valued(measure, currency, pair.first_rates, rates), by)
    later = lit_projects(reader, conference, Valued(measure, currency, rates, pair and pair.first_rates), by)
    tallies, silent = tallied(sooner, later)
    compared = pair is not None
    whole = _Counts(None)
    groups: dict[str | None, _Counts] = {}
    for key, tally in tallies.items():
        whole.add(key, tally)
        if by is not None:
            groups.setdefault(key[0], _Counts(key[0])).add(key, tally)
    listed = [groups[name] for name in sorted(groups, key=lambda name: (name == SEVERAL, name or ""))]
    met = [(conference, rates), *([(pair.first, pair.first_rates)] if pair else [])]
    return Scorecard(
        conference,
        pair and pair.first,
        measure,
        currency,
        *whole.sums(),
        silent,
        whole.rows(currency, compared=compared),
        whole.shares(compared=compared),
        [row for one in listed for row in one.rows(currency, compared=compared)],
        [row for one in listed if one.group != SEVERAL for row in one.shares(compared=compared)],
        [row for one, pinned_ in met for row in _without_rate(reader, one, measure, currency, pinned_)],
        count_set_lights(reader, conference),
    )


class _Counts:
    """The counts of one group."""

    def __init__(self, group: str | None) -> None:
        self.group = group
        self._cells = {(of, light): _LightCell() for of in LIT for light in LIGHTS}

    def add(self, key: Key, tally: Tally) -> None:
        """Count the projects of a tally under each of their lights."""
        _, sooner, later = key
        for place, of in enumerate(LIT):
            was = None if sooner is None else self._cells[of, sooner[place]]
            now = None if later is None else self._cells[of, later[place]]
            if was is not None:
                was.before += tally.before
                was.amount_before += tally.first
                was.known_before += tally.first_known
            if now is not None:
                now.projects += tally.now
                now.amount += tally.second
                now.known += tally.known
            if was is None and now is not None:
                now.move("new", tally.now, tally.second)
            elif now is None and was is not None:
                was.move("gone", -tally.before, -tally.first)
            elif was is not None and now is not None:
                if was is not now:
                    was.move("moved_out", -tally.before, -tally.first)
                    now.move("moved_in", tally.before, tally.first)
                now.move("regrouped", tally.now - tally.before, 0)
                now.move("changed", 0, tally.elsewhere - (tally.first - tally.first_alone))
                now.move("no_rate", 0, tally.alone - tally.first_alone)
                now.move("exchange", 0, tally.second - tally.alone - tally.elsewhere)

    def sums(self) -> tuple[int, int | None]:
        """How many projects there are, and their money: None where no project has a known amount."""
        cells = [self._cells[LIT[0], light] for light in LIGHTS]
        projects, known = sum(cell.projects for cell in cells), any(cell.known for cell in cells)
        return projects, sum(cell.amount for cell in cells) if known or not projects else None

    def rows(self, currency: str, *, compared: bool) -> list[LightCount]:
        rows = []
        for (of, light), cell in self._cells.items():
            row = LightCount(self.group, of, light, cell.projects, cell.amount if cell.known else None, currency)
            if compared:
                terms: dict[str, Any] = {f"projects_{term}": cell.projects_by[term] for term in PROJECT_TERMS}
                terms |= {f"amount_{term}": cell.amount_by[term] for term in MONEY_TERMS}
                before = cell.amount_before if cell.known_before else None
                row = row._replace(projects_before=cell.before, amount_before=before, **terms)
            rows.append(row)
        return rows

    def shares(self, *, compared: bool) -> list[GoodShare]:
        rows = []
        for of in LIT:
            rated = [self._cells[of, light] for light in LIGHTS if light != CANNOT_TELL]
            good = [self._cells[of, light] for light in GOOD_LIGHTS]
            fine, known = (sum(cell.projects for cell in cells) for cells in (good, rated))
            money = _percent(*(sum(cell.amount for cell in cells) for cells in (good, rated)))
            unknown = self._cells[of, CANNOT_TELL].projects
            row = GoodShare(self.group, of, fine, known, _percent(fine, known), money, unknown)
            if compared:
                row = row._replace(
                    percent_before=_percent(*(sum(cell.before for cell in cells) for cells in (good, rated))),
                    percent_money_before=_percent(
                        *(sum(cell.amount_before for cell in cells) for cells in (good, rated))
                    ),
                )
            rows.append(row)
        return rows


class _LightCell:
    """The projects with one light, before and now, and what moved."""

    def __init__(self) -> None:
        self.projects = self.amount = self.known = 0
        self.before = self.amount_before = self.known_before = 0
        self.projects_by = dict.fromkeys((*PROJECT_TERMS, *MONEY_TERMS), 0)
        self.amount_by = dict.fromkeys((*PROJECT_TERMS, *MONEY_TERMS), 0)

    def move(self, term: str, projects: int, amount: int) -> None:
        self.projects_by[term] += projects
        self.amount_by[term] += amount


def _percent(part: int, whole: int) -> int | None:
    return rounded(100 * part, whole) if whole > 0 else None


def _without_rate(
    reader: Reader, conference: Conference, measure: str, currency: str, rates: Rates
) -> Iterator[WithoutRate]:
    """The amounts of a conference without a rate, by currency."""
    sql = f"""SELECT currency, count(*), sum({measure}) FROM funding
WHERE conference_id = :at AND excluded_as IS NULL AND {measure} IS NOT NULL GROUP BY currency ORDER BY currency"""
    for held, contributions, amount in reader.rows(sql, {"at": conference.id}):
        if rates.factor(held, currency) is None:
            yield WithoutRate(conference.code, contributions, amount, held)
