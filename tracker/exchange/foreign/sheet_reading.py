"""Turn the sheets of files into tables of our own: find the header, match the headings, read the cells.

A sheet with a header of our own is used unchanged. For any other sheet, the reading is reported, and anything uncertain
is refused with the option that would decide it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Usage
from tracker.exchange.foreign.cells import CellReader
from tracker.exchange.foreign.column_matching import HeaderMatch, know, laid_out, where_of
from tracker.exchange.foreign.columns import Heading, heading_key
from tracker.exchange.foreign.names import NameIndex
from tracker.exchange.foreign.remembered_mappings import facts
from tracker.exchange.foreign.units import split_heading
from tracker.exchange.foreign.wishes import Wishes, chosen
from tracker.exchange.grids import Grid, GridLine, Origin, Table, Unreadable
from tracker.exchange.nouns import columns_of
from tracker.insight.codes import Codes
from tracker.insight.journal.mappings import Remembered
from tracker.model.fields import PROSE, TITLE
from tracker.register.importing.mappings import MappingFacts
from tracker.rules.codes import code_key, nearest

# Columns whose texts have no synonyms in other people's words.
TEXTS = columns_of(TITLE, PROSE)


class Understood(NamedTuple):
    """Tables of our own, each with its sheet and the user's options for it.

    Also what to tell the user about the reading, and what to remember.
    """

    tables: list[Table]
    grids: list[Grid]
    wishes: list[Wishes]
    said: list[str]
    read_as: list[MappingFacts]


def understand(
    codes: Codes, grids: Sequence[Grid], wishes: Wishes, remembered: Sequence[Remembered] = ()
) -> Understood:
    """Return the tables in the sheets of some files.

    Every sheet that is a table is taken, or only those asked for; the messages name the others. Raises NotUnderstood
    for headings that match no column, Usage, Invalid and Unreadable.
    """
    sheets, said = chosen(grids, wishes.sheets), []
    names = {noun: NameIndex(codes, noun, pending := set[str]()) for noun in ("organisation", "project")}
    known = []
    only = len(sheets) == 1 or bool(wishes.sheets)
    _check_spoken(wishes, sheets, codes.reader.exponents)
    for grid in sheets:
        said += [f"{where_of(grid)}: {notice}" for notice in grid.notices]
        found = know(codes, grid, wishes, remembered, names, said, only=only)
        if found is not None:
            known.append(found)
    if not known:
        raise Unreadable(
            " and ".join(dict.fromkeys(grid.source for grid in sheets)),
            "has no sheet with known headings.",
            "Choose a sheet with --sheet, and name its columns with --map.",
        )
    for one in known:
        places = [place for place, column in enumerate(one.columns) if column.column == "code"]
        pending.update(code_key(row.cells[p].strip()) for row in one.rows for p in places if p < len(row.cells))
    return Understood(
        [_table(codes, one, names, said) for one in known],
        [one.grid for one in known],
        [one.wishes for one in known],
        said,
        [
            facts([*one.columns, *one.left_out], one.noun.name, one.grid.sheet, one.wishes)
            for one in known
            if not one.ours
        ],
    )


def _table(codes: Codes, one: HeaderMatch, names: Mapping[str, NameIndex], said: list[str]) -> Table:
    """Return the table of a sheet, with its cells read."""
    grid, ours = one.grid, one.ours
    rows = one.rows if ours else _projected(one.rows, [column.place for column in one.columns])
    rows = _as_said(rows, one.columns, one.wishes.values)
    cells = CellReader(codes, one.noun, one.columns, names, grid.unit, one.wishes.manner, one.faults, ours=ours)
    settled = cells.settle(rows)
    said += [f"{where_of(grid)}: {text}" for text in settled.said]
    columns, rows = settled.columns, settled.rows
    header = GridLine(0, [column.text for column in columns])
    meant = (one.noun.name, [column.column or "" for column in columns])
    constants = {name: value for name, value in one.wishes.constants.items() if name not in meant[1]}
    if constants:
        values = list(constants.values())
        header = GridLine(0, [*header.cells, *constants])
        meant = (meant[0], [*meant[1], *constants])
        rows = [GridLine(row.number, [*row.cells, *values]) for row in rows]
    if ours and rows is one.rows and one.grid.lines[0].cells[: len(header.cells)] == header.cells:
        return Table(grid.source, header, rows, grid.sheet, grid.unit, meant, settled.faults)
    places: list[int | None] = [column.place if column.how != "added" else None for column in columns]
    origin = Origin(one.headings, one.rows, [*places, *[None] * len(constants)])
    return Table(grid.source, header, rows, grid.sheet, grid.unit, meant, settled.faults, origin)


def _as_said(rows: list[GridLine], columns: Sequence[Heading], values: Mapping[str, str | None]) -> list[GridLine]:
    """Replace whole cells that the user gave a meaning; a longer text is only checked for meaning an empty cell."""
    if not values:
        return rows
    prose = {place for place, column in enumerate(columns) if column.column in TEXTS}

    def meant(place: int, cell: str) -> str:
        found = values.get(heading_key(cell), cell) if cell else cell
        return found or "" if found is None or place not in prose else cell

    return [GridLine(row.number, [meant(place, cell) for place, cell in enumerate(row.cells)]) for row in rows]


def _projected(rows: Sequence[GridLine], places: Sequence[int]) -> list[GridLine]:
    found = []
    for row in rows:
        width = len(row.cells)
        cells = [row.cells[place] if place < width else "" for place in places]
        if any(cells):
            found.append(GridLine(row.number, cells))
    return found


def _check_spoken(wishes: Wishes, grids: Sequence[Grid], currencies: Mapping[str, int]) -> None:
    """Raises Usage for a heading that the user mentioned and no sheet has."""
    if not wishes.spoken:
        return
    texts = [text for grid in grids for text in laid_out(grid, wishes, currencies).header.cells if text]
    known = {heading_key(one): text for text in texts for one in (split_heading(text, currencies)[0], text)}
    for heading in sorted(wishes.spoken - set(known)):
        close = list(dict.fromkeys(known[one] for one in nearest(heading, known)))
        listed = " and ".join(dict.fromkeys(grid.source for grid in grids))
        hint = f"Did you mean {' or '.join(close)}?" if close else None
        raise Usage(f"--map: the heading {heading!r} is not in {listed}.", hint)
