"""Lights: the rules at their boundaries, and what holds for all of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.rules.results.lights import (
    CriterionRating,
    Light,
    evaluation_light,
    indicator_light,
    milestone_light,
    money_light,
    rating_light,
    results_light,
    risk_light,
    time_light,
    worse,
)
from tracker.rules.results.scales import read_points
from tracker.rules.words import ACHIEVED, BEHIND, CANNOT_TELL, GOOD_LIGHTS, LIGHTS, OFF, ON_TRACK

few = settings(max_examples=25)
NUMBERS = st.decimals(-(10**6), 10**6, places=3).map(str)
DAYS = st.dates().map(str).filter(lambda day: "1900" < day < "2199")
# A hundred days, of which half are over.
HALF: dict[str, Any] = {"baseline_date": "2012-01-01", "target_date": "2012-04-10", "day": "2012-02-20"}


@pytest.mark.parametrize(
    ("values", "dates", "light", "reason"),
    [
        (("0", "40", "100"), {}, ON_TRACK, "40 % of the way, 50 % of the time"),
        (("0", "39.999", "100"), {}, BEHIND, "39 % of the way, 50 % of the time"),
        (("0", "30", "100"), {}, BEHIND, "30 % of the way, 50 % of the time"),
        (("0", "29.999", "100"), {}, OFF, "29 % of the way, 50 % of the time"),
        (("0", "-1", "100"), {}, OFF, "-1 % of the way, 50 % of the time"),
        (("0", "100", "100"), {}, ACHIEVED, "the target is reached"),
        (("0", "0", "100"), {"day": "2012-01-01"}, ON_TRACK, "0 % of the way, 0 % of the time"),
        (("0", "-1", "100"), {"day": "2011"}, OFF, "-1 % of the way, 0 % of the time"),
        (("0", "80", "100"), {"day": "2012-04-10"}, ON_TRACK, "80 % of the way, 100 % of the time"),
        (("0", "99", "100"), {"day": "2012-04-11"}, BEHIND, "99 % of the way, due 2012-04-10"),
        (("0", "60", "100"), {"day": "2013"}, BEHIND, "60 % of the way, due 2012-04-10"),
        (("0", "59.9", "100"), {"day": "2013"}, OFF, "59 % of the way, due 2012-04-10"),
        (("0", "60", "100"), {"day": "2013", "baseline_date": None}, BEHIND, "60 % of the way, due 2012-04-10"),
        (("0", "60", "100"), {"baseline_date": None}, CANNOT_TELL, "60 % of the way, no dates to measure against"),
        (("0", "60", "100"), {"target_date": None}, CANNOT_TELL, "60 % of the way, no dates to measure against"),
        (("0", "60", "100"), {"day": None}, CANNOT_TELL, "60 % of the way, no dates to measure against"),
        (
            ("0", "60", "100"),
            {"baseline_date": "2012-04-10"},
            CANNOT_TELL,
            "60 % of the way, no dates to measure against",
        ),
        ((None, "60", "100"), {}, CANNOT_TELL, "no baseline"),
        ((None, "60", "100"), {"day": "2013"}, OFF, "not reached by 2012-04-10"),
        ((None, "60", "100"), {"day": "2013", "target_date": None}, CANNOT_TELL, "no baseline"),
        ((None, "100.5", "100"), {"day": None}, ACHIEVED, "the target is reached"),
        (("7", "7", "7"), {}, ACHIEVED, "the target is reached"),
        (("7", "6", "7"), {}, OFF, "worse than the level to maintain"),
        (("0", None, "100"), {"day": "2013"}, CANNOT_TELL, "not measured"),
        (("0", "50", None), {"day": "2013"}, CANNOT_TELL, "no target"),
        (("0", "some", "100"), {"day": "2013"}, CANNOT_TELL, "not a number"),
    ],
)
def test_an_indicator(values: tuple[str | None, ...], dates: dict[str, Any], light: str, reason: str) -> None:
    told = indicator_light("number", "up", *values, **(HALF | dates))
    assert (told.light, told.reason) == (light, reason)


@pytest.mark.parametrize(
    ("measure", "actual", "day", "light"),
    [
        ("yes/no", "yes", "2012-02", ACHIEVED),
        ("yes/no", "no", "2012-02", CANNOT_TELL),
        ("yes/no", "no", "2012-05", OFF),
        ("yes/no", None, "2012-05", CANNOT_TELL),
        ("text", "yes", "2012-05", CANNOT_TELL),
    ],
)
def test_an_indicator_that_is_no_number(measure: str, actual: str | None, day: str, light: str) -> None:
    assert indicator_light(measure, "up", None, actual, "yes", **(HALF | {"day": day})).light == light


@few
@given(NUMBERS, NUMBERS, NUMBERS, DAYS)
def test_a_falling_indicator_that_falls_is_judged_as_a_rising_one_that_rises(
    baseline: str, actual: str, target: str, day: str
) -> None:
    def turned(number: str) -> str:
        return number.removeprefix("-") if number.startswith("-") else f"-{number}"

    up = indicator_light("number", "up", baseline, actual, target, **(HALF | {"day": day}))
    down = indicator_light("number", "down", *map(turned, (baseline, actual, target)), **(HALF | {"day": day}))
    assert up == down


@few
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, DAYS)
def test_the_nearer_to_the_target_the_better_the_light(
    baseline: str, one: str, other: str, target: str, day: str
) -> None:
    if float(baseline) > float(target):
        one, other = max(one, other, key=float), min(one, other, key=float)
    else:
        one, other = min(one, other, key=float), max(one, other, key=float)
    if float(baseline) != float(target):
        lights = [
            indicator_light("number", "up", baseline, actual, target, **(HALF | {"day": day})).light
            for actual in (one, other)
        ]
        assert LIGHTS.index(lights[0]) >= LIGHTS.index(lights[1])


@pytest.mark.parametrize(
    ("planned", "reached", "day", "light", "reason"),
    [
        ("2012-08-31", None, "2012-08-31", ON_TRACK, "due 2012-08-31"),
        ("2012-08-31", None, "2012-09-01", BEHIND, "due 2012-08-31, not reached"),
        ("2012-08-31", None, "2013-02-28", BEHIND, "due 2012-08-31, not reached"),
        ("2012-08-31", None, "2013-03-01", OFF, "due 2012-08-31, not reached"),
        ("2012-08", None, "2013-02-28", BEHIND, "due 2012-08, not reached"),
        ("2012", None, "2012-12-31", ON_TRACK, "due 2012"),
        ("2012", None, "2013-06-30", BEHIND, "due 2012, not reached"),
        ("2012", None, "2013-07-01", OFF, "due 2012, not reached"),
        ("2010", "2012-11", "2013", ACHIEVED, "reached 2012-11"),
        (None, "2012-11", None, ACHIEVED, "reached 2012-11"),
        (None, None, "2013", CANNOT_TELL, "no planned date"),
        ("2012", None, None, CANNOT_TELL, "due 2012; the date of the conference is unknown"),
    ],
)
def test_a_milestone(planned: str | None, reached: str | None, day: str | None, light: str, reason: str) -> None:
    told = milestone_light(planned, reached, day=day)
    assert (told.light, told.reason) == (light, reason)


@pytest.mark.parametrize(
    ("told", "day", "light", "reason"),
    [
        # A hundred days long: 25 of them are a quarter.
        (("active", "2012-01-01", "2012-04-10", "2012-04-10", None), "2012", ON_TRACK, "ends 2012-04-10, as ..."),
        (("active", "2012-01-01", "2012-04-10", "2012-04-10", None), "2012-04-10", ON_TRACK, "ends 2012-04-10, as ..."),
        (
            ("active", "2012-01-01", "2012-04-10", "2012-05-05", None),
            "2012-02-01",
            BEHIND,
            "ends 2012-05-05, first ...",
        ),
        (("active", "2012-01-01", "2012-04-10", "2012-05-06", None), "2012-02-01", OFF, "ends 2012-05-06, first ..."),
        (
            ("active", "2012-01-01", "2012-04-10", "2012-04-10", None),
            "2012-05-05",
            BEHIND,
            "still running at ...",
        ),
        (
            ("active", "2012-01-01", "2012-04-10", "2012-04-10", None),
            "2012-05-06",
            OFF,
            "still running at ...",
        ),
        (("active", None, "2012-04-10", "2015", None), "2012-02-01", BEHIND, "ends 2015, first ..."),
        (("active", "2012-01-01", "2012", "2012-12", None), "2012-02-01", ON_TRACK, "ends 2012-12, as planned"),
        (("active", "2012-01-01", "2012-06", "2012-03", None), "2012-02-01", ON_TRACK, "ends 2012-03, as planned"),
        (("completed", "2012-01-01", "2012-04-10", "2012-04-10", None), "2013", ACHIEVED, "ended 2012-04-10, as ..."),
        (("completed", "2012-01-01", "2012-04-10", None, "2012-04-20"), "2013", BEHIND, "ended 2012-04-20, first ..."),
        (("active", "2012-01-01", "2012-04-10", None, None), "2013", CANNOT_TELL, "no planned end"),
        (("active", "2012-01-01", None, "2012", None), "2013", CANNOT_TELL, "no planned end"),
        (("cancelled", "2012-01-01", "2012-04-10", "2014", None), "2013", CANNOT_TELL, "cancelled"),
        (("active", "2012-01-01", "2012-04-10", "2012-04-10", None), None, ON_TRACK, "ends 2012-04-10, as planned"),
    ],
)
def test_the_time_of_a_project(told: tuple[str | None, ...], day: str | None, light: str, reason: str) -> None:
    found = time_light(*told, day=day)
    begins, _, ends = reason.partition("...")
    assert found.light == light, found.reason
    assert found.reason.startswith(begins.rstrip())
    assert found.reason.endswith(ends)


@pytest.mark.parametrize(
    ("committed", "paid", "more", "light", "reason"),
    [
        (1000, 400, {}, ON_TRACK, "40 % paid, 50 % of the time"),
        (1000, 399, {}, BEHIND, "39 % paid, 50 % of the time"),
        (1000, 300, {}, BEHIND, "30 % paid, 50 % of the time"),
        (1000, 299, {}, OFF, "29 % paid, 50 % of the time"),
        (1000, 0, {"day": "2011"}, ON_TRACK, "0 % paid, 0 % of the time"),
        (1000, -1, {"day": "2011"}, OFF, "0 % paid, 0 % of the time"),
        (1000, 1000, {"day": None}, ACHIEVED, "all is paid"),
        (1000, 799, {"day": "2015"}, BEHIND, "79 % paid, 100 % of the time"),
        (1000, 599, {"status": "completed", "start": None}, OFF, "59 % paid, 100 % of the time"),
        (1000, 500, {"start": None}, CANNOT_TELL, "50 % paid, no dates to measure against"),
        (1000, 500, {"status": "cancelled"}, CANNOT_TELL, "cancelled"),
        (1000, None, {}, CANNOT_TELL, "payments are not reported for every commitment"),
        (0, 0, {}, CANNOT_TELL, "nothing is committed"),
        (None, 10, {}, CANNOT_TELL, "no commitment is reported"),
        (1000, 1000, {"unknown": "no rate"}, CANNOT_TELL, "no rate"),
        (1000, 999, {"start": "2012", "end": "2012-01-01"}, ON_TRACK, "99 % paid, 100 % of the time"),
    ],
)
def test_the_money_of_a_project(
    committed: int | None, paid: int | None, more: dict[str, Any], light: str, reason: str
) -> None:
    given = {"status": "active", "start": "2012-01-01", "end": "2012-04-10", "day": "2012-02-20"} | more
    told = money_light(committed=committed, paid=paid, **given)
    assert (told.light, told.reason) == (light, reason)


@pytest.mark.parametrize(
    ("status", "counts", "light", "reason"),
    [
        ("active", (2, 0, 0, 2, 0), OFF, "2 of 4 rated indicators off"),
        ("active", (3, 0, 0, 2, 9), ON_TRACK, "3 of 5 rated indicators on track or achieved"),
        ("active", (2, 0, 1, 1, 0), BEHIND, "2 of 4 rated indicators behind or off"),
        ("active", (2, 0, 0, 0, 1), ACHIEVED, "2 of 2 rated indicators achieved"),
        ("active", (2, 1, 0, 0, 0), ON_TRACK, "3 of 3 rated indicators on track or achieved"),
        ("active", (0, 0, 0, 0, 2), CANNOT_TELL, "none of the indicators can be rated: 2"),
        ("active", (0, 0, 0, 0, 0), CANNOT_TELL, "no indicator is reported"),
        ("cancelled", (0, 0, 0, 3, 0), CANNOT_TELL, "cancelled"),
    ],
)
def test_the_results_of_a_project(status: str, counts: tuple[int, ...], light: str, reason: str) -> None:
    told = results_light(status, dict(zip(LIGHTS, counts, strict=True)))
    assert (told.light, told.reason) == (light, reason)


@few
@given(st.lists(st.sampled_from(LIGHTS), max_size=12))
def test_results_are_good_where_more_than_half_of_what_can_be_rated_is(lights: list[str]) -> None:
    told = results_light("active", {light: lights.count(light) for light in LIGHTS})
    rated = [light for light in lights if light != CANNOT_TELL]
    good = [light for light in rated if light in GOOD_LIGHTS]
    assert (told.light == CANNOT_TELL) == (not rated)
    if rated:
        assert (told.light in GOOD_LIGHTS) == (2 * len(good) > len(rated))


@pytest.mark.parametrize(
    ("score", "light"),
    [(1, ON_TRACK), (9, ON_TRACK), (10, BEHIND), (15, BEHIND), (16, OFF), (25, OFF), (None, CANNOT_TELL)],
)
def test_the_risk_of_a_project(score: int | None, light: str) -> None:
    assert risk_light(score).light == light


@pytest.mark.parametrize(
    ("level", "light"),
    [("Low", ON_TRACK), ("Moderate", ON_TRACK), ("Substantial", BEHIND), ("High", OFF), ("Not Rated", CANNOT_TELL)],
)
def test_a_rating_by_the_points_of_its_own_scale(level: str, light: str) -> None:
    points = read_points(["Low;Moderate;Substantial;High"], ["Low;Moderate"], ["Not Rated"])
    for turned in (points, [*points[-2::-1], points[-1]]):
        told = rating_light(level, turned, "2014-05")
        assert (told.light, told.reason) == (light, f"rated {level}, 2014-05")


SIX = read_points(
    ["Highly Satisfactory;Satisfactory;Moderately Satisfactory;Moderately Unsatisfactory;Unsatisfactory"],
    ["Highly Satisfactory;Satisfactory;Moderately Satisfactory"],
    ["Not Rated"],
)


def rated(kind: str | None, rating: str, date: str | None, criterion: str = "overall outcome") -> CriterionRating:
    return CriterionRating(kind, criterion, rating, SIX, date, date)


@pytest.mark.parametrize(
    ("found", "over", "light", "reason"),
    [
        ([], False, CANNOT_TELL, "not evaluated"),
        ([rated("self", "Not Rated", "2012")], False, CANNOT_TELL, "evaluated, but not rated"),
        ([rated("self", "Satisfactory", "2012")], False, ON_TRACK, "self: Satisfactory, 2012"),
        ([rated("self", "Satisfactory", "2012")], True, ACHIEVED, "self: Satisfactory, 2012"),
        (
            [rated("self", "Satisfactory", "2014"), rated("validated", "Moderately Unsatisfactory", "2012")],
            True,
            BEHIND,
            "validated: Moderately Unsatisfactory, 2012",
        ),
        (
            [rated("validated", "Satisfactory", "2014"), rated("independent", "Unsatisfactory", "2010")],
            False,
            OFF,
            "independent: Unsatisfactory, 2010",
        ),
        (
            [rated("independent", "Not Rated", "2014"), rated("validated", "Satisfactory", "2010")],
            False,
            ON_TRACK,
            "validated: Satisfactory, 2010",
        ),
        (
            [rated("independent", "Unsatisfactory", "2010"), rated("independent", "Satisfactory", "2014")],
            False,
            ON_TRACK,
            "independent: Satisfactory, 2014",
        ),
        (
            [rated("independent", "Satisfactory", "2012"), rated("independent", "Unsatisfactory", "2012", "impact")],
            False,
            ON_TRACK,
            "independent: Satisfactory, 2012",
        ),
        (
            [rated(None, "Satisfactory", None, "impact"), rated(None, "Unsatisfactory", None, "efficiency")],
            False,
            OFF,
            "evaluated: 1 of 2 ratings good, no date",
        ),
    ],
)
def test_the_evaluations_of_a_project(found: list[CriterionRating], over: bool, light: str, reason: str) -> None:
    told = evaluation_light(found, over=over)
    assert (told.light, told.reason) == (light, reason)


@few
@given(st.sampled_from(LIGHTS), st.sampled_from(LIGHTS))
def test_of_two_lights_the_worse_one_that_says_anything(one: str, other: str) -> None:
    told = worse(Light(one, ""), Light(other, "")).light
    assert told == worse(Light(other, ""), Light(one, "")).light
    rated = [light for light in (one, other) if light != CANNOT_TELL]
    assert told == (max(rated, key=LIGHTS.index) if rated else CANNOT_TELL)
