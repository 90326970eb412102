"""A file becomes a table of cells, or is refused with the line in which it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.exchange.grids import Line, Table, Unreadable
from tracker.exchange.headings import read_tables
from tracker.rules.cells import safe_cell

TABLE = "code,title\nP1,Más allá\nP2,Ну\n"


def only_table(source: str, data: bytes, form: str | None = None) -> Table:
    (table,) = read_tables(source, data, form)
    return table


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.rstrip("\n").encode(),
        TABLE.replace("code", '"code"').encode(),
        TABLE.replace("P1", " P1 ").encode(),
        TABLE.replace("\n", ",,\n").encode(),
        TABLE.encode() + b"\n,\n  ,  \n",
    ],
)
def test_the_same_table_however_it_was_saved(data: bytes) -> None:
    table = only_table("t.csv", data)
    assert table.header.cells == ["code", "title"]
    assert table.rows == [Line(2, ["P1", "Más allá"]), Line(3, ["P2", "Ну"])]


def test_lines_are_those_of_an_editor() -> None:
    table = only_table("t.csv", b'\ncode,title\n\nP1,"two\nlines"\r\nP2,"a ""quoted"" word, and a comma"\n')
    assert table.header.number == 2
    assert table.rows == [Line(4, ["P1", "two\nlines"]), Line(6, ["P2", 'a "quoted" word, and a comma'])]


def test_a_format_that_is_said_is_not_guessed() -> None:
    text = b"code;a,title\nP1;x,y\n"
    assert only_table("t.csv", text).header.cells == ["code;a", "title"]
    assert only_table("t.csv", text, "tsv").header.cells == ["code;a,title"]
    assert only_table("t.csv", b"a\tb,c,d\n", "csv").header.cells == ["a\tb", "c", "d"]


def test_a_table_without_rows() -> None:
    assert only_table("t.csv", b"code,title\n").rows == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip).filter(bool))
def test_what_a_spreadsheet_was_kept_from_running_comes_back(text: str) -> None:
    written = safe_cell(text).replace('"', '""')
    assert only_table("t.csv", f'code,note\nP1,"{written}"\n'.encode()).rows[0].cells == ["P1", text]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "t.csv: is empty."),
        (b"\n \n,\n", "t.csv: is empty."),
        (b"\xef\xbb\xbf", "t.csv: is empty."),
        (b"code,title\nP1,caf\xe9\n", "t.csv, line 2: is not UTF-8: the byte E9 makes no character."),
        (b"code\nP1\nP2\n\x93\n", "t.csv, line 4: is not UTF-8: the byte 93 makes no character."),
        (b"\xff\xfec\x00o\x00d", "t.csv: is not UTF-16: the byte 64 makes no character."),
        ("code,title\nP1,x\n".encode("utf-16-le"), "t.csv, line 1: holds NUL characters, which no text has."),
        (b"code,title\nP1,a\0b\n", "t.csv, line 2: holds NUL characters, which no text has."),
        (b"PK\x03\x04\x14\x00", "t.csv: is a workbook or an archive, not a table of text."),
        (b'code,title\nP1,"x\nP2,y\n', "t.csv, line 2: cannot be read from here on: unexpected end of data."),
        (b'code,title\nP1,"x"y\n', "t.csv, line 2: cannot be read from here on: ',' expected after '\"'."),
        (b"code,,title\nP1,,x\n", "t.csv, line 1: column 2 has no heading."),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        only_table("t.csv", data)
    assert caught.value.message == said
    assert caught.value.hint or "empty" not in said
    assert caught.value.exit_status == 1


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = only_table("t.csv", data)
    except Unreadable:
        return
    assert all(line.number > table.header.number for line in table.rows)
