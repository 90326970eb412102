"""Find the table in a sheet: titles above the header, two-row headers, footnotes, repeated headers.

Everything left out is reported; nothing that could be a row of the table is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.errors import Usage
from tracker.exchange.foreign.days import looks_like_date
from tracker.exchange.foreign.units import BETWEEN_ROWS
from tracker.exchange.foreign.words_by_language import NOTED, TOTAL, key
from tracker.exchange.grids import Grid, GridLine, NumberText
from tracker.rules.cells import letters

SEARCHED = 30  # number of rows searched for a header
_LONGEST_CODE = 60
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,\s]*%?")
_YEAR = re.compile(r"(fy ?)?(19|20|21)[0-9]{2}([-/–](19|20|21)?[0-9]{2})?", re.IGNORECASE)

_LONGEST_HEADING = 200
_PAGE = re.compile(
    r"[-–— ]*(?:(?:page|p[áa]gina|p[áa]g|p)\.? *)?[0-9]{1,4}(?: *(?:/|of|de|sur) *[0-9]{1,4})?[-–— ]*", re.I
)

Known = Callable[[str], bool]


class Layout(NamedTuple):
    """The header as one row, and the rows below it; `texts` are the titles and footnotes that were left out."""

    header: GridLine
    rows: list[GridLine]
    score: float
    said: list[str]
    texts: list[str]


class Looked(NamedTuple):
    """How a header is recognised: whether a text is a heading, a likely one, or a part of one such as a unit.

    `named` are the headings that the user mentioned, by `heading_key`; `row` is the number of the header row.
    """

    known: Known
    likely: Known
    part: Known
    named: frozenset[str] = frozenset()
    row: int | None = None


def lay_out(grid: Grid, looked: Looked) -> Layout:
    """Find the table in a grid.

    The header is the row, or the pair of rows, with most known or likely headings; the first if several are equal. It
    must contain a heading that the user mentioned. If no row has known headings, the header is the first row with two
    texts or more. Raises Usage for a row that does not exist.
    """
    first, height, score = _header(grid, looked)
    top = grid.lines[first]
    headings = _joined(grid, first) if height == 2 else top.cells
    headings = [" ".join(cell.split()) for cell in headings]
    below = grid.lines[first + height :]
    width = max([_width(GridLine(0, headings)), *(_width(row) for row in below)])
    headings = [
        heading or (f"column {letters(place)}" if any(_cell(row, place) for row in below) else "")
        for place, heading in enumerate([*headings, *[""] * (width - len(headings))][:width])
    ]
    above = grid.lines[:first]
    said = [f"{_counted(grid.unit, above)} above the header left out: {_shown(above)}"] if above else []
    rows, notes = cleaned(grid.unit, headings, grid.lines[first : first + height], below, said, above)
    texts = [cell for row in (*above, *notes) for cell in row.cells if cell]
    return Layout(GridLine(top.number, headings), rows, score, said, texts)


def cleaned(
    unit: str,
    headings: Sequence[str],
    header: Sequence[GridLine],
    below: list[GridLine],
    said: list[str],
    above: Sequence[GridLine] = (),
) -> tuple[list[GridLine], list[GridLine]]:
    """Remove from the rows below a header whatever is not a row of the table; return the rest and the footnotes.

    Removed and reported are footnotes and, where the header is repeated under each country or on each page, the header,
    single texts above it, the titles `above` the first one and page numbers.
    """
    rows, footnotes = _without_footnotes(below)
    if footnotes:
        said.append(f"{_counted(unit, footnotes)} below the table left out: {_shown(footnotes)}")
    shapes = [[key(cell) for cell in cells] for cells in (headings, *(line.cells for line in header))]
    # Few rows begin with a text of the header, and only these are compared as a whole.
    named = {shape for cells in shapes for shape in cells}
    firsts = [next((cell for cell in row.cells if cell), "") for row in rows]
    likely = {text for text in set(firsts) if len(text) <= _LONGEST_HEADING and key(text) in named}
    again = [n for n, row in enumerate(rows) if firsts[n] in likely and any(_same(row, shape) for shape in shapes)]
    if not again:
        return rows, footnotes
    said.append(f"{_counted(unit, [rows[n] for n in again])} left out: repeated header")
    titles = {_texts(row) for row in above}
    beside = {n for n, row in enumerate(rows) if _texts(row) in titles or _PAGE.fullmatch(" ".join(_texts(row)))}
    for place in again:
        over = place - 1
        while over >= 0 and (over in beside or len(_texts(rows[over])) == 1):
            beside.add(over)
            over -= 1
    beside -= set(again)
    if beside:
        lone = [rows[n] for n in sorted(beside)]
        said.append(f"{_counted(unit, lone)} above a repeated header left out: {_shown(lone)}")
    left = beside.union(again)
    return [row for n, row in enumerate(rows) if n not in left], footnotes


def listed(unit: str, numbers: Sequence[int]) -> str:
    """Return row numbers as text: "rows 1-3, 7"."""
    runs = [list(run) for _, run in groupby(enumerate(numbers), key=lambda one: one[1] - one[0])]
    spans = [f"{run[0][1]}-{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs]
    more = f" and {len(spans) - 5} more" if len(spans) > 5 else ""
    return f"{unit if len(numbers) == 1 else unit + 's'} {', '.join(spans[:5])}{more}".replace("entrys", "entries")


def _header(grid: Grid, looked: Looked) -> tuple[int, int, float]:
    """Return the header's position, its number of rows, and how many headings are known; a likely one counts half.

    A row with numbers or dates is not a header. A data row that happens to contain a word or two of headings does not
    outvote a row above it with as many texts: most of its texts must be known, and all if it has fewer. A text that
    appears again below in the same column is not a heading.
    """
    lines = grid.lines
    if looked.row is not None:
        return _at(grid, looked, looked.row)
    places = list(range(min(len(lines), SEARCHED)))
    if looked.named:
        places = [place for place in places if looked.named <= _named(lines[place])] or places
    best: tuple[int, int, float] = (0, 1, 0)
    widest = 0
    for place in places:
        texts = [cell for cell in lines[place].cells if cell.strip()]
        if any(map(_is_data, texts)):
            continue
        again = _coming_again(lines, place)
        known = sum(looked.known(cell) and cell not in again for cell in texts)
        if (len(texts) == widest and 2 * known <= len(texts)) or (len(texts) < widest and known < len(texts)):
            continue
        widest = max(widest, len(texts))
        height, score = _height(lines, place, looked, again)
        if score > best[2]:
            best = place, height, score
    if best[2]:
        return best
    for place in places:
        texts = [cell for cell in lines[place].cells if cell.strip()]
        if len(texts) > 1 and not any(map(_is_data, texts)):
            return place, 1, 0
    return best


def _at(grid: Grid, looked: Looked, row: int) -> tuple[int, int, float]:
    """Return the header in the row that the user named. Raises Usage if there is no such row."""
    place = next((place for place, line in enumerate(grid.lines) if line.number == row), None)
    if place is None:
        numbers = [line.number for line in grid.lines]
        where = f"{grid.source}, sheet {grid.sheet}" if grid.sheet else grid.source
        raise Usage(
            f"--header {row}: {where} has no {grid.unit} {row} that holds anything.",
            f"It has {grid.unit}s {numbers[0]} to {numbers[-1]}." if numbers else None,
        )
    return place, *_height(grid.lines, place, looked, frozenset())


def _height(lines: Sequence[GridLine], place: int, looked: Looked, again: Collection[str]) -> tuple[int, float]:
    """Return how many rows the header at a position takes, and its score."""

    def score(line: GridLine) -> float:
        texts = [cell for cell in line.cells if cell.strip() and cell not in again]
        return sum(1.0 if looked.known(cell) else 0.5 * looked.likely(cell) for cell in texts)

    line = lines[place]
    scores = [(1, score(line))]
    below = lines[place + 1] if place + 1 < len(lines) else None
    if below is not None and _two_rows(line, below, looked.known, looked.part):
        scores.append((2, scores[0][1] + score(below)))
    return max(scores, key=lambda one: (one[1], one[0]))


def _named(line: GridLine) -> frozenset[str]:
    """Return the texts of a row in the form that `--map` may use."""
    texts = [one for cell in line.cells for one in (cell, cell.partition("(")[0])]
    return frozenset(" ".join(text.split()).casefold() for text in texts if text.strip())


def _coming_again(lines: Sequence[GridLine], place: int) -> frozenset[str]:
    """Return the texts of a row that appear again below in the same column, except in rows that are entirely equal."""
    line = lines[place]
    shape = [key(cell) for cell in line.cells]
    others = [row for row in lines[place + 1 : place + 1 + SEARCHED] if not _same(row, shape)]
    return frozenset(
        cell
        for column, cell in enumerate(line.cells)
        if cell.strip() and any(_cell(row, column) == cell.strip() for row in others)
    )


def _is_data(cell: str) -> bool:
    """Return whether a text cannot be a heading: a number, or a date that is not a year."""
    text = cell.strip()
    if _YEAR.fullmatch(text):
        return False
    return isinstance(cell, NumberText) or _NUMBER.fullmatch(text) is not None or looks_like_date(text)


def _two_rows(line: GridLine, below: GridLine, known: Known, part: Known) -> bool:
    """Return whether the lower of two rows subdivides the headings of the upper one, or gives their units."""
    upper = sum(bool(cell.strip()) for cell in line.cells)
    lower = [cell for cell in below.cells if cell.strip()]
    if upper < 2 or not lower or not all(known(cell) or part(cell) or _divides(cell) for cell in lower):
        return False
    places = range(max(len(line.cells), len(below.cells)))
    alone = any(_cell(line, place) and not _cell(below, place) for place in places)
    return alone or not any(known(cell) for cell in lower)


def _divides(cell: str) -> bool:
    """Return whether a text is a year, or the total of the years of a heading above."""
    return _YEAR.fullmatch(cell.strip()) is not None or TOTAL.fullmatch(key(cell)) is not None


def _joined(grid: Grid, first: int) -> list[str]:
    """Join the headings of two rows into one; a heading above several columns is repeated for each."""
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
        found.append(BETWEEN_ROWS.join(parts))
    return found


def _without_footnotes(rows: list[GridLine]) -> tuple[list[GridLine], list[GridLine]]:
    """Return the rows, and separately those below the last full one that hold one text which cannot be a code."""
    end = len(rows)
    while end and _is_note(rows[end - 1]):
        end -= 1
    return rows[:end], rows[end:]


def _is_note(row: GridLine) -> bool:
    texts = [cell.strip() for cell in row.cells if cell.strip()]
    if len(texts) != 1 or isinstance(texts[0], NumberText):
        return False
    text = texts[0]
    return len(text) > _LONGEST_CODE or len(text.split()) > 3 or NOTED.match(text) is not None


def _same(row: GridLine, header: Sequence[str]) -> bool:
    """Return whether a row repeats the header: the same cells by position or in order; some may be missing."""
    cells = [key(cell) for cell in row.cells]
    texts, wanted = [cell for cell in cells if cell], [cell for cell in header if cell]
    if len(texts) < 2:
        return False
    in_place = all(not cell or (n < len(header) and cell == header[n]) for n, cell in enumerate(cells))
    return texts == wanted or (in_place and 2 * len(texts) >= len(wanted))


def _texts(row: GridLine) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in row.cells if cell.strip())


def _cell(row: GridLine, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _width(row: GridLine) -> int:
    return next((place for place in range(len(row.cells), 0, -1) if row.cells[place - 1].strip()), 0)


def _counted(unit: str, rows: Sequence[GridLine]) -> str:
    return listed(unit, [row.number for row in rows])


def _shown(rows: Sequence[GridLine]) -> str:
    text = " | ".join(" ".join(cell.split()) for row in rows for cell in row.cells if cell.strip())
    return text if len(text) <= 80 else text[:77] + "..."
