"""What is in a workbook of Excel 97 to 2003 beyond its values: errors, the formats of numbers, hidden rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tracker.exchange.formats.archives import DAMAGED, PROTECTED
from tracker.exchange.formats.compound import Damaged, stream
from tracker.exchange.formats.number_formats import Format, built_in, format_of
from tracker.exchange.formats.sheet_xml import Seen
from tracker.exchange.grids import Unreadable

# The numbers of the records (MS-XLS 2.3).
_END, _SHEET, _FORMAT, _STYLE, _ROW = 0x0A, 0x85, 0x41E, 0xE0, 0x208
_NUMBER, _PACKED, _PACKED_ROW, _TRUTH, _FORMULA, _PASSWORD = 0x203, 0x27E, 0xBD, 0x205, 0x06, 0x2F
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_HIDDEN_ROW = 0x20
_BEGINNINGS = frozenset([0x809, 0x409, 0x209])
_VERSION = 0x600  # since Excel 97
_EXTENT, _TEXTS = 0x200, 0xFC
_CELLS = frozenset([0x06, 0x7E, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E])
_ROWS, _COLUMNS = 65_536, 256


class OldWorkbook:
    """The records of a workbook. Raises Unreadable for what is damaged, or protected."""

    def __init__(self, source: str, data: bytes) -> None:
        self._source = source
        self.has_macros = "_VBA_PROJECT".encode("utf-16-le") in data
        self._sheets: list[int] = []
        self._formats: dict[int, Format] = {}
        try:
            self._records = stream(data, "Workbook", "Book")
            if struct.unpack_from("<HHH", self._records)[2] != _VERSION:
                why = "is a workbook of Excel 95 or before, or a damaged one."
                raise Unreadable(source, why, "Open it in Excel or LibreOffice, and save it as xlsx.")
            self._look_at_styles()
            self._seen = [self._look(at) for at in self._sheets]
        except (Damaged, struct.error, IndexError, UnicodeDecodeError) as error:
            raise Unreadable(source, f"is a damaged workbook: {error}.", DAMAGED) from error

    def look(self, place: int, name: str) -> Seen:
        """What is in a sheet, by its place among the sheets."""
        if place >= len(self._seen):
            raise Unreadable(f"{self._source}, sheet {name}", "is damaged.", DAMAGED)
        return self._seen[place]

    def _look(self, begin: int) -> Seen:
        special: dict[int, dict[int, str | Format]] = {}
        hidden = []

        def add(row: int, column: int, what: str | Format | None) -> None:
            if what is not None:
                special.setdefault(row, {})[column] = what

        for kind, at, size in self._from(begin):
            if kind in {_NUMBER, _PACKED}:
                row, column, style = struct.unpack_from("<HHH", self._records, at)
                add(row, column, self._formats.get(style))
            elif kind == _PACKED_ROW:
                row, first = struct.unpack_from("<HH", self._records, at)
                for number in range((size - 6) // 6):
                    style = struct.unpack_from("<H", self._records, at + 4 + 6 * number)[0]
                    add(row, first + number, self._formats.get(style))
            elif kind == _TRUTH:
                row, column, _, value, is_error = struct.unpack_from("<HHHBB", self._records, at)
                add(row, column, _ERRORS.get(value, "#VALUE!") if is_error else None)
            elif kind == _FORMULA:
                row, column, style, of, value, mark = struct.unpack_from("<HHHBxBxxxH", self._records, at)
                add(row, column, self._result(style, of, value, mark))
            elif kind == _ROW and struct.unpack_from("<H", self._records, at + 12)[0] & _HIDDEN_ROW:
                hidden.append(struct.unpack_from("<H", self._records, at)[0])
        return Seen(special, hidden, None)

    def _result(self, style: int, of: int, value: int, mark: int) -> str | Format | None:
        """Of a formula: a number, unless the mark says that it is a text, a truth, an error or nothing."""
        if mark != 0xFFFF:
            return self._formats.get(style)
        return _ERRORS.get(value, "#VALUE!") if of == 2 else None

    def _from(self, at: int) -> Iterator[tuple[int, int, int]]:
        """The records from a place on, to the end of what begins there; what is nested in it, such as charts, too."""
        depth = 0
        while at + 4 <= len(self._records):
            kind, size = struct.unpack_from("<HH", self._records, at)
            self._bound(kind, at + 4)
            if kind in _BEGINNINGS:
                depth += 1
            elif kind == _END:
                depth -= 1
                if depth <= 0:
                    return
            elif depth == 1:
                yield kind, at + 4, size
            at += 4 + size
        raise Damaged("it is cut off")

    def _bound(self, kind: int, at: int) -> None:
        """What the library takes for granted: it would ask for as much memory as a damaged record says."""
        if kind in _CELLS:
            if struct.unpack_from("<H", self._records, at + 2)[0] >= _COLUMNS:
                raise Damaged(f"it has a cell beyond the last of {_COLUMNS} columns")
        elif kind == _EXTENT:
            top, rows, left, columns = struct.unpack_from("<LLHH", self._records, at)
            if not (top <= rows <= _ROWS and left <= columns <= _COLUMNS):
                raise Damaged("it has an extent that no sheet has")
        elif kind == _TEXTS and max(struct.unpack_from("<LL", self._records, at)) > len(self._records):
            raise Damaged("it says that it has more texts than it holds")

    def _look_at_styles(self) -> None:
        codes: dict[int, Format | None] = {}
        styles = []
        for kind, at, size in self._from(0):
            record = self._records[at : at + size]
            if kind == _PASSWORD:
                raise Unreadable(self._source, "is protected by a password.", PROTECTED)
            if kind == _SHEET:
                self._sheets.append(struct.unpack_from("<L", record)[0])
            elif kind == _FORMAT:
                codes[struct.unpack_from("<H", record)[0]] = format_of(_format_text(record))
            elif kind == _STYLE:
                styles.append(struct.unpack_from("<H", record, 2)[0])
        found = ((style, codes[number] if number in codes else built_in(number)) for style, number in enumerate(styles))
        self._formats = {style: form for style, form in found if form}


def _format_text(record: bytes) -> str:
    """A text of two bytes a letter, or of one where the flag says so."""
    length, is_wide = struct.unpack_from("<HB", record, 2)
    return record[5 : 5 + length * 2].decode("utf-16-le") if is_wide & 1 else record[5 : 5 + length].decode("latin-1")
