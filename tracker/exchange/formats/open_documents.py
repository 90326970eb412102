"""Read OpenDocument spreadsheets: one grid per sheet, read cell by cell for what the values alone do not show.

python-calamine 0.9 loses their percents, currencies, errors, uncomputed formulas and merged cells. odfdo keeps all of
these, but takes twice the memory and 1.6 times the time, because it holds the document as a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from xml.parsers import expat

from tracker.exchange.formats.archives import DAMAGED, NO_TEXT, PROTECTED, Archive
from tracker.exchange.formats.cell_texts import BLANKS, COMPUTE, UNCOMPUTED, decimal_text, number_text, span_text
from tracker.exchange.formats.delimited import MOST_COLUMNS
from tracker.exchange.grids import Dated, Grid, GridLine, Unreadable

_CONTENT = "content.xml"
_MOST_ROWS = 1_048_576
_MOST_CELLS = 30_000_000
_SPAN = re.compile(r"(-?)PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_UNSEEN = frozenset(["annotation", "shapes", "frame", "ruby-text", "note"])


def read_ods(source: str, data: bytes) -> list[Grid]:
    """Return the sheets that are not empty. Raises Unreadable."""
    archive = Archive(source, data)
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Unreadable(source, "is protected by a password.", PROTECTED)
    if _CONTENT not in archive.names:
        raise Unreadable(source, "is a spreadsheet without content.", DAMAGED)
    reader = _Reader(source)
    try:
        for part in ("styles.xml", _CONTENT):
            if part in archive.names:
                reader.read(archive.chunks(part))
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Unreadable(source, f"cannot be read as a spreadsheet: {error}.", DAMAGED) from error
    grids = [grid for grid in reader.grids if grid.lines]
    if not grids:
        raise Unreadable(source, "is a workbook without any text.", NO_TEXT)
    if any(name.startswith("Basic/") and name.endswith(".xml") and "script-l" not in name for name in archive.names):
        grids[0] = grids[0]._replace(notices=["the macros of the workbook were ignored", *grids[0].notices])
    return grids


class _Reader:
    """Collects the content from the events of the XML."""

    def __init__(self, source: str) -> None:
        self.grids: list[Grid] = []
        self._source = source
        self._hidden_sheets: set[str] = set()
        self._partial: dict[str, str] = {}  # of date styles: month or year
        self._date_styles: dict[str, str] = {}  # of cell styles: the date style
        self._style = ""
        self._date_parts: set[str] = set()
        self._unseen = 0
        self._tables = 0
        self._cells_read = 0
        self._new_sheet("", False)

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read one part of the archive."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise ValueError("it declares entities")

    def _new_sheet(self, name: str, hidden: bool) -> None:
        self._name = name
        self._lines: list[GridLine] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._notices = ["the sheet is hidden but was read"] if hidden else []
        self._uncomputed: list[int] = []
        self._hidden_rows: list[int] = []
        self._row = 0
        self._repeated = 1
        self._column_styles: list[tuple[int, str]] = []
        self._cells: list[str] = []
        self._gap = 0
        self._cell: dict[str, str] | None = None
        self._covered = False
        self._texts: list[str] = []
        self._in_text = 0

    def _start(self, element: str, given: dict[str, str]) -> None:
        name = element.rpartition(" ")[2]
        if self._unseen or name in _UNSEEN:
            self._unseen += 1
            return
        attributes = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if name in {"table-cell", "covered-table-cell"}:
            self._cell, self._covered, self._texts = attributes, name != "table-cell", []
        elif name in {"p", "h"} and self._cell is not None:
            if self._texts:
                self._texts.append("\n")
            self._texts.append("")
            self._in_text += 1
        elif self._in_text and name in {"s", "tab", "line-break"}:
            blanks = min(int(attributes.get("c", "1")), 1000)
            self._texts.append({"s": " " * blanks, "tab": "\t", "line-break": "\n"}[name])
        elif name == "table-row":
            self._row += 1
            self._repeated = int(attributes.get("number-rows-repeated", "1"))
            self._cells, self._gap = [], 0
            if attributes.get("visibility", "visible") != "visible":
                self._hidden_rows.append(self._row)
        elif name == "table-column":
            count = int(attributes.get("number-columns-repeated", "1"))
            end = (self._column_styles[-1][0] if self._column_styles else 0) + count
            self._column_styles.append((end, attributes.get("default-cell-style-name", "")))
        elif name == "table":
            self._tables += 1
            if self._tables > 1:
                raise ValueError("a table is inside another table")
            style = attributes.get("style-name", "")
            self._new_sheet(attributes.get("name", ""), style in self._hidden_sheets)
            self._is_cache = style == "ta_extref"  # LibreOffice's cached copy of another file
        elif not self._tables:
            self._look_at_style(name, attributes)

    def _look_at_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
            if "data-style-name" in attributes:
                self._date_styles[self._style] = attributes["data-style-name"]
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_sheets.add(self._style)
        elif name == "date-style":
            self._style, self._date_parts = attributes.get("name", ""), set()
        elif name in {"year", "month", "day", "day-of-week", "quarter", "week-of-year", "hours"}:
            self._date_parts.add(name)

    def _characters(self, text: str) -> None:
        if self._in_text and not self._unseen:
            self._texts.append(text)

    def _end(self, element: str) -> None:
        if self._unseen:
            self._unseen -= 1
            return
        name = element.rpartition(" ")[2]
        if name in {"p", "h"} and self._in_text:
            self._in_text -= 1
        elif name in {"table-cell", "covered-table-cell"} and self._cell is not None:
            self._end_of_cell(self._cell)
            self._cell = None
        elif name == "table-row":
            self._end_of_row()
        elif name == "table":
            self._tables -= 1
            if not self._is_cache:
                notices = [*self._notices, *self._told()]
                self.grids.append(Grid(self._source, self._name, "row", self._lines, self._merged, notices))
        elif name == "date-style" and self._date_parts in ({"year"}, {"year", "month"}):
            self._partial[self._style] = "month" if "month" in self._date_parts else "year"

    def _end_of_cell(self, cell: dict[str, str]) -> None:
        count = int(cell.get("number-columns-repeated", "1"))
        column = len(self._cells) + self._gap
        across, down = int(cell.get("number-columns-spanned", "1")), int(cell.get("number-rows-spanned", "1"))
        if across > 1 or down > 1:
            self._merged.append((self._row, self._row + down - 1, column, column + across - 1))
        text = "" if self._covered else self._value(cell, column)
        if not text:
            self._gap += count
            return
        if column + count > MOST_COLUMNS:
            raise ValueError(f"row {self._row} of sheet {self._name} has more than {MOST_COLUMNS:,} columns")
        self._cells += [""] * self._gap + [text] * count
        self._gap = 0

    def _end_of_row(self) -> None:
        if self._cells:
            self._cells_read += len(self._cells) * self._repeated
            if self._row + self._repeated - 1 > _MOST_ROWS or self._cells_read > _MOST_CELLS:
                raise ValueError(f"sheet {self._name} repeats row {self._row} too often for a table")
            for number in range(self._row, self._row + self._repeated):
                self._lines.append(GridLine(number, list(self._cells)))
        self._row += self._repeated - 1

    def _value(self, cell: dict[str, str], column: int) -> str:
        """Return the value as the user sees it; the text in the cell is what it shows."""
        text = "".join(self._texts).strip(BLANKS)
        kind = cell.get("value-type")
        if kind is None:
            if "formula" in cell:
                self._uncomputed.append(self._row)
                return UNCOMPUTED
            return text
        if text.startswith(("#", "Err:")) and kind == "string" and "formula" in cell and "string-value" in cell:
            return text  # an error, such as #DIV/0!
        if kind in {"float", "percentage", "currency"}:
            return self._number(kind, cell, text)
        if kind == "date":
            return self._date(cell, column)
        if kind == "time":
            return _time(cell.get("time-value", ""))
        return cell.get("boolean-value", text) if kind == "boolean" else text or cell.get("string-value", "")

    def _number(self, kind: str, cell: dict[str, str], text: str) -> str:
        try:
            value = float(cell.get("value", ""))
        except ValueError:
            return UNCOMPUTED if "formula" in cell else text
        number = number_text(value)
        if number.startswith("#"):
            return number
        if kind == "percentage":
            return decimal_text(Decimal(number).scaleb(2)) + "%"
        code = cell.get("currency", "")
        if kind == "currency" and code:
            sign = re.sub(r"[-+\d\s.,'’()]", "", text)
            if sign in {"$", "¥", "kr"}:
                self._notices.append(
                    f"row {self._row}: shown with {sign!r}, which was left out because it can mean many currencies"
                )
                return number
            return f"{code} {number}"
        return number

    def _date(self, cell: dict[str, str], column: int) -> str:
        value = cell.get("date-value", "").replace("T", " ").removesuffix(" 00:00:00")
        style = cell.get("style-name") or next((name for end, name in self._column_styles if column < end), "")
        length = {"month": 7, "year": 4}.get(self._partial.get(self._date_styles.get(style, ""), ""))
        return Dated(value[:length])

    def _told(self) -> Iterator[str]:
        if self._uncomputed:
            yield f"row {self._uncomputed[0]}: a formula without a value. {COMPUTE}"
        if self._hidden_rows:
            yield f"hidden rows were read too; the first is row {self._hidden_rows[0]}"


def _time(text: str) -> str:
    match = _SPAN.fullmatch(text)
    return match[1] + span_text(int(match[2]), int(match[3]), int(match[4])) if match else text
