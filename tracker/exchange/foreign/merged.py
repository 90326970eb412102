"""Cells merged over several rows: a text counts for each row; a merged amount cannot be assigned to one of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.foreign.columns import Heading
from tracker.exchange.foreign.layout import listed
from tracker.exchange.grids import Grid, GridLine
from tracker.exchange.nouns import columns_of
from tracker.model.fields import FACTOR, MONEY, PEOPLE, VALUE

COUNTED = columns_of(MONEY, VALUE, FACTOR, PEOPLE)


class Filled(NamedTuple):
    """The rows with merged texts repeated in each, the messages about it, and the faults of merged amounts."""

    rows: list[GridLine]
    said: list[str]
    faults: list[tuple[int, str, TrackerError]]


def fill_down(grid: Grid, rows: list[GridLine], columns: Sequence[Heading]) -> Filled:
    """Read the merged cells of a sheet. Rows without content of their own in these columns are left unchanged."""
    if not grid.merged or not rows:
        return Filled(rows, [], [])
    by_place = {column.place: column for column in columns}
    numbers = [row.number for row in rows]
    cells = {row.number: row.cells for row in rows}
    having = {row.number for row in rows if any(_cell(row.cells, place) for place in by_place)}
    filled: dict[str, set[int]] = {}
    faults: list[tuple[int, str, TrackerError]] = []
    for first, last, left, right in grid.merged:
        column, text = by_place.get(left), _cell(cells.get(first, []), left)
        if column is None or not text:
            continue
        name = column.column or ""
        inside = numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]
        over = [number for number in inside if number in having]
        beside = [by_place[place].text for place in range(left, right + 1) if place in by_place]
        if name in COUNTED:
            spans = [listed(grid.unit, over)] if len(over) > 1 else []
            spans += [" and ".join(beside)] if len(beside) > 1 else []
            if spans and any(letter.isdigit() for letter in text):
                why = f"is merged over {' and '.join(spans)}, so its parts are unknown"
                wrong = Invalid(name, text, why, "each amount in a cell of its own")
                faults += [(number, name, wrong) for number in over]
            continue
        for number in over[1:]:
            if not _cell(cells[number], left):
                row = cells[number]
                cells[number] = [*row[:left], *[""] * (left - len(row)), text, *row[left + 1 :]]
                filled.setdefault(column.text, set()).add(number)
    by_rows: dict[str, list[str]] = {}
    for heading, found in filled.items():
        by_rows.setdefault(listed(grid.unit, sorted(found)), []).append(heading)
    said = [f"{where}: {', '.join(headings)} filled down from merged cells" for where, headings in by_rows.items()]
    return Filled([GridLine(row.number, cells[row.number]) for row in rows] if filled else rows, said, faults)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
