"""Outcomes and milestones from one conference to the next: what was measured, reached and delayed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tracker.insight.codes import Conference
from tracker.insight.comparing.pair import ConferencePair
from tracker.insight.projects.milestones import first_planned, slip
from tracker.rules.dates import in_order
from tracker.rules.results.lights import Light, indicator_light, milestone_light
from tracker.rules.results.progress import progress
from tracker.store.reader import Reader

if TYPE_CHECKING:
    from decimal import Decimal

MEASURED = ("measure", "direction", "baseline", "baseline_date", "target", "target_date", "actual")


class OutcomeChange(NamedTuple):
    """An indicator that was measured, whose target was revised, or whose light changed.

    `progress` is percent of the way from baseline to target; the lights are as of each conference's own date.
    """

    indicator: str
    title: str
    unit: str | None
    change: str
    actual_old: str | None
    actual_new: str | None
    progress_old: Decimal | None
    progress_new: Decimal | None
    target_old: str | None
    target_new: str | None
    target_reason: str | None
    light_old: str | None
    light_new: str | None
    reason: str | None


class MilestoneChange(NamedTuple):
    """A milestone that was reached, moved, added or dropped, or whose light changed.

    `slipped` counts from `first_planned`, as in a list.
    """

    milestone: str
    title: str
    change: str
    planned_old: str | None
    planned_new: str | None
    reached: str | None
    slipped: int | None
    slipped_unit: str | None
    first_planned: str | None
    light_old: str | None
    light_new: str | None


class _Measured(NamedTuple):
    measure: str
    direction: str
    baseline: str | None
    baseline_date: str | None
    target: str | None
    target_date: str | None
    actual: str | None

    def progress(self) -> Decimal | None:
        return progress(self.measure, self.direction, self.baseline, self.actual, self.target)

    def light(self, conference: Conference) -> Light:
        return indicator_light(
            self.measure,
            self.direction,
            self.baseline,
            self.actual,
            self.target,
            baseline_date=self.baseline_date,
            target_date=self.target_date,
            day=conference.day,
        )


def outcome_changes(reader: Reader, pair: ConferencePair) -> Iterator[OutcomeChange]:
    """The indicators that changed between A and B, by project; streamed."""
    said = ("title", "unit", "target_reason", *MEASURED)
    sql = _both(pair, "measurement", "indicator", said) + " ORDER BY 1, 2"
    for _, _, indicator, _, there, here, *values in reader.rows(sql, pair.params, stream=True):
        before, after = values[: len(said)], values[len(said) :]
        old = _Measured(*before[3:]) if there else None
        new = _Measured(*after[3:]) if here else None
        title, unit, reason = after[:3] if here else before[:3]
        was, now = old and old.light(pair.first), new and new.light(pair.second)
        found = OutcomeChange(
            indicator,
            title,
            unit,
            _outcome_change(old, new),
            old and old.actual,
            new and new.actual,
            old and old.progress(),
            new and new.progress(),
            old and old.target,
            new and new.target,
            reason,
            was and was.light,
            now and now.light,
            now and now.reason,
        )
        if found.change or found.light_old != found.light_new:
            yield found._replace(change=found.change or f"now {found.light_new}")


def milestone_changes(reader: Reader, pair: ConferencePair) -> Iterator[MilestoneChange]:
    """The milestones that changed between A and B, by project; streamed."""
    told = _both(pair, "milestone_report", "milestone", ("title", "planned_date", "reached"))
    sql = f"""WITH told AS ({told})
SELECT told.*, {first_planned("k")} FROM told JOIN milestone k ON k.id = told.part ORDER BY 1, 2"""
    for _, _, milestone, _, there, here, *values, first in reader.rows(sql, pair.params, stream=True):
        old_title, old_planned, old_reached, title, planned, reached = values
        change = _milestone_change(bool(there), bool(here), (old_planned, planned), (old_reached, reached))
        was = milestone_light(old_planned, old_reached, day=pair.first.day).light if there else None
        now = milestone_light(planned, reached, day=pair.second.day).light if here else None
        if change or was != now:
            dates = old_planned, planned, reached
            slipped = slip(first, reached or planned)
            yield MilestoneChange(
                milestone, title or old_title, change or f"now {now}", *dates, *slipped, first, was, now
            )


def _outcome_change(old: _Measured | None, new: _Measured | None) -> str:
    if new is None:
        return "not reported"
    if old is None:
        return "new"
    measured = ["measured"] if new.actual is not None and new.actual != old.actual else []
    revised = ["target revised"] if new.target != old.target else []
    return ", ".join(measured + revised)


def _milestone_change(
    there: bool, here: bool, planned: tuple[str | None, str | None], reached: tuple[str | None, str | None]
) -> str:
    if not here:
        return "not reported"
    if reached[1] and not reached[0]:
        return "reached"
    if not there:
        return "new"
    if reached[0] and not reached[1]:
        return "not reached after all"
    if reached[0] != reached[1]:
        return "reached on another date"
    if not in_order(planned[1], planned[0]):
        return "slipped"
    if not in_order(planned[0], planned[1]):
        return "brought forward"
    return "planned" if planned[0] is None and planned[1] else ""


def _both(pair: ConferencePair, table: str, noun: str, fields: tuple[str, ...]) -> str:
    """SQL: project, part, its full code and number, whether it was reported at A and at B, and what was reported."""

    def side(row: str, named: str) -> str:
        return ", ".join(f"{row}.{field} AS {field}_{named}" for field in fields)

    labelled = f"JOIN project p ON p.id = {{t}}.project_id JOIN {noun} n ON n.id = {{t}}.{noun}_id"
    seen = "EXISTS (SELECT 1 FROM review r WHERE r.conference_id = :{at} AND r.project_id = {t}.project_id)"
    # Reports on a project presented at only one of the conferences are not changes of the project's results.
    return f"""
SELECT p.code AS project, n.code AS code, p.code || '/' || n.code AS name, n.id AS part, 1 AS there,
  CASE WHEN tb.{noun}_id IS NULL THEN 0 ELSE 1 END AS here,
  {side("ta", "old")}, {side("tb", "new")}
FROM {table} ta {labelled.format(t="ta")}
LEFT JOIN {table} tb ON tb.conference_id = :b AND tb.{noun}_id = ta.{noun}_id
WHERE ta.conference_id = :a AND {seen.format(at="b", t="ta")} AND {pair.of_projects("ta.project_id")}
UNION ALL
SELECT p.code, n.code, p.code || '/' || n.code, n.id, 0, 1,
  {", ".join("CAST(NULL AS text)" for _ in fields)}, {side("tb", "new")}
FROM {table} tb {labelled.format(t="tb")}
WHERE tb.conference_id = :b AND {seen.format(at="a", t="tb")} AND {pair.of_projects("tb.project_id")}
  AND NOT EXISTS (SELECT 1 FROM {table} ta WHERE ta.conference_id = :a AND ta.{noun}_id = tb.{noun}_id)
"""
