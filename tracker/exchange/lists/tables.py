"""The rows of a list, and the tables made from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.exchange.grids import GridLine, NumberText, Origin, Table

Words = dict[str, str]
# Columns of the list that have another name in the tables made from it.
_RENAMED: Mapping[str, Mapping[str, str]] = {
    "projects": {"project": "code"},
    "contributions": {"contribution": "code"},
}


class ListRow(NamedTuple):
    """A row of a list: its number, and its non-empty cells by column."""

    number: int
    words: Words


class ListTables:
    """One list while it is turned into tables of our own.

    A refused row goes into the reports, with its faults, and into no other table.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._columns = table.meant[1] if table.meant else []
        self._words = {row.number: self._read(row) for row in table.rows}
        self._faults = list(table.faults)
        self._made: dict[str, list[ListRow]] = defaultdict(list)

    @property
    def where(self) -> str:
        return f"{self.table.source}, sheet {self.table.sheet}" if self.table.sheet else self.table.source

    def heading(self, column: str) -> str:
        """Return the heading of a column."""
        place = self._columns.index(column) if column in self._columns else None
        return column if place is None else self.table.header.cells[place]

    def sound(self) -> list[ListRow]:
        """Return the rows without faults so far."""
        refused = self.refused()
        return [ListRow(number, dict(words)) for number, words in self._words.items() if number not in refused]

    def unsound(self) -> list[ListRow]:
        """Return the rows with faulty cells, with the cells that are right."""
        wrong = {(number, column) for number, column, _ in self.table.faults}
        numbers = {number for number, _ in wrong}
        return [
            ListRow(number, {name: text for name, text in words.items() if (number, name) not in wrong})
            for number, words in self._words.items()
            if number in numbers
        ]

    def refuse(self, number: int, column: str, error: TrackerError) -> None:
        self._faults.append((number, column, error))

    def refused(self) -> set[int]:
        """Return the numbers of the rows that have faults."""
        return {number for number, _, _ in self._faults}

    def add(self, noun: str, number: int, words: Words) -> None:
        """Plan a row of a table; `number` is that of its source row in the list."""
        self._made[noun].append(ListRow(number, words))

    def tables(self) -> list[Table]:
        """Return the tables that have a row."""
        refused = self.refused()
        found = []
        for noun in dict.fromkeys([*self._made, "reports"]):
            rows = [row for row in self._made[noun] if row.number not in refused]
            if noun == "reports":
                rows += [ListRow(number, self._words[number]) for number in sorted(refused)]
            if rows:
                found.append(self._table(noun, rows))
        return found

    def _read(self, row: GridLine) -> Words:
        cells = zip(self._columns, row.cells, strict=False)
        # Keep the type of a number from a workbook: `strip` would return a plain text.
        return {name: cell if isinstance(cell, NumberText) else cell.strip() for name, cell in cells if cell.strip()}

    def _table(self, noun: str, rows: Sequence[ListRow]) -> Table:
        table, renamed = self.table, _RENAMED.get(noun, {})
        known = [renamed.get(name, name) for name in self._columns]
        words = [{renamed.get(name, name): text for name, text in row.words.items()} for row in rows]
        more = list(dict.fromkeys(name for one in words for name in one if name not in known))
        columns = [*known, *more]
        lines = [
            GridLine(row.number, [one.get(name, "") for name in columns]) for row, one in zip(rows, words, strict=True)
        ]
        origin = table.origin
        if origin is not None:
            origin = Origin(origin.headings, origin.lines, [*origin.places, *[None] * len(more)])
        header = GridLine(table.header.number, [*table.header.cells[: len(known)], *more])
        faults = self._faults if noun == "reports" else ()
        return Table(
            table.source, header, lines, table.sheet, table.unit, (noun, columns), faults, origin, settled=True
        )
