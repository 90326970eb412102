"""A file becomes a table of cells, or is refused with the line in which it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.exchange.formats.reading import form_of, read_grids
from tracker.exchange.grids import GridLine, Table, Unreadable
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
    assert table.rows == [GridLine(2, ["P1", "Más allá"]), GridLine(3, ["P2", "Ну"])]


def test_lines_are_those_of_an_editor() -> None:
    table = only_table("t.csv", b'\ncode,title\n\nP1,"two\nlines"\r\nP2,"a ""quoted"" word, and a comma"\n')
    assert table.header.number == 2
    assert table.rows == [GridLine(4, ["P1", "two\nlines"]), GridLine(6, ["P2", 'a "quoted" word, and a comma'])]


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
        (b"code,title\nP1,caf\xe9\n", "t.csv, line 2: is not UTF-8: the byte E9 is not a character."),
        (b"code\nP1\nP2\n\x93\n", "t.csv, line 4: is not UTF-8: the byte 93 is not a character."),
        (b"\xff\xfec\x00o\x00d", "t.csv: is not UTF-16: the byte 64 is not a character."),
        ("code,title\nP1,x\n".encode("utf-16-le"), "t.csv, line 1: contains NUL characters, which text never has."),
        (b"code,title\nP1,a\0b\n", "t.csv, line 2: contains NUL characters, which text never has."),
        (b"PK\x03\x04\x14\x00", "t.csv: is a workbook, document or archive that is incomplete or damaged."),
        (b'code,title\nP1,"x\nP2,y\n', "t.csv, line 2: cannot be read after this point: unexpected end of data."),
        (b'code,title\nP1,"x"y\n', "t.csv, line 2: cannot be read after this point: ',' expected after '\"'."),
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


def cells(data: bytes, form: str | None = None, encoding: str | None = None) -> list[list[str]]:
    (grid,) = read_grids("t", data, form, encoding)
    return [line.cells for line in grid.lines]


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (b"Norad portfolio 2013\ncode;title\nP1;1,5\nP2;x\n", ["Norad portfolio 2013"]),
        (b"Norad, Oslo\ncode;title;start\nP1;x;2012\nP2;y;2013\n", ["Norad, Oslo"]),
        (b"code;committed\nP1;1.234,50\nP2;7,00\n", ["code", "committed"]),
        (b"code,title\nP1,a;b;c;d\n", ["code", "title"]),
        (b"sep=;\ncode;a,b\nP1;x\n", ["code", "a,b"]),
    ],
)
def test_the_delimiter_is_that_of_the_table_under_a_title(data: bytes, header: list[str]) -> None:
    assert cells(data)[0] == header
    assert len(cells(data)[-1]) == len(cells(data)[-2])


def test_blanks_that_nobody_sees_are_not_there() -> None:
    assert cells("code,title\n\xa0P1\u202f,Más\xa0allá \n".encode()) == [["code", "title"], ["P1", "Más\xa0allá"]]


SPANISH = "code,title\nP1,Administración\n"


def test_an_encoding_is_said_and_never_guessed() -> None:
    with pytest.raises(Unreadable) as caught:
        read_grids("t.csv", SPANISH.encode("cp1252"))
    assert caught.value.hint == (
        "In a spreadsheet: save as, and choose CSV UTF-8. Or, if 'Administración' is correct, add `--encoding cp1252`."
    )
    assert cells(SPANISH.encode("cp1252"), None, "cp1252")[1] == ["P1", "Administración"]
    with pytest.raises(Unreadable) as caught:
        read_grids("t.csv", SPANISH.encode("utf-16-le"))
    assert caught.value.hint and caught.value.hint.startswith("It looks like UTF-16: add `--encoding utf-16-le`.")
    assert cells(SPANISH.encode("utf-16-le"), None, "utf-16-le")[1] == ["P1", "Administración"]
    with pytest.raises(Unreadable, match="Unknown encoding 'klingon'"):
        read_grids("t.csv", SPANISH.encode(), None, "klingon")


def test_json_is_an_array_of_objects() -> None:
    text = """[
      {"code": "P1", "amount": 1234567890123456789.10, "tags": ["a", "b"], "open": true, "note": null},
      {"code": "", "note": null},
      {"title": " Más allá ", "code": "P2", "amount": 1.5e3, "open": false}
    ]"""
    (grid,) = read_grids("t.csv", text.encode())
    assert (grid.sheet, grid.unit) == (None, "entry")
    assert grid.lines == [
        GridLine(0, ["code", "amount", "tags", "open", "note", "title"]),
        GridLine(1, ["P1", "1234567890123456789.10", "a;b", "true", "", ""]),
        GridLine(3, ["P2", "1500", "", "false", "", "Más allá"]),
    ]
    assert form_of(text.encode()) == "json"


def test_json_of_several_tables() -> None:
    first, second = read_grids("t.json", b'{"donors": [{"code": "EU"}], "empty": [], "projects": [{"code": "P1"}]}')
    assert (first.sheet, first.lines) == ("donors", [GridLine(0, ["code"]), GridLine(1, ["EU"])])
    assert (second.sheet, second.lines) == ("projects", [GridLine(0, ["code"]), GridLine(1, ["P1"])])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "t: is JSON, but not a table."),
        ('[{"code": "P1"}, 7]', "t, entry 2: is not an object with a name for each value."),
        ('[{"code": {"a": 1}}]', "t, entry 1: code is nested, but a table has one value in each cell."),
        ('[{"code": [["a"]]}]', "t, entry 1: code is nested, but a table has one value in each cell."),
        ('[{"tags": ["a;b"]}]', "t, entry 1: tags contains 'a;b', but a semicolon separates the members of a list."),
        ('[{"code": "a", "code": "b"}]', "t: An entry names 'code' twice."),
        ('[{"code": NaN}]', "t: NaN is not a number."),
        ('[{"code": "\\ud800"}]', "t, entry 1: code contains half a character, which text never has."),
        ('{"code": "P1"}', "t: is JSON, but not a table."),
        ('[{"code": "P1"},\n{"code": "P2"', "t, line 2: is not valid JSON: Expecting ',' delimiter."),
        ("[" + '{"a":' * 100_000, "t: is nested too deeply to be a table."),
    ],
)
def test_json_that_is_no_table_is_refused(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_grids("t", text.encode())
    assert caught.value.message == said


def test_control_characters_are_those_of_windows_1252_that_they_were() -> None:
    (grid,) = read_grids("t.csv", "code,title\nP1,Risk \x96 phase 2\nP2,Ñandú\n".encode())
    assert [line.cells for line in grid.lines] == [["code", "title"], ["P1", "Risk – phase 2"], ["P2", "Ñandú"]]
    assert grid.notices == [
        "line 2: control characters (U+0080-009F) were read as the windows-1252 characters that they represent"
    ]
