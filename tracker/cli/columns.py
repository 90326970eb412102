"""Columns, and rows below a list, that many lists share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tracker.output import Column, Section
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.coordination.offers import OfferRow
    from tracker.insight.projects.documents import PaperRow
    from tracker.insight.projects.evaluations import BesideRow

Line = TypeVar("Line", bound=NamedTuple)

# Interest is left out first if the window is narrow.
AMOUNTS = [Column(measure, measure.capitalize(), "money", priority=5 - place) for place, measure in enumerate(MEASURES)]
TRAININGS = [
    Column("code", "Code", "code"),
    Column("title", "Title", flex=True),
    Column("start", "Start", "date", priority=2),
    Column("funders", "Funders", flex=True, priority=1),
    Column("stated", "Stated", priority=3),
    Column("persons", "Persons", "number"),
    Column("women", "Women", "number", priority=4),
]
OFFERS = [
    Column("code", "Code", "code"),
    Column("donor", "Donor", "code"),
    Column("donor_name", "Name of donor", hidden=True),
    Column("programme", "Programme", flex=True),
    Column("start", "Start", "date", priority=4),
    Column("end", "End", "date", priority=3),
    Column("themes", "Themes", flex=True, priority=7),
    Column("theme_words", "Themes in words", hidden=True),
    Column("places", "Places", flex=True, priority=6),
    Column("place_names", "Names of places", hidden=True),
    Column("place_words", "Places in words", flex=True, priority=10),
    Column("instruments", "Instruments", flex=True, priority=8),
    Column("currency", "", "code"),
    Column("amount", "Amount", "money"),
    Column("amount_is", "Amount is", priority=9),
    Column("amount_words", "Amount in words", hidden=True),
    Column("how_to_apply", "How to apply", hidden=True),
    Column("status", "Status"),
    Column("left", "Left", "money"),
    Column("told_at", "Reported at", "code", priority=5),
    Column("note", "Note", hidden=True),
    Column("source", "Source", hidden=True),
    Column("told_note", "Note of the report", hidden=True),
    Column("told_source", "Source of the report", hidden=True),
]
# Hidden from people where no offer has a value.
OFFER_DETAILS = (
    *("start", "end", "themes", "places", "place_words", "instruments"),
    *("amount", "currency", "amount_is", "status", "left", "told_at"),
)
PAPERS = [
    Column("number", "Number", "code"),
    Column("title", "Title", flex=True),
    Column("location", "Where", flex=True),
    Column("size", "Bytes kept", "number", priority=1),
    Column("published", "Published", "date", priority=2),
]

# The latest ratings of each kind, side by side.
BESIDE = [
    Column("project", "Project", "code"),
    Column("project_title", "Title of project", hidden=True),
    Column("strategy", "Strategy", flex=True),
    Column("criteria", "Criteria", "code", priority=6),
    Column("criterion", "Criterion", flex=True),
    *(
        column
        for place, (kind, heading) in enumerate(
            (("self", "Self"), ("validated", "Validated"), ("independent", "Independent"), ("other", "Kind not said"))
        )
        for column in (
            Column(f"{kind}_rating", heading, flex=True),
            Column(f"{kind}_date", f"{heading}, date", "date", priority=5 - place),
            Column(f"{kind}_by", f"{heading}, by", flex=True, priority=1),
        )
    ),
]
BESIDE_FIELDS = tuple(
    f"{kind}_{what}" for kind in ("self", "validated", "independent", "other") for what in ("rating", "date", "by")
)


def spoken(columns: Sequence[Column], rows: Sequence[Any], *names: str) -> list[Column]:
    """Return the columns; those in `names` are hidden from people if they are empty in every row."""
    silent = {name for name in names if not any(getattr(row, name) for row in rows)}
    return [column._replace(hidden=column.hidden or column.field in silent) for column in columns]


def footer_row(row: type[Line], **known: object) -> Line:
    """Return a row below a list in which only these fields have values."""
    return row._make([known.get(name) for name in row._fields])


def trainings_section(rows: Sequence[Any]) -> Section:
    """Return the trainings that an administration attended, with its own seats, as a section of its card."""
    return Section("Trainings", rows, spoken(TRAININGS, rows, "funders", "stated", "women"), None, "trainings")


def offers_section(rows: Sequence[OfferRow]) -> Section:
    """Return the offers of one donor as a section of its card."""
    columns = [column for column in OFFERS if not column.field.startswith("donor")]
    return Section("Offers", rows, spoken(columns, rows, *OFFER_DETAILS), None, "offers")


def papers_section(papers: Sequence[PaperRow]) -> Section:
    """Return the documents about a record as a section of its card."""
    return Section("Documents", papers, PAPERS, None, "documents")


def beside_columns(rows: Sequence[BesideRow]) -> list[Column]:
    """Return the columns of ratings side by side; the evaluators are named where several gave ratings of one kind."""
    columns = spoken(BESIDE, rows, "project", "strategy", "criteria", *BESIDE_FIELDS)
    if several_evaluators(rows):
        return columns
    return [column._replace(hidden=column.hidden or column.field.endswith("_by")) for column in columns]


def several_evaluators(rows: Sequence[BesideRow]) -> bool:
    """Return whether several evaluators gave ratings of one kind, so that a criterion has several rows."""
    subjects = [(row.project, row.strategy, row.criteria, row.criterion) for row in rows]
    return len({*subjects}) < len(subjects)


def evaluations_section(rows: Sequence[BesideRow]) -> Section:
    """Return the ratings of a project as a section of its card."""
    columns = [
        column for column in beside_columns(rows) if column.field not in ("project", "project_title", "strategy")
    ]
    return Section("Evaluations", rows, columns, None, "evaluations")
