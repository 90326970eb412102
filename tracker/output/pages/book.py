"""A book: a cover, chapters of sections, and an article for each of many subjects.

Like a paper, it is finished text in one language; `output/pages/html.py` writes it as a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.output.columns import Column, Row
from tracker.output.paper import PaperSection


class Figure(NamedTuple):
    """A figure of the cover: what it is, its value, and a remark in small print."""

    label: str
    value: str
    remark: str = ""


class Chapter(NamedTuple):
    """A chapter: `key` is its address within the book."""

    key: str
    title: str
    parts: Sequence[PaperSection]


class Article(NamedTuple):
    """What is known of one subject, by its code: facts (label, value) and sections."""

    code: str
    title: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[PaperSection]


class BookLedger(NamedTuple):
    """The rows behind totals: cells are finished text. `RowsBehind` says which of them a total is made of."""

    columns: Sequence[Column]
    rows: Sequence[Row]


class Book(NamedTuple):
    """A book. `state` says of which record it is; `words` are the labels of the page in the book's language, by key.

    `articles_title` is the heading over the articles. The code of an article is linked to it wherever it occurs.
    """

    title: str
    subtitle: str
    language: str
    state: str
    facts: Sequence[tuple[str, str]]
    figures: Sequence[Figure]
    chapters: Sequence[Chapter]
    articles_title: str
    articles: Sequence[Article]
    ledgers: Mapping[str, BookLedger]
    words: Mapping[str, str]
    months: Sequence[str]
