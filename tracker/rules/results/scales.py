"""Scales of ratings: their points in the order in which they were published, and which of them are good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.rules.text import fold, line

SEPARATOR = ";"


class Point(NamedTuple):
    """A point of a scale; `good` is None where it says that nothing was rated."""

    name: str
    good: bool | None


def read_points(points: Sequence[str], good: Sequence[str], not_rated: Sequence[str] = ()) -> list[Point]:
    """Return the points of a scale, those that say that nothing was rated last.

    `points` are in the order in which they were published, best first or worst first; the good ones are the first or
    the last of them. Raises Invalid.
    """
    names, right, unrated = (read_names("point", texts) for texts in (points, good, not_rated))
    known = {fold(name): name for name in names}
    for name in right:
        if fold(name) not in known:
            raise Invalid(
                "good point", name, "is not a point of the scale", " or ".join(names) or "a point of the scale"
            )
    flags = [fold(name) in {fold(one) for one in right} for name in names]
    if len(set(flags)) < 2 or sum(one != other for one, other in pairwise(flags)) != 1:
        expected = "one or more points at one end of the scale, but not all"
        raise Invalid("good points", "; ".join(right), "are not all at one end of the scale", expected)
    found = [Point(name, flag) for name, flag in zip(names, flags, strict=True)]
    found += [Point(name, None) for name in unrated]
    _refuse_twice("point", [point.name for point in found])
    return found


def nearly_good(points: Sequence[Point]) -> str:
    """Return the point just below the good ones."""
    rated = [point for point in points if point.good is not None]
    return next((other if one.good else one).name for one, other in pairwise(rated) if one.good != other.good)


def read_names(what: str, texts: Iterable[str]) -> list[str]:
    """Return names given one by one, or several in one text with semicolons between them. Raises Invalid."""
    parts = [part for text in texts for part in text.split(SEPARATOR)]
    found = [line(what, part) for part in parts if part.strip()]
    _refuse_twice(what, found)
    return found


def _refuse_twice(what: str, names: Sequence[str]) -> None:
    seen = set[str]()
    for name in names:
        if fold(name) in seen:
            raise Invalid(what, name, "appears twice", f"each {what} once")
        seen.add(fold(name))
