"""A workbook becomes grids that say what a person sees in it, at the rows and columns where it stands."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from exchange_workbooks import MAIN, cells, ods, ods_table, only_grid, written, xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.exchange.formats.cell_texts import broken, number_text
from tracker.exchange.formats.number_formats import Format, format_of
from tracker.exchange.formats.reading import form_of, read_grids
from tracker.exchange.grids import GridLine, NumberText, Unreadable
from tracker.rules.cells import safe_cell

OLD = Path(__file__).parent / "files" / "old-workbook.xls"
COMPUTE = "Open it in Excel or LibreOffice and save it, so that the values are there."


def shown(value: Any, code: str = "General") -> str:
    """What is read of one cell with a number format."""
    data = written(lambda book, sheet: sheet.write(0, 0, value, book.add_format({"num_format": code})))
    return cells(data)[0][0]


def test_a_sheet_stands_where_it_stands() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range("C3:D3", "Budget", None)
        sheet.write_row("C4", ["code", "title"])
        sheet.write_row("C6", ["P1", "Más allá"])

    grid = only_grid(written(fill))
    assert (grid.source, grid.sheet, grid.unit, list(grid.notices)) == ("norad", "Budget", "row", [])
    assert grid.merged == [(3, 3, 2, 3)]
    assert grid.lines == [
        GridLine(3, ["", "", "Budget", ""]),
        GridLine(4, ["", "", "code", "title"]),
        GridLine(6, ["", "", "P1", "Más allá"]),
    ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (2012, "General", "2012"),
        (1234.5, "#,##0.00", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (-0.0, "General", "0"),
        (1e20, "General", "100000000000000000000"),
        (123456789012345, "General", "123456789012345"),
        (1e-7, "General", "0.0000001"),
        (1500000, "#,##0,", "1500000"),
        (1500000, '0.0,,"M"', "1500000"),
        (True, "General", "true"),
        ("007", "General", "007"),
        ("\xa0P1\u202f ", "General", "P1"),
        ("two\nlines", "General", "two\nlines"),
        ("'=kept", "General", "'=kept"),
        (0.4, "0%", "40%"),
        (0.07, "0.00%", "7%"),
        (40, '0"%"', "40%"),
        (1000, "[$€-40C] #,##0", "EUR 1000"),
        (1000, '#,##0.00 "€"', "EUR 1000"),
        (1000, "[$USD] #,##0", "USD 1000"),
        (1000, "#,##0 [$NOK]", "NOK 1000"),
        (1000, "£#,##0;[Red]-£#,##0", "GBP 1000"),
        (-1000, '"US$" #,##0', "USD -1000"),
        (1000, "[$$-409]#,##0", "1000"),
        (1000, '#,##0 "kr"', "1000"),
        (dt.date(2012, 3, 31), "dd/mm/yyyy", "2012-03-31"),
        (dt.datetime(2012, 3, 31, 14, 30), "dd/mm/yyyy hh:mm", "2012-03-31 14:30:00"),
        (dt.date(2012, 3, 1), "mmm-yy", "2012-03"),
        (dt.date(2012, 3, 1), "mmmm yyyy", "2012-03"),
        (dt.date(2012, 1, 1), "yyyy", "2012"),
        (dt.time(9, 5), "hh:mm", "09:05:00"),
        (1.5, "[h]:mm", "36:00:00"),
    ],
)
def test_a_value_is_what_the_person_sees(value: Any, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_a_sign_that_is_no_currency_by_itself_is_told() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_column("A1", ["committed", 1000, 2000])
        sheet.write_column("B1", ["disbursed", 1, 2, 3, 4, 5, 6], book.add_format({"num_format": "[$kr-414] 0"}))

    assert list(only_grid(written(fill)).notices) == [
        "B2, B3, B4, B5, B6 and 1 more: shown with 'kr', which was left out because it is neither a currency nor a unit"
    ]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("General", None),
        ("#,##0_);[Red](#,##0)", None),
        ('_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-', None),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-', Format("currency", "EUR")),
        ("[$-409]d-mmm-yy;@", None),
        ("[$-809]mmmm\\ yyyy", Format("month")),
        ("d-mmm", None),
        ("0.00E+00", None),
        ("# ?/?", None),
        ("@", None),
        ('0 "k"', Format("unclear", "k")),
        ('#,##0, "kUSD"', None),
        ('#,##0 "kUSD"', Format("unclear", "kUSD")),
    ],
)
def test_what_a_format_means(code: str, meaning: Format | None) -> None:
    assert format_of(code) == meaning


def test_formulas_have_the_values_that_were_saved() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
        '<c r="C1" t="str"><f>IF(A1,"","x")</f><v></v></c><c r="D1" t="b"><f>A1=2</f><v>1</v></c></row>'
    )
    assert cells(xlsx(rows)) == [["2", "ab", "", "true"]]


@pytest.mark.parametrize("cell", ["<f>1+1</f>", "<f>1+1</f><v/>", "<f>1+1</f><v></v>", '<f t="shared" si="0"/>'])
def test_a_formula_that_nobody_computed_is_not_empty(cell: str) -> None:
    grid = only_grid(xlsx(f'<row r="2"><c r="A2"><v>7</v></c><c r="B2">{cell}</c></row>'))
    assert grid.lines == [GridLine(2, ["7", "#UNCOMPUTED!"])]
    assert list(grid.notices) == [f"B2: formulas without a value. {COMPUTE}"]
    assert broken("#UNCOMPUTED!") == ("is a formula without a computed value", COMPUTE)


def test_a_formula_without_value_beyond_all_values() -> None:
    grid = only_grid(xlsx('<row r="2"><c r="B2"><v>7</v></c></row><row r="9"><c r="A9"><f>B2</f></c></row>'))
    assert grid.lines == [GridLine(2, ["", "7"]), GridLine(9, ["#UNCOMPUTED!", ""])]


def test_the_zero_that_stands_for_a_value_to_be_computed_is_none() -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c><c r="B1"><f>2+2</f><v>4</v></c><c r="C1"><v>0</v></c></row>'
    assert cells(xlsx(rows)) == [["0", "4", "0"]]
    assert cells(xlsx(rows, workbook='<calcPr fullCalcOnLoad="1"/>')) == [["#UNCOMPUTED!", "4", "0"]]


def test_errors_are_not_empty() -> None:
    rows = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    assert cells(xlsx(rows)) == [["#REF!", "#DIV/0!"]]
    assert broken("#REF!") == ("is a spreadsheet error, not a value", "Correct the formula, or clear the cell.")
    assert broken("#1 of 2") is None


def test_a_number_is_known_from_a_text_that_looks_like_one() -> None:
    files = [
        xlsx('<row r="1"><c r="A1"><v>1.234</v></c><c r="B1" t="str"><v>1.234</v></c></row>'),
        ods(
            '<table:table table:name="A"><table:table-row><table:table-cell office:value-type="float" '
            'office:value="1.234"/><table:table-cell office:value-type="string"><text:p>1.234</text:p>'
            "</table:table-cell></table:table-row></table:table>"
        ),
        b'[{"1.234": 1.234, "x": "1.234"}]',
    ]
    for data in files:
        number, text = cells(data)[-1]
        assert number == text == "1.234"
        assert (type(number), type(text)) == (NumberText, str)


def test_sheets_that_are_hidden_empty_or_charts() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["code", "title"])
        book.add_worksheet("Empty")
        hidden = book.add_worksheet("Hidden")
        hidden.write(0, 0, "x")
        hidden.hide()
        tracker = book.add_worksheet("_tracker")
        tracker.write(0, 0, "y")
        tracker.very_hidden()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Budget!$A$1:$A$2"})
        book.add_chartsheet("Chart").set_chart(chart)

    found = read_grids("norad.csv", written(fill))
    assert [(grid.sheet, list(grid.notices)) for grid in found] == [
        ("Budget", []),
        ("Hidden", ["the sheet is hidden but was read"]),
        ("_tracker", ["the sheet is hidden but was read"]),
    ]


def test_rows_that_a_filter_hides_are_read_and_told() -> None:
    grid = only_grid(xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'))
    assert [line.cells for line in grid.lines] == [["1"], ["2"]]
    assert list(grid.notices) == ["hidden rows were read too: 2"]


def test_macros_are_ignored_and_told() -> None:
    data = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', {"xl/vbaProject.bin": "x"})
    assert list(only_grid(data).notices) == ["the macros of the workbook were ignored"]


def test_a_workbook_that_another_program_wrote_in_its_own_way() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c t='inlineStr'><is><t>P1</t></is></c></row>"
    assert cells(xlsx(rows)) == [["1", "2"], ["P1", ""]]
    prefixed = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c>'
        '<x:c r="B1"><x:f>A1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert cells(xlsx("", {"xl/worksheets/sheet1.xml": prefixed})) == [["7", "#UNCOMPUTED!"]]


def test_a_workbook_without_text_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"norad: is a workbook without any text\."):
        read_grids("norad", written(lambda book, sheet: None))


def test_an_old_workbook() -> None:
    budget, notes = read_grids("old.csv", OLD.read_bytes())
    assert (budget.sheet, notes.sheet) == ("Presupuesto", "Notas")
    assert budget.lines == [
        GridLine(2, ["", "Cartera 2012", "", "", ""]),
        GridLine(3, ["", "project", "committed", "share", "start"]),
        GridLine(4, ["", "P1", "EUR 1234.5", "40%", "2012-03"]),
        GridLine(5, ["", "007", "2469", "#DIV/0!", "2012-03-31"]),
    ]
    assert budget.merged == [(2, 2, 1, 4)]
    assert list(budget.notices) == ["hidden rows were read too: 5"]
    assert notes.lines == [GridLine(1, ["Más allá"])]
    assert list(notes.notices) == ["the sheet is hidden but was read"]


def test_an_old_workbook_with_a_password() -> None:
    data = OLD.read_bytes()
    # The code page becomes the record that begins what is encrypted.
    protected = data.replace(b"\x42\x00\x02\x00", b"\x2f\x00\x02\x00", 1)
    assert protected != data
    with pytest.raises(Unreadable, match=r"norad: is protected by a password\."):
        read_grids("norad", protected)


def ods_cell(attributes: str, text: str = "") -> str:
    return f"<table:table-cell {attributes}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (ods_cell('office:value-type="float" office:value="1234.5"', "1.234,50"), "1234.5"),
        (ods_cell('office:value-type="float" office:value="1E+20"', "1E+20"), "100000000000000000000"),
        (ods_cell('office:value-type="percentage" office:value="0.4"', "40%"), "40%"),
        (ods_cell('office:value-type="currency" office:currency="EUR" office:value="1000"', "1.000 €"), "EUR 1000"),
        (ods_cell('office:value-type="currency" office:currency="NOK" office:value="1000"', "kr 1 000"), "1000"),
        (ods_cell('office:value-type="date" office:date-value="2012-03-31"', "31/03/12"), "2012-03-31"),
        (
            ods_cell('office:value-type="date" office:date-value="2012-03-01" table:style-name="ce1"', "Mar 12"),
            "2012-03",
        ),
        (ods_cell('office:value-type="time" office:time-value="PT36H30M00S"', "36:30"), "36:30:00"),
        (ods_cell('office:value-type="boolean" office:boolean-value="true"', "VERDADERO"), "true"),
        (ods_cell('office:value-type="string"', "a<text:s text:c='2'/>b<text:span>c</text:span>"), "a  bc"),
        (ods_cell('table:formula="of:=1/0" office:value-type="string" office:string-value=""', "#DIV/0!"), "#DIV/0!"),
        (ods_cell('table:formula="of:=[.A1]"'), "#UNCOMPUTED!"),
        (
            '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
            "<text:p>one</text:p><text:p>two</text:p></table:table-cell>",
            "one\ntwo",
        ),
    ],
)
def test_a_value_of_open_document_is_what_the_person_sees(cell: str, text: str) -> None:
    styles = (
        '<number:date-style style:name="N1"><number:month/><number:year/></number:date-style>'
        '<style:style style:name="ce1" style:data-style-name="N1"/>'
    )
    table = f'<table:table table:name="A"><table:table-row>{cell}</table:table-row></table:table>'
    assert cells(ods(table, styles)) == [[text]]


def test_repeated_and_merged_cells_of_open_document() -> None:
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    table = (
        f'<table:table table:name="A">{empty}<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row>"
        '<table:table-row table:number-rows-repeated="2" table:visibility="filter">'
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="4"/></table:table-row><table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    grid = only_grid(ods(table))
    assert grid.lines == [GridLine(4, ["", "", "x", ""]), GridLine(5, ["1"] * 4), GridLine(6, ["1"] * 4)]
    assert grid.merged == [(4, 4, 2, 3)]
    assert list(grid.notices) == ["hidden rows were read too; the first is row 5"]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=8).map(str.strip)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=5)
)


def separated(rows: list[list[str]], delimiter: str) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([[safe_cell(text) for text in row] for row in rows])
    return stream.getvalue().encode()


def strings(rows: list[list[str]]) -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                if text:
                    sheet.write_string(row, column, text)

    return written(fill)


@settings(max_examples=40)
@given(TABLES)
def test_any_table_of_texts_is_the_same_in_every_format(rows: list[list[str]]) -> None:
    heading = [f"c{place}" for place in range(len(rows[0]))]
    named = [dict(zip(heading, row, strict=True)) for row in rows]
    files = {
        "csv": separated([heading, *rows], ","),
        "tsv": separated([heading, *rows], "\t"),
        "xlsx": strings([heading, *rows]),
        "ods": ods(ods_table([heading, *rows])),
        "json": json.dumps(named).encode(),
    }
    expected = [heading, *(row for row in rows if any(row))]
    for form, data in files.items():
        assert [line.cells for line in read_grids("t", data, form)[0].lines] == expected, form
        assert len(heading) == 1 or form_of(data) == form


@given(st.floats(-1e300, 1e300))
def test_a_number_is_plain_digits_that_mean_the_same(value: float) -> None:
    text = number_text(value)
    assert text.lstrip("-").replace(".", "", 1).isdecimal()
    assert float(text) == pytest.approx(value, rel=1e-14)
