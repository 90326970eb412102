"""The files that people send in the pages of the manual, made of what the pages show.

A workbook or a Word table is shown as comma separated values; a form that somebody filled in as lines of `sheet | row |
heading | what was typed`, where a row is named by any of its cells.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
from python_calamine import CalamineWorkbook, SheetVisibleEnum
from xlsxwriter import Workbook

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def make(path: Path, body: str) -> None:
    """A file whose kind its ending tells: a workbook, a Word document with a table, or the text as it stands."""
    rows = list(csv.reader(io.StringIO(body)))
    if path.suffix == ".xlsx":
        _write(path, [("Sheet1", True, [[_value(cell) for cell in row] for row in rows])])
    elif path.suffix == ".docx":
        document = docx.Document()
        document.add_paragraph("Please find our figures below.")
        table = document.add_table(rows=0, cols=max(map(len, rows)))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
        document.save(str(path))
    else:
        path.write_text(body, encoding="utf-8")


def fill_in(form: Path, target: Path, body: str) -> None:
    """A copy of a form with what somebody typed into it. Raises ValueError for a cell that is not there."""
    book = CalamineWorkbook.from_path(str(form))
    sheets = {
        meta.name: (
            meta.visible == SheetVisibleEnum.Visible,
            book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),
        )
        for meta in book.sheets_metadata
    }
    for line in body.splitlines():
        sheet, row, heading, typed = (part.strip() for part in line.split("|"))
        rows = sheets[sheet][1]
        column = next((cells.index(heading) for cells in rows if heading in cells), None)
        found = [cells for cells in rows if row in cells]
        if column is None or len(found) != 1:
            raise ValueError(f"{form.name} has {len(found)} rows for {line!r}.")
        found[0][column] = _value(typed)
    _write(target, [(name, shown, rows) for name, (shown, rows) in sheets.items()])


def _write(path: Path, sheets: list[tuple[str, bool, list[list[Any]]]]) -> None:
    with Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, shown, rows in sheets:
            sheet = book.add_worksheet(name)
            if not shown:
                sheet.very_hidden()
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif value is not None:
                        sheet.write(row, column, value)


def _value(text: str) -> Any:
    if NUMBER.fullmatch(text):
        return float(text)
    return date.fromisoformat(text) if DAY.fullmatch(text) else text
