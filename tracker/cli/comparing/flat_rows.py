"""The parts of a comparison as lists: the heading and the columns of each, for every output format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.insight.comparing.changes import FieldChange
from tracker.insight.comparing.compare import Comparison
from tracker.insight.comparing.exposure import RiskChange
from tracker.insight.comparing.presence import ClassedProject
from tracker.output import PAGES, Column, Style, show
from tracker.rules.words import plain_word

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
    Column("light_old", "Light was", priority=4),
    Column("light_new", "Light is"),
    Column("reason", "Reason", flex=True, priority=8),
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
    Column("light_old", "Light was", priority=5),
    Column("light_new", "Light is", priority=1),
]
RATINGS = [
    Column("project", "Project", "code"),
    Column("of", "Of"),
    Column("what", "Aspect or criterion", flex=True),
    Column("by", "By", priority=3),
    Column("evaluator", "Evaluator", priority=5),
    Column("change", "Change", priority=1),
    Column("old", "Was", flex=True),
    Column("date_old", "Date was", "date", priority=4),
    Column("new", "Is", flex=True),
    Column("date_new", "Date is", "date", priority=2),
]
NEEDS = [
    Column("need", "Need", "code"),
    Column("beneficiaries", "Of", flex=True, priority=3),
    Column("text", "What", flex=True, priority=2),
    Column("change", "Change"),
    Column("status_old", "Status was", priority=5),
    Column("status_new", "Status is", priority=1),
    Column("replies", "Replies since", flex=True),
    Column("due_old", "Due was", "date", priority=6),
    Column("due_new", "Due is", "date"),
    Column("carried", "Carried forward", "number", priority=4),
]
MONEY = [
    Column("measure", "Measure"),
    Column("group", "Group", "code"),
    Column("term", "Term"),
    Column("reason", "Reason"),
    Column("amount", "Amount", "money"),
    Column("currency", "", "code"),
]


# The moves of a risk whose stored names are not plain words.
RISK_MOVES = {
    "now_known": "now assessed",
    "no_longer_known": "no longer assessed",
    "not_reported": "not reported",
    "projects_in": "project was not reported before",
    "projects_out": "project is not reported",
}


def in_words(risks: Iterable[RiskChange]) -> Iterator[RiskChange]:
    """Yield risks that moved, worded for people."""
    return (risk._replace(change=RISK_MOVES.get(risk.change, risk.change)) for risk in risks)


def fields_in_words(fields: Iterable[FieldChange]) -> Iterator[FieldChange]:
    """Yield fields with their names, and the words of their vocabularies, worded for people."""
    for one in fields:
        sides = (one.old, one.new)
        old, new = (plain_word(str(side)) if one.field == "basis" and side else side for side in sides)
        yield one._replace(field=one.field.replace("_", " "), old=old, new=new)


def classes_in_words(projects: Iterable[ClassedProject]) -> Iterator[ClassedProject]:
    """Yield projects with their classes, worded for people."""
    return (project._replace(kind=project.kind.replace("_", " ")) for project in projects)


class ComparedPart(NamedTuple):
    """One of COMPARED as a list: its heading, the name of its sheet in a workbook, and its columns.

    `in_words` words the rows for people.
    """

    heading: str
    sheet: str
    columns: Sequence[Column]
    in_words: Callable[[Iterator[Any]], Iterator[Any]] = iter


PARTS = {
    "money": ComparedPart("Money", "Money", MONEY),
    "projects": ComparedPart("Projects", "Projects", PROJECTS, classes_in_words),
    "fields": ComparedPart("Fields that differ", "Fields", FIELDS, fields_in_words),
    "risks": ComparedPart("Risks that moved", "Risks", RISKS, in_words),
    "outcomes": ComparedPart("Outcomes", "Results", OUTCOMES),
    "milestones": ComparedPart("Milestones", "Milestones", MILESTONES),
    "ratings": ComparedPart("Ratings that changed, as published", "Ratings", RATINGS),
    "needs": ComparedPart("Needs", "Needs", NEEDS),
}


def show_part(comparison: Comparison, part: str, style: Style) -> None:
    """Show one part of a comparison in full, as a list."""
    listed = PARTS[part]
    rows = comparison.rows(part)
    if style.form in PAGES:
        rows = listed.in_words(rows)
    pair = comparison.pair
    show(rows, listed.columns, style, title=f"{listed.heading}: {pair.first.code} to {pair.second.code}")


def counted(rows: Iterable[Any], most: int) -> tuple[list[Any], int]:
    """Return the first rows, and how many there are in all."""
    kept: list[Any] = []
    number = 0
    for row in rows:
        number += 1
        if number <= most:
            kept.append(row)
    return kept, number
