"""What stands between a file and the register: the cells as they were read, and a table once its header is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import TrackerError


class NumberText(str):
    """The text of a cell that its file holds as a number: a plain decimal with a point, which nobody need interpret."""

    __slots__ = ()


class Dated(str):
    """The text of a cell that its file holds as a date, such as a spreadsheet makes of a code that looks like one."""

    __slots__ = ()


class GridLine(NamedTuple):
    """One row: its number as the person sees it (of a text file the first of its lines), and its cells as text."""

    number: int
    cells: list[str]


class Grid(NamedTuple):
    """The cells of one sheet, before anybody has looked for a header; rows without any text are left out.

    `unit` is what a row is called there: line, row or entry. `merged` are the areas of merged cells, as the first and
    last row and column, counted from 1 and from 0 as `GridLine.number` and `GridLine.cells` are; the text of an area
    stands in its first cell. `notices` are what a person should know of the reading, such as macros that were ignored.
    """

    source: str
    sheet: str | None
    unit: str
    lines: list[GridLine]
    merged: Sequence[tuple[int, int, int, int]] = ()
    notices: Sequence[str] = ()


class Origin(NamedTuple):
    """The sheet as it was written, where a table was made of it by more than copying.

    `places` are, for each column of the table, its place among `headings`; None for a column that the sheet has not.
    """

    headings: list[str]
    lines: Sequence[GridLine]
    places: list[int | None]


class Table(NamedTuple):
    """What a sheet holds; `source` and `sheet` name it in messages. Rows may have more or fewer cells than the header.

    `meant` are the noun and the column of every heading, where they are known by more than the headings. `faults` are
    what is wrong with rows by more than their cells: the number of the row, the column, and the error. With `settled`
    they are all that is to be said of these rows.
    """

    source: str
    header: GridLine
    rows: list[GridLine]
    sheet: str | None = None
    unit: str = "line"
    meant: tuple[str, list[str]] | None = None
    faults: Sequence[tuple[int, str, TrackerError]] = ()
    origin: Origin | None = None
    settled: bool = False

    def where(self, number: int) -> str:
        """A row for a person: `norad.xlsx, sheet Budget, row 7`."""
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.source}{sheet}, {self.unit} {number}"


class Unreadable(TrackerError):
    """A file that is no table: where, and why."""

    def __init__(self, where: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"{where}: {why}", hint)


class NoTable(Unreadable):
    """A sound file that is made for reading and holds no table, such as a letter."""


class Archived(Unreadable):
    """An archive of files, which may be tables."""
