"""The common base of lists and cards of risks, indicators and milestones: which report of each is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.rules.structure import several
from tracker.store.reader import Reader
from tracker.store.told_last import told_last

if TYPE_CHECKING:
    from tracker.model.fields import Noun


# SQL: the last day of the conference `c`.
DAY = "coalesce(c.end_date, c.start_date, CAST(c.cut_off AS text))"


class PartFilter(NamedTuple):
    """Which parts: of these projects (all, if none is named), as reported `at` a conference, else as last reported.

    `ids` are projects too, for callers that have looked them up already. With `each`, as reported at each conference: a
    row for each report, by conference.
    """

    at: str | None = None
    projects: Sequence[str] = ()
    ids: Sequence[int] = ()
    each: bool = False


class Query(NamedTuple):
    """A choice as SQL: the common table `told` (conference_id, part), the condition on the part `k`, the parameters.

    `first` begins the order of the rows.
    """

    told: str
    where: str
    params: dict[str, Any]
    first: str = ""


def chosen(reader: Reader, report: str, noun: str, choice: PartFilter) -> Query:
    """Raises NotFound for an unknown project or conference. At a conference only the parts reported there are shown."""
    codes = Codes(reader)
    projects = [*codes.ids("project", choice.projects), *choice.ids]
    where = [f"k.project_id IN ({', '.join(map(str, projects))})"] if projects else []
    if choice.each:
        told = f"told AS (SELECT conference_id, {noun}_id AS part FROM {report})"
        return Query(told, " AND ".join([*where, "told.part IS NOT NULL"]), {}, "c.series_id, c.sequence, ")
    if choice.at is None:
        told = f"told(conference_id, part) AS {told_last(report, f'{noun}_id')}"
        return Query(told, " AND ".join(where) or "1 = 1", {})
    told = f"told AS (SELECT conference_id, {noun}_id AS part FROM {report} WHERE conference_id = :at)"
    where.append("told.part IS NOT NULL")
    return Query(told, " AND ".join(where), {"at": codes.conference(choice.at).id})


def as_told(columns: Sequence[str]) -> str:
    """SQL of columns from the report `t`, or else from the standing fact `k`."""
    return ", ".join(f"CASE WHEN t.conference_id IS NULL THEN k.{name} ELSE t.{name} END" for name in columns)


def silent(noun: str, row: str = "t") -> str:
    """SQL: whether a report contains nothing on a part, because it was added and not reported yet."""
    says = [
        f"{row}.{field.column}" if field.begins is None else f"nullif({row}.{field.column}, '{field.begins}')"
        for field in _model(noun).own
    ]
    return " AND ".join(f"{said} IS NULL" for said in says)


def said_of(reader: Reader, noun: str, ids: Sequence[int]) -> int:
    """How many reports of some parts there are, without the empty ones of an open conference."""
    sql = f"""SELECT count(*) FROM {_model(noun).report} t JOIN conference c ON c.id = t.conference_id
WHERE t.{noun}_id IN ({", ".join(map(str, ids)) or "NULL"}) AND NOT (c.state = 'open' AND {silent(noun)})"""
    return int(reader.value(sql) or 0)


def listed_at(reader: Reader, noun: str, identity: int) -> list[str]:
    """The conferences whose lists contain a part."""
    sql = f"""SELECT c.code FROM {_model(noun).report} t JOIN conference c ON c.id = t.conference_id
WHERE t.{noun}_id = :id ORDER BY c.code"""
    return [code for (code,) in reader.rows(sql, {"id": identity})]


def hanging(reader: Reader, noun: str, identity: int) -> dict[str, int]:
    """What depends on a part, with counts; zero counts are left out."""
    found: dict[str, int] = {}
    ids = [identity]
    if noun == "outcome":
        ids = [one for (one,) in reader.rows("SELECT id FROM indicator WHERE outcome_id = :id", {"id": identity})]
        found, noun = {"indicators": len(ids)}, "indicator"
    found[several(_model(noun).report).removeprefix(f"{noun} ")] = said_of(reader, noun, ids)
    return {what: count for what, count in found.items() if count}


def _model(noun: str) -> Noun:
    """The declaration of a kind of part, loaded late: lists, which must start at once, do not need it."""
    from tracker.model.nouns import NOUNS

    return NOUNS[noun]
