"""The display of career paths: the lists of paths, stages and officers, and the cards."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli.columns import spoken
from tracker.cli.parties.party import essential
from tracker.insight.people.careers import CareerCard, OfficersRow, StageRow
from tracker.output import CardFact, Column, Section, Style, show_card

CAREERS = [
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True),
    Column("edition", "Edition", priority=1),
    Column("applies_to", "For", flex=True, priority=2),
    Column("administrations", "Administrations"),
    Column("stages", "Stages", "number"),
    Column("source", "Source", hidden=True),
    Column("note", "Note", hidden=True),
]
STAGES = [
    Column("code", "Code", "code"),
    Column("career", "Path", "code", hidden=True),
    Column("place", "Place", "number", hidden=True),
    Column("title", "Title", flex=True),
    Column("core", "Core competencies", flex=True, priority=3),
    Column("operational", "Operational", flex=True, priority=3),
    Column("management", "Management", flex=True, priority=3),
    Column("competencies", "Competencies", flex=True, priority=3),
    Column("years", "Years", "number", priority=1),
    Column("degrees", "Degrees", flex=True, priority=2),
    Column("examinations", "Examinations", flex=True, priority=2),
    Column("requirement", "Requirement", flex=True, priority=2),
    Column("trainings", "Trainings", flex=True, priority=1),
    Column("training_codes", "Trainings here", priority=1),
    Column("source", "Source", hidden=True),
    Column("note", "Note", hidden=True),
]
OFFICERS = [
    Column("stage", "Stage", "code"),
    Column("career", "Path", "code", hidden=True),
    Column("place", "Place", "number", hidden=True),
    Column("title", "Title", flex=True, priority=2),
    Column("administration", "Administration", "code"),
    Column("administration_name", "Name of administration", hidden=True),
    Column("conference", "Conference", "code"),
    Column("officers", "Officers", "number"),
    Column("women", "Women", "number"),
    Column("estimated", "Estimated", "flag", priority=3),
    Column("edition", "Edition", priority=6),
    Column("moved", "Moved", "number"),
    Column("since", "Since", "code", priority=4),
    Column("method", "Another method", flex=True, priority=1),
    Column("note", "Note", flex=True, priority=5),
    Column("source", "Source", hidden=True),
]
GAPS = [
    Column("gap", "Gap"),
    Column("code", "Code", "code"),
    Column("title", "Of", flex=True),
]
# Rarely filled columns: shown if any row has a value.
RARE_CAREER = ("edition", "applies_to", "administrations")
RARE_STAGE = (
    *("core", "operational", "management", "competencies", "years", "degrees", "examinations", "requirement"),
    *("trainings", "training_codes"),
)
RARE_OFFICERS = ("women", "estimated", "edition", "moved", "since", "method", "note")


def show_career(card: CareerCard, style: Style) -> None:
    """Show a career path, its stages, and who is where."""
    pairs = _facts(CAREERS, card.facts, style, "code", "title")
    stages = Section("Stages", card.stages, spoken(STAGES, card.stages, *RARE_STAGE), "It has no stages yet.", "stages")
    show_card(f"{card.facts.code}  {card.facts.title}", pairs, [stages, _officers(card.officers)], style)


def show_stage(stage: StageRow, officers: Sequence[OfficersRow], style: Style) -> None:
    """Show a stage, and who is at it."""
    pairs = _facts(STAGES, stage, style, "code", "title")
    show_card(f"{stage.code}  {stage.title}", pairs, [_officers(officers)], style)


def _facts(columns: Sequence[Column], row: object, style: Style, *always: str) -> list[CardFact]:
    pairs = [CardFact(column.field, column.heading, getattr(row, column.field), column.kind) for column in columns]
    return essential(pairs, style, *always)


def _officers(rows: Sequence[OfficersRow]) -> Section:
    columns = spoken(OFFICERS, rows, *RARE_OFFICERS)
    return Section("Officers", rows, columns, "No officers were reported to a conference.", "officers")
