"""Write and read the document of a whole register row by row, whatever its layout."""

from __future__ import annotations

import io
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from tracker.exchange.grids import Unreadable
from tracker.exchange.whole.document import (
    Advance,
    ExportHead,
    ExportTable,
    RefusedExport,
    Row,
    checked_head,
    in_order,
    parts,
    place_of,
    short,
)
from tracker.exchange.whole.rows import rows_of
from tracker.store.reader import Reader

CHUNK = 1 << 20
LINES = 1_000
_SPACE = re.compile(r"[ \t\r\n]*")
# A fault this near to the end of the text read so far may only mean that more text is needed.
_NEAR = 100


def write_document(reader: Reader, head: ExportHead, out: BinaryIO, advance: Advance) -> None:
    """Write the whole register, of which `head` was read; the same register always gives the same bytes."""
    lines = [f"{_json(name)}: {_json(value)},\n" for name, value in head.items()]
    out.write(("{" + "".join(lines) + '"tables": {').encode())
    between = "\n"
    for part in parts():
        out.write(f"{between}{_json(part.name)}: [".encode())
        between = ",\n"
        _write_rows(out, part, rows_of(reader, part), advance)
    out.write(b"\n}}\n")


def _write_rows(out: BinaryIO, part: ExportTable, rows: Iterator[Row], advance: Advance) -> None:
    names = part.names
    # A paper can be large, and is written before the next one is read.
    most = 1 if part.papers else LINES
    lines: list[str] = []
    lead = "\n"
    for row in rows:
        values = dict(zip(names, row, strict=True))
        if part.papers:
            values[part.papers.column] = b64encode(values[part.papers.column]).decode()
        lines.append(lead + _json(values))
        lead = ",\n"
        if len(lines) >= most:
            out.write("".join(lines).encode())
            advance(len(lines))
            lines = []
    out.write("".join(lines).encode())
    advance(len(lines))
    out.write(b"]" if lead == "\n" else b"\n]")


_json = json.JSONEncoder(ensure_ascii=False).encode


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, including duplicates."""


class DocumentReader:
    """A document being read. Raises Unreadable if it is not one or is incomplete; Refused for a row that is wrong."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n")
        self._decoder = json.JSONDecoder(object_pairs_hook=_Pairs)
        self._buffer, self._at, self._ended, self._lines = "", 0, False, 0
        self.head = self._read_head()

    def tables(self) -> Iterator[tuple[ExportTable, Iterator[Row]]]:
        """Yield every table in order; read the rows of one before the next."""
        self._take("{")
        for number, part in enumerate(parts()):
            if number:
                self._take(",")
            name = self._value()
            if name != part.name:
                raise self._wrong(f"the table {part.name} is expected here, not {short(name)}")
            self._take(":")
            yield part, in_order(self.name, part, self._rows(part), self.head.rows[part.name])
        for sign in "}}":
            self._take(sign)
        if self._peek():
            raise self._wrong("there is more after the end")

    def _read_head(self) -> ExportHead:
        given: dict[str, Any] = {}
        self._take("{")
        while True:
            name = self._value()
            if not isinstance(name, str):
                raise self._wrong("the name of a member is expected here")
            self._take(":")
            if name == "tables":
                return checked_head(self.name, given)
            value = self._value()
            given[name] = dict(value) if isinstance(value, _Pairs) else value
            if self._peek() == "}" and "files" in given:
                hint = "Import the folder that contains it."
                raise Unreadable(self.name, "is only the list of the contents of an exported folder.", hint)
            self._take(",")

    def _rows(self, part: ExportTable) -> Iterator[Row]:
        self._take("[")
        if self._peek() == "]":
            self._at += 1
            return
        names, number = part.names, 0
        while True:
            number += 1
            yield self._row(part, names, number, self._value())
            sign = self._peek()
            self._take("]" if sign == "]" else ",")
            if sign == "]":
                return

    def _row(self, part: ExportTable, names: tuple[str, ...], number: int, found: Any) -> Row:
        try:
            if type(found) is not _Pairs:
                raise ValueError("it is not an object")
            given, values = zip(*found, strict=True) if found else ((), ())
            if given != names:
                values = _sorted(names, given, values)
            if part.papers:
                place = names.index(part.papers.column)
                return (*values[:place], _content(part.papers.column, values[place]), *values[place + 1 :])
            return values
        except ValueError as error:
            raise RefusedExport(place_of(self.name, part, number), f"{error}.") from error

    def _value(self) -> object:
        """Return the next complete value; reads more text until it is complete."""
        self._peek()
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._buffer, self._at)
                return value
            except json.JSONDecodeError as error:
                cut = error.pos > len(self._buffer) - _NEAR or error.msg.startswith("Unterminated string")
                if self._ended or not cut:
                    self._at = error.pos
                    why = (
                        "the document ends in the middle"
                        if cut and self._ended
                        else f"this is not valid JSON: {error.msg}"
                    )
                    raise self._wrong(why) from error
                self._read_on()
            except RecursionError as error:
                raise self._wrong("this is nested too deeply") from error
            except ValueError as error:  # a number with thousands of digits
                raise self._wrong("this number is too large") from error

    def _peek(self) -> str:
        """Return the next character that is not white space; an empty text at the end."""
        while True:
            found = _SPACE.match(self._buffer, self._at)
            assert found is not None
            self._at = found.end()
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if self._ended:
                return ""
            self._read_on()

    def _take(self, sign: str) -> None:
        found = self._peek()
        if found != sign:
            raise self._wrong("the document ends in the middle" if not found else f"{sign!r} is expected here")
        self._at += 1

    def _read_on(self) -> None:
        self._lines += self._buffer.count("\n", 0, self._at)
        rest = self._buffer[self._at :]
        try:
            # Double the size each time, so that a long value is not scanned again and again.
            more = self._text.read(max(CHUNK, len(rest)))
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":
                raise Unreadable(self.name, "the document ends in the middle.", "Nothing was written.") from error
            raise Unreadable(self.name, "is not UTF-8.", "Nothing was written.") from error
        self._ended = not more
        self._buffer, self._at = rest + more, 0

    def _wrong(self, why: str) -> Unreadable:
        line = self._lines + self._buffer.count("\n", 0, self._at) + 1
        return Unreadable(f"{self.name}, line {line:,}", f"{why}.", "Nothing was written.")


def _sorted(names: tuple[str, ...], given: tuple[str, ...], values: Row) -> Row:
    """Return the values in column order. Raises ValueError for a missing, unknown or duplicate column."""
    for name in given:
        if name not in names:
            raise ValueError(f"{short(name)} is not a column of the table")
        if given.count(name) > 1:
            raise ValueError(f"the column {name} appears twice")
    for name in names:
        if name not in given:
            raise ValueError(f"the column {name} is missing")
    known = dict(zip(given, values, strict=True))
    return tuple(known[name] for name in names)


def _content(column: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError(f"the {column} is not base64") from error
