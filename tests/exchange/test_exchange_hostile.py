"""What is broken, or made to do harm, is refused with the reason, quickly, and in little memory."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from exchange_workbooks import MAIN, archive, docx, ods, written, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.exchange.formats.reading import form_of, read_grids
from tracker.exchange.grids import Unreadable

OLD = (Path(__file__).parent / "files" / "old-workbook.xls").read_bytes()
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
EXTENT = struct.pack("<LLHHH", 1, 5, 1, 5, 0)  # of the first sheet of the old workbook
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
DAMAGED = "is a workbook, document or archive that is incomplete or damaged."


def container(name: str) -> bytes:
    """The beginning of a compound file that has a stream of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name.encode("utf-16-le") + bytes(600)


def refusal(data: bytes, form: str | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        read_grids("f", data, form)
    assert caught.value.hint
    return caught.value.message


def written_with(change: tuple[bytes, bytes], data: bytes) -> bytes:
    """The bytes with something else in one place of equal length."""
    before, after = change
    assert before in data
    return data.replace(before, after)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (container("EncryptedPackage"), "f: is protected by a password."),
        (container("WordDocument"), "f: is a document of Word 97 to 2003."),
        (container("PowerPoint Document"), "f: is a presentation."),
        (container("Workbook"), "f: is a damaged workbook."),
        (container(""), "f: is an office file but not a workbook, or it is incomplete."),
        (b"%PDF-1.7\n%\xe2\xe3", "f: is a PDF, not a table."),
        (b"| Code | Title |\n| --- | ---: |\n| T1 | A |\n", "f: is a Markdown table, which is for readers."),
        (b"\x89PNG\r\n\x1a\n", "f: is a picture, not a table."),
        (b"{\\rtf1\\ansi", "f: is a text in RTF, not a table."),
        (b"\x1f\x8b\x08", "f: is an archive, not a table."),
        (b"\n<HTML><table><tr><td>code</td></tr></table>", "f: is a web page, despite its file name."),
        (b'<?xml version="1.0"?><Workbook/>', "f: is XML, not a table."),
        (archive({"a.csv": "code\nP1\n"}), "f: is an archive, not a workbook or document."),
        (archive({}), "f: is an archive, not a workbook or document."),
        (archive({"ppt/presentation.xml": ""}), "f: is a presentation."),
        (archive({"xl/workbook.bin": ""}), "f: is a binary workbook, xlsb."),
        (
            archive({"xl/workbook.xml": "<workbook/>"}),
            "f: has no part 'xl/_rels/workbook.xml.rels', which every such file has.",
        ),
        (ods("").replace(b"PK\x05\x06", b"PK\x05\x07"), f"f: {DAMAGED}"),
        (
            archive({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "\0\1"}),
            "f: is protected by a password.",
        ),
    ],
)
def test_what_it_is_instead_is_said(data: bytes, said: str) -> None:
    assert refusal(data) == said


def test_a_form_that_it_is_not() -> None:
    assert refusal(xlsx(ONE), "csv") == "f: is xlsx, not csv."
    assert refusal(b"code,title\n", "xlsx") == "f: is a text file, not xlsx."


@pytest.mark.parametrize("data", [xlsx(ONE), OLD, ods('<table:table table:name="A"/>'), docx("<w:p/>")])
def test_a_file_that_was_cut_off_is_refused(data: bytes) -> None:
    for kept in (len(data) - 1, len(data) * 3 // 4, len(data) // 2, 600, 100, 10):
        try:
            read_grids("f", data[:kept])
        except Unreadable:
            continue
        assert data is OLD, kept  # the end of a container may be padding


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_byte_may_be_wrong(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([xlsx(ONE), OLD, ods('<table:table table:name="A"/>'), docx("<w:p/>")]))
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        read_grids("f", bytes(changed))


def test_sectors_of_an_old_workbook_that_go_round_in_a_circle() -> None:
    turned = bytearray(OLD)
    turned[1620] = 0x10  # a sector of its records leads to one that led to it
    assert refusal(bytes(turned)) == "f: is a damaged workbook."


def test_a_bomb_that_says_how_large_it_is() -> None:
    data = xlsx(ONE, {"xl/sharedStrings.xml": "<a>" + " " * 60_000_000})
    assert len(data) < 100_000
    tracemalloc.start()
    assert "unpacks from " in refusal(data)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("part", "make"),
    [("xl/sharedStrings.xml", lambda more: xlsx(ONE, more)), ("word/document.xml", archive), ("content.xml", archive)],
)
def test_a_bomb_that_lies_about_its_size(part: str, make) -> None:  # type: ignore[no-untyped-def]
    data = make({part: b"<a>" + b" " * 40_000_000})
    lying = written_with((struct.pack("<L", 40_000_003), struct.pack("<L", 1000)), data)
    tracemalloc.start()
    assert refusal(lying) == f"f: its part {part!r} is larger than it says."
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_two_parts_of_one_name() -> None:
    stream = io.BytesIO(xlsx(ONE))
    with zipfile.ZipFile(stream, "a") as made, pytest.warns(UserWarning, match="Duplicate name"):
        made.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(stream.getvalue()) == "f: contains two parts of the same name."


@pytest.mark.parametrize(
    ("rows", "reach"),
    [
        (ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "A1 to XFD1048576"),
        ('<row r="1"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>', "A1 to XFD1048576"),
        ("<row>" + "<c><v>1</v></c>" * 1000 + "</row>" + "<row><c><v>1</v></c></row>" * 40_000, "A1 to ALL40001"),
    ],
)
def test_few_cells_far_apart_are_no_table(rows: str, reach: str) -> None:
    assert refusal(xlsx(rows)) == f"f, sheet Budget: extends from cell {reach}, too far for a table."


def test_a_far_cell_that_only_has_a_format_does_no_harm() -> None:
    (grid,) = read_grids("f", xlsx(ONE + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert [line.cells for line in grid.lines] == [["1"]]


def test_a_cell_beyond_any_sheet() -> None:
    assert "'ZZZZZZZ1' is not a cell" in refusal(xlsx('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'))
    assert "'A99999999' is not a cell" in refusal(xlsx('<row r="1"><c r="A99999999"><v>1</v></c></row>'))


def test_cells_hidden_from_a_quick_look_are_found() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for rows in (
        f"<!-- <sheetData></sheetData> -->{ONE}{far}",
        f"{ONE}</sheetData><sheetData>{far}",
        ONE + far.replace("<c r=", "<c s='0' r="),
        ONE + far.replace("<c ", "<c\n"),
        ONE + far.replace("XFD1048576", "&#88;FD1048576"),
    ):
        assert "too far for a table" in refusal(xlsx(rows)) or "cannot be read" in refusal(xlsx(rows))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (xlsx(ONE, declared=ENTITY), "f, sheet Budget: is not valid XML of a sheet: it declares entities."),
        (
            xlsx("", {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}),
            "f, sheet Budget: is not valid XML of a sheet: no element found: line 1, column 27.",
        ),
        (
            archive({"content.xml": f"{ENTITY}<x>&b;</x>"}),
            "f: cannot be read as a spreadsheet: it declares entities.",
        ),
        (docx("&secret;", EXTERNAL), "f: is a document without a table that contains text."),
        (
            ods(
                '<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000"><table:table-cell '
                'office:value-type="float" office:value="1" table:number-columns-repeated="16000"/></table:table-row>'
                "</table:table>"
            ),
            "f: cannot be read as a spreadsheet: sheet A repeats row 1 too often for a table.",
        ),
        (
            ods(
                '<table:table table:name="A"><table:table-row><table:table-cell office:value-type="float" '
                'office:value="1" table:number-columns-repeated="10000000"/></table:table-row></table:table>'
            ),
            "f: cannot be read as a spreadsheet: row 1 of sheet A has more than 16,384 columns.",
        ),
        (
            docx('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="10000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
            "f, table 1: row 1 has more than 16,384 columns.",
        ),
        (b"a," * 5_000_000, "f, line 1: has more than 16,384 columns, the maximum of a spreadsheet."),
        (
            b'"' + b"a" * 20 + b'"' + b',"b"' * 20_000,
            "f, line 1: has more than 16,384 columns, the maximum of a spreadsheet.",
        ),
    ],
)
def test_a_file_that_means_harm(data: bytes, said: str) -> None:
    assert refusal(data) == said


def test_an_entity_does_not_bring_in_a_file() -> None:
    hostname = Path("/etc/hostname")
    text = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x&secret;</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    (grid,) = read_grids("f", docx(text, EXTERNAL))
    assert [line.cells for line in grid.lines] == [["x"]]
    assert not hostname.exists() or hostname.read_text().strip() not in str(grid)


def test_the_name_of_a_file_says_nothing() -> None:
    (grid,) = read_grids("norad.csv", written(lambda book, sheet: sheet.write(0, 0, "code")))
    assert grid.lines[0].cells == ["code"]
    (grid,) = read_grids("norad.xlsx", b"code,title\n")
    assert grid.lines[0].cells == ["code", "title"]
    assert form_of(b"code\ttitle\n") == "tsv"


def test_a_duration_of_millions_of_years() -> None:
    data = written(lambda book, sheet: sheet.write(0, 0, 1e9, book.add_format({"num_format": "[h]:mm"})))
    assert refusal(data) == "f, sheet Budget: has a cell with a duration of more than 999,999,999 days."


FAR = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))
from tracker.exchange.grids import Unreadable
from tracker.exchange.formats.reading import read_grids
try:
    print("read", len(read_grids("f", sys.stdin.buffer.read())))
except Unreadable as error:
    print(error.message)
"""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (xlsx(ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), b"f"),
        (xlsx(ONE, {"xl/sharedStrings.xml": "<a>" + " " * 60_000_000}), b"f"),
        (xlsx(ONE, {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="9" uniqueCount="9999999999"/>'}), b"f"),
        # Nothing is made room for by what a sheet says of its extent.
        (OLD.replace(EXTENT, b"\xff\xff\xff\xff" + EXTENT[4:]), b"read 2"),
        (b"a," * 5_000_000, b"f"),
    ],
)
def test_a_process_with_little_memory_lives_on(data: bytes, said: bytes) -> None:
    assert data != OLD
    ran = subprocess.run([sys.executable, "-c", FAR], input=data, capture_output=True, check=True, timeout=60)
    assert ran.stdout.startswith(said)
