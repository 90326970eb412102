"""Workbooks and documents made by hand, for what no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from tracker.exchange.formats.reading import read_grids
from tracker.exchange.grids import Grid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(parts: Mapping[str, str | bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packed) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def xlsx(rows: str, more: Mapping[str, str] = {}, workbook: str = "", declared: str = "") -> bytes:
    """A workbook whose one sheet, Budget, has these rows as XML."""
    return archive(
        {
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="Budget" sheetId="1" r:id="rId1"/></sheets>{workbook}</workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{declared}<worksheet xmlns="{MAIN}">'
            f"<sheetData>{rows}</sheetData></worksheet>",
            **more,
        }
    )


def written(fill: Callable[[Any, Any], None]) -> bytes:
    """A workbook that XlsxWriter writes; `fill` is given the workbook and its sheet, Budget."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        fill(book, book.add_worksheet("Budget"))
    return stream.getvalue()


def ods(tables: str, styles: str = "") -> bytes:
    """A spreadsheet in OpenDocument with these tables as XML."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<office:document-content xmlns:office="{_OPEN}:office:1.0" '
            f'xmlns:table="{_OPEN}:table:1.0" xmlns:text="{_OPEN}:text:1.0" xmlns:style="{_OPEN}:style:1.0" '
            f'xmlns:number="{_OPEN}:datastyle:1.0"><office:automatic-styles>{styles}</office:automatic-styles>'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_table(rows: Sequence[Sequence[str]], name: str = "Budget") -> str:
    """Rows of texts as a table, every paragraph of a cell in its own element, as spreadsheets do."""

    def cell(text: str) -> str:
        if not text:
            return "<table:table-cell/>"
        paragraphs = "".join(
            f"<text:p>{escape(part).replace('  ', ' <text:s/>')}</text:p>" for part in text.split("\n")
        )
        return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{lines}</table:table>'


def docx(body: str, declared: str = "") -> bytes:
    """A document with this body as XML."""
    return archive(
        {
            "word/document.xml": f'<?xml version="1.0"?>{declared}<w:document xmlns:w="{_WORD}"><w:body>{body}'
            "</w:body></w:document>"
        }
    )


def only_grid(data: bytes) -> Grid:
    (grid,) = read_grids("norad", data)
    return grid


def cells(data: bytes) -> list[list[str]]:
    return [line.cells for line in only_grid(data).lines]
