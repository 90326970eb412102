"""Overlaps: projects that may be one activity reported twice, and the decisions on pairs of projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import NotFound, Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.totals.double_counting import to_settle
from tracker.store.partial_dates import compared
from tracker.store.reader import Reader


class OverlapRow(NamedTuple):
    """Two projects that may be one, and why; no decision has been made on them yet."""

    project: str
    title: str
    other: str
    other_title: str
    why: str


class SettledRow(NamedTuple):
    """A decision on two projects; for two that are the same, `counting` is the one that totals count."""

    project: str
    title: str
    other: str
    other_title: str
    decision: str
    counting: str | None
    date: str
    decided_by: str
    note: str | None


SETTLED = """
SELECT p.code, p.title, q.code, q.title, o.decision, k.code, o.date, o.decided_by, o.note
FROM overlap o JOIN project p ON p.id = o.project_id JOIN project q ON q.id = o.other_id
LEFT JOIN project k ON k.id = o.counting_id WHERE {} ORDER BY p.code, q.code
"""
UP_TO = compared("o.date", "<=", ":until")
# The decisions on what was reported at a closed conference that its record does not have in their current form.
YOUNGER = """
SELECT count(*) FROM overlap o JOIN record r ON r.conference_id = :at
  AND NOT EXISTS (SELECT 1 FROM reopening n WHERE n.record_id = r.id)
WHERE {} AND EXISTS (SELECT 1 FROM review v WHERE v.conference_id = :at AND v.project_id IN (o.project_id, o.other_id))
  AND NOT EXISTS (SELECT 1 FROM kept_overlap k WHERE k.record_id = r.id AND k.project_id = o.project_id
    AND k.other_id = o.other_id AND k.version = o.version)
"""


def two_projects(codes: Codes, project: str, other: str) -> tuple[int, int]:
    """The ids of two projects. Raises NotFound, and Usage where both are the same project."""
    one, two = codes.ids("project", (project, other))
    if one == two:
        raise Usage(f"{codes.code('project', one)} cannot overlap with itself.", "Name two projects.")
    return one, two


def decision_on(codes: Codes, one: int, other: int) -> str:
    """The decision on two projects. Raises NotFound where there is none."""
    low, high = sorted((one, other))
    sql = "SELECT decision FROM overlap WHERE project_id = :low AND other_id = :high"
    found = codes.reader.value(sql, {"low": low, "high": high})
    if found is None:
        pair = " ".join(codes.code("project", identity) for identity in (one, other))
        raise NotFound("decision on", pair, hint="`tracker overlap list --settled` shows what was decided.")
    return str(found)


def list_overlaps(reader: Reader, projects: Sequence[str] = (), at: str | None = None) -> list[OverlapRow]:
    """The undecided pairs of projects that may be one, as reported at a conference or as last reported.

    Raises NotFound for an unknown code.
    """
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    wanted = set(codes.ids("project", projects))
    return [
        OverlapRow(doubt.one, doubt.one_title, doubt.other, doubt.other_title, doubt.reason)
        for doubt in to_settle(reader, conference.id if conference else None)
        if not wanted or wanted & {doubt.one_id, doubt.other_id}
    ]


def settled_overlaps(
    reader: Reader, projects: Sequence[str] = (), at: str | None = None
) -> tuple[list[SettledRow], int]:
    """The decisions on pairs of projects, and how many of these a closed conference's record does not have.

    With a conference, decisions dated up to its cut-off; with a sealed record, those known when it was sealed. Raises
    NotFound.
    """
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    wanted = ", ".join(map(str, codes.ids("project", projects)))
    where = [f"(o.project_id IN ({wanted}) OR o.other_id IN ({wanted}))"] if wanted else []
    params: dict[str, str] = {}
    if conference is not None and (until := _until(conference)):
        where.append(UP_TO)
        params["until"] = until
    condition = " AND ".join(where) or "1 = 1"
    rows = reader.all(SETTLED.format(condition), params, SettledRow)
    younger = 0
    if conference is not None and conference.record is None and conference.state == "closed":
        younger = reader.value(YOUNGER.format(condition), params | {"at": conference.id})
    return rows, int(younger)


def _until(conference: Conference) -> str | None:
    return conference.cut_off or conference.end_date or conference.start_date
