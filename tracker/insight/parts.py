"""What lists and cards of risks, indicators and milestones have in common: which report of each is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tracker.insight.codes import Codes
from tracker.store.reader import Reader
from tracker.store.told_last import told_last


class Choice(NamedTuple):
    """Which parts: of these projects (all, if none is named), as the conference `at` was told, else as told last.

    `ids` are projects too, for whoever has looked them up.
    """

    at: str | None = None
    projects: Sequence[str] = ()
    ids: Sequence[int] = ()


class Query(NamedTuple):
    """A choice as SQL: the common table `told` (conference_id, part), the condition on the part `k`, the parameters."""

    told: str
    where: str
    params: dict[str, Any]


def chosen(reader: Reader, report: str, noun: str, choice: Choice) -> Query:
    """Raises NotFound for an unknown project or conference. At a conference only what it was told of is shown."""
    codes = Codes(reader)
    projects = [*codes.ids("project", choice.projects), *choice.ids]
    where = [f"k.project_id IN ({', '.join(map(str, projects))})"] if projects else []
    if choice.at is None:
        told = f"told(conference_id, part) AS {told_last(report, f'{noun}_id')}"
        return Query(told, " AND ".join(where) or "1 = 1", {})
    told = f"told AS (SELECT conference_id, {noun}_id AS part FROM {report} WHERE conference_id = :at)"
    where.append("told.part IS NOT NULL")
    return Query(told, " AND ".join(where), {"at": codes.conference(choice.at).id})


def as_told(columns: Sequence[str]) -> str:
    """SQL of columns as the report `t` has them, or else the standing fact `k`."""
    return ", ".join(f"CASE WHEN t.conference_id IS NULL THEN k.{name} ELSE t.{name} END" for name in columns)


def hanging(reader: Reader, noun: str, identity: int) -> dict[str, int]:
    """What hangs on a part, with counts; what has none is left out."""
    counted = {
        what: int(reader.value(f"SELECT count(*) FROM {source}", {"id": identity}))
        for what, source in HANGING[noun].items()
    }
    return {what: count for what, count in counted.items() if count}


HANGING = {
    "risk": {"assessments": "assessment WHERE risk_id = :id"},
    "outcome": {
        "indicators": "indicator WHERE outcome_id = :id",
        "measurements": "measurement m JOIN indicator i ON i.id = m.indicator_id WHERE i.outcome_id = :id",
    },
    "indicator": {"measurements": "measurement WHERE indicator_id = :id"},
    "milestone": {"reports": "milestone_report WHERE milestone_id = :id"},
}
