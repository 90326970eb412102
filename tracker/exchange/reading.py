"""From the bytes of a file to a table of text cells. A further format is a further function of this kind."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tracker.errors import TrackerError
from tracker.rules.cells import restore_cell

FORMATS = {"csv": ",;", "tsv": "\t"}
SAVE_AS = "In a spreadsheet: save as, and choose CSV UTF-8."
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Line(NamedTuple):
    """One row: the number of its first line, as an editor shows it, and its cells."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """What a file holds; `source` names it in messages. Rows may have more or fewer cells than the header."""

    source: str
    header: Line
    rows: list[Line]


class Unreadable(TrackerError):
    """A file that is no table: in which line, and why."""

    def __init__(self, source: str, line: int | None, why: str, hint: str | None = None) -> None:
        where = f"{source}, line {line}" if line else source
        super().__init__(f"{where}: {why}", hint)


def read_table(source: str, data: bytes, form: str | None = None) -> Table:
    """The table in a file of comma, semicolon or tab separated values; `form` is one of FORMATS, else the header tells.

    UTF-8, or UTF-16 with a byte order mark. Rows without any text are passed over. Raises Unreadable for what is no
    such table, for a missing header, and for one with a heading twice or none above a filled column.
    """
    text = _decoded(source, data)
    delimiter = _delimiter(text, FORMATS[form] if form else "".join(FORMATS.values()))
    with _cells_of_any_length():
        lines = list(_lines(source, text, delimiter))
    if not lines:
        raise Unreadable(source, None, "is empty.", "The first line is a header that names the columns.")
    header, *rows = lines
    return _without_blank_columns(source, header, rows)


def _decoded(source: str, data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(source, None, "is a workbook or an archive, not a table of text.", SAVE_AS)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = None
        if encoding.startswith("utf-8"):
            line = len((data[: error.start] + b".").splitlines())
        why = f"is not {encoding.removesuffix('-sig').upper()}: the byte {data[error.start]:02X} makes no character."
        raise Unreadable(source, line, why, SAVE_AS) from error
    if "\0" in text:
        line = len((text[: text.index("\0")] + ".").splitlines())
        raise Unreadable(source, line, "holds NUL characters, which no text has.", SAVE_AS)
    return text


def _delimiter(text: str, candidates: str) -> str:
    """Whichever parts the header into most columns; the first of the candidates where none parts it."""
    header = text.lstrip("\r\n").partition("\n")[0].partition("\r")[0]
    return max(candidates, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _lines(source: str, text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(before + 1, [restore_cell(cell.strip(" \t")) for cell in cells])
            before = reader.line_num
    except csv.Error as error:
        hint = "A quoted cell ends with a quote; a quote inside is doubled."
        raise Unreadable(source, before + 1, f"cannot be read from here on: {error}.", hint) from error


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """So that a text which is too long is refused by its own rule, which names the column."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _without_blank_columns(source: str, header: Line, rows: list[Line]) -> Table:
    """Spreadsheets write columns that have neither heading nor content; any other blank heading is a mistake."""
    headings = [heading.strip() for heading in header.cells]
    while headings and not headings[-1]:
        headings.pop()
    for place, heading in enumerate(headings, start=1):
        if not heading:
            raise Unreadable(source, header.number, f"column {place} has no heading.", "Name it, or take it out.")
    width = len(headings)
    trimmed = [Line(row.number, row.cells[:width] if not any(row.cells[width:]) else row.cells) for row in rows]
    return Table(source, Line(header.number, headings), trimmed)
