"""Turn a grid into a table: find its header row and its columns."""

from __future__ import annotations

from tracker.exchange.formats.reading import read_grids
from tracker.exchange.grids import Grid, GridLine, Table, Unreadable


def read_tables(source: str, data: bytes, form: str | None = None) -> list[Table]:
    """Return the tables in a file, each with its first row as the header. Raises Unreadable."""
    return [table_of(grid) for grid in read_grids(source, data, form)]


def table_of(grid: Grid) -> Table:
    """Return the table in a grid whose first row is the header.

    Columns without heading and content, which spreadsheets write, are left out. Raises Unreadable for any other blank
    heading.
    """
    header, *rows = grid.lines
    headings = [heading.strip() for heading in header.cells]
    while headings and not headings[-1]:
        headings.pop()
    table = Table(grid.source, GridLine(header.number, headings), rows, grid.sheet, grid.unit)
    for place, heading in enumerate(headings, start=1):
        if not heading:
            where = table.where(header.number)
            raise Unreadable(where, f"column {place} has no heading.", "Give it a heading, or remove the column.")
    width = len(headings)
    return table._replace(
        rows=[
            row if len(row.cells) <= width or any(row.cells[width:]) else GridLine(row.number, row.cells[:width])
            for row in rows
        ]
    )
