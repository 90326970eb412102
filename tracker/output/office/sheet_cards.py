"""A card on one printable sheet: the facts at the top, and below them the lists that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from tracker.output.columns import HUMAN, UNKNOWN, Style, one_line, visible
from tracker.output.layout import cell_width
from tracker.output.office.sheet import Look, SheetWriter, lines_of
from tracker.output.office.sheet_lists import Body, column_widths, write_headings
from tracker.output.office.workbook import WorkbookWriter, workbook
from tracker.output.stream import terminal_safe

if TYPE_CHECKING:
    from tracker.output.cards import CardFact, Section

LEAST_ROOM = 90
TITLE, LABEL, HEADING = Look(bold=True, large=True), Look(bold=True), Look(bold=True)
VALUE, EMPTY = Look(wrap=True), Look(quiet=True)


def write_card_book(
    title: str, pairs: Sequence[CardFact], sections: Sequence[Section], style: Style, out: TextIO | None
) -> None:
    """Write a card as a workbook of one sheet."""
    with workbook(style, title, out) as book:
        add_card(book, title, title, pairs, sections)


def add_card(
    book: WorkbookWriter,
    name: str,
    title: str,
    pairs: Sequence[CardFact],
    sections: Sequence[Section],
    widths: Sequence[int] = (),
) -> SheetWriter:
    """Add a sheet with a card; more can be written below it. Without `widths`, suitable ones are chosen."""
    shown = [section for section in sections if section.rows or section.empty is not None]
    widths = widths or _widths(pairs, shown, book.style)
    sheet = book.add(name)
    sheet.widths(widths)
    sheet.put(0, one_line(title), look=TITLE)
    sheet.next_row()
    for pair in pairs:
        _write_pair(sheet, pair, widths, book.style)
    for section in shown:
        sheet.next_row()
        sheet.next_row()
        sheet.put(0, one_line(section.heading), look=HEADING)
        sheet.next_row()
        if section.rows:
            columns = visible(section.columns)
            write_headings(sheet, columns)
            body = Body(sheet, columns, widths, book.style)
            body.write(section.rows)
            body.totals(section.footer)
        else:
            sheet.put(0, section.empty, look=EMPTY)
    return sheet


def _widths(pairs: Sequence[CardFact], sections: Sequence[Section], style: Style) -> list[int]:
    """Return widths that suit the labels and, below them, the columns of every list."""
    widths = [max([10, *(cell_width(pair.label) + 2 for pair in pairs)])]
    for section in sections:
        if section.rows:
            rows = [*section.rows, *section.footer]
            for place, width in enumerate(column_widths(visible(section.columns), rows, style)):
                if place < len(widths):
                    widths[place] = max(widths[place], min(width, 40))
                else:
                    widths.append(min(width, 40))
    if len(widths) == 1 or sum(widths[1:]) < LEAST_ROOM - widths[0]:
        widths += [12] * max(0, 2 - len(widths))
        widths[-1] += max(0, LEAST_ROOM - sum(widths))
    return widths


def _write_pair(sheet: SheetWriter, pair: CardFact, widths: Sequence[int], style: Style) -> None:
    """Write a label and, merged across the other columns, its value; long texts wrap."""
    room = sum(widths[1:])
    decimals = None if pair.currency is None else style.exponents.get(pair.currency)
    number = pair.value is not None and pair.kind in ("money", "number", "percent", "date") and len(widths) > 1
    text = terminal_safe(pair.value) if isinstance(pair.value, str) else _text(pair, decimals)
    sheet.next_row(1 if number else lines_of(text, room))
    sheet.put(0, pair.label, look=LABEL)
    if number:
        sheet.put(1, pair.value, pair.kind, decimals, Look(left=True))
        if pair.kind == "money":
            sheet.put(2, pair.currency, "code")
        return
    if len(widths) > 2:
        shown = sheet.book.format(VALUE)
        sheet.worksheet.merge_range(sheet.row, 1, sheet.row, len(widths) - 1, "", shown)
    sheet.put(1, text, look=VALUE)


def _text(pair: CardFact, decimals: int | None) -> str:
    return UNKNOWN if pair.value is None else HUMAN[pair.kind]([pair.value], [decimals])[0]
