"""Read text whose cells are separated by commas, semicolons or tabs: its encoding, its delimiter, its lines."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tracker.exchange.formats.cell_texts import BLANKS
from tracker.exchange.grids import Grid, GridLine, Unreadable
from tracker.rules.cells import restore_cell

DELIMITERS = {"csv": ",;", "tsv": "\t"}
MOST_COLUMNS = 16_384
SAVE_AS = "In a spreadsheet: save as, and choose CSV UTF-8."
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 30  # number of lines examined for the delimiter
_LINE_END = re.compile("\r\n|\r|\n")
_SEPARATOR = re.compile(r"\ufeff?sep=(.)(?:\r\n|\r|\n)", re.IGNORECASE)
_DELIMITERS_IN_QUOTES = 1_000_000


def decoded(source: str, data: bytes, encoding: str | None = None) -> str:
    """Decode a file: in `encoding` if the user named it, else UTF-8, or UTF-16 with a byte order mark.

    Raises Unreadable with the line, and with the text that the bytes would give in their likely encoding.
    """
    said = encoding
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line(data[: error.start].decode("latin-1")) if encoding.startswith("utf-8") else None
        why = f"is not {encoding.removesuffix('-sig').upper()}: the byte {data[error.start]:02X} is not a character."
        raise Unreadable(_at(source, line), why, _way_out(data, error.start, said)) from error
    except (LookupError, UnicodeError) as error:
        raise Unreadable(source, f"Unknown encoding {encoding!r}.", "Such as utf-8, cp1252 or utf-16-le.") from error
    if "\0" in text:
        line = _line(text[: text.index("\0")])
        why = "contains NUL characters, which text never has."
        raise Unreadable(_at(source, line), why, _way_out(data, data.index(b"\0"), said))
    return text.removeprefix("\ufeff")


def form_of_text(text: str) -> str:
    """Return csv or tsv, by the delimiter."""
    return "tsv" if _delimiter(text, "".join(DELIMITERS.values())) == "\t" else "csv"


def read_delimited(source: str, text: str, form: str | None = None) -> list[Grid]:
    """Return the one grid in a text; `form` is csv or tsv, else it is detected. Raises Unreadable."""
    delimiter = _delimiter(text, "".join(DELIMITERS.values()) if form is None else DELIMITERS[form])
    with _cells_of_any_length():
        lines = list(_lines(source, text, delimiter))
    if not lines:
        raise Unreadable(source, "is empty.", "The first line is a header that names the columns.")
    return [Grid(source, None, "line", lines)]


def _way_out(data: bytes, at: int, said: str | None) -> str:
    """Return what to do about a byte that is not a valid character, if the user named no encoding."""
    if said is not None:
        return SAVE_AS
    sample = data[:2000]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > 0.7 * len(zeros):  # as plain letters have them
            return f"It looks like UTF-16: add `--encoding {name}`. {SAVE_AS}"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return SAVE_AS
    if not text[at].isprintable():
        return SAVE_AS
    start, end = (_edge(text, at, step) for step in (-1, 1))
    return f"{SAVE_AS} Or, if {text[start + 1 : end]!r} is correct, add `--encoding cp1252`."


def _edge(text: str, at: int, step: int) -> int:
    """Return where the word around a character begins or ends, at most twenty characters away."""
    place = at
    while 0 <= place < len(text) and abs(place - at) < 20 and (text[place].isalnum() or place == at):
        place += step
    return place


def _line(text: str) -> int:
    return len(_LINE_END.findall(text)) + 1


def _at(source: str, line: int | None) -> str:
    return f"{source}, line {line}" if line else source


def _delimiter(text: str, candidates: str) -> str:
    """Return the delimiter that splits a first line into most columns that most other lines have too; titles do not.

    Otherwise return the one that splits the first line into most columns, or the first candidate if none splits it.
    """
    if named := _SEPARATOR.match(text):
        return named[1]
    lines = list(_first_lines(text))
    if not lines or len(candidates) == 1:
        return candidates[0]
    counts = {mark: [_columns(line, mark) for line in lines] for mark in candidates}
    for at in range(len(lines)):
        best = max(candidates, key=lambda mark: counts[mark][at])
        columns, rest = counts[best][at], counts[best][at + 1 :]
        if columns > 1 and 2 * rest.count(columns) > len(rest):
            return best
    return max(candidates, key=lambda mark: counts[mark][0])


def _first_lines(text: str) -> Iterator[str]:
    """Yield some lines with text, for any type of line end."""
    at = found = 0
    while at < len(text) and found < _SAMPLE:
        end = _LINE_END.search(text, at)
        line = text[at : end.start() if end else None]
        at = end.end() if end else len(text)
        if line.strip():
            found += 1
            yield line


def _columns(line: str, delimiter: str) -> int:
    if '"' not in line:
        return line.count(delimiter) + 1
    with _cells_of_any_length():
        return len(next(csv.reader([line[:1_000_000]], delimiter=delimiter), []))


def _lines(source: str, text: str, delimiter: str) -> Iterator[GridLine]:
    stream = io.StringIO(text, newline="")
    before = 1 if _SEPARATOR.match(text) else 0
    if before:
        stream.readline()
    skipped = before
    reader = csv.reader(_bounded(source, stream, delimiter), delimiter=delimiter, strict=True)
    blanks = BLANKS.replace(delimiter, "")
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS:
                raise _too_wide(source, before + 1)
            if any(map(str.strip, cells)):
                stripped = [cell.strip(blanks) for cell in cells]
                yield GridLine(before + 1, [restore_cell(cell) if cell.startswith("'") else cell for cell in stripped])
            before = skipped + reader.line_num
    except csv.Error as error:
        hint = "A quoted cell ends with a quote; a quote inside is doubled."
        raise Unreadable(_at(source, before + 1), f"cannot be read after this point: {error}.", hint) from error


def _bounded(source: str, lines: Iterator[str], delimiter: str) -> Iterator[str]:
    """Yield the lines; refuses any that would make more cells than memory can hold."""
    for number, line in enumerate(lines, start=1):
        if line.count(delimiter) > (_DELIMITERS_IN_QUOTES if '"' in line else MOST_COLUMNS):
            raise _too_wide(source, number)
        yield line


def _too_wide(source: str, line: int) -> Unreadable:
    why = f"has more than {MOST_COLUMNS:,} columns, the maximum of a spreadsheet."
    return Unreadable(_at(source, line), why, "Is it a table, with one line for each row?")


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Lift the parser's limit, so that a text which is too long is refused by its own rule, which names the column."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
