"""The width of text on a terminal, and how the columns of a table share the available width."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.output.columns import RIGHT_ALIGNED, Column

GAP = 2
COMFORTABLE = 24  # cells for a text that wraps; to keep them, a less important column is left out
LEAST = 12  # below which a card per row is easier to read
# What readers must see: these columns stay as long as anything is in them, as do amounts, titles that can be shortened,
# and the first column.
ALWAYS = frozenset({"status", "donor", "donors", "due"})


def cell_width(text: str) -> int:
    """Return the width of `text` in cells: 2 for wide East Asian characters and emoji, 0 for combining marks."""
    return len(text) if text.isascii() else _measured(text)


@lru_cache(2048)
def _measured(text: str) -> int:
    total = last = 0
    joined = False
    for character in text:
        width = 0 if joined else _character_width(character)
        if character == "\ufe0f" and last == 1:
            width = 1  # This selects the wide emoji form of a character that is otherwise narrow.
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
    """Pad `text` to `width` cells, numbers on the left; wider text stays unchanged."""
    blank = " " * (width - cell_width(text))
    return blank + text if kind in RIGHT_ALIGNED else text + blank


def natural_widths(columns: Sequence[Column], *cells: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column that fits its heading and all its cells on one line."""
    return [
        max(map(cell_width, [column.heading, *(text for batch in cells for text in batch[index])]))
        for index, column in enumerate(columns)
    ]


class Fit(NamedTuple):
    """Which columns stay, by position, how wide each is, and which were left out."""

    kept: list[int]
    widths: list[int]
    dropped: list[int]


def fit(
    columns: Sequence[Column],
    natural: Sequence[int],
    room: int,
    *,
    empty: Container[int] = (),
    constant: Container[int] = (),
    least: int = LEAST,
) -> Fit | None:
    """Return the columns that fit into `room` cells; None if even those that are never left out do not fit.

    Leaves out the `empty` columns first, then those that say the same in each row, then the highest priority and, among
    equals, the last, until the flexible columns have a comfortable width; if nothing more can be left out, they get
    less, down to `least`. Empty columns are not among those left out, because nothing is lost with them.
    """

    def stays(index: int) -> bool:
        column = columns[index]
        named = column.field in ALWAYS or (column.field == "title" and column.flex)
        return index == 0 or column.priority == 0 or column.kind == "money" or named

    def order(index: int) -> tuple[bool, bool, int, int]:
        return index in empty, index in constant, columns[index].priority, index

    def needed(flexible: int) -> int:
        widths = (min(natural[index], flexible) if columns[index].flex else natural[index] for index in kept)
        return sum(widths) + GAP * (len(kept) - 1)

    kept = list(range(len(columns)))
    dropped = []
    for index in sorted((one for one in kept if one in empty or not stays(one)), key=order, reverse=True):
        if needed(COMFORTABLE) <= room:
            break
        kept.remove(index)
        if index not in empty:
            dropped.append(index)
    if needed(least) > room:
        return None
    widths = {index: natural[index] for index in kept}
    flexible = sorted((index for index in kept if columns[index].flex), key=natural.__getitem__)
    left = room - needed(0)
    for waiting, index in zip(range(len(flexible), 0, -1), flexible, strict=True):
        widths[index] = min(natural[index], left // waiting)
        left -= widths[index]
    return Fit(kept, [widths[index] for index in kept], sorted(dropped))
