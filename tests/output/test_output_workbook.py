"""Lists and cards as workbooks, read back as a spreadsheet would read them."""

from __future__ import annotations

import datetime
import io
import os
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output_rows import Line
from python_calamine import CalamineWorkbook

from tracker.errors import TrackerError, Usage
from tracker.output import CardFact, Column, Section, Style, show, show_card
from tracker.output.office import sheet as sheets
from tracker.output.office.workbook import workbook
from tracker.rules.money import human
from tracker.store.files.destinations import Target, replaced

MADE = datetime.datetime(2013, 1, 28, 9, 30, tzinfo=datetime.UTC)


class Cell(NamedTuple):
    """A row with one text, and an amount of its own."""

    text: str | None
    currency: str | None = None
    amount: int | None = None


TEXT = [Column("text", "Text")]
AMOUNT = [Column("text", "Text"), Column("currency", "", "code"), Column("amount", "Amount", "money")]


def as_xlsx(style: Style, path: Path) -> Style:
    return style._replace(
        form="xlsx", file=Target(path, "xlsx"), about="project list", register="register.db", made=lambda: MADE
    )


def cells(path: Path, sheet: int = 0) -> list[list[Any]]:
    """What a reader of workbooks finds, row by row."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def formulas(path: Path) -> dict[str, str]:
    """The formulas of the first sheet, by their cell."""
    text = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    return {
        cell: formula.replace("&quot;", '"') for cell, formula in re.findall(r'<c r="(\w+)"[^>]*><f>(.*?)</f>', text)
    }


def test_a_list_has_numbers_dates_and_flags_of_a_spreadsheet(
    columns: list[Column],
    lines: Sequence[Line],
    totals: Sequence[Line],
    style: Style,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "list.xlsx"
    assert show(lines, columns, as_xlsx(style, path), footer=totals) == 4
    assert capsys.readouterr() == ("", f"4 rows written to {path}\n")
    assert cells(path) == [
        ["Code", "Title", "Currency", "Committed", "Start", "Share", "Figure", "Sealed", "Themes"],
        ["P1", "Regional risk management", "USD", 1000000.0, "2012-03", 0.6, 12345.0, True, "risk;TFA"],
        ["P2", 'Said "no", then =yes', "JPY", -1234.0, "2012", 0.333333, 2012.0, False, ""],
        ["P3", "税関 | Zoll", "KWD", 0.001, "", "", "", "", "a"],
        ["P4", "", "", "", datetime.date(2012, 3, 1), 1.0, 3.5, True, ""],
        ["", "", "", "", "", "", "", "", ""],
        ["", "Total", "USD", 1000000.0, "", "", "", "", ""],
    ]
    assert CalamineWorkbook.from_path(str(path)).sheet_names == ["Project list"]


def test_a_total_is_a_formula_over_its_currency_only(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [Cell("P1", "USD", 100), Cell("P2", "EUR", 250), Cell("P3", "USD", 1), Cell("P4")]
    footer = [Cell("Total", "EUR", 250), Cell("Total", "USD", 101), Cell("All in", "USD", 426)]
    show(rows, AMOUNT, as_xlsx(style, path), footer=footer)
    shown = 'ROUND(SUMPRODUCT(SUBTOTAL(109,OFFSET($C$2,ROW($C$2:$C$5)-ROW($C$2),0))*($B$2:$B$5="{}")),2)'
    assert formulas(path) == {"C7": shown.format("EUR"), "C8": shown.format("USD")}
    # What the rows do not add up to is an amount and no formula.
    assert cells(path)[6:] == [["Total", "EUR", 2.5], ["Total", "USD", 1.01], ["All in", "USD", 4.26]]


def test_in_one_currency_a_total_follows_the_filter_plainly(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    show([Cell("P1", "JPY", 100), Cell("P2", "JPY", 1)], AMOUNT, as_xlsx(style, path), footer=[Cell("", "JPY", 101)])
    assert formulas(path) == {"C5": "ROUND(SUBTOTAL(109,$C$2:$C$3),0)"}


def test_a_long_list_says_that_its_totals_are_of_all_rows(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [Cell("P", "USD" if number % 2 else "EUR", 1) for number in range(6000)]
    show(rows, AMOUNT, as_xlsx(style, path), footer=[Cell("Total", "USD", 3000)])
    assert formulas(path) == {"C6003": 'ROUND(SUMIFS($C$2:$C$6001,$B$2:$B$6001,"USD"),2)'}
    assert cells(path)[-1][0] == "These totals are of all rows, also of those that a filter hides."


def test_an_amount_that_excel_would_round_is_text_and_so_is_its_total(
    style: Style, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.xlsx"
    rows = [Cell("P1", "USD", 10**15 - 1), Cell("P2", "USD", 10**15 + 1)]
    show(rows, AMOUNT, as_xlsx(style, path), footer=[Cell("Total", "USD", 2 * 10**15)])
    assert [row[2] for row in cells(path)] == [
        "Amount",
        9999999999999.99,
        "10,000,000,000,000.01",
        "",
        "20,000,000,000,000.00",
    ]
    assert formulas(path) == {}
    assert capsys.readouterr().err == (
        "2 amounts of more than 15 digits are written as text: a spreadsheet would round them.\n"
        f"2 rows written to {path}\n"
    )


@given(st.lists(st.tuples(st.integers(-(10**17), 10**17), st.sampled_from(["USD", "JPY", "KWD"])), max_size=20))
def test_every_amount_comes_back_to_the_minor_unit(amounts: list[tuple[int, str]]) -> None:
    style = Style(form="xlsx", exponents={"USD": 2, "JPY": 0, "KWD": 3})
    found = read_back([Cell("", currency, amount) for amount, currency in amounts], AMOUNT, style)
    for (amount, currency), cell in zip(amounts, (row[2] for row in found[1:]), strict=True):
        decimals = style.exponents[currency]
        if abs(amount) < 10**15:
            assert round(cell * 10**decimals) == amount
        else:
            assert cell == human(amount, decimals)


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.sampled_from(
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "=cmd|' /C calc'!A0", "_x0041_", "http://x.org", "007"]
    ),
)


@given(st.lists(HOSTILE, max_size=20))
def test_every_text_comes_back_as_it_was_and_none_is_a_formula(texts: list[str]) -> None:
    found = read_back([Cell(text) for text in texts], TEXT, Style(form="xlsx"))
    assert [row[0] for row in found[1:]] == texts


def read_back(rows: Sequence[Cell], columns: Sequence[Column], style: Style) -> list[list[Any]]:
    held = io.BytesIO()
    out = io.TextIOWrapper(held, encoding="utf-8")
    show(rows, columns, style, out=out)
    assert b"<f>" not in zipfile.ZipFile(held).read("xl/worksheets/sheet1.xml")
    found = CalamineWorkbook.from_filelike(io.BytesIO(held.getvalue())).get_sheet_by_index(0)
    return found.to_python(skip_empty_area=False)


def test_the_same_rows_are_the_same_bytes(
    columns: list[Column], lines: Sequence[Line], style: Style, tmp_path: Path
) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        show(lines, columns, as_xlsx(style, tmp_path / name))
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_text_longer_than_a_cell_ends_with_a_mark(
    style: Style, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.xlsx"
    show([Cell("a" * 32_767), Cell("b" * 32_768), Cell("🛃" * 20_000)], TEXT, as_xlsx(style, path))
    whole, cut, wide = (row[0] for row in cells(path)[1:])
    assert whole == "a" * 32_767
    assert cut == "b" * 32_763 + " […]"
    assert wide == "🛃" * 16_381 + " […]"
    assert capsys.readouterr().err.startswith(
        "2 texts of more than 32,767 characters were cut and end with […], because a cell holds no more;"
    )


def test_more_rows_than_a_sheet_has_are_refused_and_the_file_is_as_it_was(
    style: Style, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    show([Cell("before")], TEXT, as_xlsx(style, path))
    before = path.read_bytes()
    monkeypatch.setattr(sheets, "LAST_ROW", 2)
    with pytest.raises(TrackerError, match="The list is longer than a sheet of Excel, which ends at row 3"):
        show([Cell("one"), Cell("two"), Cell("three")], TEXT, as_xlsx(style, path))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_sheets_have_legal_names_of_their_own(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with workbook(as_xlsx(style, path)) as book:
        for name in ("By [donor]: a/b", "'x'", "x" * 40, "X" * 40, "History", "", "Sheet"):
            book.add(name)
    assert CalamineWorkbook.from_path(str(path)).sheet_names == [
        "By donor a b",
        "x",
        "x" * 31,
        "X" * 29 + " 2",
        "Sheet",
        "Sheet 2",
        "Sheet 3",
    ]


def test_a_card_is_one_sheet_with_its_lists_below(style: Style, tmp_path: Path) -> None:
    path = tmp_path / "card.xlsx"
    pairs = [
        CardFact("code", "Code", "P1", "code"),
        CardFact("objective", "Objective", "Fewer, better controls"),
        CardFact("start", "Start", "2012-03-01", "date"),
        CardFact("total", "Total", 123456, "money", "EUR"),
        CardFact("end", "End", None, "date"),
    ]
    rows = [Cell("IDB", "USD", 100), Cell("EU", "USD", 50)]
    sections = [
        Section("Money", rows, AMOUNT, footer=[Cell("Total", "USD", 150)]),
        Section("Risks", [], TEXT, "None yet."),
        Section("Papers", [], TEXT),
    ]
    show_card("P1  Regional risk management", pairs, sections, as_xlsx(style, path))
    assert cells(path) == [
        ["P1  Regional risk management", "", ""],
        ["", "", ""],
        ["Code", "P1", ""],
        ["Objective", "Fewer, better controls", ""],
        ["Start", datetime.date(2012, 3, 1), ""],
        ["Total", 1234.56, "EUR"],
        ["End", "–", ""],
        ["", "", ""],
        ["Money", "", ""],
        ["Text", "Currency", "Amount"],
        ["IDB", "USD", 1.0],
        ["EU", "USD", 0.5],
        ["Total", "USD", 1.5],
        ["", "", ""],
        ["Risks", "", ""],
        ["None yet.", "", ""],
    ]
    assert formulas(path) == {"C13": "ROUND(SUBTOTAL(109,$C$11:$C$12),2)"}


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.write_text("before")
    target.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    with pytest.raises(ZeroDivisionError), replaced(Target(link, "csv")) as out:
        out.write(b"half")
        raise ZeroDivisionError
    assert target.read_text() == "before"
    with replaced(Target(link, "csv")) as out:
        out.write(b"after")
        assert target.read_text() == "before"
    assert link.is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("after", 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "list.csv"]


def test_nothing_but_a_file_is_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for target, why in (
        (tmp_path, "is not a regular file"),
        (tmp_path / "pipe.csv", "is not a regular file"),
        (tmp_path / "nowhere" / "list.csv", "there is no folder"),
    ):
        with pytest.raises(Usage, match=why), replaced(Target(target, "csv")):
            pass
