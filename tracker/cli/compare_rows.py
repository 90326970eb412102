"""A comparison as flat rows: for csv, tsv and codes only; and each of its parts as a list of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tracker.insight.compare import Comparison
from tracker.insight.exposure import RiskChange
from tracker.insight.terms import money_rows
from tracker.output import PAGES, Column, Style, show

PROJECTS = [
    Column("kind", "Class"),
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True),
]
FIELDS = [
    Column("project", "Project", "code"),
    Column("item", "Of", "code"),
    Column("field", "Field"),
    Column("old", "Was", flex=True),
    Column("new", "Is", flex=True),
    Column("reason", "Reason", flex=True, priority=2),
]
RISKS = [
    Column("risk", "Risk", "code"),
    Column("change", "Change"),
    Column("old", "Score was", "number"),
    Column("new", "Score is", "number"),
    Column("event", "Event", flex=True, priority=2),
]
OUTCOMES = [
    Column("indicator", "Indicator", "code"),
    Column("title", "Title", flex=True, priority=5),
    Column("change", "Change"),
    Column("actual_old", "Actual was", "number", priority=3),
    Column("actual_new", "Actual is", "number"),
    Column("unit", "Unit", priority=6),
    Column("progress_old", "% was", "number", priority=3),
    Column("progress_new", "% is", "number"),
    Column("target_old", "Target was", "number", priority=4),
    Column("target_new", "Target is", "number", priority=4),
    Column("target_reason", "Why", flex=True, priority=7),
    Column("on_track_old", "On track then", "flag", priority=4),
    Column("on_track_new", "On track now", "flag"),
]
MILESTONES = [
    Column("milestone", "Milestone", "code"),
    Column("title", "Title", flex=True, priority=3),
    Column("change", "Change"),
    Column("planned_old", "Planned was", "date"),
    Column("planned_new", "Planned is", "date"),
    Column("reached", "Reached", "date"),
    Column("slipped", "Slipped", "number", priority=2),
    Column("slipped_unit", "", priority=2),
    Column("first_planned", "First planned", "date", priority=4),
]
MONEY = [
    Column("measure", "Measure"),
    Column("group", "Group", "code"),
    Column("term", "Term"),
    Column("reason", "Reason"),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
]


# The moves of a risk that are no words by themselves.
RISK_MOVES = {
    "now_known": "now assessed",
    "no_longer_known": "no longer assessed",
    "not_reported": "not reported",
    "projects_in": "project was not reported before",
    "projects_out": "project is not reported",
}


def show_part(comparison: Comparison, part: str, style: Style) -> None:
    """Show one part of a comparison, whole, as a list."""
    if part == "money":
        show(money_rows(comparison), MONEY, style, title=_title(comparison, "Money"))
    elif part == "projects":
        projects = comparison.projects()
        if style.form in PAGES:
            projects = (project._replace(kind=project.kind.replace("_", " ")) for project in projects)
        show(projects, PROJECTS, style, title=_title(comparison, "Projects"))
    elif part == "fields":
        show(comparison.fields(), FIELDS, style, title=_title(comparison, "Fields that differ"))
    elif part == "risks":
        risks = in_words(comparison.risks()) if style.form in PAGES else comparison.risks()
        show(risks, RISKS, style, title=_title(comparison, "Risks that moved"))
    elif part == "outcomes":
        show(comparison.outcomes(), OUTCOMES, style, title=_title(comparison, "Outcomes"))
    else:
        show(comparison.milestones(), MILESTONES, style, title=_title(comparison, "Milestones"))


def in_words(risks: Iterable[RiskChange]) -> Iterator[RiskChange]:
    """Risks that moved, for a person."""
    return (risk._replace(change=RISK_MOVES.get(risk.change, risk.change)) for risk in risks)


def _title(comparison: Comparison, what: str) -> str:
    return f"{what}: {comparison.pair.first.code} to {comparison.pair.second.code}"


def counted(rows: Iterable[Any], most: int) -> tuple[list[Any], int]:
    """The first rows, and how many there are."""
    kept: list[Any] = []
    number = 0
    for row in rows:
        number += 1
        if number <= most:
            kept.append(row)
    return kept, number
