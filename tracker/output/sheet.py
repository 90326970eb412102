"""One sheet of a workbook: a cell of each kind as Excel knows it, and nothing that Excel would round, cut or run.

An amount or a number is a real number as long as it has no more than 15 digits, which is what Excel keeps; with more it
is text, to the right. Only a whole date is a date: `2012-03` stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.errors import TrackerError
from tracker.output.layout import cell_width
from tracker.rules import money, shares

if TYPE_CHECKING:
    from tracker.output.workbook import WorkbookWriter

EXACT = 10**15
LAST_ROW = 1_048_575
LONGEST = 32_767
CUT = " […]"
LINE, TALLEST = 15.0, 180.0  # the height of a line and of the tallest row, in points
HIGH_ROWS = 5_000  # The writer remembers the height of every row, and nobody prints more than these.
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(\d+))?")
_FIRST_DAY = "1900-03-01"  # Excel counts a 29 February 1900, which programs disagree about.
_DAYS_BEFORE = 693_594


class Look(NamedTuple):
    """How a cell looks; `number` is a number format of Excel."""

    number: str = "General"
    bold: bool = False
    head: bool = False
    total: bool = False
    wrap: bool = False
    right: bool = False
    left: bool = False
    quiet: bool = False
    large: bool = False


class SheetWriter:
    """A sheet that is written from the top down."""

    def __init__(self, book: WorkbookWriter, worksheet: Any) -> None:
        self.book = book
        self.worksheet = worksheet
        self.row = 0
        self._plain = Look()
        self._writers: dict[str, Callable[[int, Any, int | None, Look], bool]] = {
            "text": self._text,
            "code": self._text,
            "codes": self._codes,
            "date": self._date,
            "money": self._money,
            "number": self._number,
            "percent": self._percent,
            "flag": self._flag,
        }

    def next_row(self, lines: int = 1) -> None:
        """Go on to the row below, as high as so many lines. Raises TrackerError where a sheet of Excel ends."""
        if self.row >= LAST_ROW:
            raise TrackerError(
                f"A sheet of Excel ends at row {LAST_ROW + 1:,}, and there is more.", "csv and json have no such end."
            )
        self.row += 1
        if lines > 1 and self.row <= HIGH_ROWS:
            self.worksheet.set_row(self.row, min(TALLEST, LINE * lines))

    def put(
        self, column: int, value: Any, kind: str = "text", decimals: int | None = None, look: Look | None = None
    ) -> bool:
        """Write a cell of the current row, as its kind (see Column); whether it is a number to reckon with."""
        look = self._plain if look is None else look
        if value is None:
            if look is not self._plain:
                self.worksheet.write_blank(self.row, column, None, self.book.format(look))
            return True
        return self._writers[kind](column, value, decimals, look)

    def formula(self, column: int, formula: str, minor: int, decimals: int, look: Look | None = None) -> None:
        """A formula for an amount of money, with the amount it comes to."""
        shown = (self._plain if look is None else look)._replace(number=number_format(decimals))
        self.worksheet.write_formula(self.row, column, formula, self.book.format(shown), _shifted(minor, decimals))

    def widths(self, widths: Sequence[int]) -> None:
        """How wide the columns are, in characters."""
        for column, width in enumerate(widths):
            self.worksheet.set_column(column, column, width)

    def hide(self, column: int) -> None:
        """Take a column out of sight."""
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

    def _codes(self, column: int, value: Any, _decimals: int | None, look: Look) -> bool:
        # With spaces between them they can wrap.
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
        # Four figures stay together, for many of them are years.
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
    """How many lines a text takes that wraps at so many characters, by and large."""
    return sum(max(1, -(-cell_width(line) // width)) for line in text.split("\n"))


def number_format(decimals: int) -> str:
    """How Excel shows an amount of a currency with so many decimals."""
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def letters(column: int) -> str:
    """The name of a column: A for 0."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def quoted(text: str) -> str:
    """A text within a formula."""
    return '"' + text.replace('"', '""') + '"'


def _shifted(minor: int, decimals: int) -> float:
    """Minor units as the nearest number of major ones."""
    shifted: float = minor / 10**decimals
    return shifted
