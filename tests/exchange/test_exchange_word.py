"""The tables of a Word document become grids."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from exchange_workbooks import docx as document
from exchange_workbooks import only_grid

from tracker.exchange.formats.reading import form_of, read_grids
from tracker.exchange.grids import GridLine, Unreadable


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_a_document_of_word(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Contribution of Norad", 1)
    first = made.add_table(rows=4, cols=3)
    first.cell(0, 0).merge(first.cell(0, 2)).text = "Portfolio 2013"
    for place, text in enumerate(["code", "title", "committed"]):
        first.cell(1, place).text = text
    for place, text in enumerate(["P1", "Más allá\nand on", "NOK 1 000"]):
        first.cell(2, place).text = text
    made.add_paragraph("Best regards")
    second = made.add_table(rows=1, cols=1)
    second.cell(0, 0).text = "note"
    stream = io.BytesIO()
    made.save(stream)

    portfolio, note = read_grids("mail.csv", stream.getvalue())
    assert form_of(stream.getvalue()) == "docx"
    assert (portfolio.sheet, portfolio.unit, note.sheet) == ("table 1", "row", "table 2")
    assert portfolio.lines == [
        GridLine(1, ["Portfolio 2013", "", ""]),
        GridLine(2, ["code", "title", "committed"]),
        GridLine(3, ["P1", "Más allá\nand on", "NOK 1 000"]),
    ]
    assert portfolio.merged == [(1, 1, 0, 2)]
    assert list(portfolio.notices) == ["text outside the tables was not read"]
    assert list(note.notices) == []


def test_merged_cells_have_their_text_once() -> None:
    grid = only_grid(
        document(
            table(
                cell("A", '<w:vMerge w:val="restart"/>') + cell("B", '<w:gridSpan w:val="2"/>'),
                cell("", "<w:vMerge/>") + cell("C") + cell("D"),
                cell("E") + cell("F"),
            )
        )
    )
    assert grid.lines == [GridLine(1, ["A", "B", ""]), GridLine(2, ["", "C", "D"]), GridLine(3, ["E", "F", ""])]
    assert grid.merged == [(1, 2, 0, 0), (1, 1, 1, 2)]


def test_tracked_changes_are_read_as_accepted() -> None:
    changed = (
        "<w:tc><w:p><w:r><w:t>1</w:t></w:r><w:del><w:r><w:delText>000</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>500</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom></w:p></w:tc>"
    )
    gone = f"<w:trPr><w:del/></w:trPr>{cell('gone')}"
    grid = only_grid(document(table(changed, gone, cell("kept"))))
    assert [line.cells for line in grid.lines] == [["1500"], ["kept"]]
    assert list(grid.notices) == ["tracked changes were read as if they were accepted"]


def test_a_table_inside_a_cell_is_told() -> None:
    inner = f"<w:tc><w:p><w:r><w:t>outer</w:t></w:r></w:p>{table(cell('inner'))}<w:p/></w:tc>"
    grid = only_grid(document(table(inner)))
    assert [line.cells for line in grid.lines] == [["outer"]]
    assert list(grid.notices) == ["a table inside a cell was not read"]


def test_controls_breaks_and_tabs() -> None:
    wrapped = (
        "<w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t>"
        "<w:noBreakHyphen/><w:t>d</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>"
    )
    assert only_grid(document(table(wrapped))).lines == [GridLine(1, ["a\nb\tc-d"])]


@pytest.mark.parametrize("body", ["", "<w:p><w:r><w:t>Dear all</w:t></w:r></w:p>", table(cell(""))])
def test_a_document_without_a_table_is_refused(body: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_grids("mail.docx", document(body))
    assert caught.value.message == "mail.docx: is a document without a table that contains text."
    assert caught.value.hint == "Put the figures into a table, with the names of the columns in its first row."
