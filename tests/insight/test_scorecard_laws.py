"""Laws of scorecards that hold for any two conferences: every grouping and every light adds up, to the minor unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from conftest import NOW
from factories import Walk
from hypothesis import given, settings
from hypothesis import strategies as st
from test_compare_laws import CONFERENCES, World, plain_totals, worlds, write_down

from tracker.insight.codes import Codes
from tracker.insight.comparing.pair import make_pair
from tracker.insight.lights.behind import LightsWanted, lights_behind, lights_moved, project_lights
from tracker.insight.lights.scorecard import MONEY_TERMS, PROJECT_TERMS, LightCount, Scorecard, make_scorecard
from tracker.register.projects.evaluations import EvaluationFacts
from tracker.register.projects.ratings import RatingFacts
from tracker.register.projects.scales import ScaleFacts
from tracker.register.register import Register, open_register
from tracker.register.reporting.set_lights import SetLightFacts
from tracker.rules.words import BEHIND, CANNOT_TELL, LIGHTS, LIT, MEASURES, OFF, SCORED_BY
from tracker.store.location import Location

ENDS = st.sampled_from(["2012", "2013-06", "2014-12-31"])


class Course(NamedTuple):
    """What conferences are told of the course of one project, each in turn."""

    ends: list[str | None]
    actuals: list[str | None]
    risks: list[int | None]
    ratings: list[str | None]
    evaluations: list[str | None]
    set_by_people: list[tuple[str, str] | None]


COURSES = st.builds(
    Course,
    *(
        st.lists(st.none() | each, min_size=len(CONFERENCES), max_size=len(CONFERENCES))
        for each in (
            ENDS,
            st.sampled_from(["0", "30", "100"]),
            st.integers(1, 5),
            st.sampled_from(["Low", "Substantial", "High"]),
            st.sampled_from(["Good", "Fair", "Poor", "Not rated"]),
            st.tuples(st.sampled_from(LIT), st.sampled_from(LIGHTS)),
        )
    ),
)
SCALES = (
    ScaleFacts("risk", "Risk", "2012", ["Low", "Moderate", "Substantial", "High"], ["Low", "Moderate"]),
    ScaleFacts("worth", "Worth", "2012", ["Good", "Fair", "Poor"], ["Good"], ["Not rated"]),
)
# Before each conference, after the one before it.
RATED = ("2011-06", "2012-06", "2014-06")


def write_courses(walk: Walk, world: World, courses: list[Course]) -> None:
    """The dates, an indicator, a risk, ratings and evaluations of each project, and the lights that people set."""
    projects = sorted({project for presented in world.told for project in presented})
    walk.register.scales.add(SCALES)
    for project, course in zip(projects, courses, strict=False):
        measured: dict[str, dict[str, Any]] = {}
        assessed: dict[str, dict[str, Any]] = {}
        for place, at in enumerate(CONFERENCES):
            if project in world.told[place]:
                dates = {"planned_start": "2010", "planned_end": course.ends[place]}
                walk.review(project, at, status=world.told[place][project].status, **dates)
                measured[at] = {"actual": course.actuals[place]}
                assessed[at] = {"likelihood": course.risks[place], "impact": 5}
        goal = {"direction": "up", "baseline": "0", "baseline_date": "2010", "target": "100", "target_date": "2014"}
        walk.part("indicator", f"{project}/I1", measured, **goal)
        walk.part("risk", f"{project}/R1", assessed)
        for date, level, rating in zip(RATED, course.ratings, course.evaluations, strict=True):
            if level:
                walk.register.ratings.add([RatingFacts(project, date, level, "risk")])
            if rating:
                known = {"evaluator": "IEG", "kind": "independent", "criterion": "overall", "scale": "worth"}
                walk.register.evaluations.add([EvaluationFacts(project, date=date, rating=rating, **known)])
        for place, at in enumerate(CONFERENCES):
            if project in world.told[place] and (lit := course.set_by_people[place]):
                facts = SetLightFacts(project, *lit, "as the room said")
                walk.register.set_lights.enter([(walk.register.codes.conference(at), facts)])


def counts_and_never_guesses(register: Register, place: int, courses: Mapping[str, Course]) -> None:
    """What a person set is the light, with the computed one beside it; what is unknown is cannot tell, never red."""
    conference = register.codes.conference(CONFERENCES[place])
    ids = [register.codes.id("project", project) for project in courses]
    for project in project_lights(register.reader, conference, ids):
        course = courses[project.project]
        lights = dict(zip(LIT, project.lights, strict=True))
        computed = {of: light.computed or light for of, light in lights.items()}
        said = {(of, light.light) for of, light in lights.items() if light.computed}
        assert said == ({course.set_by_people[place]} - {None})
        assert course.ends[place] or computed["time"].light not in (BEHIND, OFF)
        assert course.actuals[place] or computed["results"].light == CANNOT_TELL
        assert course.risks[place] or any(course.ratings[: place + 1]) or computed["risk"].light == CANNOT_TELL
        assert any(course.evaluations[: place + 1]) or computed["evaluation"].light == CANNOT_TELL


def adds_up(card: Scorecard, projects: int, totals: dict[str, int], by: str | None) -> None:
    assert (card.total is None) == (card.silent == projects > 0)
    for of in LIT:
        for rows in (card.whole, card.groups) if by else (card.whole,):
            mine = [row for row in rows if row.of == of]
            assert sum(row.projects for row in mine) == projects == card.projects
            assert sum(row.amount or 0 for row in mine) == sum(totals.values()) == (card.total or 0)
        if by in ("donor", "theme", "beneficiary"):
            sums: dict[str, int] = {}
            for row in card.groups:
                if row.of == of:
                    sums[row.group or ""] = sums.get(row.group or "", 0) + (row.amount or 0)
            assert {group: amount for group, amount in sums.items() if amount} == totals


def reconciles(row: LightCount) -> None:
    """From what there was, by every term, to what there is."""

    def sums(kind: str, terms: tuple[str, ...]) -> int:
        return sum(getattr(row, f"{kind}_{term}") or 0 for term in ("before", *terms))

    assert sums("projects", PROJECT_TERMS) == row.projects
    assert sums("amount", MONEY_TERMS) == (row.amount or 0)


def summed(rows: list[LightCount]) -> dict[tuple[str, str], list[int]]:
    """The numbers of each light over all groups."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        numbers = [value or 0 for value in (*row[3:5], *row[6:]) if not isinstance(value, str)]
        known = found.setdefault((row.of, row.light), [0] * len(numbers))
        found[row.of, row.light] = [one + other for one, other in zip(known, numbers, strict=True)]
    return found


@settings(max_examples=15)
@given(
    world=worlds(),
    courses=st.lists(COURSES, min_size=4, max_size=4),
    pair=st.sampled_from([(0, 1), (1, 2), (0, 2)]),
    measure=st.sampled_from(MEASURES),
    of=st.sampled_from(LIT),
)
def test_every_scorecard_adds_up_for_every_grouping(
    location: Location, world: World, courses: list[Course], pair: tuple[int, int], measure: str, of: str
) -> None:
    first, second = pair
    with open_register(location, who="tester", command="test", now=lambda: NOW, dry_run=True) as register:
        walk = Walk(register, *CONFERENCES, rates=dict(zip(CONFERENCES, world.rates, strict=True)))
        write_courses(walk, world, courses)
        write_down(walk, world)
        reader, codes = register.reader, Codes(register.reader)
        a, b = codes.conference(CONFERENCES[first]), codes.conference(CONFERENCES[second])
        both = make_pair(reader, a, b)
        alone = make_scorecard(reader, a, measure)
        whole = make_scorecard(reader, b, measure, pair=both)
        named = dict(zip(sorted({one for each in world.told for one in each}), courses, strict=False))
        counts_and_never_guesses(register, second, {one: named[one] for one in world.told[second]})
        for by in (None, *SCORED_BY):
            card = make_scorecard(reader, b, measure, by, both)
            told = plain_totals(world, second, measure, by if by in ("theme", "beneficiary") else "donor")
            adds_up(card, len(world.told[second]), told, by)
            adds_up(make_scorecard(reader, b, measure, by), len(world.told[second]), told, by)
            for row in [*card.whole, *card.groups]:
                reconciles(row)
            assert summed(card.groups or card.whole) == summed(whole.whole) == summed(card.whole)
        assert [(row.projects_before, row.amount_before) for row in whole.whole] == [
            (row.projects, row.amount) for row in alone.whole
        ]
        # The projects behind each figure are those that it counts.
        for row in whole.whole:
            if row.of == of:
                behind = lights_behind(reader, b, LightsWanted(of, measure, [row.light]))
                assert len(behind) == row.projects
                assert sum(one.amount or 0 for one in behind) == (row.amount or 0)
                moved = lights_moved(reader, both, LightsWanted(of, measure, [row.light]))
                assert sum(one.light_old == row.light for one in moved) == row.projects_before
                assert sum(one.light_new == row.light for one in moved) == row.projects
