"""What two conferences were told differently, field by field, of the projects that both of them saw.

Compared in the database; only rows that differ come back, in the order of the projects' codes, as a stream.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from tracker.insight.pair import Pair
from tracker.rules.shares import percent
from tracker.store.reader import Reader


class FieldChange(NamedTuple):
    """A field that differs: `item` is the project, or its contribution, or a part of it such as P1/R1."""

    project: str
    item: str
    field: str
    old: str | int | None
    new: str | int | None
    reason: str | None


class StatusMove(NamedTuple):
    """How many projects went from one status to another."""

    old: str
    new: str
    projects: int


class _Report(NamedTuple):
    """A table of reports: the column that tells its rows of one conference apart, their label, and their fields.

    How a report was confirmed is no field of it: the answer of a review says nothing of the project.

    A field is a column, or a name with the SQL of its value, where `{t}` stands for the row.
    """

    table: str
    key: str
    item: str
    fields: tuple[str | tuple[str, str], ...]
    reason: str = "NULL"


def _organisation(field: str) -> tuple[str, str]:
    return field, f"(SELECT o.code FROM organisation o WHERE o.id = {{t}}.{field}_id)"


def _part(noun: str) -> str:
    return f"(SELECT p.code || '/' || n.code FROM {noun} n WHERE n.id = rb.{noun}_id)"


REPORTS = (
    _Report(
        "review",
        "project_id",
        "p.code",
        (
            "title",
            "objective",
            "implementation_plan",
            "expected_outcomes",
            "status",
            "progress",
            "scope",
            ("parent", "(SELECT x.code FROM project x WHERE x.id = {t}.parent_id)"),
            _organisation("lead"),
            _organisation("implementer"),
            "planned_start",
            "planned_end",
            "actual_start",
            "actual_end",
            "decision",
            "note",
        ),
        "rb.reason",
    ),
    _Report(
        "funding",
        "contribution_id",
        "(SELECT c.code FROM contribution c WHERE c.id = rb.contribution_id)",
        (_organisation("donor"), "instrument", "role", "basis", "excluded_as"),
    ),
    _Report(
        "assessment",
        "risk_id",
        _part("risk"),
        (
            "category",
            "event",
            "owner",
            "response",
            "mitigation",
            "inherent_likelihood",
            "inherent_impact",
            "likelihood",
            "impact",
            "status",
        ),
    ),
    _Report(
        "measurement",
        "indicator_id",
        _part("indicator"),
        ("title", "measure", "unit", "direction", "baseline", "baseline_date", "target_date"),
        "rb.target_reason",
    ),
    _Report("milestone_report", "milestone_id", _part("milestone"), ("title",)),
)


class _Children(NamedTuple):
    """A table of several rows for each report, compared as a list; `same` holds for two rows that do not differ."""

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
)


def field_changes(reader: Reader, pair: Pair) -> Iterator[FieldChange]:
    """Every reported field that differs between A and B, by project; streamed."""
    streams = [_of_report(reader, pair, report) for report in REPORTS]
    streams += [_of_children(reader, pair, children) for children in CHILDREN]
    return merge(*streams, key=attrgetter("project"))


def _of_report(reader: Reader, pair: Pair, report: _Report) -> Iterator[FieldChange]:
    fields = [(field, f"{{t}}.{field}") if isinstance(field, str) else field for field in report.fields]
    columns = [field if isinstance(field, str) else f"{field[0]}_id" for field in report.fields]
    sides = [sql.format(t=side) for _, sql in fields for side in ("ra", "rb")]
    # The side of B is found by its primary key; nothing is sorted but what differs.
    sql = f"""
SELECT p.code, {report.item}, {report.reason}, {", ".join(sides)}
FROM {report.table} ra JOIN {report.table} rb ON rb.conference_id = :b AND rb.{report.key} = ra.{report.key}
JOIN project p ON p.id = ra.project_id
WHERE ra.conference_id = :a AND {pair.of_projects("ra.project_id")}
  AND ({" OR ".join(f"ra.{column} IS DISTINCT FROM rb.{column}" for column in columns)})
ORDER BY 1, 2
"""
    names = [name for name, _ in fields]
    for project, item, reason, *values in reader.rows(sql, pair.params, stream=True):
        yield from _differing(project, item, reason, names, values)


def _differing(
    project: str, item: str, reason: str | None, names: Sequence[str], values: Sequence[str | int | None]
) -> Iterator[FieldChange]:
    before, after = values[::2], values[1::2]
    for place in [place for place, old in enumerate(before) if old != after[place]]:
        yield FieldChange(project, item, names[place], before[place], after[place], reason)


def _of_children(reader: Reader, pair: Pair, children: _Children) -> Iterator[FieldChange]:
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
        source = (
            f"FROM {table} t JOIN organisation o ON o.id = t.organisation_id"
            f" WHERE t.conference_id = :{side} AND t.{key} = rb.{key}"
        )
        return reader.gathered("o.code || coalesce(':' || CAST(t.share AS text), '')", source)

    report = "funding" if key == "contribution_id" else "review"
    sql = f"""
SELECT p.code, {children.item}, {"rb.reason" if report == "review" else "NULL"}, {listed("a")}, {listed("b")}
FROM {report} rb JOIN project p ON p.id = rb.project_id
WHERE rb.conference_id = :b AND rb.{key} IN ({missing("a", "b")} UNION {missing("b", "a")})
  AND EXISTS (SELECT 1 FROM {report} ra WHERE ra.conference_id = :a AND ra.{key} = rb.{key})
  AND {pair.of_projects("rb.project_id")}
ORDER BY 1, 2
"""
    for project, item, reason, old, new in reader.rows(sql, pair.params, stream=True):
        before, after = (old, new) if member == "theme" else (_in_percent(old), _in_percent(new))
        if before != after:
            yield FieldChange(project, item, children.field, before, after, reason)


def _in_percent(listed: str | None) -> str | None:
    """`JM-CUSTOMS:600000` as people write it, `JM-CUSTOMS:60`."""
    if listed is None:
        return None
    named = (text.partition(":") for text in listed.split(";"))
    return ";".join(f"{code}:{percent(int(share))}" if share else code for code, _, share in named)


def status_moves(reader: Reader, pair: Pair) -> list[StatusMove]:
    """How many of the projects that both conferences were told about went from which status to which, most first."""
    sql = f"""
SELECT ra.status, rb.status, count(*) FROM review ra
JOIN review rb ON rb.conference_id = :b AND rb.project_id = ra.project_id
WHERE ra.conference_id = :a AND ra.status <> rb.status AND {pair.of_projects("ra.project_id")}
GROUP BY ra.status, rb.status ORDER BY 3 DESC, 1, 2
"""
    return reader.all(sql, pair.params, StatusMove)
