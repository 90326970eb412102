"""Ratings of whole projects beside the matrix of risks: how many projects have each, and what moved.

They are words on named scales and are never turned into scores, so they are rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.projects.ratings import CurrentRating, current_ratings, in_one_spelling
from tracker.store.reader import Reader

TERMS = ("new", "moved_in", "moved_out", "not_reported")
_Subject = tuple[str, str, str | None]
_Level = tuple[str, str, int, str]


class RatingCount(NamedTuple):
    """The projects with one rating: a level of a scale, for an aspect of the risk as published."""

    scale: str
    aspect: str
    level: str
    total: int
    projects: str


class RatedBridge(NamedTuple):
    """One rating from a conference to a later one: `from_total` and the terms sum to `to_total`.

    `not_reported`: the later conference has no report on the project.
    """

    scale: str
    aspect: str
    level: str
    from_total: int
    new: int
    moved_in: int
    moved_out: int
    not_reported: int
    to_total: int


class RatedMove(NamedTuple):
    """A rating that was new or changed, or whose project was reported no more; None where a conference had none."""

    project: str
    aspect: str
    rated_by: str | None
    old: str | None
    new: str | None
    change: str


class RatedComparison(NamedTuple):
    """The ratings of two conferences; `moves` includes those that did not move."""

    levels: list[RatedBridge]
    moves: list[RatedMove]


def rating_counts(ratings: Iterable[CurrentRating]) -> list[RatingCount]:
    """How many projects have each of some ratings."""
    found: dict[_Level, list[str]] = {}
    for one in in_one_spelling(ratings)[0]:
        found.setdefault(_level(one), []).append(one.project)
    return [
        RatingCount(scale, aspect, level, len(found[key]), ";".join(found[key]))
        for key in sorted(found)
        for scale, aspect, _, level in (key,)
    ]


def compare_rated(reader: Reader, pair: ConferencePair) -> RatedComparison:
    """The ratings of the projects of two conferences, level by level."""
    projects = pair.among_projects("r.project_id")
    sides = in_one_spelling(*(current_ratings(reader, one, projects) for one in (pair.first, pair.second)))
    before, after = map(_by_subject, sides)
    sums: dict[_Level, dict[str, int]] = {}
    moves = []

    def add(rating: CurrentRating, term: str, number: int) -> None:
        sums.setdefault(_level(rating), dict.fromkeys(("from_total", *TERMS, "to_total"), 0))[term] += number

    for subject, old, new in _joined(before, after):
        if old is not None:
            add(old, "from_total", 1)
        if new is not None:
            add(new, "to_total", 1)
        change = "new" if old is None else "not_reported" if new is None else "moved"
        if old is not None and new is not None and _level(old) == _level(new):
            change = "unchanged"
        if old is not None and change != "unchanged":
            add(old, "moved_out" if change == "moved" else change, -1)
        if new is not None and change != "unchanged":
            add(new, "moved_in" if change == "moved" else change, 1)
        moves.append(RatedMove(*subject, old and old.level, new and new.level, change))
    levels = [
        RatedBridge._make((scale, aspect, level, *terms.values()))
        for (scale, aspect, _, level), terms in sorted(sums.items())
    ]
    return RatedComparison(levels, moves)


def _level(rating: CurrentRating) -> _Level:
    return rating.scale, rating.aspect, rating.place, rating.level


def _by_subject(ratings: Iterable[CurrentRating]) -> dict[_Subject, CurrentRating]:
    return {(one.project, one.aspect, one.rated_by): one for one in ratings}


def _joined(
    before: Mapping[_Subject, CurrentRating], after: Mapping[_Subject, CurrentRating]
) -> Iterator[tuple[_Subject, CurrentRating | None, CurrentRating | None]]:
    subjects = sorted({*before, *after}, key=lambda one: (one[0], one[1], one[2] or ""))
    yield from ((subject, before.get(subject), after.get(subject)) for subject in subjects)
