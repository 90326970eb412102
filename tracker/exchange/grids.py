"""The steps between a file and the register: the cells as read, and a table once its header is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.errors import TrackerError


class NumberText(str):
    """The text of a cell that its file holds as a number: a plain decimal with a point, not to be interpreted."""

    __slots__ = ()


class Dated(str):
    """The text of a cell that its file holds as a date; a spreadsheet makes one of a code that looks like a date."""

    __slots__ = ()


class GridLine(NamedTuple):
    """One row: its number as the user sees it (in a text file, its first line), and its cells as text."""

    number: int
    cells: list[str]


class Grid(NamedTuple):
    """The cells of one sheet before a header has been looked for; rows without any text are left out.

    `unit` is the file's word for a row: line, row or entry. `merged` are the areas of merged cells, as the first and
    last row and column, counted from 1 and from 0 as in `GridLine.number` and `GridLine.cells`; the text of an area is
    in its first cell. `notices` are what the user should know about the reading, such as macros that were ignored.
    `title` is that of the whole workbook if no author is named, as in those that we write.
    """

    source: str
    sheet: str | None
    unit: str
    lines: list[GridLine]
    merged: Sequence[tuple[int, int, int, int]] = ()
    notices: Sequence[str] = ()
    title: str = ""


class Origin(NamedTuple):
    """The sheet as it was written, if a table was made from it by more than copying.

    `places` gives for each column of the table its position in `headings`; None for a column that the sheet lacks.
    """

    headings: list[str]
    lines: Sequence[GridLine]
    places: list[int | None]


class Table(NamedTuple):
    """The content of a sheet; `source` and `sheet` name it in messages. Rows may be shorter or longer than the header.

    `meant` are the noun and the column of each heading, if they are known from more than the headings. `faults` are
    errors of rows that do not follow from their cells alone: the row number, the column, and the error. With `settled`,
    no further faults of these rows are reported.
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
        """Return the name of a row for the user: `norad.xlsx, sheet Budget, row 7`."""
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        return f"{self.source}{sheet}, {self.unit} {number}"


class Unreadable(TrackerError):
    """The file is not a table: says where, and why."""

    def __init__(self, where: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"{where}: {why}", hint)


class NoTable(Unreadable):
    """A sound file that is made for reading and holds no table, such as a letter."""


class Archived(Unreadable):
    """An archive of files, which may be tables."""
