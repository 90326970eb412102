"""Where in a sheet the table is: titles above the header, headers of two rows, footnotes, headers that come again.

Whatever is left out is said; nothing that could be a row of the table is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.exchange.foreign.days import looks_like_date
from tracker.exchange.foreign.tongues import NOTED, key
from tracker.exchange.grids import Grid, Line, Number

_SEARCHED = 30  # rows in which a header is looked for
_LONGEST_CODE = 60
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,\s]*%?")
_YEAR = re.compile(r"(fy ?)?(19|20|21)[0-9]{2}([-/–](19|20|21)?[0-9]{2})?", re.IGNORECASE)

Known = Callable[[str], bool]


class Layout(NamedTuple):
    """The header, in one row, and the rows below it; `texts` are the titles and footnotes that were left out."""

    header: Line
    rows: list[Line]
    score: int
    said: list[str]
    texts: list[str]


def lay_out(grid: Grid, known: Known, part: Known) -> Layout:
    """The table in a grid. `known` says whether a text is a heading, `part` whether it is part of one, such as a unit.

    The header is the row, or the two rows, with most known headings; without any, the first row of two texts or more.
    """
    first, height, score = _header(grid.lines, known, part)
    top = grid.lines[first]
    headings = _joined(grid, first) if height == 2 else [cell.strip() for cell in top.cells]
    below = grid.lines[first + height :]
    width = max([_width(Line(0, headings)), *(_width(row) for row in below)])
    headings = [
        heading or (f"column {letters(place)}" if any(_cell(row, place) for row in below) else "")
        for place, heading in enumerate([*headings, *[""] * (width - len(headings))][:width])
    ]
    above = grid.lines[:first]
    said = [f"{_counted(grid.unit, above)} above the header left out: {_shown(above)}"] if above else []
    rows, notes = cleaned(grid.unit, headings, top.cells, below, said)
    texts = [cell for row in (*above, *notes) for cell in row.cells if cell]
    return Layout(Line(top.number, headings), rows, score, said, texts)


def cleaned(
    unit: str, headings: Sequence[str], top: Sequence[str], below: list[Line], said: list[str]
) -> tuple[list[Line], list[Line]]:
    """The rows below a header without headers that come again and footnotes, of which is said; and the footnotes."""
    rows, footnotes = _without_footnotes(below)
    if footnotes:
        said.append(f"{_counted(unit, footnotes)} below the table left out: {_shown(footnotes)}")
    firsts = {cell for cell in (*headings, *top) if cell}
    again = [row for row in rows if row.cells[0] in firsts or not row.cells[0]]
    again = [row for row in again if _same(row, headings, top)]
    if again:
        said.append(f"{_counted(unit, again)} left out: the header again")
        numbers = {row.number for row in again}
        rows = [row for row in rows if row.number not in numbers]
    return rows, footnotes


def letters(place: int) -> str:
    """A column as spreadsheets call it: A, B ... Z, AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def listed(unit: str, numbers: Sequence[int]) -> str:
    """Rows by their numbers: "rows 1-3, 7"."""
    runs = [list(run) for _, run in groupby(enumerate(numbers), key=lambda one: one[1] - one[0])]
    spans = [f"{run[0][1]}-{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs]
    more = f" and {len(spans) - 5} more" if len(spans) > 5 else ""
    return f"{unit if len(numbers) == 1 else unit + 's'} {', '.join(spans[:5])}{more}".replace("entrys", "entries")


def _header(lines: Sequence[Line], known: Known, part: Known) -> tuple[int, int, int]:
    """The place of the header, how many rows it takes, and how many of its headings are known.

    A row with numbers or dates is none; and a row of data that happens to hold a word or two of headings does not
    outvote one above it that has as many texts: most of its own must be known.
    """
    best = (0, 1, 0)
    widest = 0
    for place, line in enumerate(lines[:_SEARCHED]):
        texts = [cell for cell in line.cells if cell.strip()]
        if any(map(_is_data, texts)):
            continue
        if len(texts) <= widest and 2 * sum(map(known, texts)) <= len(texts):
            continue
        widest = max(widest, len(texts))
        scores = [(1, sum(bool(cell.strip()) and known(cell) for cell in line.cells))]
        below = lines[place + 1] if place + 1 < len(lines) else None
        if below is not None and _two_rows(line, below, known, part):
            scores.append((2, scores[0][1] + sum(bool(cell.strip()) and known(cell) for cell in below.cells)))
        height, score = max(scores, key=lambda one: (one[1], one[0]))
        if score > best[2]:
            best = place, height, score
    if best[2]:
        return best
    for place, line in enumerate(lines[:_SEARCHED]):
        texts = [cell for cell in line.cells if cell.strip()]
        if len(texts) > 1 and not any(map(_is_data, texts)):
            return place, 1, 0
    return best


def _is_data(cell: str) -> bool:
    """Whether a text can be no heading: a number or a date that is no year."""
    text = cell.strip()
    if _YEAR.fullmatch(text):
        return False
    return isinstance(cell, Number) or _NUMBER.fullmatch(text) is not None or looks_like_date(text)


def _two_rows(line: Line, below: Line, known: Known, part: Known) -> bool:
    """Whether the lower of two rows divides the headings of the upper one, or says their units."""
    upper = sum(bool(cell.strip()) for cell in line.cells)
    lower = [cell for cell in below.cells if cell.strip()]
    if upper < 2 or not lower or not all(known(cell) or part(cell) or _YEAR.fullmatch(cell.strip()) for cell in lower):
        return False
    places = range(max(len(line.cells), len(below.cells)))
    alone = any(_cell(line, place) and not _cell(below, place) for place in places)
    return alone or not any(known(cell) for cell in lower)


def _joined(grid: Grid, first: int) -> list[str]:
    """The headings of two rows in one: what stands over several columns is said for each."""
    top, below = grid.lines[first], grid.lines[first + 1]
    spans = {
        column: (left, right)
        for first_row, last_row, left, right in grid.merged
        if first_row <= top.number <= last_row
        for column in range(left, right + 1)
    }
    found, over = [], ""
    for place in range(max(_width(top), _width(below))):
        own, under = _cell(top, place), _cell(below, place)
        if own:
            over = own
        elif spans:
            over = _cell(top, spans[place][0]) if place in spans else ""
        elif not under:
            over = ""
        parts = dict.fromkeys(one for one in (over, under) if one)
        found.append(" / ".join(parts))
    return found


def _without_footnotes(rows: list[Line]) -> tuple[list[Line], list[Line]]:
    """The rows, and those below the last full one that hold one text which can be no code."""
    end = len(rows)
    while end and _is_note(rows[end - 1]):
        end -= 1
    return rows[:end], rows[end:]


def _is_note(row: Line) -> bool:
    texts = [cell.strip() for cell in row.cells if cell.strip()]
    if len(texts) != 1 or isinstance(texts[0], Number):
        return False
    text = texts[0]
    return len(text) > _LONGEST_CODE or len(text.split()) > 3 or NOTED.match(text) is not None


def _same(row: Line, headings: Sequence[str], top: Sequence[str]) -> bool:
    cells = [key(cell) for cell in row.cells if cell.strip()]
    if len(cells) < 2:
        return False
    return cells in ([key(one) for one in headings if one], [key(cell) for cell in top if cell.strip()])


def _cell(row: Line, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _width(row: Line) -> int:
    return next((place for place in range(len(row.cells), 0, -1) if row.cells[place - 1].strip()), 0)


def _counted(unit: str, rows: Sequence[Line]) -> str:
    return listed(unit, [row.number for row in rows])


def _shown(rows: Sequence[Line]) -> str:
    text = " | ".join(" ".join(cell.split()) for row in rows for cell in row.cells if cell.strip())
    return text if len(text) <= 80 else text[:77] + "..."
