"""Columns, and rows below a list, that many lists share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tracker.output import Column, Section
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.projects.documents import PaperRow

Line = TypeVar("Line", bound=NamedTuple)

# Interest is left out first if the window is narrow.
AMOUNTS = [Column(measure, measure.capitalize(), "money", priority=5 - place) for place, measure in enumerate(MEASURES)]
PAPERS = [
    Column("number", "Number", "code"),
    Column("title", "Title", flex=True),
    Column("location", "Where", flex=True),
    Column("size", "Bytes kept", "number", priority=1),
    Column("published", "Published", "date", priority=2),
]


def spoken(columns: Sequence[Column], rows: Sequence[Any], *names: str) -> list[Column]:
    """Return the columns; those in `names` are hidden from people if they are empty in every row."""
    silent = {name for name in names if not any(getattr(row, name) for row in rows)}
    return [column._replace(hidden=column.hidden or column.field in silent) for column in columns]


def footer_row(row: type[Line], **known: Any) -> Line:
    """Return a row below a list in which only these fields have values."""
    return row._make([known.get(name) for name in row._fields])


def papers_section(papers: Sequence[PaperRow]) -> Section:
    """Return the documents about a record as a section of its card."""
    return Section("Documents", papers, PAPERS, None, "documents")
