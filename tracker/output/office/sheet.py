"""One sheet of a workbook: each kind of cell as its Excel type, and nothing that Excel would round, cut or run.

An amount or a number is stored as a number if it has at most 15 digits, the precision of Excel; with more digits it is
right-aligned text. Only a complete date is stored as a date: `2012-03` stays text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import TrackerError
from tracker.output.layout import cell_width
from tracker.rules import money, shares
from tracker.rules.words import plain_word

if TYPE_CHECKING:
    from tracker.output.office.workbook import WorkbookWriter

EXACT = 10**15
LAST_ROW = 1_048_575
LONGEST = 32_767
CUT = " […]"
LINE, TALLEST = 15.0, 180.0  # the height of a line and of the tallest row, in points
HIGH_ROWS = 5_000  # The writer keeps the height of every row in memory; longer sheets are unlikely to be printed.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(\d+))?")
_FIRST_DAY = "1900-03-01"  # Excel has a 29 February 1900, so programs disagree about earlier dates.
_DAYS_BEFORE = 693_594


class Look(NamedTuple):
    """The format of a cell; `number` is an Excel number format, `shade` how dark its background is."""

    number: str = "General"
    bold: bool = False
    head: bool = False
    total: bool = False
    wrap: bool = False
    right: bool = False
    left: bool = False
    quiet: bool = False
    large: bool = False
    shade: int = 0


class SheetWriter:
    """Writes a sheet from top to bottom."""

    def __init__(self, book: WorkbookWriter, worksheet: Any) -> None:
        self.book = book
        self.worksheet = worksheet
        self.row = 0
        self._plain = Look()
        self._writers: dict[str, Callable[[int, Any, int | None, Look], bool]] = {
            "text": self._text,
            "word": self._word,
            "code": self._text,
            "codes": self._codes,
            "date": self._date,
            "money": self._money,
            "number": self._number,
            "percent": self._percent,
            "flag": self._flag,
        }

    def next_row(self, lines: int = 1) -> None:
        """Move to the next row, `lines` lines high. Raises TrackerError at the row limit of Excel."""
        if self.row >= LAST_ROW:
            raise TrackerError(
                f"The list is longer than a sheet of Excel, which ends at row {LAST_ROW + 1:,}.",
                "Use csv or json, which have no limit.",
            )
        self.row += 1
        if lines > 1 and self.row <= HIGH_ROWS:
            self.worksheet.set_row(self.row, min(TALLEST, LINE * lines))

    def put(
        self, column: int, value: Any, kind: str = "text", decimals: int | None = None, look: Look | None = None
    ) -> bool:
        """Write a cell of the current row by its kind (see Column); return whether formulas can use it as a number."""
        look = self._plain if look is None else look
        if value is None:
            if look is not self._plain:
                self.worksheet.write_blank(self.row, column, None, self.book.format(look))
            return True
        return self._writers[kind](column, value, decimals, look)

    def formula(self, column: int, formula: str, minor: int, decimals: int, look: Look | None = None) -> None:
        """Write a formula for an amount of money, with its result."""
        shown = (self._plain if look is None else look)._replace(number=number_format(decimals))
        self.worksheet.write_formula(self.row, column, formula, self.book.format(shown), _shifted(minor, decimals))

    def widths(self, widths: Sequence[int]) -> None:
        """Set the widths of the columns, in characters."""
        for column, width in enumerate(widths):
            self.worksheet.set_column(column, column, width)

    def hide(self, column: int) -> None:
        """Hide a column."""
        self.worksheet.set_column(column, column, None, None, {"hidden": True})

    def _text(self, column: int, value: Any, _decimals: int | None, look: Look) -> bool:
        text = (
            value
            if type(value) is str
            else ";".join(map(str, value))
            if isinstance(value, (tuple, list))
            else str(value)
        )
        if len(text) > LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST:
            self.book.cut += 1
            kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - len(CUT))]
            text = kept.decode("utf-16-le", "ignore") + CUT
        self.worksheet.write_string(self.row, column, text, self.book.format(look))
        return False

    def _word(self, column: int, value: Any, decimals: int | None, look: Look) -> bool:
        return self._text(column, plain_word(value), decimals, look)

    def _codes(self, column: int, value: Any, _decimals: int | None, look: Look) -> bool:
        # With spaces between them, the codes can wrap.
        return self._text(column, "; ".join(value.split(";") if type(value) is str else map(str, value)), None, look)

    def _money(self, column: int, value: int, decimals: int | None, look: Look) -> bool:
        if decimals is None or abs(value) >= EXACT:
            self.book.as_text += 1
            text = str(value) if decimals is None else money.human(value, decimals)
            return self._text(column, text, None, look._replace(right=True))
        shown = self.book.format(look._replace(number=number_format(decimals)))
        self.worksheet.write_number(self.row, column, _shifted(value, decimals), shown)
        return True

    def _number(self, column: int, value: Any, _decimals: int | None, look: Look) -> bool:
        text = str(value)
        found = _FIGURE.fullmatch(text)
        if found is None or sum(map(str.isdigit, text)) > 15:
            return self._text(column, text, None, look._replace(right=True))
        places = len(found[1] or "")
        # Four digits stay together, because many such numbers are years.
        whole = "#,##0" if len(text) - places > 5 else "0"
        shown = self.book.format(look._replace(number=f"{whole}.{'0' * places}" if places else whole))
        self.worksheet.write_number(self.row, column, float(text), shown)
        return True

    def _date(self, column: int, value: str, _decimals: int | None, look: Look) -> bool:
        text = str(value)
        if not _DAY.fullmatch(text) or text < _FIRST_DAY:
            return self._text(column, text, None, look)
        from datetime import date

        shown = self.book.format(look._replace(number="yyyy-mm-dd", left=True))
        self.worksheet.write_number(self.row, column, date.fromisoformat(text).toordinal() - _DAYS_BEFORE, shown)
        return True

    def _percent(self, column: int, value: int, _decimals: int | None, look: Look) -> bool:
        places = len(shares.percent(value).partition(".")[2])
        shown = self.book.format(look._replace(number=f"0.{'0' * places}%" if places else "0%"))
        self.worksheet.write_number(self.row, column, value / 1_000_000, shown)
        return True

    def _flag(self, column: int, value: Any, _decimals: int | None, look: Look) -> bool:
        self.worksheet.write_boolean(self.row, column, bool(value), self.book.format(look))
        return False


def lines_of(text: str, width: int) -> int:
    """Return roughly how many lines a text takes when wrapped at `width` characters."""
    return sum(max(1, -(-cell_width(line) // width)) for line in text.split("\n"))


def number_format(decimals: int) -> str:
    """Return the Excel number format for a currency with this number of decimals."""
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def quoted(text: str) -> str:
    """Quote a text for use in a formula."""
    return '"' + text.replace('"', '""') + '"'


def _shifted(minor: int, decimals: int) -> float:
    """Convert minor units to the nearest float in major units."""
    shifted: float = minor / 10**decimals
    return shifted
