"""Milestones as reported at conferences: planned, reached, and the delay against the first plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tracker.insight.codes import Codes
from tracker.insight.projects.parts import DAY, PartFilter, as_told, chosen
from tracker.rules.dates import first_day
from tracker.rules.results.lights import milestone_light
from tracker.store.reader import Reader
from tracker.store.told_last import IN_TURN, counts


class MilestoneRow(NamedTuple):
    """A milestone; `slipped` is how many `slipped_unit` (days, months, years) it is later than `first_planned`
    (negative if earlier), at the precision that both dates have. `light` is as of the conference, None without one.
    """

    code: str
    project: str
    title: str
    planned: str | None
    reached: str | None
    slipped: int | None
    slipped_unit: str | None
    first_planned: str | None
    light: str | None
    reason: str | None
    conference: str | None
    project_title: str
    conference_title: str | None


class Reported(NamedTuple):
    """One conference's report on a milestone; `delayed_by` are the codes of the risks that delayed it."""

    conference: str
    planned: str | None
    reached: str | None
    slipped: int | None
    slipped_unit: str | None
    light: str
    reason: str
    delayed_by: str | None
    note: str | None
    source: str | None


class KnownMilestone(NamedTuple):
    """A milestone as it is known now."""

    code: str
    project: str
    title: str
    planned_date: str | None
    first_planned: str | None
    version: int


class MilestoneCard(NamedTuple):
    facts: KnownMilestone
    history: list[Reported]


# Records sealed before this column existed do not have it: for them the first reported date counts. Queried for each
# milestone that lacks its own date, because SQLite would scan a joined table once for each of them. CROSS keeps the
# join order of the two, in which the key of a report is used even where SQLite has no statistics.
_FIRST_TOLD = f"""(SELECT t.planned_date FROM {IN_TURN} c CROSS JOIN milestone_report t
  WHERE t.conference_id = c.id AND t.milestone_id = {{milestone}}.id AND t.planned_date IS NOT NULL AND {counts()}
  ORDER BY c.turn LIMIT 1)"""


def first_planned(milestone: str) -> str:
    """SQL: the first planned date of a milestone, its own or the first reported one."""
    told = _FIRST_TOLD.format(milestone=milestone)
    return f"coalesce({milestone}.first_planned, {told}, {milestone}.planned_date)"


LIST = f"""
WITH {{told}}
SELECT p.code || '/' || k.code, p.code, {{copied}}, t.reached, {first_planned("k")}, {DAY}, c.code, p.title, c.title
FROM milestone k
JOIN project p ON p.id = k.project_id
LEFT JOIN told ON told.part = k.id
LEFT JOIN milestone_report t ON t.conference_id = told.conference_id AND t.milestone_id = k.id
LEFT JOIN conference c ON c.id = t.conference_id
WHERE {{where}}
ORDER BY {{first}}p.code, coalesce(t.planned_date, k.planned_date, '9'), k.code
"""

FACTS = f"""
SELECT p.code || '/' || k.code, p.code, k.title, k.planned_date, {first_planned("k")}, k.version
FROM milestone k JOIN project p ON p.id = k.project_id WHERE k.id = :milestone
"""

HISTORY = f"""
SELECT c.code, {DAY}, t.planned_date, t.reached, {{delayed_by}}, t.note, t.source
FROM milestone_report t JOIN {IN_TURN} c ON c.id = t.conference_id
WHERE t.milestone_id = :milestone ORDER BY c.turn
"""

DELAYED_BY = """FROM delay y JOIN risk r ON r.id = y.risk_id
    WHERE y.conference_id = t.conference_id AND y.milestone_id = t.milestone_id"""


def list_milestones(reader: Reader, choice: PartFilter) -> Iterator[MilestoneRow]:
    """Milestones by project and planned date. Raises NotFound for an unknown project or conference."""
    query = chosen(reader, "milestone_report", "milestone", choice)
    copied = as_told(("title", "planned_date"))
    sql = LIST.format(told=query.told, where=query.where, first=query.first, copied=copied)
    return reader.rows(sql, query.params, _row, stream=True)


def milestone_card(reader: Reader, code: str) -> MilestoneCard:
    """Everything about the milestone `P1/M1`. Raises NotFound."""
    _, identity = Codes(reader).within("milestone", code)
    facts = reader.one(FACTS, {"milestone": identity}, KnownMilestone)
    assert facts is not None
    history = []
    sql = HISTORY.format(delayed_by=reader.gathered("r.code", DELAYED_BY))
    for conference, day, planned, reached, *said in reader.rows(sql, {"milestone": identity}):
        slipped = slip(facts.first_planned, reached or planned)
        light = milestone_light(planned, reached, day=day)
        history.append(Reported(conference, planned, reached, *slipped, light.light, light.reason, *said))
    return MilestoneCard(facts, history)


def slip(first: str | None, now: str | None) -> tuple[int | None, str | None]:
    """How much later one partial date is than another, and the unit: from "2012-03" to "2012-05-20" two months."""
    if first is None or now is None:
        return None, None
    precision = min(len(first), len(now))
    if precision == 10:
        return (first_day(now) - first_day(first)).days, "days"
    before, after = first_day(first[:precision]), first_day(now[:precision])
    months = (after.year - before.year) * 12 + after.month - before.month
    return (months, "months") if precision == 7 else (months // 12, "years")


def _row(
    code: str,
    project: str,
    title: str,
    planned: str | None,
    reached: str | None,
    first: str | None,
    day: str | None,
    conference: str | None,
    *titles: str | None,
) -> MilestoneRow:
    slipped = slip(first, reached or planned)
    light = None if conference is None else milestone_light(planned, reached, day=day)
    lit = (light and light.light, light and light.reason)
    return MilestoneRow._make((code, project, title, planned, reached, *slipped, first, *lit, conference, *titles))
