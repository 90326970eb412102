"""The width of text on a terminal, how it is wrapped, and how the columns of a table share the available width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from tracker.output.columns import RIGHT_ALIGNED, Column

# A command in a sentence, or at its end after a colon; and what replaces its blanks while the sentence is broken.
COMMAND = re.compile(r"`[^`]+`|(?<=: )tracker .*")
HELD = "\x1f"
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


def shortened(text: str, width: int) -> str:
    """Return a text in at most `width` cells, with an ellipsis where it was cut."""
    if cell_width(text) <= width:
        return text
    while text and cell_width(text) >= width:
        text = text[: -max(1, (cell_width(text) - width) // 2)]
    return text.rstrip() + "…"


def wrapped(text: str, width: int, *, fold: bool = True) -> list[str]:
    """Return a text in lines of at most `width` cells, broken between words; a longer word is broken only to `fold`.

    A no-break space keeps what it joins together.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for place, word in enumerate(part.split(" ")):
            longer = f"{line} {word}" if place else word
            if cell_width(longer) <= width:
                line = longer
                continue
            if line.strip():
                lines.append(line.rstrip())
            line = word
            while fold and cell_width(line) > width:
                taken = _beginning(line, width)
                lines.append(line[:taken])
                line = line[taken:]
        lines.append(line)
    return lines


def hanging(text: str, width: int, mark: str = "", indent: int | None = None) -> str:
    """Return lines of a text after a mark; all but the first are indented by `indent`, by default as far as the mark.

    A command in it stays whole, to be copied.
    """
    blank = " " * (len(mark) if indent is None else indent)
    whole = COMMAND.sub(lambda found: found[0].replace(" ", HELD), text)
    first, *rest = wrapped(whole, max(20, width - max(len(mark), len(blank))), fold=False)
    lines = [mark + first, *(blank + line for line in rest)]
    return "".join(line.rstrip() + "\n" for line in lines).replace(HELD, " ")


def _beginning(word: str, width: int) -> int:
    """Return how many characters of a word fit into a line, at least one; marks stay with what they combine with."""
    count = min(len(word), width)
    while count > 1 and cell_width(word[:count]) > width:
        count -= 1
    while count < len(word) and not cell_width(word[count]):
        count += 1
    return max(1, count)


def padded(texts: Sequence[str], width: int, kind: str) -> list[str]:
    """Pad the texts of a column to `width` cells, numbers on the left; a wider text stays unchanged."""
    right = kind in RIGHT_ALIGNED
    if "".join(texts).isascii():
        return [text.rjust(width) for text in texts] if right else [text.ljust(width) for text in texts]
    blanks = [" " * (width - cell_width(text)) for text in texts]
    return [blank + text if right else text + blank for text, blank in zip(texts, blanks, strict=True)]


def cell_widths(*cells: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of the widest cell of each column, in batches of cells by column."""
    return [max(map(_widest, column)) for column in zip(*cells, strict=True)]


def _widest(texts: Sequence[str]) -> int:
    return max(map(len if "".join(texts).isascii() else cell_width, texts), default=0)


def natural_widths(columns: Sequence[Column], wide: Sequence[int], *, broken: bool = False) -> list[int]:
    """Return the width of each column that fits its widest cell and its heading, or each word of that, on one line."""
    return [
        max(width, *map(cell_width, column.heading.split(" ") if broken else [column.heading]))
        for column, width in zip(columns, wide, strict=True)
    ]


def is_kept_title(column: Column) -> bool:
    """Whether a column is never left out because it is a title, which can be shortened."""
    return column.flex and column.field in ("title", "name")


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
    gone: Container[int] = (),
    empty: Container[int] = (),
    constant: Container[int] = (),
    least: int = LEAST,
) -> Fit | None:
    """Return the columns that fit into `room` cells, without those `gone`; None if even those that stay do not fit.

    Leaves out the `empty` columns first, then those that say the same in each row, then the highest priority and, among
    equals, the last, until the flexible columns have a comfortable width; if nothing more can be left out, they get
    less, down to `least`. Empty columns are not among those left out, because nothing is lost with them.
    """

    def stays(index: int) -> bool:
        column = columns[index]
        named = column.field in ALWAYS or is_kept_title(column)
        return index == 0 or column.priority == 0 or column.kind == "money" or named

    def order(index: int) -> tuple[bool, bool, int, int]:
        return index in empty, index in constant, columns[index].priority, index

    def needed(flexible: int) -> int:
        widths = (min(natural[index], flexible) if columns[index].flex else natural[index] for index in kept)
        return sum(widths) + GAP * (len(kept) - 1)

    kept = [index for index in range(len(columns)) if index not in gone]
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
