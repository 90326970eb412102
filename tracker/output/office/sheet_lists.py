"""Lists on a sheet: headings, streamed rows, and totals by currency as formulas over the rows.

A total is a formula only if the rows above it add up to it exactly, in one currency; otherwise it is a plain amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import NamedTuple, TextIO

from tracker.output.columns import HUMAN, RIGHT_ALIGNED, CellFormatter, Column, Row, Style, one_line, shade
from tracker.output.layout import cell_width
from tracker.output.office.sheet import EXACT, LINE, Look, SheetWriter, lines_of, quoted
from tracker.output.office.workbook import WorkbookWriter, workbook
from tracker.rules.cells import letters

SAMPLE = 200
NARROWEST, WIDEST, WIDEST_TEXT = 6, 60, 40
FILTERED = 5_000  # up to this many rows, a total by currency can follow the filter without slowing the sheet down
HEAD, NOTE = Look(head=True), Look(quiet=True)


def write_book(
    rows: Iterable[Row],
    columns: Sequence[Column],
    style: Style,
    title: str | None,
    footer: Sequence[Row],
    out: TextIO | None,
) -> int:
    """Write a list as a workbook of one sheet; return the number of rows written."""
    with workbook(style, title, out) as book:
        name = title or " ".join(style.about.split()[:2]).capitalize() or "Rows"
        return add_list(book, name, rows, columns, footer)


def add_list(
    book: WorkbookWriter, name: str, rows: Iterable[Row], columns: Sequence[Column], footer: Sequence[Row] = ()
) -> int:
    """Add a sheet with a list, with frozen headings and a filter; return the number of rows written."""
    ordered = [*(c for c in columns if not c.hidden), *(c for c in columns if c.hidden)]
    sheet = book.add(name, freeze=(1, 1 if len(ordered) > 3 else 0), repeat=0)
    rest = iter(rows)
    sample = list(islice(rest, SAMPLE))
    widths = column_widths(ordered, [*sample, *footer], book.style)
    sheet.widths(widths)
    write_headings(sheet, ordered)
    body = Body(sheet, ordered, widths, book.style)
    body.write(chain(sample, rest))
    sheet.worksheet.autofilter(0, 0, body.last, len(ordered) - 1)
    if footer:
        sheet.next_row()  # An empty row; without it, a newly created filter would include the totals.
        body.totals(footer)
    shown = len(columns) - sum(column.hidden for column in columns)
    if 0 < shown < len(columns):
        sheet.worksheet.print_area(0, 0, sheet.row, shown - 1)  # What a table leaves out is not printed either.
    return body.last - body.first + 1


def heading(column: Column) -> str:
    """Return the heading of a column; a table has none above the currency next to an amount."""
    return column.heading or column.field.replace("_", " ").capitalize()


def write_headings(sheet: SheetWriter, columns: Sequence[Column]) -> None:
    """Write the headings into the current row, those of numbers aligned right."""
    for place, column in enumerate(columns):
        sheet.put(place, heading(column), look=HEAD._replace(right=column.kind in RIGHT_ALIGNED))
    sheet.worksheet.set_row(
        sheet.row, 2 * LINE if any(" " in column.heading for column in columns if not column.hidden) else LINE
    )


def column_widths(columns: Sequence[Column], rows: Sequence[Row], style: Style) -> list[int]:
    """Return a width for each column, from its heading and these rows; long texts wrap."""
    cells = CellFormatter(columns, HUMAN, style.exponents)(rows)
    widths = []
    for column, texts in zip(columns, cells, strict=True):
        natural = max((max(map(cell_width, text.split("\n"))) for text in texts), default=0)
        # The filter arrow is next to the heading.
        least = max(NARROWEST, max(map(cell_width, heading(column).split() or [""])) + 3)
        widths.append(max(least, min(natural + 2, WIDEST_TEXT if wraps(column) else WIDEST)))
    return widths


def wraps(column: Column) -> bool:
    """Whether long texts wrap; not in the hidden columns at the right end, which would make rows needlessly high."""
    return column.kind in ("text", "codes") and not column.hidden


class ColumnTotal(NamedTuple):
    """The amounts of a money column in one currency: their sum, and whether each is a number on the sheet."""

    minor: int
    numbers: bool


class Body:
    """The rows of a list on a sheet, and their totals."""

    def __init__(self, sheet: SheetWriter, columns: Sequence[Column], widths: Sequence[int], style: Style) -> None:
        self.sheet = sheet
        self.columns = columns
        self.widths = widths
        self.first = sheet.row + 1
        self.last = sheet.row
        self.exponents = style.exponents
        self.sums: dict[tuple[str, str | None], ColumnTotal] = {}
        self._looks = [Look(wrap=wraps(column), right=column.kind in RIGHT_ALIGNED) for column in columns]
        self._fields = [attrgetter(column.field) for column in columns]
        self._currency = [attrgetter(column.currency) if column.kind == "money" else None for column in columns]

    def write(self, rows: Iterable[Row]) -> None:
        """Write rows below the current one and add up their money."""
        sheet, sums = self.sheet, self.sums
        cells = list(enumerate(zip(self.columns, self._fields, self._currency, self._looks, strict=True)))
        wrapping = [
            (field, width)
            for column, field, width in zip(self.columns, self._fields, self.widths, strict=False)
            if wraps(column)
        ]
        for row in rows:
            lines = 1
            for field, width in wrapping:
                text = one_line(field(row))
                if len(text) >= width:
                    lines = max(lines, lines_of(text, width))
            sheet.next_row(lines)
            for place, (column, field, currency_of, plain) in cells:
                value = field(row)
                if value is None:
                    continue
                look = plain
                if column.shaded:
                    scale = 10 ** self.exponents.get(currency_of(row), 0) if currency_of else 1
                    look = plain._replace(shade=shade(column, value / scale if currency_of else value))
                if currency_of is None:
                    sheet.put(place, value, column.kind, None, look)
                    continue
                currency = currency_of(row)
                number = sheet.put(place, value, "money", self.exponents.get(currency), look)
                known = sums.get((column.field, currency))
                sums[column.field, currency] = (
                    ColumnTotal(value, number)
                    if known is None
                    else ColumnTotal(known.minor + value, known.numbers and number)
                )
        self.last = sheet.row

    def totals(self, footer: Sequence[Row]) -> None:
        """Write rows of totals below the current one."""
        sheet = self.sheet
        unfiltered = False
        for number, row in enumerate(footer):
            sheet.next_row()
            total = Look(bold=True, total=not number)
            for place, column in enumerate(self.columns):
                value = getattr(row, column.field)
                right = total._replace(right=column.kind in RIGHT_ALIGNED)
                if column.kind != "money":
                    sheet.put(place, value or None, column.kind, None, right)
                    continue
                currency = getattr(row, column.currency)
                decimals = self.exponents.get(currency)
                formula = None if decimals is None else self._formula(place, column, currency, value, decimals)
                if formula is None or decimals is None:
                    sheet.put(place, value, "money", decimals, right)
                else:
                    unfiltered = unfiltered or "SUMIFS" in formula
                    sheet.formula(place, formula, value, decimals, right)
        if unfiltered:
            sheet.next_row()
            sheet.put(0, "These totals are of all rows, also of those that a filter hides.", look=NOTE)

    def _formula(self, place: int, column: Column, currency: str, value: int | None, decimals: int) -> str | None:
        """Return a formula for a total if the rows above add up to it, else None."""
        known = self.sums.get((column.field, currency))
        if value is None or known is None or known.minor != value or not known.numbers or abs(value) >= EXACT:
            return None
        amounts = self._range(place)
        if {held for field, held in self.sums if field == column.field} == {currency}:
            return f"=ROUND(SUBTOTAL(109,{amounts}),{decimals})"
        beside = [number for number, other in enumerate(self.columns) if other.field == column.currency]
        if not beside:
            return None
        currencies = self._range(beside[0])
        if self.last - self.first >= FILTERED:
            return f"=ROUND(SUMIFS({amounts},{currencies},{quoted(currency)}),{decimals})"
        top = f"${letters(place)}${self.first + 1}"
        shown = f"SUBTOTAL(109,OFFSET({top},ROW({amounts})-ROW({top}),0))"
        return f"=ROUND(SUMPRODUCT({shown}*({currencies}={quoted(currency)})),{decimals})"

    def _range(self, place: int) -> str:
        return f"${letters(place)}${self.first + 1}:${letters(place)}${self.last + 1}"


__all__ = ["Body", "add_list", "column_widths", "heading", "write_book", "write_headings"]
