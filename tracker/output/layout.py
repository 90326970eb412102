"""How wide text is on a terminal, and how the columns of a table share the room there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.output.columns import RIGHT_ALIGNED, Column

GAP = 2
COMFORTABLE = 24  # cells for a text that wraps, worth leaving out a column of less importance
LEAST = 12  # below which a card per row is easier to read


def cell_width(text: str) -> int:
    """The cells of a terminal that `text` takes: 2 for wide East Asian characters and emoji, 0 for combining marks."""
    return len(text) if text.isascii() else _measured(text)


@lru_cache(2048)
def _measured(text: str) -> int:
    total = last = 0
    joined = False
    for character in text:
        width = 0 if joined else _character_width(character)
        if character == "\ufe0f" and last == 1:
            width = 1  # It asks for the wide emoji of a character that is narrow otherwise.
        joined = character == "\u200d"
        last = width or last
        total += width
    return total


def _character_width(character: str) -> int:
    if character != "\u00ad" and unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"}:
        return 0
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\u1160" <= character <= "\u11ff":
        return 0  # skin tones, and the Hangul vowels and finals that join the consonant before them
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int, kind: str) -> str:
    """`text` filled up to `width` cells, numbers from the left; what is wider stays whole."""
    blank = " " * (width - cell_width(text))
    return blank + text if kind in RIGHT_ALIGNED else text + blank


def natural_widths(columns: Sequence[Column], *cells: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column that holds its heading and all its cells on one line."""
    return [
        max(map(cell_width, [column.heading, *(text for batch in cells for text in batch[index])]))
        for index, column in enumerate(columns)
    ]


class Fit(NamedTuple):
    """Which columns stay, by their position, how wide each is, and which had to go."""

    kept: list[int]
    widths: list[int]
    dropped: list[int]


def fit(columns: Sequence[Column], natural: Sequence[int], room: int) -> Fit | None:
    """The columns that `room` cells can hold; None when even those that are never left out do not fit.

    The highest priority goes first and, among equals, the last, until flexible columns are comfortable with what the
    others leave them; where nothing more can go, they get less.
    """

    def needed(flexible: int) -> int:
        widths = (min(natural[index], flexible) if columns[index].flex else natural[index] for index in kept)
        return sum(widths) + GAP * (len(kept) - 1)

    kept = list(range(len(columns)))
    dropped = []
    for index in sorted(kept, key=lambda index: (columns[index].priority, index), reverse=True):
        if columns[index].priority == 0 or needed(COMFORTABLE) <= room:
            break
        kept.remove(index)
        dropped.append(index)
    if needed(LEAST) > room:
        return None
    widths = {index: natural[index] for index in kept}
    flexible = sorted((index for index in kept if columns[index].flex), key=natural.__getitem__)
    left = room - needed(0)
    for waiting, index in zip(range(len(flexible), 0, -1), flexible, strict=True):
        widths[index] = min(natural[index], left // waiting)
        left -= widths[index]
    return Fit(kept, [widths[index] for index in kept], sorted(dropped))
