"""Laws that hold for any two conferences, whatever they were told: every grouping adds up, to the minor unit."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

import pytest
from conftest import NOW
from factories import Walk
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.insight.codes import Codes
from tracker.insight.comparing.bridge import Bridge, Group, Spread
from tracker.insight.comparing.lines import BridgeLine, lines
from tracker.insight.comparing.money import Book, Booking, book_lines, compare_money
from tracker.insight.comparing.pair import ConferencePair, make_pair
from tracker.insight.comparing.total_rows import Limits, behind
from tracker.insight.comparing.trend import trend
from tracker.insight.totals.allocation import BenefitShares
from tracker.register.register import open_register
from tracker.rules.rates import convert
from tracker.rules.shares import split
from tracker.rules.words import COMPARED_BY, MEASURES, REASONS, STATUSES
from tracker.store.location import Location
from tracker.store.reader import Reader

CONFERENCES = ("AMS-2012", "AMS-2013", "AMS-2015")
CURRENCIES = ("USD", "EUR", "JPY", "CAD")
DONORS = ("IDB", "WB", "GAC")
BENEFICIARIES = ("JM", "BB", "TT")
THEMES = ("integrity", "single-window")

RATE = st.none() | st.sampled_from(["1.3", "0.778338", "0.0123", "107.5", "1"])
AMOUNT = st.none() | st.integers(-(10**11), 10**11) | st.integers(-9, 9)
SHARE = st.none() | st.integers(0, 33)


class Told(NamedTuple):
    """What one conference was told of one contribution."""

    amounts: dict[str, int | None]
    excluded: bool
    donor: str
    basis: str
    earmark: int
    reasons: list[tuple[str, str, int | None]]


class Presented(NamedTuple):
    """What one conference was told of one project."""

    status: str
    theme: str | None
    shares: dict[str, int | None]
    money: dict[str, Told]


class World(NamedTuple):
    """Rates by conference, contributions (project, currency, what they replace), successions, what was told."""

    rates: list[dict[str, str]]
    contributions: dict[str, tuple[str, str, str | None]]
    successions: list[tuple[str, str]]
    told: list[dict[str, Presented]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    projects = [f"P{number}" for number in range(draw(st.integers(1, 4)))]
    contributions: dict[str, tuple[str, str, str | None]] = {}
    for project in projects:
        for number in range(draw(st.integers(0, 2))):
            replaces = draw(st.none() | st.sampled_from(sorted(contributions))) if contributions else None
            contributions[f"{project}-C{number}"] = project, draw(st.sampled_from(CURRENCIES)), replaces
    pairs = [(one, other) for one in projects for other in projects if one < other]
    successions = draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if pairs else []
    rates = [{currency: rate for currency in CURRENCIES[1:] if (rate := draw(RATE)) is not None} for _ in CONFERENCES]
    told = []
    for _ in CONFERENCES:
        presented = {}
        for project in projects:
            if draw(st.booleans()):
                own = [code for code, (of, _, _) in contributions.items() if of == project]
                presented[project] = Presented(
                    draw(st.sampled_from(STATUSES)),
                    draw(st.none() | st.sampled_from(THEMES)),
                    {code: draw(SHARE) for code in draw(st.sampled_from(([*BENEFICIARIES], [BENEFICIARIES[0]])))},
                    {code: draw(reports()) for code in own if draw(st.integers(0, 3))},
                )
        told.append(presented)
    return World(rates, contributions, successions, told)


@st.composite
def reports(draw: st.DrawFn) -> Told:
    kinds = st.tuples(st.sampled_from(MEASURES), st.sampled_from(REASONS), st.none() | st.integers(-100, 100))
    return Told(
        {measure: draw(AMOUNT) for measure in MEASURES},
        draw(st.integers(0, 5)) == 0,
        draw(st.sampled_from(DONORS)),
        draw(st.sampled_from(("told", "told", "told", "transactions"))),
        draw(st.sampled_from((0, 0, 50, 100))),
        draw(st.lists(kinds, max_size=2, unique_by=lambda kind: (kind[0], kind[2] is None))),
    )


def write_down(walk: Walk, world: World) -> None:
    for code, (project, currency, replaces) in world.contributions.items():
        old = walk.id("contribution", replaces) if replaces else None
        walk.money(project, "IDB", currency, code=code, replaces_id=old)
    for predecessor, successor in world.successions:
        walk.succeed(successor, predecessor)
    for at, presented in zip(CONFERENCES, world.told, strict=True):
        for project, review in presented.items():
            walk.review(project, at, status=review.status)
            walk.shares(project, at, **review.shares)
            if review.theme:
                walk.theme(project, at, review.theme)
            for code, told in review.money.items():
                row: dict[str, Any] = {
                    **told.amounts,
                    "donor_id": walk.organisation(told.donor),
                    "currency": world.contributions[code][1],
                    "instrument": "grant",
                    "role": "funding",
                    "basis": told.basis,
                    "excluded_as": "duplicate" if told.excluded else None,
                }
                walk.tell(at, code, row, project=project)
                if told.earmark:
                    walk.earmark(project, code, at, "JM", told.earmark)
                for measure, reason, amount in told.reasons:
                    walk.explain(at, code, measure, (reason, amount))


def plain_totals(world: World, number: int, measure: str, by: str) -> dict[str, int]:
    """The totals of one conference by group, worked out with nothing of what is tested."""
    totals: dict[str, int] = {}
    for project, review in world.told[number].items():
        for code, told in review.money.items():
            currency, amount = world.contributions[code][1], told.amounts[measure]
            rate = "1" if currency == "USD" else world.rates[number].get(currency)
            if amount is None or rate is None or told.excluded:
                continue
            value = convert(amount, Fraction(rate) * (100 if currency == "JPY" else 1))
            parts = {"donor": told.donor, "theme": review.theme or "no theme", "project": project}
            if by != "beneficiary":
                totals[parts[by]] = totals.get(parts[by], 0) + value
                continue
            marked, rest = split(value, [told.earmark * 10_000])
            shares = dict.fromkeys(review.shares, 100) if [*review.shares.values()] == [None] else review.shares
            given = [(whose, share * 10_000) for whose, share in sorted(shares.items()) if share]
            shared = split(rest, [share for _, share in given])
            for whose, part in [("JM", marked), *zip([*(w for w, _ in given), "not allocated"], shared, strict=True)]:
                totals[whose] = totals.get(whose, 0) + part
    return {group: total for group, total in totals.items() if total}


def moved(bridge: Bridge) -> int:
    return sum(bridge.terms.values()) + sum(bridge.changed.values()) + bridge.exchange


@settings(max_examples=25)
@given(world=worlds(), pair=st.sampled_from([(0, 1), (1, 2), (0, 2)]))
def test_every_comparison_reconciles_for_every_grouping(
    location: Location, world: World, pair: tuple[int, int]
) -> None:
    first, second = pair
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        rates = dict(zip(CONFERENCES, world.rates, strict=True))
        write_down(Walk(register, *CONFERENCES, rates=rates), world)
        codes = Codes(register.reader)
        a, b = codes.conference(CONFERENCES[first]), codes.conference(CONFERENCES[second])
        whole = make_pair(register.reader, a, b)
        expected = None
        for by in COMPARED_BY:
            money = compare_money(register.reader, whole, by)
            for measure, bridge in money.total.items():
                grouped = {group: bridges[measure] for group, bridges in money.groups.items()}
                for each in (bridge, *grouped.values()):
                    assert each.from_total + moved(each) == each.to_total
                assert bridge.terms["reclassified"] == 0
                assert sum(each.terms["reclassified"] for each in grouped.values()) == 0
                starts = {group: each.from_total for group, each in grouped.items() if each.from_total}
                ends = {group: each.to_total for group, each in grouped.items() if each.to_total}
                assert starts == plain_totals(world, first, measure, by)
                assert ends == plain_totals(world, second, measure, by)
                assert bridge.from_total == sum(starts.values())
                assert bridge.to_total == sum(ends.values())
            totals = {
                measure: (bridge.terms, bridge.changed, bridge.exchange) for measure, bridge in money.total.items()
            }
            assert expected is None or _without_nothing(totals) == expected
            expected = _without_nothing(totals)
        for donor in DONORS:
            if codes.find("organisation", donor):
                limited = compare_money(
                    register.reader, make_pair(register.reader, a, b, donors=[donor]), "beneficiary"
                )
                for measure, bridge in limited.total.items():
                    assert bridge.from_total == plain_totals(world, first, measure, "donor").get(donor, 0)
                    assert bridge.to_total == plain_totals(world, second, measure, "donor").get(donor, 0)
                    assert bridge.from_total + moved(bridge) == bridge.to_total


class LineByLine(Booking):
    """Divides each line by itself, among the beneficiaries of its contribution."""

    def __init__(self, reader: Reader, pair: ConferencePair, book: Book) -> None:
        super().__init__(reader, pair, "contribution", book, MEASURES)
        self.first, self.second = (BenefitShares(reader, meeting.id) for meeting in (pair.first, pair.second))
        self.projects = dict(reader.rows("SELECT id, project_id FROM contribution"))

    def _spread(self, line: BridgeLine, allocation: BenefitShares | None, group: Group | None, ours: int) -> Spread:
        if not ours or allocation is None or not isinstance(group, int):
            return lambda amount: ()
        return partial(allocation.divide, group, self.projects[group])


@settings(max_examples=15)
@given(world=worlds(), pair=st.sampled_from([(0, 1), (1, 2), (0, 2)]), donor=st.sampled_from([None, *DONORS]))
def test_what_the_database_divides_is_what_each_line_divided_makes(
    location: Location, world: World, pair: tuple[int, int], donor: str | None
) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        rates = dict(zip(CONFERENCES, world.rates, strict=True))
        walk = Walk(register, *CONFERENCES, rates=rates)
        write_down(walk, world)
        if donor:
            walk.organisation(donor)
        reader = register.reader
        first, second = (Codes(reader).conference(CONFERENCES[number]) for number in pair)
        limited = make_pair(reader, first, second, donors=[donor] if donor else [])
        together, apart = Counter[tuple[str, Group, str]](), Counter[tuple[str, Group, str]]()

        def add_up(found: Counter[tuple[str, Group, str]]) -> Book:
            def book(measure: str, group: Group, term: str, amount: int) -> None:
                found[measure, group, term] += amount

            return book

        book_lines(reader, limited, "beneficiary", add_up(together))
        booking = LineByLine(reader, limited, add_up(apart))
        for line in lines(reader, limited, "contribution"):
            booking.line(line)
        assert {key: sum_ for key, sum_ in together.items() if sum_} == {
            key: sum_ for key, sum_ in apart.items() if sum_
        }


@settings(max_examples=15)
@given(world=worlds(), number=st.sampled_from([0, 1, 2]))
def test_a_total_is_the_same_wherever_it_is_shown(location: Location, world: World, number: int) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        rates = dict(zip(CONFERENCES, world.rates, strict=True))
        write_down(Walk(register, *CONFERENCES, rates=rates), world)
        reader = register.reader
        conference = Codes(reader).conference(CONFERENCES[number])
        for measure in MEASURES:
            totals = {by: plain_totals(world, number, measure, by) for by in COMPARED_BY}
            assert behind(reader, conference, measure, Limits()).total == sum(totals["donor"].values())
            for donor in totals["donor"]:
                assert behind(reader, conference, measure, Limits(donors=[donor])).total == totals["donor"][donor]
            for project in world.told[number]:
                answer = behind(reader, conference, measure, Limits(projects=[project]))
                assert answer.total == totals["project"].get(project, 0)
                # As many are counted or left out as were told.
                told = [one.amounts[measure] for one in world.told[number][project].money.values()]
                assert len(answer.counted) + len(answer.left_out) == len(told) - told.count(None)
            for beneficiary in BENEFICIARIES:
                if Codes(reader).find("organisation", beneficiary):
                    found = behind(reader, conference, measure, Limits(beneficiaries=[beneficiary])).total
                    assert found == totals["beneficiary"].get(beneficiary, 0)
            for by in COMPARED_BY:
                rows = {row.group: getattr(row, measure) for row in trend(reader, [conference], by=by)}
                assert {group: total for group, total in rows.items() if total} == totals[by]


def _without_nothing(totals: dict[str, Any]) -> dict[str, Any]:
    return {
        measure: (terms, {reason: amount for reason, amount in changed.items() if amount}, exchange)
        for measure, (terms, changed, exchange) in totals.items()
    }


@pytest.mark.parametrize("by", COMPARED_BY)
def test_two_conferences_that_were_told_nothing(location: Location, by: str) -> None:
    with open_register(location, who="tester", command="test", now=lambda: NOW) as register:
        Walk(register, "AMS-2012", "AMS-2013")
        codes = Codes(register.reader)
        pair = make_pair(register.reader, codes.conference("2012"), codes.conference("2013"))
        money = compare_money(register.reader, pair, by)
    assert not money.groups
    assert not any(bridge.told for bridge in money.total.values())
