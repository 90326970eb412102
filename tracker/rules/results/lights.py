"""Lights: what can be said of an indicator, a milestone or a project as of a conference, in one word, and why.

Every rule is exact. Unknown is not zero: where a value or a date is unknown that a rule needs, the light is
CANNOT_TELL, and never OFF. Partial dates count as their last day, a start as its first.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.rules.dates import first_day, last_day
from tracker.rules.languages import N_
from tracker.rules.results.progress import scaled
from tracker.rules.results.risk import risk_level
from tracker.rules.results.scales import Point, nearly_good
from tracker.rules.text import fold
from tracker.rules.words import ACHIEVED, BEHIND, CANNOT_TELL, LIGHTS, OFF, ON_TRACK, OVERALL

# The reasons are in the catalogs of briefs.
TEXTS = "brief"

# Percent of what the elapsed time asks for.
ENOUGH, NEARLY = 80, 60
# Whose evaluation counts first.
BEST_KINDS = (N_("independent"), N_("validated"), N_("self"))
# A milestone that is overdue by no more than this is behind.
GRACE_MONTHS = 6
# A project whose end moved by no more than this part of its planned length is behind.
GRACE_PARTS = 4

PERCENT, DATE, WORD, NUMBER, TEXT = "percent", "date", "word", "number", "text"
Figures = tuple[tuple[str, str | int], ...]
"""The values of a reason, each with its kind: a whole percentage, a partial date, a word, a number,
or a text."""


SET = N_("set by a person: {0}")
BESIDE = N_("{reason}; computed: {light}, {computed}")


class Light(NamedTuple):
    """One of LIGHTS, and why: a sentence with places for figures, so that it can be said in other languages.

    `computed` is the light by the rules, where a person set this one in its place.
    """

    light: str
    because: str
    figures: Figures = ()
    computed: Light | None = None

    @property
    def reason(self) -> str:
        """The reason in English: `60 % of the way, 75 % of the time`; of one that was set, with the computed one."""
        said = self.because.format(*(f"{value} %" if kind == PERCENT else value for kind, value in self.figures))
        if self.computed is None:
            return said
        return BESIDE.format(reason=said, light=self.computed.light, computed=self.computed.reason)


def set_by_person(light: str, reason: str, computed: Light) -> Light:
    """The light that a person set, with the computed one beside it. It counts, whatever the rules say."""
    return Light(light, SET, ((TEXT, reason),), computed)


def indicator_light(
    measure: str,
    direction: str,
    baseline: str | None,
    actual: str | None,
    target: str | None,
    *,
    baseline_date: str | None,
    target_date: str | None,
    day: str | None,
) -> Light:
    """Whether an indicator has come as far from baseline to target as the time until the target's date asks for.

    A reached target is achieved. Until its date, at least 80 percent of the way that the time asks for is on track, 60
    behind, less off. After its date nothing is on track any more: 60 percent of the whole way is behind. Without a
    baseline there is no way: not reached is off after the date, and CANNOT_TELL before it.
    """
    if measure == "text":
        return Light(CANNOT_TELL, N_("reported in words"))
    if actual is None:
        return Light(CANNOT_TELL, N_("not measured"))
    if target is None:
        return Light(CANNOT_TELL, N_("no target"))
    here, goal, start = scaled(actual), scaled(target), None if baseline is None else scaled(baseline)
    if measure == "yes/no":
        reached = actual == target
        here = goal = start = None
    elif here is None or goal is None:
        return Light(CANNOT_TELL, N_("not a number"))
    else:
        reached = _reached(direction, start, here, goal)
    if reached:
        return Light(ACHIEVED, N_("the target is reached"))
    if here is not None and start is not None and start == goal:
        return Light(OFF, N_("worse than the level to maintain"))
    late = target_date is not None and day is not None and _last(day) > _last(target_date)
    if here is None or goal is None or start is None:
        if late:
            return Light(OFF, N_("not reached by {0}"), ((DATE, target_date or ""),))
        return Light(CANNOT_TELL, N_("not reached yet") if measure == "yes/no" else N_("no baseline"))
    way, whole = here - start, goal - start
    if whole < 0:  # a value that is to fall
        way, whole = -way, -whole
    percent = (PERCENT, _percent(way, whole))
    if late:
        light = BEHIND if way * 100 >= whole * NEARLY else OFF
        return Light(light, N_("{0} of the way, due {1}"), (percent, (DATE, target_date or "")))
    if day is None or target_date is None or baseline_date is None or _last(baseline_date) >= _last(target_date):
        return Light(CANNOT_TELL, N_("{0} of the way, no dates to measure against"), (percent,))
    length = _last(target_date) - _last(baseline_date)
    gone = max(0, _last(day) - _last(baseline_date))
    light = _enough(way, whole, gone, length)
    return Light(light, N_("{0} of the way, {1} of the time"), (percent, (PERCENT, _percent(gone, length))))


def milestone_light(planned: str | None, reached: str | None, *, day: str | None) -> Light:
    """Whether a milestone is reached, not due yet, overdue by up to 6 months (behind) or by more (off)."""
    if reached is not None:
        return Light(ACHIEVED, N_("reached {0}"), ((DATE, reached),))
    if planned is None:
        return Light(CANNOT_TELL, N_("no planned date"))
    due = ((DATE, planned),)
    if day is None:
        return Light(CANNOT_TELL, N_("due {0}; the date of the conference is unknown"), due)
    if _last(day) <= _last(planned):
        return Light(ON_TRACK, N_("due {0}"), due)
    light = BEHIND if _last(day) <= _months_after(planned, GRACE_MONTHS) else OFF
    return Light(light, N_("due {0}, not reached"), due)


def time_light(
    status: str | None,
    first_start: str | None,
    first_end: str | None,
    end: str | None,
    actual_end: str | None,
    *,
    day: str | None,
) -> Light:
    """Whether a project ends when it was first planned to: slipped by up to a quarter of its length is behind.

    `first_` are the planned dates as first reported, `end` is the planned end now. A project that goes on after its
    planned end ends on the conference's day at the earliest. One that is over without a slip is achieved.
    """
    if status == "cancelled":
        return Light(CANNOT_TELL, N_("cancelled"))
    if first_end is None or (end is None and actual_end is None):
        return Light(CANNOT_TELL, N_("no planned end"))
    over = actual_end is not None or status == "completed"
    now = actual_end or end or ""
    said = N_("ended {0}, first planned {1}") if over else N_("ends {0}, first planned {1}")
    if not over and day is not None and _last(day) > _last(now):
        said, now = N_("still running at {0}, first planned to end {1}"), day
    slip = _slip(first_end, now)
    if slip <= 0:
        known = ((DATE, actual_end or end or ""),)
        return (
            Light(ACHIEVED, N_("ended {0}, as planned"), known)
            if over
            else Light(ON_TRACK, N_("ends {0}, as planned"), known)
        )
    figures = ((DATE, now), (DATE, first_end))
    if first_start is None:
        return Light(BEHIND, said, figures)
    length = _last(first_end) - _first(first_start)
    return Light(BEHIND if slip * GRACE_PARTS <= length else OFF, said, figures)


def money_light(
    status: str | None,
    start: str | None,
    end: str | None,
    committed: int | None,
    paid: int | None,
    *,
    day: str | None,
    unknown: str | None = None,
) -> Light:
    """Whether as much of the committed money is paid as the elapsed time asks for: 80 percent on track, 60 behind.

    `unknown` says why the two amounts cannot be compared, if they cannot. All paid is achieved. A completed project has
    used its whole time.
    """
    if status == "cancelled":
        return Light(CANNOT_TELL, N_("cancelled"))
    if unknown is not None:
        return Light(CANNOT_TELL, unknown)
    if committed is None:
        return Light(CANNOT_TELL, N_("no commitment is reported"))
    if committed <= 0:
        return Light(CANNOT_TELL, N_("nothing is committed"))
    if paid is None:
        return Light(CANNOT_TELL, NOT_PAID)
    if paid >= committed:
        return Light(ACHIEVED, N_("all is paid"))
    percent = (PERCENT, _percent(paid, committed))
    if status == "completed":
        gone = length = 1
    elif day is None or start is None or end is None:
        return Light(CANNOT_TELL, N_("{0} paid, no dates to measure against"), (percent,))
    else:
        length = max(1, _last(end) - _first(start))
        gone = max(0, min(_last(day) - _first(start), length))
    light = _enough(paid, committed, gone, length)
    return Light(light, N_("{0} paid, {1} of the time"), (percent, (PERCENT, _percent(gone, length))))


NOT_PAID = N_("payments are not reported for every commitment")
NO_COMMITMENT = N_("commitments are not reported for every payment")
NO_EVALUATION = N_("not evaluated")
NO_RATE = N_("amounts in several currencies without a rate")


def results_light(status: str | None, lights: Mapping[str, int]) -> Light:
    """The light of a project's indicators, given how many have which: the worst half decides.

    Off where half of those with a light are off, behind where half are behind or off. Achieved where all are.
    """
    if status == "cancelled":
        return Light(CANNOT_TELL, N_("cancelled"))
    rated = sum(lights.get(light, 0) for light in LIGHTS if light != CANNOT_TELL)
    if not rated:
        known = lights.get(CANNOT_TELL, 0)
        if not known:
            return Light(CANNOT_TELL, N_("no indicator is reported"))
        return Light(CANNOT_TELL, N_("none of the indicators can be rated: {0}"), ((NUMBER, known),))
    off = lights.get(OFF, 0)
    late = off + lights.get(BEHIND, 0)
    achieved = lights.get(ACHIEVED, 0)
    for count, light, said in (
        (off, OFF, N_("{0} of {1} rated indicators off")),
        (late, BEHIND, N_("{0} of {1} rated indicators behind or off")),
    ):
        if count * 2 >= rated:
            return Light(light, said, ((NUMBER, count), (NUMBER, rated)))
    if achieved == rated:
        return Light(ACHIEVED, N_("{0} of {1} rated indicators achieved"), ((NUMBER, achieved), (NUMBER, rated)))
    good = rated - late
    return Light(ON_TRACK, N_("{0} of {1} rated indicators on track or achieved"), ((NUMBER, good), (NUMBER, rated)))


def risk_light(worst: int | None) -> Light:
    """The light of a project's open risks, given their highest score, None where none is assessed."""
    if worst is None:
        return Light(CANNOT_TELL, N_("no open risk is assessed"))
    word = risk_level(worst)
    light = {"high": BEHIND, "critical": OFF}.get(word, ON_TRACK)
    return Light(light, N_("worst open risk: {0}"), ((WORD, word),))


def rating_light(level: str, points: Sequence[Point], date: str) -> Light:
    """The light of a rating by the points of its own scale: good is on track, the point just below them behind.

    Every other point is off. One that says that nothing was rated is CANNOT_TELL.
    """
    good = next((point.good for point in points if point.name == level), None)
    figures = ((WORD, level), (DATE, date))
    if good is None:
        return Light(CANNOT_TELL, N_("rated {0}, {1}"), figures)
    light = ON_TRACK if good else BEHIND if level == nearly_good(points) else OFF
    return Light(light, N_("rated {0}, {1}"), figures)


class CriterionRating(NamedTuple):
    """A rating of a project by one criterion: `kind` is self, validated or independent, None if not stated.

    `day` is the one that counts, `date` as published: a date or a fiscal year. `points` are those of its scale.
    """

    kind: str | None
    criterion: str
    rating: str
    points: Sequence[Point]
    day: str | None
    date: str | None


def evaluation_light(found: Sequence[CriterionRating], *, over: bool) -> Light:
    """The light of a project's evaluations: of the latest independent one, else the validated one, else its own.

    Kinds are never averaged. Within one, the overall criterion counts, else the worst half of all decides. Good is
    achieved where the project is over, else on track.
    """
    rated = [(one, rating_light(one.rating, one.points, "").light) for one in found]
    rated = [(one, light) for one, light in rated if light != CANNOT_TELL]
    if not rated:
        return Light(CANNOT_TELL, N_("evaluated, but not rated") if found else NO_EVALUATION)
    kind = next(kind for kind in (*BEST_KINDS, None) if any(one.kind == kind for one, _ in rated))
    mine = [(one, light) for one, light in rated if one.kind == kind]
    latest = max(_day(one) for one, _ in mine)
    mine = [(one, light) for one, light in mine if _day(one) == latest]
    mine = [(one, light) for one, light in mine if fold(one.criterion).startswith(OVERALL)] or mine
    lights = [light for _, light in mine]
    off, late = lights.count(OFF), lights.count(OFF) + lights.count(BEHIND)
    good = ACHIEVED if over else ON_TRACK
    light = OFF if off * 2 >= len(lights) else BEHIND if late * 2 >= len(lights) else good
    one = mine[0][0]
    whose = (WORD, kind or N_("evaluated"))
    # A fiscal year is no date.
    date = (DATE if one.date and one.date[0].isdigit() else WORD, one.date or N_("no date"))
    if len(mine) == 1:
        return Light(light, N_("{0}: {1}, {2}"), (whose, (WORD, one.rating), date))
    counted = (NUMBER, len(lights) - late), (NUMBER, len(lights))
    return Light(light, N_("{0}: {1} of {2} ratings good, {3}"), (whose, *counted, date))


def _day(one: CriterionRating) -> int:
    return _last(one.day) if one.day else 0


def worse(one: Light, other: Light) -> Light:
    """The worse of two lights; CANNOT_TELL only where both are."""
    if CANNOT_TELL in (one.light, other.light):
        return other if one.light == CANNOT_TELL else one
    return max(one, other, key=lambda each: LIGHTS.index(each.light))


def _reached(direction: str, start: int | None, here: int, goal: int) -> bool:
    """Whether a target is reached: from the baseline's side of it, if there is one, else by the direction."""
    down = direction == "down" if start is None or start == goal else goal < start
    return here <= goal if down else here >= goal


def _enough(done: int, whole: int, gone: int, length: int) -> str:
    for percent, light in ((ENOUGH, ON_TRACK), (NEARLY, BEHIND)):
        if done * length * 100 >= whole * gone * percent:
            return light
    return OFF


def _percent(part: int, whole: int) -> int:
    """A whole percentage, rounded down so that it never shows more than was judged."""
    return 100 * part // whole if part >= 0 else -(100 * -part // whole)


def _slip(first: str, now: str) -> int:
    """How many days later one partial date is than another, at the precision that both have."""
    precision = min(len(first), len(now))
    return _last(now[:precision]) - _last(first[:precision])


@lru_cache(4096)
def _last(partial: str) -> int:
    return last_day(partial).toordinal()


@lru_cache(4096)
def _first(partial: str) -> int:
    return first_day(partial).toordinal()


@lru_cache(4096)
def _months_after(partial: str, months: int) -> int:
    day = last_day(partial)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).toordinal()
