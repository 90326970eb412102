"""Find what the XML of a sheet holds beyond values: errors, uncomputed formulas, formats, and the sheet's extent.

Most sheets hold nothing of this, which a search for a few patterns shows; only the others are parsed cell by cell.
python-calamine 0.9 reports none of it. openpyxl does, but detects a formula without a value only if it reads everything
twice, and one reading takes 1.6 times as long as both passes here for a sheet full of formats, six times for a plain
one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from tracker.exchange.formats.cell_texts import UNCOMPUTED
from tracker.exchange.formats.number_formats import Format

MOST_CELLS = 30_000_000  # of the rectangle around all values, which is held in memory as a whole
# Cells with an irregular name, or beyond 26 columns of 9,999 rows, 26 of 999,999, or 702 of 9,999.
_BEYOND = [
    re.compile(rb'<c(?! r="[A-Z]\d{1,4}")').search,
    re.compile(rb'<c(?! r="[A-Z]\d{1,6}")').search,
    re.compile(rb'<c(?! r="[A-Z]{1,2}\d{1,4}")').search,
]
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LONGEST_ROW = 1 << 26


class Seen(NamedTuple):
    """What was found: by row and column, counted from 0, a text that is not a value, or what the format means.

    `hidden` are the hidden rows; `corners` are the first and last row and column with a value, if they were determined.
    """

    special: Mapping[int, Mapping[int, str | Format]]
    hidden: list[int]
    corners: tuple[int, int, int, int] | None

    @property
    def cells(self) -> int:
        """Return how many cells the rectangle around all values has; few if it was not determined."""
        if self.corners is None:
            return 0
        top, left, bottom, right = self.corners
        return (bottom - top + 1) * (right - left + 1)


def look(pieces: Callable[[], Iterator[bytes]], formats: Mapping[int, Format], computed: bool) -> Seen:
    """Look through one sheet.

    `formats` are the cell styles with a meaning; `computed` is false if the program that wrote the file left the
    formulas for the next one to compute. Raises ValueError for invalid XML.
    """
    if _is_plain(pieces(), formats):
        return Seen({}, [], None)
    parser = _Parser(formats, computed)
    for piece in pieces():
        parser.feed(piece)
    parser.feed(b"", True)
    return Seen(parser.special, parser.hidden, parser.corners)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name for people, such as AA7; row and column are counted from 0."""
    letters = ""
    place = column + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def reference(text: str) -> tuple[int, int]:
    """Return the row and column, counted from 0, of a reference such as B7. Raises ValueError."""
    match = _REFERENCE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _is_plain(pieces: Iterator[bytes], formats: Mapping[int, Format]) -> bool:
    """Return True if the sheet certainly holds nothing but values, not too far from each other."""
    styles = "|".join(map(str, formats))
    special = [re.compile(f' s="(?:{styles})"'.encode()).search] if formats else []
    within = _BEYOND[:1]
    rest, inside = b"", False
    for piece in pieces:
        rest += piece
        if b"!" in rest and b"<!" in rest:  # one letter is found ten times as fast as two, and is usually absent
            return False
        if not inside:
            at = rest.find(b"<sheetData")
            if at < 0:
                continue
            rest, inside = rest[at + 1 :], True
        if len(rest) > _LONGEST_ROW:
            return False
        end = rest.find(b"</sheetData>")
        cut = end if end >= 0 else rest.rfind(b"<row")
        if cut <= 0:
            continue
        rows = rest[:cut]
        if within[0](rows):
            within = [beyond for beyond in _BEYOND[1:] if within == _BEYOND[:1] and not beyond(rows)]
        if (
            not within
            or (b"f" in rows and b"<f" in rows)
            or b't="e"' in rows
            or b"hidden=" in rows
            or any(search(rows) for search in special)
        ):
            return False
        rest = rest[cut:]
        if end >= 0:
            return b"<sheetData" not in rest and not any(b"<sheetData" in more for more in pieces)
    return False


class _Parser:
    """Reads the cells of a sheet one by one, as they come."""

    def __init__(self, formats: Mapping[int, Format], computed: bool) -> None:
        self.special: dict[int, dict[int, str | Format]] = {}
        self.hidden: list[int] = []
        self.corners: tuple[int, int, int, int] | None = None
        self._formats = {str(style): form for style, form in formats.items()}
        self._computed = computed
        self._row = self._column = -1
        self._kind: str | None = None
        self._style = ""
        self._formula = self._has_value = self._in_value = False
        self._value = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes, last: bool = False) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError) as error:
            raise ValueError(str(error)) from error

    def _doctype(self, *_: object) -> None:
        raise ValueError("it declares entities")

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(" ")[2]
        if name == "c":
            self._column += 1
            if "r" in attributes:
                self._row, self._column = reference(attributes["r"])
            self._kind, self._style = attributes.get("t"), attributes.get("s", "0")
            self._formula = self._has_value = False
            self._value = ""
        elif name in {"v", "t"}:
            self._has_value = self._in_value = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 2)) - 1, -1
            if attributes.get("hidden") in {"1", "true"}:
                self.hidden.append(self._row)

    def _text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def _end(self, element: str) -> None:
        name = element.rpartition(" ")[2]
        if name in {"v", "t"}:
            self._in_value = False
        elif name == "c":
            self._cell()

    def _cell(self) -> None:
        known: str | Format | None = None
        if self._kind == "e":
            known = self._value.strip() or "#VALUE!"
        elif self._formula and self._is_uncomputed():
            known = UNCOMPUTED
        elif self._value and self._kind in {None, "n"}:
            known = self._formats.get(self._style)
        if known is not None:
            self.special.setdefault(self._row, {})[self._column] = known
        if known is not None or self._value:
            row, column = self._row, self._column
            if self.corners is None:
                self.corners = (row, column, row, column)
            else:
                top, left, bottom, right = self.corners
                if row > bottom or column > right or row < top or column < left:
                    self.corners = (min(top, row), min(left, column), max(bottom, row), max(right, column))

    def _is_uncomputed(self) -> bool:
        """Return whether a formula has no value; an empty text is a value if it is declared as text."""
        if self._value == "":
            return not (self._kind == "str" and self._has_value)
        return not self._computed and self._value == "0"
