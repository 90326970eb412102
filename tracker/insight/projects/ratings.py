"""Ratings of the risk of whole projects, as donors publish them, each a word on a named scale with its own date.

Of the ratings of one aspect of a project by one organisation, the last one up to the cut-off of a conference is that
conference's; the earlier ones are the history. A report that prints no value is no rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.errors import Invalid, NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.rules.codes import nearest
from tracker.rules.text import fold
from tracker.rules.words import NOT_SAID
from tracker.store.reader import Reader


class RatingRow(NamedTuple):
    """A rating; `level` is None where the report prints no value.

    `current`: it is the one that counts, at the conference or as known now. `previous_level` is the rating before it as
    the same report prints it, of which the date is not known.
    """

    number: int
    project: str
    project_title: str
    date: str
    aspect: str
    level: str | None
    scale: str | None
    scale_name: str | None
    current: bool
    previous_level: str | None
    rated_by: str | None
    note: str | None
    mitigation: str | None
    source: str | None
    version: int


class RatingFilters(NamedTuple):
    """Filters on ratings: values of one filter are OR, different filters are AND."""

    projects: Sequence[str] = ()
    levels: Sequence[str] = ()
    scales: Sequence[str] = ()
    raters: Sequence[str] = ()
    current: bool = False


class CurrentRating(NamedTuple):
    """The rating of an aspect of a project that counts at a conference; `place` is that of the level on its scale."""

    number: int
    project: str
    aspect: str
    rated_by: str | None
    scale: str
    level: str
    place: int
    date: str


class RatedLevel(NamedTuple):
    """The level of a rating that counts at a conference, with the id of its project."""

    project: int
    aspect: str
    scale: str
    level: str
    date: str


# A report without a value never comes first, so the first row of a group counts if it has a level.
PLACED = """
SELECT r.*, row_number() OVER (
  PARTITION BY r.project_id, {same_aspect}, coalesce(r.rated_by_id, 0)
  ORDER BY CASE WHEN r.level IS NULL THEN 1 ELSE 0 END, r.date DESC, r.id DESC) AS place
FROM {source} r WHERE {known}
"""
LIST = f"""
WITH placed AS ({PLACED})
SELECT r.id, p.code, p.title, r.date, r.aspect, r.level, r.scale, s.name,
  CASE WHEN r.place = 1 AND r.level IS NOT NULL THEN 1 ELSE 0 END, r.previous_level, o.code, r.note, r.mitigation,
  r.source, r.version
FROM placed r JOIN project p ON p.id = r.project_id LEFT JOIN organisation o ON o.id = r.rated_by_id
LEFT JOIN scale s ON s.code = r.scale
WHERE {{where}} ORDER BY p.code, lower(r.aspect), coalesce(o.code, ''), r.date, r.id
"""
LEVELS = f"""
WITH placed AS ({PLACED})
SELECT r.project_id, r.aspect, r.scale, r.level, r.date FROM placed r
WHERE r.place = 1 AND r.level IS NOT NULL AND {{where}} ORDER BY r.project_id, r.id
"""
CURRENT = f"""
WITH placed AS ({PLACED})
SELECT r.id, p.code, r.aspect, o.code, r.scale, r.level, s.place, r.date
FROM placed r JOIN project p ON p.id = r.project_id JOIN scale_point s ON s.scale = r.scale AND s.name = r.level
LEFT JOIN organisation o ON o.id = r.rated_by_id
WHERE r.place = 1 AND {{where}} ORDER BY p.code, lower(r.aspect), coalesce(o.code, '')
"""


def list_ratings(reader: Reader, at: str | None, filters: RatingFilters) -> tuple[list[RatingRow], int]:
    """Ratings by project and date, and how many of them a closed conference's record does not have.

    At a conference: those of the projects reported there, dated up to its cut-off. Raises NotFound for an unknown code,
    Invalid for a level that is on no scale.
    """
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    where, params = _chosen(codes, filters)
    levels = _levels(reader, filters.levels)
    known, more = _known(reader, conference)
    rows = [
        row
        for row in reader.rows(LIST.format(**known, where=where), params | more, _row)
        if (row.current or not filters.current) and (not levels or fold(row.level or NOT_SAID) in levels)
    ]
    return rows, younger(reader, conference, rows)


def younger(reader: Reader, conference: Conference | None, ratings: Sequence[RatingRow | CurrentRating]) -> int:
    """How many of some ratings the record of a closed conference does not have."""
    if conference is None or not ratings:
        return 0
    numbers = f"r.id IN ({', '.join(str(one.number) for one in ratings)})"
    return younger_than_record(reader, "rating", "r", numbers, {}, conference)


def find_rating(reader: Reader, number: int) -> RatingRow:
    """One rating by its number. Raises NotFound."""
    known, more = _known(reader, None)
    found = reader.one(LIST.format(**known, where="r.id = :number"), more | {"number": number}, _row)
    if found is None:
        raise NotFound("rating", str(number), hint="`tracker rating list` shows them with their numbers.")
    return found


def ratings_of(reader: Reader, projects: Sequence[int], conference: Conference | None) -> list[RatingRow]:
    """The ratings of projects, each oldest first: those that belong to a conference, or all."""
    known, more = _known(reader, conference)
    among = f"r.project_id IN ({', '.join(map(str, projects)) or 'NULL'})"
    return reader.all(LIST.format(**known, where=among), more, _row)


def current_ratings(reader: Reader, conference: Conference | None, projects: str = "1 = 1") -> list[CurrentRating]:
    """The ratings that count at a conference, of projects that were reported there, or as known now.

    `projects` is a condition on `r.project_id`.
    """
    known, more = _known(reader, conference)
    return reader.all(CURRENT.format(**known, where=projects), more, CurrentRating)


def in_one_spelling(*sides: Iterable[CurrentRating]) -> list[list[CurrentRating]]:
    """The same ratings with one spelling of each aspect, of those that differ only in case and accents."""
    listed = [[*ratings] for ratings in sides]
    spelled: dict[str, str] = {}
    for aspect in sorted({one.aspect for ratings in listed for one in ratings}):
        spelled.setdefault(fold(aspect), aspect)
    return [[one._replace(aspect=spelled[fold(one.aspect)]) for one in ratings] for ratings in listed]


def rated_levels(reader: Reader, conference: Conference, projects: str = "1 = 1") -> Iterator[RatedLevel]:
    """The levels of `current_ratings`, by the ids of the projects; streamed."""
    known, more = _known(reader, conference)
    return reader.rows(LEVELS.format(**known, where=projects), more, RatedLevel, stream=True)


def _levels(reader: Reader, texts: Sequence[str]) -> set[str]:
    """The levels that texts mean, without case and accents. Raises Invalid for a word that is on no scale."""
    if not texts:
        return set()
    words = dict.fromkeys([*(word for (word,) in reader.rows("SELECT name FROM scale_point ORDER BY 1")), NOT_SAID])
    known = {fold(word) for word in words}
    for text in texts:
        if fold(text.strip()) not in known:
            near = nearest(text, words)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise Invalid(
                "level", text, f"is not a point of a known scale{meant}", "a word that `tracker scale list` shows"
            )
    return {fold(text.strip()) for text in texts}


def _known(reader: Reader, conference: Conference | None) -> tuple[dict[str, str], dict[str, str]]:
    """SQL: the ratings that belong to a conference, or all, as the source of the rows `r`, the condition on them, and
    what is the same for one aspect however it is spelled; with its parameters.
    """
    found = _belonging(reader, conference)
    # Folded here, because `lower` of SQLite knows the letters of English only.
    spelled = [text for (text,) in reader.rows(f"SELECT DISTINCT aspect FROM {found['source']} r")]
    others = [text for text in spelled if not text.isascii()]
    params = {f"aspect{place}": text for place, text in enumerate(others)}
    params |= {f"folded{place}": fold(text) for place, text in enumerate(others)}
    whens = "".join(f" WHEN r.aspect = :aspect{place} THEN :folded{place}" for place in range(len(others)))
    same = f"CASE{whens} ELSE lower(r.aspect) END" if others else "lower(r.aspect)"
    return found | {"same_aspect": same}, params


def _belonging(reader: Reader, conference: Conference | None) -> dict[str, str]:
    if conference is None:
        return {"source": "rating", "known": "1 = 1"}
    reported = f"SELECT v.project_id FROM review v WHERE v.conference_id = {conference.id}"
    known = f"{dated_up_to('rating', 'r', conference)} AND r.project_id IN ({reported})"
    source = "rating"
    if conference.record is not None:
        # Beside a conference as known now, the table has the ratings of now.
        source = f"(SELECT * FROM {reader.schema}.kept_rating WHERE record_id = {conference.record})"
    return {"source": source, "known": known}


def _chosen(codes: Codes, filters: RatingFilters) -> tuple[str, dict[str, object]]:
    where, params = ["1 = 1"], dict[str, Any]()
    if filters.projects:
        where.append(f"r.project_id IN ({', '.join(map(str, codes.ids('project', filters.projects)))})")
    if filters.raters:
        where.append(f"r.rated_by_id IN ({', '.join(map(str, codes.family(filters.raters, 'organisation')))})")
    if filters.scales:
        params = {f"scale{place}": codes.scale(text) for place, text in enumerate(filters.scales)}
        where.append(f"r.scale IN ({', '.join(':' + name for name in params)})")
    return " AND ".join(where), params


def _row(*columns: Any) -> RatingRow:
    row = RatingRow._make(columns)
    return row._replace(current=bool(row.current))
