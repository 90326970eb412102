"""The columns of trainings, of who attended them, and of their results; and what is said beside their lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.cli.base import say
from tracker.cli.columns import spoken
from tracker.output import Column
from tracker.rules.money import human
from tracker.rules.shares import percent

if TYPE_CHECKING:
    from tracker.insight.people.trainings import TrainingRow

SEATS = [
    Column("stated", "Stated", priority=1),
    Column("persons", "Persons", "number"),
    Column("women", "Women", "number", priority=1),
    Column("completed", "Completed", "number", priority=3),
    Column("certified", "Certified", "number", priority=4),
]
LIST = [
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True),
    Column("kind", "Kind", priority=8),
    Column("mode", "Mode", priority=12),
    Column("start", "Start", "date"),
    Column("end", "End", "date", priority=9),
    Column("date_note", "About the dates", hidden=True),
    Column("place", "Place", flex=True, priority=10),
    Column("countries", "Country", priority=7),
    Column("themes", "Themes", flex=True, priority=6),
    Column("organisers", "Organisers", flex=True, priority=11),
    Column("organiser_names", "Names of organisers", hidden=True),
    Column("funders", "Funders", flex=True, priority=1),
    Column("funder_names", "Names of funders", hidden=True),
    Column("projects", "Projects", flex=True, priority=13),
    Column("project_titles", "Titles of projects", hidden=True),
    Column("administrations", "Administrations", hidden=True),
    Column("administration_names", "Names of administrations", hidden=True),
    *SEATS,
    Column("cost", "Cost", "money", priority=14),
    Column("currency", "", "code", priority=14),
    Column("source", "Source", hidden=True),
    Column("note", "Note", hidden=True),
]
# Rarely filled columns: shown if any row has a value.
RARE = (
    *("mode", "end", "place", "countries", "themes", "organisers", "funders", "projects", "cost", "currency"),
    *("stated", "women", "completed", "certified"),
)
# The stages of career paths to which a training leads.
LED_TO = [
    Column("code", "Stage", "code"),
    Column("title", "Title", flex=True),
]
ATTENDANCE = [
    Column("training", "Training", "code"),
    Column("title", "Title", flex=True, priority=5),
    Column("start", "Date", "date", priority=6),
    Column("administration", "Administration", flex=True),
    Column("administration_name", "Name of administration", hidden=True),
    *SEATS,
    Column("source", "Source", hidden=True),
    Column("note", "Note", flex=True, priority=7),
]
ONE_ATTENDANCE = [column for column in ATTENDANCE if column.field not in ("training", "title", "start")]
RESULTS = [
    Column("training", "Training", "code"),
    Column("level", "Level"),
    Column("measured", "Measured", flex=True),
    Column("before", "Before"),
    Column("after", "After"),
    Column("persons", "Persons", "number", priority=1),
    Column("date", "Date", "date", priority=2),
    Column("indicator", "Indicator", "code"),
    Column("indicator_title", "Title of indicator", flex=True, priority=3),
    Column("source", "Source", hidden=True),
    Column("note", "Note", flex=True, priority=4),
]
GROUPS = [
    Column("group", "", flex=True),
    Column("name", "Name", flex=True, priority=1),
    Column("trainings", "Trainings", "number"),
    Column("attendance_known", "Attendance known", "number", priority=2),
    Column("women_known", "Women known", "number", priority=3),
    Column("women", "Women", "percent"),
]


def told_columns(columns: Sequence[Column], rows: Sequence[object]) -> list[Column]:
    """Return the columns; those that are empty in every row are hidden from people, where that is usual."""
    optional = (*RARE, "note", "measured", "before", "after", "persons", "date", "indicator", "indicator_title", "name")
    kept = {"code", "title", "start"}
    if columns is LIST:
        kept.add("persons")
    names = [column.field for column in columns if column.field in optional and column.field not in kept]
    return spoken(columns, rows, *names)


def say_women(rows: Sequence[TrainingRow]) -> None:
    """Say women as a share of the seats of the trainings in which both are known exactly, and of how many not."""
    from tracker.insight.people.trainings import women_known

    found = women_known(rows)
    if found.share is None:
        return
    say(
        f"Women: {percent(found.share)}% of the seats of {_trainings(found.known)} that state{'s' * (found.known == 1)}"
        f" both exactly; {found.trainings - found.known} do not."
    )


def persons_text(persons: int, stated: str | None) -> str:
    """Return a number of persons as it was stated."""
    return f"{stated} {persons:,}" if stated else f"{persons:,}"


def cost_text(cost: int | None, currency: str | None, exponents: Mapping[str, int]) -> str | None:
    """Return a cost with its currency, "12,000.00 USD"."""
    return None if cost is None or currency is None else f"{human(cost, exponents[currency])} {currency}"


def attended(row: TrainingRow) -> Iterator[str]:
    """Yield what is known of who attended, in words."""
    persons = row.persons
    yield "number of persons not said" if persons is None else f"{persons_text(persons, row.stated)} persons"
    for name, word in (("women", "women"), ("completed", "completed it"), ("certified", "certified")):
        if getattr(row, name) is not None:
            yield f"{getattr(row, name):,} {word}"


def _trainings(count: int) -> str:
    return f"{count} training" if count == 1 else f"{count} trainings"
