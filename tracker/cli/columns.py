"""What many lists share: columns, and rows below a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from tracker.output import Column, Section
from tracker.rules.words import MEASURES

if TYPE_CHECKING:
    from tracker.insight.projects.documents import PaperRow

Line = TypeVar("Line", bound=NamedTuple)

# Interest is the first to be left out where the window is narrow.
AMOUNTS = [Column(measure, measure.capitalize(), "money", priority=5 - place) for place, measure in enumerate(MEASURES)]
PAPERS = [
    Column("number", "Number", "code"),
    Column("title", "Title", flex=True),
    Column("location", "Where", flex=True),
    Column("size", "Bytes kept", "number", priority=1),
    Column("published", "Published", "date", priority=2),
]


def spoken(columns: Sequence[Column], rows: Sequence[Any], *names: str) -> list[Column]:
    """The columns, with those of `names` hidden from a person where no row has anything to say."""
    silent = {name for name in names if not any(getattr(row, name) for row in rows)}
    return [column._replace(hidden=column.hidden or column.field in silent) for column in columns]


def footer_row(row: type[Line], **known: Any) -> Line:
    """A row below a list, of which only this is known."""
    return row._make([known.get(name) for name in row._fields])


def papers_section(papers: Sequence[PaperRow]) -> Section:
    """The documents about something as a section of its card."""
    return Section("Documents", papers, PAPERS, None, "documents")
