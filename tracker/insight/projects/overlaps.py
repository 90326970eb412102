"""What people decided of pairs of projects that may be one activity reported twice, or do work of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import NotFound, Usage
from tracker.insight.codes import Codes, Conference
from tracker.insight.dated import dated_up_to, younger_than_record
from tracker.rules.words import PAST_STATES
from tracker.store.reader import Reader


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
# Among the decisions that a conference's record could have: those on what was reported to it.
OF_CONFERENCE = """
EXISTS (SELECT 1 FROM review v WHERE v.conference_id = :at AND v.project_id IN (o.project_id, o.other_id))
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


def reaching(conference: Conference) -> str:
    """Return the SQL condition on decisions `o` that apply to a conference: those dated up to its cut-off date.

    All decisions apply to one that is open or to come, as its totals follow each.
    """
    over = conference.record is not None or conference.state in PAST_STATES
    return dated_up_to("overlap", "o", conference) if over else "1 = 1"


def settled_overlaps(
    reader: Reader, projects: Sequence[str] = (), at: str | None = None
) -> tuple[list[SettledRow], int]:
    """The decisions on pairs of projects, and how many of these a closed conference's record does not have.

    With a conference, the decisions `reaching` it; with a sealed record, those known when it was sealed. Raises
    NotFound.
    """
    codes = Codes(reader)
    conference = codes.conference(at) if at else None
    wanted = ", ".join(map(str, codes.ids("project", projects)))
    where = [f"(o.project_id IN ({wanted}) OR o.other_id IN ({wanted}))"] if wanted else []
    if conference is None:
        return reader.all(SETTLED.format(" AND ".join(where) or "1 = 1"), {}, SettledRow), 0
    where.append(reaching(conference))
    rows = reader.all(SETTLED.format(" AND ".join(where)), {}, SettledRow)
    where.append(OF_CONFERENCE)
    return rows, younger_than_record(reader, "overlap", "o", " AND ".join(where), {"at": conference.id}, conference)
