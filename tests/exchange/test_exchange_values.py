"""Amounts, dates and shares as people write them in their own lists: what is read, what is said, what is refused."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from conftest import Once, Run

HEADER = "project,status,donor"


@pytest.fixture
def room(caribbean: Run, once: Once) -> Run:
    """Two projects of IDB, the open conference was told of both."""

    @once
    def fill_it() -> None:
        for code, title in {"P1": "Risk management", "P2": "Single window"}.items():
            caribbean(f'project add {code} --title "{title}" --status active --donor IDB --no-input')

    return caribbean


def said(run: Run, text: str, status: int = 0, more: str = "") -> list[str]:
    """What an import says of a sheet that it only looks at."""
    done = run(f"import - --at 2013 --dry-run {more}", input=text, status=status)
    return [line.removeprefix("standard input") for line in done.err.splitlines() if "standard input" in line]


def test_amounts_with_words_and_signs_are_read_in_cells_and_when_typed(room: Run) -> None:
    cells = "P1,active,IDB,3 million USD,1.5 mio USD\nP2,active,IDB,2 millones USD,US$ 200000\n"
    room("import - --at 2013 --yes", input=f"{HEADER},committed,disbursed\n{cells}")
    listed = room("contribution list --at 2013 --format csv").out
    assert "3000000.00,1500000.00" in listed and "2000000.00,200000.00" in listed
    typed = ("3 million USD", "3 millones de dólares americanos", "US$3m", "3 mio US dollars")
    for amount in typed:
        told = room(f'report P2 --donor IDB --committed "{amount}: new money" --dry-run').out
        assert "P2-IDB committed: 2,000,000.00 USD -> 3,000,000.00 USD" in told


def test_a_sign_of_several_currencies_says_which(room: Run) -> None:
    assert said(room, f"{HEADER},committed\nP1,active,IDB,5 pesos\n", 1)[1] == (
        ", line 2, currency is not stated: the sign can mean ARS, CLP, COP, CUP, DOP, MXN, PHP or UYU."
        " Give --currency, or a column currency."
    )
    assert "¥ can mean CNY or JPY" in room('report P1 --donor IDB --committed "¥5"', status=2).err


def test_currencies_are_known_by_name_and_sign(room: Run) -> None:
    rows = "P1,active,IDB,5,US Dolar\nP2,active,IDB,7,US$\n"
    assert said(room, f"{HEADER},committed,currency\n{rows}") == [": currency: US Dolar read as USD"]
    rows = "P1,active,IDB,5,euros\nP2,active,IDB,7,pesos\n"
    assert said(room, f"{HEADER},committed,currency\n{rows}", 1)[1] == (
        ", line 3, currency 'pesos' can mean ARS, CLP, COP, CUP, DOP, MXN, PHP or UYU. Use the code of one of them."
    )


def test_an_order_that_one_column_proves_holds_for_the_others(room: Run) -> None:
    rows = "P1,active,31/12/2012,01/02/2014\nP2,active,2012-12-31T00:00:00Z,20141231\n"
    assert said(room, f"project,status,start,end\n{rows}") == [
        ": start: 2012-12-31T00:00:00Z read as 2012-12-31",
        ": end: 01/02/2014 read as 2014-02-01, with the order of day and month from start",
    ]


def test_two_columns_that_prove_two_orders_are_not_both_read(room: Run) -> None:
    rows = "P1,active,31/12/2012,12/31/2014\nP2,active,01/02/2013,03/04/2014\n"
    why = (
        "is in a column that has 12/31/2014, but start has 31/12/2012"
        ". Use the same order of day and month in the whole sheet."
    )
    assert said(room, f"project,status,start,end\n{rows}", 1) == [
        ": start: 01/02/2013 read as 2013-02-01",
        f", line 2, end '12/31/2014' {why}",
        f", line 3, end '03/04/2014' {why}",
    ]
    assert len(said(room, "project,status,start,end\nP1,active,01/02/2013,03/04/2014\n", 1)) == 2
    assert said(room, "project,status,start,end\nP1,active,01/02/2013,03/04/2014\n", more="--dates mdy") == [
        ": start: 01/02/2013 read as 2013-01-02",
        ": end: 03/04/2014 read as 2014-03-04",
    ]


def test_shares_that_make_one_are_parts_of_one(room: Run) -> None:
    rows = "P1,active,JM-CUSTOMS:0.25;BB-CUSTOMS:0.75\nP2,active,JM-CUSTOMS:1\n"
    assert said(room, f"project,status,beneficiaries\n{rows}") == [
        ": beneficiaries: JM-CUSTOMS:0.25;BB-CUSTOMS:0.75 read as JM-CUSTOMS:25;BB-CUSTOMS:75"
    ]
    assert said(room, "project,status,beneficiaries\nP1,active,JM-CUSTOMS:0.25;BB-CUSTOMS:0.5\n") == []
    typed = room("report P1 --beneficiary JM-CUSTOMS:0.5 --beneficiary BB-CUSTOMS:0.5 --dry-run").out
    assert "share of BB-CUSTOMS: unknown -> 50 %" in typed


def test_what_a_spreadsheet_made_of_a_code_is_refused(room: Run, tmp_path: Path) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"default_date_format": "mmm-yy"}) as book:
        sheet = book.add_worksheet("List")
        sheet.write_row(0, 0, ["code", "title"])
        sheet.write_datetime(1, 0, date(2012, 3, 1))
        sheet.write_row(2, 0, [87261000000000000000000000, "Twenty-six digits"])
        sheet.write_row(3, 0, [87171311461, "Eleven digits"])
        sheet.write_row(1, 1, ["MAR-12"])
    (tmp_path / "list.xlsx").write_bytes(held.getvalue())
    mend = "Format the column as text in the spreadsheet, and type the code again."
    assert room(f"import {tmp_path / 'list.xlsx'}", status=1).err.splitlines()[:2] == [
        f"list.xlsx, sheet List, row 2, code '2012-03' is a date: a spreadsheet converted the code. {mend}",
        f"list.xlsx, sheet List, row 3, code '{'87261' + '0' * 21}' is a number of 26 digits, but a spreadsheet"
        f" keeps only 15. {mend}",
    ]
    assert said(room, "code,title\n8.7261E+25,Saved as csv\n", 1) == [
        f", line 2, code '8.7261E+25' is a number that a spreadsheet shortened: it keeps only 15 digits. {mend}"
    ]


def test_an_actual_that_could_be_thousands_is_asked_about(room: Run) -> None:
    room('outcome add P1/O1 --title "Faster" --level output')
    added = room(
        'outcome indicator P1/I1 --outcome O1 --title "Time" --measure number --direction down --baseline 1.250'
    )
    doubt = "was read with a decimal point. If thousands are meant, write"
    assert f"Please check: --baseline 1.250 {doubt} 1250.\n" in added.err
    assert f"Please check: --actual 1.100 {doubt} 1100.\n" in room("report P1 --indicator I1 --actual 1.100").err
    assert "Please check" not in room("report P1 --indicator I1 --actual 0.500").err


def test_dates_and_names_are_read_in_every_column_that_holds_them(room: Run) -> None:
    rows = "P1,M1,Law passed,31/12/2012,01/02/2013\n"
    assert said(room, f"project,code,title,planned_date,first_planned\n{rows}") == [
        ": planned_date: 31/12/2012 read as 2012-12-31",
        ": first_planned: 01/02/2013 read as 2013-02-01, with the order of day and month from planned_date",
    ]
    assert said(room, "action,owner\nPublish the timetable,Inter-American Development Bank\n") == [
        ": owner: Inter-American Development Bank read as IDB"
    ]
    rows = "agreement,Inter-American Development Bank; JM-CUSTOMS,Data\n"
    assert said(room, f"kind,parties,subject\n{rows}") == [
        ": parties: Inter-American Development Bank; JM-CUSTOMS read as IDB;JM-CUSTOMS"
    ]
