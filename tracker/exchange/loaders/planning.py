"""Decide the fate of each row before anything is written: created, updated, unchanged or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Table

from tracker.errors import Invalid, TrackerError
from tracker.exchange.grids import NumberText
from tracker.exchange.sheets import ImportSheet, RefusedCodes, SheetRow
from tracker.insight.codes import Conference
from tracker.register.register import Register
from tracker.rules.codes import check_code, code_key
from tracker.rules.money import decimal_text, from_converted

Readers = dict[str, Callable[[str], Any]]
Values = Mapping[str, Any]
T = TypeVar("T")


class Desk:
    """What the tables of one command share: the register, the conference meant, and what was refused so far."""

    def __init__(self, register: Register, at: str | None = None, by: str | None = None) -> None:
        self.register = register
        self._at = at
        # The organisation whose tables they are: it answers for its own money.
        self.by = register.codes.id("organisation", by) if by else None
        self.refused = RefusedCodes()
        # States that conferences get at the end, after all reports: (sheet, row, conference, state).
        self.states: list[tuple[ImportSheet, SheetRow, int, str]] = []

    @cached_property
    def at(self) -> Conference:
        """Return the conference of rows that name none: that of --at, or the open one. Raises NotFound, Usage."""
        return self.register.codes.conference_or_open(self._at)


class Loader:
    """Imports the tables of one noun: `plan` decides each row's fate without writing, `apply` writes the changes."""

    def __init__(self, desk: Desk, sheet: ImportSheet) -> None:
        self.desk = desk
        self.sheet = sheet
        self.register = desk.register
        self.codes = desk.register.codes

    def plan(self) -> None:
        raise NotImplementedError

    def apply(self) -> None:
        raise NotImplementedError

    def attempt(self, entry: SheetRow, column: str, check: Callable[..., T], *arguments: Any) -> T | None:
        """Return the result of the check; if it raises, the row is refused for the column.

        An error about a value in another column of the row names that one.
        """
        try:
            return check(*arguments)
        except TrackerError as error:
            named = error.what if isinstance(error, Invalid) and error.what in entry.words else column
            self.sheet.refuse(entry, named, error)
            return None

    def amount(self, entry: SheetRow, column: str, currency: str) -> int | None:
        """Return the minor units in a cell; refuses an invalid one. Rounding to the currency's decimals is reported."""
        text = entry.words[column]
        exponent = self.register.reader.exponents[currency]
        check = partial(from_converted, certain=isinstance(text, NumberText))
        read = self.attempt(entry, column, check, column, text, exponent, currency)
        if read is None:
            return None
        if read.inexact:
            self.sheet.note_rounded(entry, column, f"{text} to {decimal_text(read.minor, exponent)} {currency}")
        return read.minor


class _Pending:
    """Represents a row of the same table that is not in the register yet; equal to no existing record."""


PENDING = _Pending()


class CodedCollection(Protocol):
    """A collection of records with codes, as the register has them."""

    def columns(self, given: Values) -> dict[str, Any]: ...
    def by_id(self, table: Table, ids: Any) -> dict[int, dict[str, Any]]: ...


class Coded(Loader):
    """Records with a code of their own. Cells that a file leaves empty keep their value."""

    noun: ClassVar[str]
    table: ClassVar[Table]
    required: ClassVar[tuple[str, ...]] = ("code",)
    # Columns that hold lists, separated by semicolons.
    lists: ClassVar[frozenset[str]] = frozenset()

    @property
    def collection(self) -> CodedCollection:
        raise NotImplementedError

    def plan(self) -> None:
        self.codes.load(self.noun)
        self.pending = {code_key(entry.words["code"].strip()) for entry in self.sheet.entries if "code" in entry.words}
        self.sheet.read(self.readers(), self.required)
        coded = [entry for entry in self.sheet.entries if "code" in entry.values]
        self.sheet.refuse_duplicates(coded, lambda entry: code_key(entry.words["code"].strip()), "code")
        ids = {entry: self.identify(entry) for entry in self.sheet.standing()}
        stored = self.collection.by_id(self.table, {identity for identity in ids.values() if identity is not None})
        self.recall(stored)
        for entry, identity in ids.items():
            entry.values["id"] = identity
            before = stored[identity] if identity is not None else None
            values = self.told(entry)
            self.check(entry, before, values)
            if entry.fate != "refused":
                differs = before is not None and any(before[name] != value for name, value in values.items())
                differs = differs or (identity is not None and self.parts_differ(entry, identity))
                entry.fate = "created" if before is None else "updated" if differs else "unchanged"
        for entry in self.sheet.having("refused"):
            if "code" in entry.words:
                self.desk.refused.add(self.noun, entry.words["code"], self.sheet.where(entry))

    def identify(self, entry: SheetRow) -> int | None:
        """Return the record of the register that a row is about; None for a new one."""
        return self.codes.find(self.noun, entry.words["code"].strip())

    def readers(self) -> Readers:
        """Return how each column is read: a mapping of the table's columns, or what `parts_differ` compares."""
        found: Readers = {name: self.cell(name) for name in self.sheet.columns}
        found["code"] = lambda text: {"code": check_code(f"{self.noun} code", text)}
        return found

    def own(self, column: str, read: Callable[[str], Any]) -> Callable[[str], Any]:
        """Return a reader of codes of the same noun, which may be further down in the same table."""

        def reader(text: str) -> Any:
            known = self.codes.find(self.noun, text.strip()) is not None
            return {column: PENDING} if not known and code_key(text.strip()) in self.pending else read(text)

        return reader

    def told(self, entry: SheetRow) -> dict[str, Any]:
        """Return the table's columns that a row fills."""
        found: dict[str, Any] = {}
        for word, value in entry.values.items():
            if word not in ("code", "id", *self.lists) and isinstance(value, dict):
                found |= value
        return found

    def recall(self, stored: Mapping[int, Values]) -> None:
        """Look up what belongs to the existing records, for `parts_differ`."""

    def check(self, entry: SheetRow, before: Values | None, values: Values) -> None:
        """Refuse a row whose columns contradict each other or the existing record."""

    def parts_differ(self, entry: SheetRow, identity: int) -> bool:
        """Return whether a row has other lists than the existing record."""
        return False

    def given(self, entry: SheetRow) -> dict[str, Any]:
        """Return the words of a row as the register's facts."""
        return {
            word: split(text) if word in self.lists else text
            for word, text in entry.words.items()
            if word in self.sheet.columns
        }

    def changes(self, entry: SheetRow) -> dict[str, Any]:
        """Return the same for an existing record: the code in the file is not a new code."""
        return {word: value for word, value in self.given(entry).items() if word != "code"}

    def cell(self, word: str) -> Callable[[str], Any]:
        """Return the reader of a plain column."""
        return lambda text: self.collection.columns({word: text})


def split(text: str) -> list[str]:
    """Return the items of a list in a cell."""
    return [item.strip() for item in text.split(";") if item.strip()]


def order_by_parent(entries: Sequence[SheetRow], parent: str) -> tuple[list[SheetRow], list[SheetRow]]:
    """Return the rows with each after its `parent`, and those whose chain of parents is circular."""
    by_code = {code_key(entry.words["code"].strip()): entry for entry in entries}
    placed: dict[SheetRow, bool] = {}
    for entry in entries:
        chain: list[SheetRow] = []
        above: SheetRow | None = entry
        while above is not None and above not in placed and above not in chain:
            chain.append(above)
            above = by_code.get(code_key(above.words.get(parent, "").strip()))
        if above is None or placed.get(above):
            placed |= dict.fromkeys(reversed(chain), True)
        else:
            placed |= dict.fromkeys(chain, False)
    return [one for one, sound in placed.items() if sound], [one for one, sound in placed.items() if not sound]
