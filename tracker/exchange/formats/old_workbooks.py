"""Read workbooks of Excel 97 to 2003: olefile finds the records, xlrd reads values, formats, errors and hidden rows."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from tracker.exchange.formats.archives import DAMAGED, PROTECTED
from tracker.exchange.formats.number_formats import Format, format_of, is_duration
from tracker.exchange.formats.sheet_xml import Seen
from tracker.exchange.grids import Unreadable

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

_EXCEL_97 = 80


class OldWorkbook:
    """A workbook with readable sheets. Raises Unreadable if it is damaged, protected or too old."""

    def __init__(self, source: str, data: bytes) -> None:
        from xlrd import open_workbook

        self.has_macros = "_VBA_PROJECT".encode("utf-16-le") in data
        try:
            # xlrd prints what it cannot interpret, unless it is given another place to write.
            self._book: Book = open_workbook(
                file_contents=_records(data), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
            )
        except Exception as error:  # for a damaged file, the library may raise any exception
            if str(error) == "Workbook is encrypted":
                raise Unreadable(source, "is protected by a password.", PROTECTED) from error
            raise Unreadable(source, "is a damaged workbook.", DAMAGED) from error
        if self._book.biff_version != _EXCEL_97:
            why = "is a workbook of Excel 95 or earlier, or a damaged one."
            raise Unreadable(source, why, "Open it in Excel or LibreOffice, and save it as xlsx.")
        known = {number: one.format_str or "" for number, one in self._book.format_map.items()}
        codes = [known.get(style.format_key, "") for style in self._book.xf_list]
        self._formats = {style: form for style, code in enumerate(codes) if (form := format_of(code))}
        self._durations = {style for style, code in enumerate(codes) if is_duration(code)}

    @property
    def sheets(self) -> list[Sheet]:
        found: list[Sheet] = self._book.sheets()
        return found

    def read(self, sheet: Sheet) -> tuple[list[list[Any]], Seen]:
        """Return the values of a sheet, row by row, and what else it contains.

        Values are texts, numbers, booleans, dates, times and durations.
        """
        from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, error_text_from_code

        rows = []
        special: dict[int, dict[int, str | Format]] = {}
        for row in range(sheet.nrows):
            values, known = sheet.row_values(row), dict[int, str | Format]()
            for column, kind in enumerate(sheet.row_types(row)):
                if kind in (XL_CELL_NUMBER, XL_CELL_DATE):
                    style = sheet.cell_xf_index(row, column)
                    if style in self._formats:
                        known[column] = self._formats[style]
                    if kind == XL_CELL_DATE:
                        values[column] = self._moment(values[column], style)
                elif kind == XL_CELL_BOOLEAN:
                    values[column] = bool(values[column])
                elif kind == XL_CELL_ERROR:
                    known[column] = error_text_from_code.get(values[column], "#VALUE!")
            rows.append(values)
            if known:
                special[row] = known
        hidden = sorted(row for row, about in sheet.rowinfo_map.items() if about.hidden)
        return rows, Seen(special, hidden, None)

    def _moment(self, value: float, style: int) -> object:
        """Return a date, a time or a duration; the number if the calendar has no such day."""
        from xlrd.xldate import xldate_as_datetime

        try:
            if style in self._durations:
                return dt.timedelta(days=value)
            moment = xldate_as_datetime(value, self._book.datemode)
        except (OverflowError, ValueError):
            return value
        return moment.time() if value < 1 else moment


def _records(data: bytes) -> bytes:
    """Return the workbook stream. xlrd itself would loop forever on a circular chain of sectors."""
    from olefile import OleFileIO

    with OleFileIO(io.BytesIO(data)) as container:
        records: bytes = container.openstream("Workbook" if container.exists("Workbook") else "Book").read()
        return records
