"""Counts of what a register contains and IATI cannot express."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.store.reader import Reader


class LeftOut(NamedTuple):
    """The number of items of one type."""

    number: int
    what: str


EVERY = "SELECT id FROM project WHERE pool_of_id IS NULL"
# Counts for some projects; {ids} are their ids.
OF_PROJECTS: Mapping[str, str] = {
    "reports to conferences": "review WHERE project_id IN ({ids})",
    "amounts reported to "
    "conferences": "funding WHERE project_id IN ({ids}) AND basis = 'told' AND currency IS NOT NULL",
    "explanations of changes": """reason WHERE contribution_id IN
      (SELECT id FROM contribution WHERE project_id IN ({ids}))""",
    "earmarks": "earmark WHERE project_id IN ({ids})",
    "risks": "risk WHERE project_id IN ({ids})",
    "milestones": "milestone WHERE project_id IN ({ids})",
    "implementation plans": "project WHERE id IN ({ids}) AND implementation_plan IS NOT NULL",
    "expected outcomes": "project WHERE id IN ({ids}) AND expected_outcomes IS NOT NULL",
    "ratings of projects": "rating WHERE project_id IN ({ids})",
    "evaluations of projects": "evaluation WHERE project_id IN ({ids})",
    "remarks on projects": "project WHERE id IN ({ids}) AND note IS NOT NULL",
    "successions of projects": "project_succession WHERE successor_id IN ({ids}) OR predecessor_id IN ({ids})",
}
# Counts for the register as a whole.
OF_ALL: Mapping[str, str] = {
    "pools of series": "project WHERE pool_of_id IS NOT NULL",
    "conferences": "conference",
    "notes": "note",
    "action points and recommendations": "action",
    "partnerships": "partnership",
    "needs": "need",
    "offers": "offer",
    "trainings": "training",
    "career paths": "career",
    "evaluations of strategies": "evaluation WHERE project_id IS NULL",
    "requests": "request",
    "contacts": "contact",
    "documents kept in the register": "file",
}


def left_out(reader: Reader, projects: Sequence[int], *, whole: bool) -> list[LeftOut]:
    """What IATI cannot carry of these projects, and of the register where it is exported as a whole."""
    ids = EVERY if whole else ", ".join(map(str, projects)) or "NULL"
    asked = {**OF_PROJECTS, **(OF_ALL if whole else {})}
    found = [LeftOut(reader.value(f"SELECT count(*) FROM {sql.format(ids=ids)}"), what) for what, sql in asked.items()]
    return [each for each in found if each.number]
