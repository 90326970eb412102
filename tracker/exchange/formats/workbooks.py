"""Read workbooks: one grid per sheet, with values as the user sees them, at their own rows and columns."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tracker.exchange.formats.archives import DAMAGED, NO_TEXT, PROTECTED, Archive
from tracker.exchange.formats.cell_texts import COMPUTE, TEXTS, UNCOMPUTED
from tracker.exchange.formats.number_formats import Format, shown
from tracker.exchange.formats.package import Package
from tracker.exchange.formats.sheet_xml import MOST_CELLS, Seen, cell_name, look
from tracker.exchange.grids import Grid, GridLine, Unreadable
from tracker.store.garbage_collection import uncollected

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MACROS = "the macros of the workbook were ignored"
Area = tuple[int, int, int, int]  # the first and last row and column
_NAMED = 5  # cells that a notice names


def read_xlsx(source: str, data: bytes) -> list[Grid]:
    """Return the sheets of an Office Open XML workbook, with or without macros. Raises Unreadable."""
    package = Package(source, Archive(source, data))
    package.verify()

    def looked(name: str) -> Seen:
        try:
            return look(lambda: package.sheet(name), package.formats, package.computed)
        except ValueError as error:
            raise Unreadable(f"{source}, sheet {name}", f"is not valid XML of a sheet: {error}.", DAMAGED) from error

    notices = [MACROS] if package.has_macros else []
    return [grid._replace(title=package.title) for grid in _whole(source, _sheets(source, data, looked), notices)]


def read_xls(source: str, data: bytes) -> list[Grid]:
    """Return the sheets of a workbook of Excel 97 to 2003. Raises Unreadable."""
    from tracker.exchange.formats.old_workbooks import OldWorkbook

    grids = []
    with uncollected():
        book = OldWorkbook(source, data)
        for sheet in book.sheets:
            rows, seen = book.read(sheet)
            lines = _lines(rows, (0, 0), seen)
            merged = [(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
            grids.append(_grid(source, sheet.name, lines, merged, seen, is_hidden=bool(sheet.visibility)))
    return _whole(source, grids, [MACROS] if book.has_macros else [])


def _sheets(source: str, data: bytes, look_at: Callable[[str], Seen]) -> Iterator[Grid]:
    """Yield the sheets of a workbook; `look_at` finds what a sheet, given by name, holds beside values."""
    book = _opened(source, data)
    for about in book.sheets_metadata:
        if str(about.typ).endswith("WorkSheet"):
            is_hidden = not str(about.visible).endswith(".Visible")
            yield _read(source, book, about.name, look_at(about.name), is_hidden=is_hidden)


def _whole(source: str, grids: Iterable[Grid], notices: Sequence[str]) -> list[Grid]:
    """Return the sheets that are not empty. Raises Unreadable if all are."""
    found = [grid for grid in grids if grid.lines]
    if not found:
        raise Unreadable(source, "is a workbook without any text.", NO_TEXT)
    return [found[0]._replace(notices=[*notices, *found[0].notices]), *found[1:]]


def _opened(source: str, data: bytes) -> CalamineWorkbook:
    from python_calamine import PasswordError, load_workbook

    with _failures(source), io.BytesIO(data) as stream:
        try:
            return load_workbook(stream)
        except PasswordError as error:
            raise Unreadable(source, "is protected by a password.", PROTECTED) from error


@contextmanager
def _failures(where: str) -> Iterator[None]:
    """Treat any failure of the library that reads workbooks, including a panic, as a fault of the file."""
    from python_calamine import CalamineError

    try:
        yield
    except CalamineError as error:
        raise Unreadable(where, f"cannot be read as a workbook: {error}.", DAMAGED) from error
    except OverflowError as error:
        hint = "Format those cells as numbers (Format Cells, Number), and save it again."
        raise Unreadable(where, "has a cell with a duration of more than 999,999,999 days.", hint) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(where, "cannot be read as a workbook.", DAMAGED) from error


def _read(source: str, book: CalamineWorkbook, name: str, seen: Seen, *, is_hidden: bool) -> Grid:
    where = f"{source}, sheet {name}"
    if seen.corners and seen.cells > MOST_CELLS:
        top, left, bottom, right = seen.corners
        why = f"extends from cell {cell_name(top, left)} to {cell_name(bottom, right)}, too far for a table."
        raise Unreadable(where, why, "Clear the cells that are far away from the others, and save it again.")
    with _failures(where), uncollected():
        sheet = book.get_sheet_by_name(name)
        lines = _lines(sheet.to_python(), sheet.start or (0, 0), seen)
        areas = sheet.merged_cell_ranges or ()
    merged = [(top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in areas]
    return _grid(source, name, lines, merged, seen, is_hidden=is_hidden)


def _grid(source: str, name: str, lines: list[GridLine], merged: list[Area], seen: Seen, *, is_hidden: bool) -> Grid:
    notices = ["the sheet is hidden but was read"] if is_hidden else []
    return Grid(source, name, "row", lines, merged, [*notices, *_told(seen)])


def _lines(rows: Iterable[Sequence[object]], start: tuple[int, int], seen: Seen) -> list[GridLine]:
    """Return the rows with text, with their numbers, from the first column of the sheet."""
    top, left = start
    before = [""] * left
    texts = TEXTS
    special = dict(seen.special)
    lines = []
    for row, values in enumerate(rows, start=top):
        cells = [texts[type(value)](value) for value in values]
        if left:
            cells = before + cells
        if row in special:
            _mend(cells, special.pop(row), left, values)
        if any(cells):
            lines.append(GridLine(row + 1, cells))
    for row, columns in special.items():  # formulas without value, beyond all values
        cells = []
        _mend(cells, columns, left, [])
        lines.append(GridLine(row + 1, cells))
    return sorted(lines) if special else lines


def _mend(cells: list[str], special: Mapping[int, str | Format], left: int, values: Sequence[object]) -> None:
    """Add what the values alone do not show."""
    cells += [""] * (max(special) + 1 - len(cells))
    for column, what in special.items():
        if isinstance(what, str):
            cells[column] = what
        elif 0 <= column - left < len(values):
            cells[column] = shown(values[column - left], what)


def _told(seen: Seen) -> Iterator[str]:
    """Yield what to tell the user about a sheet."""
    special = [(row, column, what) for row, found in seen.special.items() for column, what in found.items()]
    if empty := [(row, column) for row, column, what in special if what == UNCOMPUTED]:
        yield f"{_cells(empty)}: formulas without a value. {COMPUTE}"
    words: dict[str, list[tuple[int, int]]] = {}
    for row, column, what in special:
        if isinstance(what, Format) and what.kind == "unclear":
            words.setdefault(what.word, []).append((row, column))
    for word, cells in words.items():
        yield f"{_cells(cells)}: shown with {word!r}, which was left out because it is neither a currency nor a unit"
    if seen.hidden:
        rows = ", ".join(str(row + 1) for row in seen.hidden[:_NAMED])
        more = f" and {len(seen.hidden) - _NAMED:,} more" if len(seen.hidden) > _NAMED else ""
        yield f"hidden rows were read too: {rows}{more}"


def _cells(places: Sequence[tuple[int, int]]) -> str:
    named = ", ".join(cell_name(row, column) for row, column in places[:_NAMED])
    return f"{named} and {len(places) - _NAMED:,} more" if len(places) > _NAMED else named
