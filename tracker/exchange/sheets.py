"""A table whose noun is known: each row with its words and its fate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from tracker.errors import Invalid, NotFound, TrackerError
from tracker.exchange.grids import Table
from tracker.rules.codes import code_key

FATES = ("created", "updated", "unchanged", "refused")
_REMEMBERED = 80  # characters; longer texts are rarely repeated
# Names used in error messages, if they differ from the register's own noun.
_NOUNS = {"donor": "organisation", "beneficiary": "organisation", "host organisation": "organisation"}

_RIGHT = {
    "country": "Use a country of ISO 3166, as a code or name.",
    "currency": "Use a code of ISO 4217, such as USD.",
}
_CELLS = "Give as many cells as headings."
_ANY = "Use one that is in the register, or in another file of the same command."


class Fault(NamedTuple):
    """Why a row was refused: the location, the value, and what is wrong with it, as in `Invalid`.

    `right` says what to do, in a sentence.
    """

    where: str
    line: int
    column: str
    value: str
    why: str
    right: str | None


class SheetRow:
    """One row: its non-empty cells by column; their values once they are read; and its fate."""

    __slots__ = ("fate", "line", "values", "words")

    def __init__(self, line: int, words: dict[str, str]) -> None:
        self.line = line
        self.words = words
        self.values: dict[str, Any] = {}
        self.fate = ""


class RefusedCodes:
    """The codes of refused rows, so that rows that refer to one can say so; (noun, code) -> where."""

    def __init__(self) -> None:
        self._where: dict[tuple[str, str], str] = {}

    def add(self, noun: str, code: str, where: str) -> None:
        self._where.setdefault((noun, code_key(code.strip())), where)

    def explains(self, error: TrackerError) -> str | None:
        if not isinstance(error, NotFound):
            return None
        return self._where.get((_NOUNS.get(error.noun, error.noun), code_key(error.code.strip())))


class ImportSheet:
    """The rows of one table, on their way into the register. Every row ends with exactly one of FATES."""

    def __init__(self, table: Table, noun: str, columns: Sequence[str], refused: RefusedCodes) -> None:
        self.table = table
        self.noun = noun
        self.columns = columns
        self.faults: list[Fault] = []
        self.entries: list[SheetRow] = []
        self._headings = dict(zip(columns, table.header.cells, strict=True))
        self._refused = refused
        self._rounded: dict[str, list[str]] = {}
        for row in table.rows:
            entry = SheetRow(row.number, {name: cell for name, cell in zip(columns, row.cells, strict=False) if cell})
            self.entries.append(entry)
            if len(row.cells) != len(columns):
                why = f"The row has {len(row.cells)} cells, and the header {len(columns)}"
                self._fault(entry, columns[min(len(row.cells), len(columns)) - 1], "", why, _CELLS)
        # Cells already known to be wrong: other faults of their rows are still found.
        self._wrong = {(number, column) for number, column, _ in table.faults}
        self._partly = set() if table.settled else {number for number, _ in self._wrong}
        if table.faults:
            by_line = {entry.line: entry for entry in self.entries}
            for number, column, error in table.faults:
                self.refuse(by_line[number], column, error)

    def standing(self) -> Iterator[SheetRow]:
        """Return the rows without faults so far."""
        return (entry for entry in self.entries if entry.fate != "refused")

    def having(self, *fates: str) -> list[SheetRow]:
        return [entry for entry in self.entries if entry.fate in fates]

    def counts(self) -> Counter[str]:
        return Counter(entry.fate for entry in self.entries)

    def read(self, readers: Mapping[str, Callable[[str], Any]], required: Sequence[str] = ()) -> None:
        """Read every cell into `values` by the reader of its column; a required one that is empty is a fault."""
        entries = [entry for entry in self.entries if entry.fate != "refused" or entry.line in self._partly]
        for column in required:
            for entry in entries:
                if column not in entry.words and (entry.line, column) not in self._wrong:
                    self.refuse(entry, column, Invalid(column, "", "is empty", "a value in every row"))
        for column in self.columns:
            if column in readers:
                sound = entries
                if self._wrong:
                    sound = [entry for entry in entries if (entry.line, column) not in self._wrong]
                self._read_column(sound, column, readers[column])

    def note_rounded(self, entry: SheetRow, column: str, example: str) -> None:
        """Record that an amount was rounded: `example` gives both values."""
        self._rounded.setdefault(column, []).append(f"{example} ({self.table.unit} {entry.line})")

    def said(self) -> list[str]:
        """Return what to tell the user about how the cells were read."""
        where = self.table.source + (f", sheet {self.table.sheet}" if self.table.sheet else "")
        return [
            f"{where}: {self._headings.get(column, column)}: {len(found):,} amount{'s' * (len(found) > 1)}"
            f" rounded to the decimals of the currency, such as {found[0]}"
            for column, found in self._rounded.items()
        ]

    def refuse(self, entry: SheetRow, column: str, error: TrackerError) -> None:
        """Refuse a row because of the value in one of its columns."""
        value = entry.words.get(column, "")
        if value and self.table.origin is not None:
            value = self._as_written(entry.line, column) or value
        followed = self._refused.explains(error)
        if followed == self.where(entry):
            entry.fate = "refused"  # another table made from the same row says why
        elif followed is not None:
            self._fault(entry, column, value, f"was itself refused, in {followed}", None)
        elif isinstance(error, Invalid):
            self._fault(entry, column, value, error.why, Invalid(column, value, error.why, error.expected).hint)
        elif isinstance(error, NotFound):
            why = f"There is no {error.noun} {_short(error.code)!r} in this register"
            self._fault(entry, column, value, why, error.hint or _RIGHT.get(error.noun, _ANY))
        else:
            self._fault(entry, column, value, error.message.removesuffix("."), error.hint)

    def refuse_duplicates(self, entries: Iterable[SheetRow], key: Callable[[SheetRow], object], column: str) -> None:
        """Refuse rows that repeat a key: one table cannot report the same thing twice."""
        seen: dict[Any, int] = {}
        for entry in entries:
            first = seen.setdefault(key(entry), entry.line)
            if first != entry.line:
                why = f"is already in {self.table.unit} {first}"
                self.refuse(entry, column, Invalid(column, "", why, "one row for each"))

    def where(self, entry: SheetRow) -> str:
        return self.table.where(entry.line)

    def _as_written(self, line: int, column: str) -> str:
        """Return a cell as written in the file, if the table was made from a sheet with other headings or words."""
        origin = self.table.origin
        place = origin.places[self.columns.index(column)] if origin and column in self.columns else None
        cells = self._lines.get(line, [])
        return cells[place] if place is not None and place < len(cells) else ""

    @cached_property
    def _lines(self) -> dict[int, list[str]]:
        return {line.number: line.cells for line in self.table.origin.lines} if self.table.origin else {}

    def _read_column(self, entries: Iterable[SheetRow], column: str, reader: Callable[[str], object]) -> None:
        known: dict[str, Any] = {}
        for entry in entries:
            text = entry.words.get(column)
            if text is None:
                continue
            if text in known:
                found = known[text]
            else:
                try:
                    found = reader(text)
                except TrackerError as error:
                    found = error.with_traceback(None)  # drop the traceback, which keeps its frames alive
                if len(text) <= _REMEMBERED:
                    known[text] = found
            if isinstance(found, TrackerError):
                self.refuse(entry, column, found)
            else:
                entry.values[column] = found

    def _fault(self, entry: SheetRow, column: str, value: str, why: str, right: str | None) -> None:
        entry.fate = "refused"
        heading = self._headings.get(column, column)
        self.faults.append(Fault(self.where(entry), entry.line, heading, _short(value), why, right))


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
