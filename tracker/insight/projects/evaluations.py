"""Evaluations: the list, one, ratings of each kind side by side, and the share on the good part of their scales."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from tracker.errors import NotFound
from tracker.insight.codes import Codes, Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.model.kinds import Share
from tracker.rules.shares import share_of
from tracker.rules.text import fold
from tracker.rules.words import EVALUATION_KINDS, EvaluatedBy, choose
from tracker.store.reader import Reader

NO_KIND = "not said"


class EvaluationRow(NamedTuple):
    """A rating. `date` is as published, a date or a fiscal year, and `day` the one that counts: its last day.

    `evaluator` is a code, or a name where it is no organisation of the register. `good` says whether the rating is on
    the good part of its scale; None where nothing was rated or it is on no scale.
    """

    number: int
    project: str | None
    project_title: str | None
    strategy: str | None
    country: str | None
    date: str | None
    fiscal_year_of: str | None
    day: str | None
    evaluator: str
    evaluator_name: str
    kind: str | None
    published_as: str | None
    criteria: str | None
    criterion: str
    scale: str | None
    rating: str
    good: bool | None
    note: str | None
    source: str | None
    version: int


class BesideRow(NamedTuple):
    """The latest ratings of each kind by one criterion, side by side: they are never averaged.

    `self_rating` is of those responsible, `other_rating` of whoever did not say which kind it is; `_by` names the
    evaluator. If several evaluators gave ratings of one kind, each has its latest one, in rows below each other.
    """

    project: str | None
    project_title: str | None
    strategy: str | None
    criteria: str | None
    criterion: str
    self_rating: str | None
    self_date: str | None
    self_by: str | None
    validated_rating: str | None
    validated_date: str | None
    validated_by: str | None
    independent_rating: str | None
    independent_date: str | None
    independent_by: str | None
    other_rating: str | None
    other_date: str | None
    other_by: str | None


class ShareRow(NamedTuple):
    """How many ratings are on the good part of their scales, of one kind and one group.

    `share` is of those that were rated; `not_rated` counts the others: rated as "Not rated", or on no scale.
    """

    group: str
    kind: str
    evaluations: int
    rated: int
    good: int
    share: Share | None
    not_rated: int


class EvaluationFilters(NamedTuple):
    """Which evaluations: values of one filter are OR, different filters are AND.

    `criteria` are sets, `criterion` criteria by name, `years` those of the date or of the fiscal year.
    """

    at: str | None = None
    projects: Sequence[str] = ()
    evaluators: Sequence[str] = ()
    kinds: Sequence[str] = ()
    criteria: Sequence[str] = ()
    criterion: Sequence[str] = ()
    years: Sequence[int] = ()
    countries: Sequence[str] = ()


NONE = (None, None, None)
YEAR = "coalesce(e.fiscal_year, CAST(substr(e.date, 1, 4) AS integer))"
DATE = "CASE WHEN e.fiscal_year IS NULL THEN e.date ELSE 'FY' || CAST(e.fiscal_year AS text) END"
FROM = """
FROM {source} e
LEFT JOIN project p ON p.id = e.project_id
LEFT JOIN organisation v ON v.id = e.evaluator_id
LEFT JOIN organisation f ON f.id = e.fiscal_year_of_id
LEFT JOIN criterion k ON k.criteria = e.criteria AND k.name = e.criterion
LEFT JOIN scale_point s ON s.scale = e.scale AND s.name = e.rating
WHERE {where}
"""
KINDS = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(EVALUATION_KINDS))
LIST = f"""
SELECT e.id, p.code, p.title, e.strategy, e.country, {DATE}, f.code, e.date,
  coalesce(v.code, e.evaluator_name), coalesce(v.name, e.evaluator_name), e.kind, e.published_as,
  e.criteria, e.criterion, e.scale, e.rating, s.good, e.note, e.source, e.version
{FROM}
ORDER BY CASE WHEN p.id IS NULL THEN 1 ELSE 0 END, p.code, e.strategy, coalesce(e.date, ''),
  coalesce(e.criteria, ''), coalesce(k.place, 0), e.criterion, CASE e.kind {KINDS} ELSE 9 END, e.id
"""
GROUPS: dict[EvaluatedBy, str] = {
    "criterion": "CASE WHEN e.criteria IS NULL THEN e.criterion ELSE e.criteria || ': ' || e.criterion END",
    "criteria": "coalesce(e.criteria, 'no set')",
    "evaluator": "coalesce(v.code, e.evaluator_name)",
    "kind": "'all'",
    "project": "coalesce(p.code, e.strategy)",
    "year": f"coalesce(CAST({YEAR} AS text), 'no date')",
}
SHARES = f"""
SELECT {{group}}, coalesce(e.kind, '{NO_KIND}'), count(*), count(s.good), sum(CASE WHEN s.good THEN 1 ELSE 0 END)
{FROM}
GROUP BY 1, 2, e.kind ORDER BY 1, CASE e.kind {KINDS} ELSE 9 END
"""
# What a conference's record could have: evaluations of the projects that it was told of, and of strategies.
OF_CONFERENCE = """(e.project_id IS NULL
  OR EXISTS (SELECT 1 FROM review r WHERE r.conference_id = {conference} AND r.project_id = e.project_id))"""


def list_evaluations(reader: Reader, filters: EvaluationFilters) -> Iterator[EvaluationRow]:
    """Evaluations by project and date, then by strategy; as of a conference, those dated up to its cut-off.

    Raises NotFound for an unknown code, Invalid for an unknown kind.
    """
    where, params, _ = _condition(reader, filters)
    return _listed(reader, where, params)


def evaluation(reader: Reader, number: int) -> EvaluationRow:
    """One evaluation by its number. Raises NotFound."""
    found = next(_listed(reader, "e.id = :number", {"number": number}), None)
    if found is None:
        raise NotFound("evaluation", str(number), hint="`tracker evaluation list` shows them with their numbers.")
    return found


def evaluations_beside(reader: Reader, filters: EvaluationFilters) -> list[BesideRow]:
    """The latest rating of each kind by each criterion, side by side. Raises as `list_evaluations`."""
    where, params, _ = _condition(reader, filters)
    return _beside(_listed(reader, where, params))


def evaluations_of(reader: Reader, projects: Sequence[int], conference: Conference | None) -> list[BesideRow]:
    """The same for some projects, dated up to the cut-off of a conference, or all."""
    if not projects:
        return []
    where = f"e.project_id IN ({', '.join(map(str, projects))})"
    if conference is not None:
        where += f" AND {dated_up_to('evaluation', 'e', conference)}"
    return _beside(_listed(reader, where, {}))


def evaluations_at(reader: Reader, conference: Conference, projects: str) -> Iterator[EvaluationRow]:
    """The evaluations of some projects that are dated up to a conference's cut-off, by project and date.

    `projects` is a condition on `e.project_id`.
    """
    where = f"{dated_up_to('evaluation', 'e', conference)} AND {projects}"
    return _listed(reader, where, {}, source_of(reader, conference))


def source_of(reader: Reader, conference: Conference) -> str:
    """SQL: the evaluations that are known as of a conference; beside one as known now, a record has its own."""
    if conference.record is None:
        return "evaluation"
    return f"(SELECT * FROM {reader.schema}.kept_evaluation WHERE record_id = {conference.record})"


def good_shares(reader: Reader, filters: EvaluationFilters, by: EvaluatedBy = "criterion") -> list[ShareRow]:
    """The share on the good part of the scales, of each kind apart. Raises as `list_evaluations`."""
    where, params, _ = _condition(reader, filters)
    return [
        ShareRow(group, kind, count, rated, good, share_of(good, rated), count - rated)
        for group, kind, count, rated, good in reader.rows(
            SHARES.format(source="evaluation", group=GROUPS[by], where=where), params
        )
    ]


def younger_evaluations(reader: Reader, filters: EvaluationFilters) -> int:
    """How many of the evaluations a closed conference's record does not have as they are now."""
    where, params, conference = _condition(reader, filters)
    if conference is None:
        return 0
    tables = FROM.format(source="evaluation", where=where)
    return younger_than_record(reader, "evaluation", "e", f"e.id IN (SELECT e.id {tables})", params, conference)


def _condition(reader: Reader, filters: EvaluationFilters) -> tuple[str, dict[str, object], Conference | None]:
    """SQL condition on the evaluation `e` for the filters, its parameters, and the conference asked for."""
    codes, found, params = Codes(reader), ["1 = 1"], dict[str, Any]()

    def among(column: str, values: Sequence[Any]) -> str:
        names = [f"v{len(params) + place}" for place in range(len(values))]
        params.update(zip(names, values, strict=True))
        return f"{column} IN ({', '.join(':' + name for name in names)})"

    conference = codes.conference(filters.at) if filters.at else None
    if conference is not None:
        found.append(dated_up_to("evaluation", "e", conference))
        found.append(OF_CONFERENCE.format(conference=conference.id))
    if filters.projects:
        found.append(among("e.project_id", codes.ids("project", filters.projects)))
    if filters.evaluators:
        found.append(f"({' OR '.join(_evaluator(codes, text, among) for text in filters.evaluators)})")
    if filters.kinds:
        kinds = [choose("kind", text, (*EVALUATION_KINDS, NO_KIND)) for text in filters.kinds]
        found.append(among(f"coalesce(e.kind, '{NO_KIND}')", kinds))
    if filters.criteria:
        found.append(among("e.criteria", [codes.criteria(text) for text in filters.criteria]))
    if filters.criterion:
        names = [name for text in filters.criterion for name in _spelled(reader, "criterion", text) or [text]]
        found.append(among("e.criterion", names))
    if filters.years:
        found.append(among(YEAR, filters.years))
    if filters.countries:
        found.append(among("e.country", [codes.country(text) for text in filters.countries]))
    return " AND ".join(found), params, conference


def _evaluator(codes: Codes, text: str, among: Any) -> str:
    """SQL condition for an evaluator: an organisation with those merged into it, or a name."""
    try:
        return str(among("e.evaluator_id", codes.family([text], "organisation")))
    except NotFound:
        names = _spelled(codes.reader, "evaluator_name", text)
        if not names:
            raise
        return str(among("e.evaluator_name", names))


def _spelled(reader: Reader, column: str, text: str) -> list[str]:
    """The spellings of a name in a column of the evaluations, without case and accents."""
    # Compared here, because `lower` of SQLite knows the letters of English only.
    names = reader.rows(f"SELECT DISTINCT {column} FROM evaluation WHERE {column} IS NOT NULL ORDER BY {column}")
    return [name for (name,) in names if fold(name) == fold(text.strip())]


def _listed(reader: Reader, where: str, params: dict[str, Any], table: str = "evaluation") -> Iterator[EvaluationRow]:
    sql = LIST.format(source=table, where=where)
    for *head, good, note, source, version in reader.rows(sql, params, stream=True):
        yield EvaluationRow._make((*head, None if good is None else bool(good), note, source, version))


def _beside(rows: Iterator[EvaluationRow]) -> list[BesideRow]:
    """The rows are by date, so the last one of each evaluator counts; of several evaluators, the latest is first."""
    kinds = (*EVALUATION_KINDS, NO_KIND)
    found: dict[tuple[Any, ...], dict[str, dict[str, EvaluationRow]]] = {}
    for row in rows:
        subject = row.project, row.project_title, row.strategy, row.criteria, row.criterion
        mine = found.setdefault(subject, {}).setdefault(row.kind or NO_KIND, {})
        mine.pop(row.evaluator, None)
        mine[row.evaluator] = row
    return [
        BesideRow(
            *subject, *(cell for one in line for cell in ((one.rating, one.date, one.evaluator) if one else NONE))
        )
        for subject, ratings in found.items()
        for line in zip_longest(*(reversed(ratings.get(kind, {}).values()) for kind in kinds))
    ]
