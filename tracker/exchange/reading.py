"""From the bytes of a file to grids of text cells. A further format is a further function of this kind."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.exchange.grids import Grid, Line, Unreadable
from tracker.rules.cells import restore_cell

FORMATS = {"csv": ",;", "tsv": "\t"}
SAVE_AS = "In a spreadsheet: save as, and choose CSV UTF-8."
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_grids(source: str, data: bytes, form: str | None = None) -> list[Grid]:
    """The grids in a file of comma, semicolon or tab separated values; `form` is one of FORMATS, else the file tells.

    UTF-8, or UTF-16 with a byte order mark. Raises Unreadable for what is no such table, or empty.
    """
    text = _decoded(source, data)
    delimiter = _delimiter(text, FORMATS[form] if form else "".join(FORMATS.values()))
    with _cells_of_any_length():
        lines = list(_lines(source, text, delimiter))
    if not lines:
        raise Unreadable(source, "is empty.", "The first line is a header that names the columns.")
    return [Grid(source, None, "line", lines)]


def _decoded(source: str, data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        raise Unreadable(source, "is a workbook or an archive, not a table of text.", SAVE_AS)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines()) if encoding.startswith("utf-8") else None
        why = f"is not {encoding.removesuffix('-sig').upper()}: the byte {data[error.start]:02X} makes no character."
        raise Unreadable(_at(source, line), why, SAVE_AS) from error
    if "\0" in text:
        line = len((text[: text.index("\0")] + ".").splitlines())
        raise Unreadable(_at(source, line), "holds NUL characters, which no text has.", SAVE_AS)
    return text


def _at(source: str, line: int | None) -> str:
    return f"{source}, line {line}" if line else source


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
        raise Unreadable(_at(source, before + 1), f"cannot be read from here on: {error}.", hint) from error


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """So that a text which is too long is refused by its own rule, which names the column."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
