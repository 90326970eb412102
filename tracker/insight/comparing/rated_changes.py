"""Ratings of the risk of projects, and their evaluations, that changed from one conference to a later one.

They are words as published, so they are listed beside what changed and never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.projects.evaluations import evaluations_at
from tracker.insight.projects.ratings import CurrentRating, current_ratings, in_one_spelling
from tracker.store.reader import Reader

FIRST_RATED, CHANGED, NOT_RATED = "first rated", "changed", "no longer rated"
# Which projects both conferences were told of.
BOTH = """
SELECT p.code FROM review a JOIN review b ON b.project_id = a.project_id JOIN project p ON p.id = a.project_id
WHERE a.conference_id = :a AND b.conference_id = :b AND {among}
"""
_Subject = tuple[str, str, str, str | None, str | None]
_Rated = dict[_Subject, tuple[str, str | None]]


class RatedChange(NamedTuple):
    """A rating that differs between two conferences, of a project that both were told of.

    `of` is risk or evaluation, `what` the aspect of the risk or the criterion, `by` who rated: the organisation that
    published the rating of a risk, the kind of an evaluation, whose `evaluator` is given too. None where it is unknown.
    """

    project: str
    of: str
    what: str
    by: str | None
    evaluator: str | None
    change: str
    old: str | None
    date_old: str | None
    new: str | None
    date_new: str | None


def rated_changes(reader: Reader, pair: ConferencePair) -> Iterator[RatedChange]:
    """The ratings and evaluations that changed, by project. The same word with a later date is no change."""
    there = {code for (code,) in reader.rows(BOTH.format(among=pair.of_projects("a.project_id")), pair.params)}
    met = pair.first, pair.second
    risks = in_one_spelling(*(current_ratings(reader, one, pair.among_projects("r.project_id")) for one in met))
    before, after = (_rated(reader, pair, one, ratings) for one, ratings in zip(met, risks, strict=True))
    unknown = (None, None)
    for subject in sorted({*before, *after}, key=_place):
        (old, date_old), (new, date_new) = before.get(subject, unknown), after.get(subject, unknown)
        if subject[0] in there and old != new:
            change = FIRST_RATED if old is None else NOT_RATED if new is None else CHANGED
            yield RatedChange(*subject, change, old, date_old, new, date_new)


def _place(subject: _Subject) -> tuple[str, bool, str, str, str]:
    project, of, what, by, evaluator = subject
    return project, of != "risk", what, by or "", evaluator or ""


def _rated(reader: Reader, pair: ConferencePair, conference: Conference, risks: Iterable[CurrentRating]) -> _Rated:
    found: _Rated = {}
    for one in risks:
        found[one.project, "risk", one.aspect, one.rated_by, None] = one.level, one.date
    for row in evaluations_at(reader, conference, pair.among_projects("e.project_id")):
        if row.project is not None:
            what = row.criterion if row.criteria is None else f"{row.criteria}: {row.criterion}"
            # By date, so the latest of each evaluator counts. What another one says is no change of it.
            found[row.project, "evaluation", what, row.kind, row.evaluator] = row.rating, row.date
    return found
