"""From a grid to a table: which of its rows is the header, and which columns it has."""

from __future__ import annotations

from tracker.exchange.grids import Grid, Line, Table, Unreadable
from tracker.exchange.reading import read_grids


def read_tables(source: str, data: bytes, form: str | None = None) -> list[Table]:
    """The tables in a file, each with the first of its rows as the header. Raises Unreadable."""
    return [table_of(grid) for grid in read_grids(source, data, form)]


def table_of(grid: Grid) -> Table:
    """The table in a grid whose first row is the header.

    Columns without heading and content, which spreadsheets write, are left out. Raises Unreadable for any other blank
    heading.
    """
    header, *rows = grid.lines
    headings = [heading.strip() for heading in header.cells]
    while headings and not headings[-1]:
        headings.pop()
    table = Table(grid.source, Line(header.number, headings), rows, grid.sheet, grid.unit)
    for place, heading in enumerate(headings, start=1):
        if not heading:
            where = table.where(header.number)
            raise Unreadable(where, f"column {place} has no heading.", "Name it, or take it out.")
    width = len(headings)
    trimmed = [Line(row.number, row.cells[:width] if not any(row.cells[width:]) else row.cells) for row in rows]
    return table._replace(rows=trimmed)
