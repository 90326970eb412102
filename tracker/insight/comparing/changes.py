"""Differences between the reports of two conferences, field by field, for projects presented at both.

The comparison runs in the database; only rows that differ are returned, in the order of the projects' codes, as a
stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from tracker.insight.comparing.pair import ConferencePair
from tracker.model.fields import REFERENCE, Field, Noun
from tracker.model.kinds import Shown
from tracker.model.nouns import CONTRIBUTION, INDICATOR, PROJECT, TOLD_PARTS
from tracker.rules.shares import percent
from tracker.store.reader import Reader


class FieldChange(NamedTuple):
    """A field that differs: `item` is the project, its contribution, or a part of it such as P1/R1."""

    project: str
    item: str
    field: str
    old: Shown | None
    new: Shown | None
    reason: str | None


class StatusMove(NamedTuple):
    """How many projects went from one status to another."""

    old: str
    new: str
    projects: int


class _ReportTable(NamedTuple):
    """The report table of a noun: what identifies its rows within one conference, their label, and why fields differ.

    The answer is not compared: the answer on a review says nothing about the project.
    """

    noun: Noun
    item: str
    reason: str = "NULL"


def _part(noun: Noun) -> _ReportTable:
    item = f"(SELECT p.code || '/' || n.code FROM {noun.name} n WHERE n.id = rb.{noun.name}_id)"
    return _ReportTable(noun, item, "rb.target_reason" if noun is INDICATOR else "NULL")


REPORTS = (
    _ReportTable(PROJECT, "p.code", "rb.reason"),
    _ReportTable(CONTRIBUTION, "(SELECT c.code FROM contribution c WHERE c.id = rb.contribution_id)"),
    *(_part(noun) for noun in TOLD_PARTS),
)


class _Children(NamedTuple):
    """A table with several rows for each report, compared as a list; `same` is true of two rows that are equal."""

    field: str
    table: str
    key: str
    item: str
    member: str
    same: str
    listed: str


CHILDREN = (
    _Children(
        "primary_theme", "review_theme", "project_id", "p.code", "theme", "y.is_primary = x.is_primary", "is_primary"
    ),
    _Children("themes", "review_theme", "project_id", "p.code", "theme", "1 = 1", "1 = 1"),
    _Children(
        "beneficiaries",
        "share",
        "project_id",
        "p.code",
        "organisation_id",
        "y.share IS NOT DISTINCT FROM x.share",
        "1 = 1",
    ),
    _Children(
        "earmarks",
        "earmark",
        "contribution_id",
        "(SELECT c.code FROM contribution c WHERE c.id = rb.contribution_id)",
        "organisation_id",
        "y.share = x.share",
        "1 = 1",
    ),
    _Children(
        "delayed",
        "delay",
        "risk_id",
        "p.code || '/' || (SELECT k.code FROM risk k WHERE k.id = rb.risk_id)",
        "milestone_id",
        "1 = 1",
        "1 = 1",
    ),
)


def field_changes(reader: Reader, pair: ConferencePair) -> Iterator[FieldChange]:
    """Every reported field that differs between A and B, by project; streamed."""
    streams = [_of_report(reader, pair, report) for report in REPORTS]
    streams += [_of_children(reader, pair, children) for children in CHILDREN]
    return merge(*streams, key=attrgetter("project"))


def _of_report(reader: Reader, pair: ConferencePair, report: _ReportTable) -> Iterator[FieldChange]:
    noun, fields = report.noun, [field for field in report.noun.fields if field.compared]
    sides = [_value(field, side) for field in fields for side in ("ra", "rb")]
    differs = " OR ".join(f"ra.{field.column} IS DISTINCT FROM rb.{field.column}" for field in fields)
    # The side of B is found by its primary key; only the differences are sorted.
    sql = f"""
SELECT p.code, {report.item}, {report.reason}, {", ".join(sides)}
FROM {noun.report} ra JOIN {noun.report} rb ON rb.conference_id = :b AND rb.{noun.name}_id = ra.{noun.name}_id
JOIN project p ON p.id = ra.project_id
WHERE ra.conference_id = :a AND {pair.of_projects("ra.project_id")} AND ({differs})
ORDER BY 1, 2
"""
    names = [field.listed for field in fields]
    for project, item, reason, *values in reader.rows(sql, pair.params, stream=True):
        yield from _differing(project, item, reason, names, values)


def _value(field: Field, row: str) -> str:
    """SQL of a field of a report, with the code of the row that it refers to."""
    column = f"{row}.{field.column}"
    return f"(SELECT x.code FROM {field.of} x WHERE x.id = {column})" if field.kind == REFERENCE else column


def _differing(
    project: str, item: str, reason: str | None, names: Sequence[str], values: Sequence[str | int | None]
) -> Iterator[FieldChange]:
    before, after = values[::2], values[1::2]
    for place in [place for place, old in enumerate(before) if old != after[place]]:
        yield FieldChange(project, item, names[place], before[place], after[place], reason)


def _of_children(reader: Reader, pair: ConferencePair, children: _Children) -> Iterator[FieldChange]:
    table, key, member = children.table, children.key, children.member

    def missing(one: str, other: str) -> str:
        return (
            f"SELECT x.{key} FROM {table} x WHERE x.conference_id = :{one} AND NOT EXISTS (SELECT 1 FROM {table} y"
            f" WHERE y.conference_id = :{other} AND y.{key} = x.{key} AND y.{member} = x.{member} AND {children.same})"
        )

    def listed(side: str) -> str:
        if member == "theme":
            source = f"FROM {table} t WHERE t.conference_id = :{side} AND t.{key} = rb.{key} AND {children.listed}"
            return reader.gathered("t.theme", source)
        if member == "milestone_id":
            source = f"FROM {table} t JOIN milestone m ON m.id = t.milestone_id"
            return reader.gathered("m.code", f"{source} WHERE t.conference_id = :{side} AND t.{key} = rb.{key}")
        source = (
            f"FROM {table} t JOIN organisation o ON o.id = t.organisation_id"
            f" WHERE t.conference_id = :{side} AND t.{key} = rb.{key}"
        )
        return reader.gathered("o.code || coalesce(':' || CAST(t.share AS text), '')", source)

    report = {"contribution_id": "funding", "risk_id": "assessment"}.get(key, "review")
    sql = f"""
SELECT p.code, {children.item}, {"rb.reason" if report == "review" else "NULL"}, {listed("a")}, {listed("b")}
FROM {report} rb JOIN project p ON p.id = rb.project_id
WHERE rb.conference_id = :b AND rb.{key} IN ({missing("a", "b")} UNION {missing("b", "a")})
  AND EXISTS (SELECT 1 FROM {report} ra WHERE ra.conference_id = :a AND ra.{key} = rb.{key})
  AND {pair.of_projects("rb.project_id")}
ORDER BY 1, 2
"""
    for project, item, reason, old, new in reader.rows(sql, pair.params, stream=True):
        before, after = (_in_percent(old), _in_percent(new)) if member == "organisation_id" else (old, new)
        if before != after:
            yield FieldChange(project, item, children.field, before, after, reason)


def _in_percent(listed: str | None) -> str | None:
    """Convert `JM-CUSTOMS:600000` to the form that people write, `JM-CUSTOMS:60`."""
    if listed is None:
        return None
    named = (text.partition(":") for text in listed.split(";"))
    return ";".join(f"{code}:{percent(int(share))}" if share else code for code, _, share in named)


def status_moves(reader: Reader, pair: ConferencePair) -> list[StatusMove]:
    """How many of the projects reported at both conferences changed from which status to which, most frequent first."""
    sql = f"""
SELECT ra.status, rb.status, count(*) FROM review ra
JOIN review rb ON rb.conference_id = :b AND rb.project_id = ra.project_id
WHERE ra.conference_id = :a AND ra.status <> rb.status AND {pair.of_projects("ra.project_id")}
GROUP BY ra.status, rb.status ORDER BY 3 DESC, 1, 2
"""
    return reader.all(sql, pair.params, StatusMove)
