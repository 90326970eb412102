"""Pages to show in a room: each is a finding, and one picture, a few figures or a short table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.output.pages.book import Figure
from tracker.output.paper import PaperSection, Picture


class Slide(NamedTuple):
    """A page: its `title` is the finding, then what shows it."""

    title: str
    picture: Picture | None = None
    figures: Sequence[Figure] = ()
    part: PaperSection | None = None


class Deck(NamedTuple):
    """The pages, and what every page says; the fields are those of a `PaperDocument`."""

    title: str
    subtitle: str
    slides: Sequence[Slide]
    language: str
    conference: str
    made: str
    page: str
    author: str
    record: str
    draft: bool
