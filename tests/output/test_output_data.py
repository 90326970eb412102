"""json, csv and tsv: whole outputs, what a reader gets back, formulas, speed of memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.output import Column, Style, restore_cell, show
from tracker.rules.cells import safe_cell

EXPONENTS = {"USD": 2, "JPY": 0, "KWD": 3}
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


class Small(NamedTuple):
    code: str
    note: str | None
    currency: str
    amount: int | None


SMALL = [Column("code", "Code", "code"), Column("note", "Note"), Column("amount", "Amount", "money")]
SMALLS = st.lists(
    st.builds(
        Small,
        st.from_regex(r"[A-Z0-9-]{1,8}", fullmatch=True),
        st.none() | TEXT,
        st.sampled_from(sorted(EXPONENTS)),
        st.none() | st.integers(-(10**17), 10**17),
    )
)


def shown(rows: Any, columns: Sequence[Column], style: Style, form: str, **more: Any) -> str:
    out = io.StringIO()
    show(rows, columns, style._replace(form=form), out=out, **more)
    return out.getvalue()


def test_json(lines: Any, columns: Any, style: Style, totals: Any) -> None:
    assert shown(lines, columns, style, "json", title="Unseen", footer=totals) == (
        "[\n"
        '{"code": "P1", "title": "Regional risk management", "currency": "USD", "committed": "1000000.00",'
        ' "start": "2012-03", "share": "60", "figure": 12345, "sealed": true, "themes": ["risk", "TFA"]},\n'
        '{"code": "P2", "title": "Said \\"no\\", then =yes", "currency": "JPY", "committed": "-1234",'
        ' "start": "2012", "share": "33.3333", "figure": 2012, "sealed": false, "themes": []},\n'
        '{"code": "P3", "title": "税関 | Zoll", "currency": "KWD", "committed": "0.001",'
        ' "start": null, "share": null, "figure": null, "sealed": null, "themes": ["a"]},\n'
        '{"code": "P4", "title": null, "currency": null, "committed": null,'
        ' "start": "2012-03-01", "share": "100", "figure": "3.50", "sealed": true, "themes": []}\n'
        "]\n"
    )


def test_csv(lines: Any, columns: Any, style: Style, totals: Any) -> None:
    assert shown(lines, columns, style, "csv", title="Unseen", footer=totals) == (
        "code,title,currency,committed,start,share,figure,sealed,themes\n"
        "P1,Regional risk management,USD,1000000.00,2012-03,60,12345,true,risk;TFA\n"
        'P2,"Said ""no"", then =yes",JPY,-1234,2012,33.3333,2012,false,\n'
        "P3,税関 | Zoll,KWD,0.001,,,,,a\n"
        "P4,,,,2012-03-01,100,3.50,true,\n"
    )


def test_tsv(lines: Any, columns: Any, style: Style) -> None:
    rows = [lines[0]._replace(title="a\tb, c"), lines[3]]
    assert shown(rows, columns[:4], style, "tsv") == (
        'code\ttitle\tcurrency\tcommitted\nP1\t"a\tb, c"\tUSD\t1000000.00\nP4\t\t\t\n'
    )


def test_quiet_is_codes_only(lines: Any, columns: Any, style: Style) -> None:
    assert shown(lines, [columns[1], *columns], style._replace(quiet=True), "json") == "P1\nP2\nP3\nP4\n"


@pytest.mark.parametrize(
    ("form", "expected"), [("json", "[]\n"), ("csv", "code,note,amount\n"), ("tsv", "code\tnote\tamount\n")]
)
def test_no_rows(form: str, expected: str, style: Style) -> None:
    out = io.StringIO()
    assert show([], SMALL, style._replace(form=form), out=out) == 0
    assert out.getvalue() == expected


def test_the_rows_are_counted(style: Style) -> None:
    rows = (Small(str(number), None, "USD", number) for number in range(2500))
    assert show(rows, SMALL, style._replace(form="csv"), out=io.StringIO()) == 2500


def test_one_column_has_no_empty_lines(style: Style) -> None:
    text = shown([Small("A", None, "USD", 1), Small("B", "", "USD", 1)], SMALL[1:2], style, "csv")
    assert text == 'note\n""\n""\n'


@given(SMALLS)
def test_json_gives_the_values_back(rows: list[Small]) -> None:
    read = json.loads(shown(rows, SMALL, Style(exponents=EXPONENTS), "json"))
    assert [(row["code"], row["note"]) for row in read] == [(row.code, row.note) for row in rows]
    assert [amount(each["amount"], row.currency) for each, row in zip(read, rows, strict=True)] == [
        row.amount for row in rows
    ]


@given(SMALLS, st.sampled_from([("csv", ","), ("tsv", "\t")]))
def test_csv_gives_the_values_back(rows: list[Small], form: tuple[str, str]) -> None:
    text = shown(rows, SMALL, Style(exponents=EXPONENTS), form[0])
    read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=form[1]))
    assert [(restore_cell(row["code"]), restore_cell(row["note"])) for row in read] == [
        (row.code, row.note or "") for row in rows
    ]
    assert [amount(each["amount"] or None, row.currency) for each, row in zip(read, rows, strict=True)] == [
        row.amount for row in rows
    ]


def amount(text: str | None, currency: str) -> int | None:
    if text is None:
        return None
    exponent = EXPONENTS[currency]
    assert len(text.partition(".")[2]) == exponent
    return int(Decimal(text).scaleb(exponent))


@given(TEXT)
def test_restoring_a_safe_cell(text: str) -> None:
    assert restore_cell(safe_cell(text)) == text
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+x", "＝1"])
def test_a_formula_becomes_text_and_comes_back(text: str, style: Style) -> None:
    assert safe_cell(text) == "'" + text
    assert restore_cell("'" + text) == text


@pytest.mark.parametrize("text", ["", "'", "'tis", "a=b", "O'Neill", "1-2"])
def test_other_text_is_left_alone(text: str) -> None:
    assert safe_cell(text) == restore_cell(text) == text


def test_numbers_are_no_formulas_but_text_among_them_may_be(style: Style) -> None:
    class Measured(NamedTuple):
        actual: str

    rows = [Measured("-3.5"), Measured("+1e3"), Measured("=1+1"), Measured("-x")]
    assert shown(rows, [Column("actual", "Actual", "number")], style, "csv") == "actual\n-3.5\n+1e3\n'=1+1\n'-x\n"


@pytest.mark.parametrize("form", ["json", "csv", "tsv", "md"])
def test_memory_does_not_grow_with_the_rows(form: str, style: Style) -> None:
    class Nowhere(io.StringIO):
        def write(self, text: str) -> int:
            return len(text)

    def rows(count: int) -> Iterator[Small]:
        return (Small(f"P{number}", f"note {number}", "USD", number) for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        show(rows(count), SMALL, style._replace(form=form), out=Nowhere())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2000)
    assert peak(50_000) < peak(5_000) * 1.2


def test_a_closed_pipe_is_told(style: Style) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for form in ("table", "json", "csv", "md"):
        with pytest.raises(BrokenPipeError):
            show([Small("A", None, "USD", 1)], SMALL, style._replace(form=form), out=Closed())
