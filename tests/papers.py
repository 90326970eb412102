"""A paper with every kind of fact, for the tests of each form in which a paper is written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from tracker.output import Column
from tracker.output.paper import PaperDocument, PaperSection

NOW = datetime(2013, 1, 28, 9, 30, tzinfo=UTC)


class Row(NamedTuple):
    code: str
    title: str
    amount: str


COLUMNS = [Column("code", "Project", "code"), Column("title", "Title", flex=True), Column("amount", "Paid", "number")]


def sheet(*parts: PaperSection, **other: Any) -> PaperDocument:
    """Return a paper with these parts; `other` are fields that differ."""
    given: dict[str, Any] = {
        "title": "Norad (NORAD)",
        "subtitle": "Donor brief",
        "facts": [("Kind", "bilateral agency"), ("Contacts", "Kari\nOla")],
        "parts": parts,
        "language": "en",
        "conference": "AMS-2013: Fourth Meeting",
        "date": "28 January 2013",
        "made": "prepared today",
        "page": "Page {number} of {total}",
    }
    return PaperDocument(**given | other)
