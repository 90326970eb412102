"""Convert cells as people write them to cells as our own tables have them, column by column.

A column whose cells all have our own form is left unchanged. A cell that cannot be understood is left as written and
reported as a fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.foreign.columns import Heading
from tracker.exchange.foreign.currencies import Currencies
from tracker.exchange.foreign.days import DayOrder, proven_order
from tracker.exchange.foreign.layout import listed
from tracker.exchange.foreign.names import NameIndex
from tracker.exchange.foreign.numbers import AmountFormat, ParsedAmount, Refusal, is_certain, is_dash, is_plain
from tracker.exchange.foreign.readers import Readers
from tracker.exchange.foreign.spoiled_codes import CODES, made_over
from tracker.exchange.foreign.totals import totals
from tracker.exchange.foreign.wishes import Manner
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import GridLine
from tracker.exchange.nouns import AMOUNTS, DATES, TableKind
from tracker.insight.codes import Codes
from tracker.rules.units import NO_UNIT

Fault = tuple[int, str, TrackerError]


class ConvertedRows(NamedTuple):
    """The columns, including added ones, the rows with cells in our own form, and the messages for the user."""

    columns: list[Heading]
    rows: list[GridLine]
    faults: list[Fault]
    said: list[str]


class CellReader:
    """Reads the cells of one sheet whose columns are known; `faults` are the errors already found in them."""

    def __init__(
        self,
        codes: Codes,
        noun: TableKind,
        columns: Sequence[Heading],
        names: Mapping[str, NameIndex],
        unit: str,
        manner: Manner,
        faults: Sequence[Fault] = (),
        *,
        ours: bool = False,
    ) -> None:
        self._plain = is_plain if ours else is_certain
        self._codes, self._noun, self._columns, self._names = codes, noun, list(columns), names
        self._unit, self._manner = unit, manner
        self._readers = Readers(noun, names, codes.reader.exponents, manner.dates)
        self._faults = list(faults)
        self._said: list[str] = []
        self._money: dict[int, dict[int, frozenset[str]]] = {}
        self._mark: str | None = None

    def settle(self, rows: list[GridLine]) -> ConvertedRows:
        """Read all columns, drop total rows, and give each amount that names a currency the currency it names."""
        whole = [row.cells for row in rows]
        changed: dict[int, list[str]] = {}
        self._readers.proven = self._proven(whole)
        self._mark = self._proven_mark(whole)
        for place, column in enumerate(self._columns):
            codes = column.column in CODES
            if self._unit == "line" and not codes and not self._readers.is_read(column.column or ""):
                continue
            cells = [cells[place] if place < len(cells) else "" for cells in whole]
            if codes:
                self._refuse_made_over(rows, column.column or "", cells)
            read = self._read(rows, place, column, cells)
            if read is not None:
                changed[place] = read
        found = rows
        if changed:
            found = [_replaced(row, n, changed) for n, row in enumerate(rows)]
        found = self._without_totals(found)
        if any(self._money.values()) or self._manner.currency:
            currencies = Currencies(self._noun, self._columns, self._money, self._manner.currency)
            found = currencies.given(found)
            self._columns = currencies.columns
            self._faults += currencies.faults
        kept = {row.number for row in found} if self._faults else set()
        return ConvertedRows(self._columns, found, [fault for fault in self._faults if fault[0] in kept], self._said)

    def _proven(self, rows: Sequence[Sequence[str]]) -> DayOrder | None:
        """Return the order of day and month proven by the first column that proves one."""
        for place, column in enumerate(self._columns):
            if column.column in DATES:
                cells = {cells[place] for cells in rows if place < len(cells)}
                if (found := proven_order(column.text, cells)) is not None:
                    return found
        return None

    def _proven_mark(self, rows: Sequence[Sequence[str]]) -> str | None:
        """Return the decimal mark of amounts, if the columns that prove one agree."""
        places = [place for place, column in enumerate(self._columns) if column.column in AMOUNTS]
        columns = [{cells[place] for cells in rows if place < len(cells)} - {""} for place in places]
        if len(columns) < 2 or all(is_certain(cell) for cells in columns for cell in cells):
            return None
        currencies = self._codes.reader.exponents
        found = {
            AmountFormat((cell for cell in cells if not is_dash(cell, currencies)), currencies).proves
            for cells in columns
        }
        return proven.pop() if len(proven := found - {None}) == 1 else None

    def _read(self, rows: Sequence[GridLine], place: int, column: Heading, cells: list[str]) -> list[str] | None:
        """Return the converted cells of one column; None if all of them can stay unchanged."""
        name = column.column or ""
        distinct = set(cells) - {""}
        for text in [text for text in distinct if text[0] in "#E" and broken(text)]:
            distinct.discard(text)
            why, right = broken(text) or ("", "")
            self._faults += [
                (row.number, name, Invalid(name, text, why, right))
                for row, cell in zip(rows, cells, strict=True)
                if cell == text
            ]
        if name in AMOUNTS:
            return self._amounts(rows, place, column, cells, distinct)
        read = self._readers.reader(name, distinct)
        if read is None:
            return None
        found = {text: read(text) for text in distinct}
        if all(now == text for text, now in found.items()):
            return None
        example = next(((was, now) for was, now in sorted(found.items()) if isinstance(now, str) and now != was), None)
        if example is not None:
            order = f", with the order of day and month from {self._readers.by}" if self._readers.by else ""
            self._said.append(f"{column.text}: {example[0]} read as {example[1]}{order}")
        return self._resolved(rows, name, cells, found)

    def _refuse_made_over(self, rows: Sequence[GridLine], name: str, cells: Sequence[str]) -> None:
        for row, cell in zip(rows, cells, strict=True):
            # Most cells are plain text, and a call for each of 100,000 would be felt.
            if type(cell) is str and "+" not in cell:
                continue
            if cell and (refusal := made_over(cell)) is not None:
                self._faults.append((row.number, name, _invalid(name, cell, refusal)))

    def _amounts(
        self, rows: Sequence[GridLine], place: int, column: Heading, cells: list[str], distinct: set[str]
    ) -> list[str] | None:
        manner = self._manner
        unit = column.unit if column.unit != NO_UNIT else manner.unit
        plain = unit == NO_UNIT and column.how == "own" and manner.decimal is None and self._mark != "comma"
        if plain and all(map(self._plain, cells)):
            return None
        currencies = self._codes.reader.exponents
        dashes = {cell for cell in distinct if is_dash(cell, currencies)}
        distinct = distinct - dashes
        amounts = AmountFormat(
            (cell for cell in cells if cell in distinct), currencies, unit, manner.decimal, self._mark
        )
        money = self._money.setdefault(place, {})
        found = ["" if cell in dashes else cell for cell in cells]
        for n, (row, cell) in enumerate(zip(rows, cells, strict=True)):
            if cell not in distinct:
                continue
            one = amounts.read(cell)
            if isinstance(one, ParsedAmount):
                found[n] = one.text
                if one.currencies:
                    money[row.number] = one.currencies
            else:
                self._faults.append((row.number, column.column or "", _invalid(column.column or "", cell, one)))
        empty = f"{sorted(dashes)[0]} read as an empty cell" if dashes else None
        told = [text for text in (amounts.said, empty, f"in {unit}" if str(column.unit) else None) if text]
        if told:
            self._said.append(f"{column.text}: {', '.join(told)}")
        return found

    def _resolved(
        self, rows: Sequence[GridLine], name: str, cells: list[str], found: Mapping[str, str | Refusal]
    ) -> list[str]:
        texts = []
        for row, cell in zip(rows, cells, strict=True):
            now = found.get(cell, cell)
            if isinstance(now, Refusal):
                self._faults.append((row.number, name, _invalid(name, cell, now)))
                now = cell
            texts.append(now)
        return texts

    def _without_totals(self, rows: list[GridLine]) -> list[GridLine]:
        places = {column.column: place for place, column in enumerate(self._columns)}
        amounts = [place for name, place in places.items() if name in AMOUNTS]
        progress = [places["progress"]] if "progress" in places else []
        found = totals(rows, amounts, progress, self._is_known, places.get("currency"))
        if not found:
            return rows
        left = {total.line for total in found}
        self._said.append(f"{listed(self._unit, sorted(left))} left out: {'totals' if len(left) > 1 else 'a total'}")
        for total in found:
            if total.differs is not None:
                place, says, is_ = total.differs
                heading = self._columns[place].text
                self._said.append(
                    f"the total of {heading} in {listed(self._unit, [total.line])} is {says:,f},"
                    f" and the rows above add up to {is_:,f}"
                )
        return [row for row in rows if row.number not in left]

    def _is_known(self, text: str) -> bool:
        return any(names.knows(text) for names in self._names.values())


def _replaced(row: GridLine, number: int, columns: Mapping[int, list[str]]) -> GridLine:
    cells = [columns[place][number] if place in columns else cell for place, cell in enumerate(row.cells)]
    return GridLine(row.number, cells)


def _invalid(column: str, cell: str, refusal: Refusal) -> Invalid:
    return Invalid(column, cell, refusal.why, refusal.right)
