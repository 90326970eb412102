"""Write the refused rows to a file for correction and a second import: their own cells, and the reasons.

The file has the format of its source. The column of reasons is ignored on import. The rows of a data request keep its
hidden sheet, so that they can be imported as the answer that they are.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import BinaryIO, NamedTuple

from tracker.exchange.foreign.columns import REFUSED
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.grids import Grid, NumberText, Table
from tracker.rules.cells import safe_cell

# Formats that are written as another one, which can be read as well.
WRITTEN_AS = {"csv": "csv", "tsv": "tsv", "json": "json", "docx": "docx", "xlsx": "xlsx", "xls": "xlsx", "ods": "xlsx"}
_WIDEST = 60  # width of a column in a workbook, in characters


class RefusedRows(NamedTuple):
    """A table, and its refused rows: the reasons by row number."""

    table: Table
    reasons: Mapping[int, str]


class _Sheet(NamedTuple):
    name: str
    headings: list[str]
    rows: list[list[str]]


def write_refused(out: BinaryIO, form: str, refused: Sequence[RefusedRows], hidden: Sequence[Grid] = ()) -> None:
    """Write the refused rows of one file; `form` is one of the values of WRITTEN_AS, and xlsx with `hidden` sheets."""
    sheets = [_sheet(one, number) for number, one in enumerate(refused, start=1)]
    if form == "xlsx":
        _xlsx(out, sheets, hidden)
    else:
        {"csv": _csv, "tsv": _tsv, "json": _json, "docx": _docx}[form](out, sheets)


def _sheet(one: RefusedRows, number: int) -> _Sheet:
    table, reasons = one
    origin = table.origin
    headings = list(origin.headings if origin else table.header.cells)
    lines = origin.lines if origin else table.rows
    kept = [place for place, heading in enumerate(headings) if key(heading) != REFUSED]  # it may be refused again
    rows = [[row.cells[n] if n < len(row.cells) else "" for n in kept] for row in lines if row.number in reasons]
    why = [reasons[row.number] for row in lines if row.number in reasons]
    return _Sheet(
        table.sheet or f"Table {number}",
        [*(headings[n] for n in kept), REFUSED],
        [[*cells, reason] for cells, reason in zip(rows, why, strict=True)],
    )


def _csv(out: BinaryIO, sheets: Sequence[_Sheet], delimiter: str = ",") -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    for sheet in sheets:
        writer.writerow(sheet.headings)
        writer.writerows([safe_cell(cell) for cell in row] for row in sheet.rows)
    text.detach()


def _tsv(out: BinaryIO, sheets: Sequence[_Sheet]) -> None:
    _csv(out, sheets, "\t")


def _json(out: BinaryIO, sheets: Sequence[_Sheet]) -> None:
    tables = {
        sheet.name: [{name: cell for name, cell in zip(sheet.headings, row, strict=True) if cell} for row in sheet.rows]
        for sheet in sheets
    }
    document = next(iter(tables.values())) if len(tables) == 1 else tables
    out.write(json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")


def _xlsx(out: BinaryIO, sheets: Sequence[_Sheet], hidden: Sequence[Grid]) -> None:
    from xlsxwriter import Workbook

    held = io.BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        why = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006", "bg_color": "#FFE9E7"})
        taken: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_free_name(sheet.name, taken))
            page.freeze_panes(1, 0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.write_row(0, 0, sheet.headings, head)
            for number, row in enumerate(sheet.rows, start=1):
                for place, text in enumerate(row):
                    if isinstance(text, NumberText):
                        page.write_number(number, place, float(text), cell)
                    elif text:
                        page.write_string(number, place, text, why if place == len(row) - 1 else cell)
            for place in range(len(sheet.headings)):
                longest = max(len(row[place]) for row in [sheet.headings, *sheet.rows])
                page.set_column(place, place, min(max(longest + 2, 8), _WIDEST))
            page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)
        for grid in hidden:
            page = book.add_worksheet(_free_name(grid.sheet or "Hidden", taken))
            page.very_hidden()
            for line in grid.lines:
                page.write_row(line.number - 1, 0, [str(cell) for cell in line.cells])
    out.write(held.getvalue())


def _docx(out: BinaryIO, sheets: Sequence[_Sheet]) -> None:
    from docx import Document
    from docx.enum.section import WD_ORIENT

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    for sheet in sheets:
        table = document.add_table(rows=1, cols=len(sheet.headings), style="Table Grid")
        for row in (sheet.headings, *sheet.rows):
            cells = table.rows[0].cells if row is sheet.headings else table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
        document.add_paragraph()
    held = io.BytesIO()
    document.save(held)
    out.write(held.getvalue())


def _free_name(name: str, taken: set[str]) -> str:
    """Return an unused name for a sheet that workbooks allow."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip("' ")[:28] or "Table"
    found, number = plain, 2
    while found.lower() in taken:
        found, number = f"{plain} {number}", number + 1
    taken.add(found.lower())
    return found
