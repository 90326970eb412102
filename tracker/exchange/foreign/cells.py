"""Cells as people write them to cells as our own tables have them, column by column.

A column whose cells are all as our own tables have them is left as it stands. What cannot be understood stays as it was
written, and is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.foreign.columns import Heading
from tracker.exchange.foreign.days import Days, is_iso
from tracker.exchange.foreign.layout import listed
from tracker.exchange.foreign.names import Names
from tracker.exchange.foreign.numbers import Amounts, Refusal, Sum, is_certain, is_plain, percentages
from tracker.exchange.foreign.tongues import WORDS, key
from tracker.exchange.foreign.totals import totals
from tracker.exchange.foreign.units import NO_UNIT, Unit
from tracker.exchange.formats.cell_texts import broken
from tracker.exchange.grids import Line
from tracker.exchange.nouns import Noun
from tracker.insight.codes import Codes
from tracker.rules.words import ANSWERS, INSTRUMENTS, MEASURES, SCOPES, STATUSES, choose

AMOUNTS = frozenset((*MEASURES, "amount"))
DATES = frozenset(
    (
        *("start", "end", "actual_start", "actual_end", "date", "planned_date", "planned", "reached", "published"),
        *("baseline_date", "target_date", "cut_off", "member_from", "member_until"),
    )
)
VOCABULARIES: Mapping[tuple[str, str], Sequence[str]] = {
    ("reports", "status"): STATUSES,
    ("reports", "answer"): ANSWERS,
    ("reports", "scope"): SCOPES,
    ("projects", "scope"): SCOPES,
    ("contributions", "instrument"): INSTRUMENTS,
}
ORGANISATIONS = frozenset(("donor", "lead", "implementer", "organisation", "host"))
LISTS = {"beneficiaries": "organisation", "succeeds": "project"}
_PERCENTAGE = re.compile(r"(100|[0-9]{1,2})\s*%?")
_PARTS = re.compile(r"[;,/\n]+")

Fault = tuple[int, str, TrackerError]
Cell = Callable[[str], str | Refusal]


class Manner(NamedTuple):
    """What was said of the amounts and dates of a sheet by whoever takes it in."""

    currency: str | None = None
    decimal: str | None = None
    dates: str | None = None
    unit: Unit = NO_UNIT


class Settled(NamedTuple):
    """The columns with those that were added, the rows with cells as our own tables have them, and what was said."""

    columns: list[Heading]
    rows: list[Line]
    faults: list[Fault]
    said: list[str]


class Cells:
    """Reads the cells of one sheet whose columns are known."""

    def __init__(
        self,
        codes: Codes,
        noun: Noun,
        columns: Sequence[Heading],
        names: Mapping[str, Names],
        unit: str,
        *,
        ours: bool = False,
    ) -> None:
        self._plain = is_plain if ours else is_certain
        self._codes, self._noun, self._columns, self._names, self._unit = codes, noun, list(columns), names, unit
        self._faults: list[Fault] = []
        self._said: list[str] = []
        self._money: dict[int, dict[int, frozenset[str]]] = {}

    def settle(self, rows: list[Line], manner: Manner) -> Settled:
        """Read all columns, leave out the totals, and give every amount that names a currency the one it names."""
        whole = [row.cells for row in rows]
        changed: dict[int, list[str]] = {}
        for place, column in enumerate(self._columns):
            if self._unit == "line" and not self._is_read(column.column or ""):
                continue
            cells = [cells[place] if place < len(cells) else "" for cells in whole]
            read = self._read(rows, place, column, cells, manner)
            if read is not None:
                changed[place] = read
        found = rows
        if changed:
            found = [_replaced(row, n, changed) for n, row in enumerate(rows)]
        found = self._without_totals(found)
        if any(self._money.values()) or manner.currency:
            found = self._with_currency(found, manner)
        kept = {row.number for row in found} if self._faults else set()
        return Settled(self._columns, found, [fault for fault in self._faults if fault[0] in kept], self._said)

    def _read(
        self, rows: Sequence[Line], place: int, column: Heading, cells: list[str], manner: Manner
    ) -> list[str] | None:
        """The cells of one column; None where all of them can stay as they are."""
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
            return self._amounts(rows, place, column, cells, distinct, manner)
        read = self._reader(column, distinct, manner)
        if read is None:
            return None
        found = {text: read(text) for text in distinct}
        if all(now == text for text, now in found.items()):
            return None
        example = next(((was, now) for was, now in sorted(found.items()) if isinstance(now, str) and now != was), None)
        if example is not None:
            self._said.append(f"{column.text}: {example[0]} read as {example[1]}")
        return self._resolved(rows, name, cells, found)

    def _reader(self, column: Heading, distinct: set[str], manner: Manner) -> Cell | None:
        name = column.column or ""
        if name in DATES:
            return None if all(map(is_iso, distinct)) else Days(distinct, manner.dates).read
        if name == "progress":
            if all(_PERCENTAGE.fullmatch(text) for text in distinct):
                return None
            found = percentages(distinct)
            return found.__getitem__ if found is not None else None
        if (words := VOCABULARIES.get((self._noun.name, name))) is not None:
            return None if all(_word(name, words, text) == text for text in distinct) else _worded(name, words)
        noun = LISTS.get(name) or self._named(name)
        if noun is None:
            return None
        names = self._names[noun]
        if name in LISTS:
            return None if all(names.knows(one) for text in distinct for one in _items(text)) else _listing(names)
        return None if all(map(names.knows, distinct)) else names.read

    def _is_read(self, name: str) -> bool:
        """Whether the cells of a column can be written in several ways."""
        known = name in AMOUNTS or name in DATES or name in LISTS or name == "progress"
        return known or (self._noun.name, name) in VOCABULARIES or self._named(name) is not None

    def _named(self, column: str) -> str | None:
        if column in ORGANISATIONS:
            return "organisation"
        if column == "parent":
            return "organisation" if self._noun.name in ("organisations", "donors", "beneficiaries") else "project"
        return "project" if column == "project" else None

    def _amounts(
        self,
        rows: Sequence[Line],
        place: int,
        column: Heading,
        cells: list[str],
        distinct: set[str],
        manner: Manner,
    ) -> list[str] | None:
        unit = column.unit if column.unit != NO_UNIT else manner.unit
        if unit == NO_UNIT and column.how == "own" and manner.decimal is None and all(map(self._plain, cells)):
            return None
        amounts = Amounts(
            (cell for cell in cells if cell in distinct), self._codes.reader.exponents, unit, manner.decimal
        )
        money = self._money.setdefault(place, {})
        found, refused = list(cells), {}
        for n, (row, cell) in enumerate(zip(rows, cells, strict=True)):
            if cell not in distinct:
                continue
            one = amounts.read(cell)
            if isinstance(one, Sum):
                found[n] = one.text
                if one.currencies:
                    money[row.number] = one.currencies
            else:
                refused[cell] = one
                self._faults.append((row.number, column.column or "", _invalid(column.column or "", cell, one)))
        told = [text for text in (amounts.said, f"in {unit}" if str(column.unit) else None) if text]
        if told:
            self._said.append(f"{column.text}: {', '.join(told)}")
        return found

    def _resolved(
        self, rows: Sequence[Line], name: str, cells: list[str], found: Mapping[str, str | Refusal]
    ) -> list[str]:
        texts = []
        for row, cell in zip(rows, cells, strict=True):
            now = found.get(cell, cell)
            if isinstance(now, Refusal):
                self._faults.append((row.number, name, _invalid(name, cell, now)))
                now = cell
            texts.append(now)
        return texts

    def _without_totals(self, rows: list[Line]) -> list[Line]:
        places = {column.column: place for place, column in enumerate(self._columns)}
        amounts = [place for name, place in places.items() if name in AMOUNTS]
        found = totals(rows, amounts, [places["progress"]] if "progress" in places else [], self._is_known)
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

    def _with_currency(self, rows: list[Line], manner: Manner) -> list[Line]:
        """The rows, each with the currency of its amounts in a column of its own."""
        amounts = [place for place, column in enumerate(self._columns) if column.column in AMOUNTS]
        if not amounts:
            return rows
        names = [column.column for column in self._columns]
        known = "currency" in (*self._noun.required, *self._noun.optional)
        place = names.index("currency") if "currency" in names else len(names)
        if known and place == len(names):
            self._columns.append(Heading("currency", -1, "currency", NO_UNIT, "added"))
        found = []
        for row in rows:
            cells = row.cells + [""] * (place + 1 - len(row.cells)) if known else row.cells
            said = {their for one in amounts if (their := self._money.get(one, {}).get(row.number))}
            own = cells[place].strip() if known else ""
            spoken = any(one < len(cells) and cells[one] for one in amounts)
            code = self._one_currency(row, own, said, manner, spoken=spoken)
            if known and code != own:
                cells = [*cells[:place], code, *cells[place + 1 :]]
            elif not known and said:
                named = _either(frozenset.union(*said))
                why = f"names a currency, {named}, for which a table of {self._noun.name} has no place"
                self._fault(row, names[amounts[0]] or "", why, "the amount alone")
            found.append(Line(row.number, cells))
        return found

    def _one_currency(self, row: Line, own: str, said: set[frozenset[str]], manner: Manner, *, spoken: bool) -> str:
        """The currency of a row: its own, the one that its amounts can only mean, or the one that was said of all."""
        if not said:
            return own or (manner.currency or "" if spoken else "")
        possible = frozenset.intersection(*said)
        if own:
            if own.upper() not in possible:
                why = f"is {own}, and the amounts of the row are of {_either(possible)}"
                self._fault(row, "currency", why, "the same")
            return own
        if manner.currency in possible:
            return manner.currency or ""
        if len(possible) == 1:
            return next(iter(possible))
        if possible:
            why = f"is not said: the sign can mean {_either(possible)}"
            self._fault(row, "currency", why, "say which with --currency, or in a column of its own")
        else:
            self._fault(row, "currency", "differs from amount to amount of the row", "one currency in a row")
        return ""

    def _fault(self, row: Line, column: str, why: str, right: str) -> None:
        self._faults.append((row.number, column, Invalid(column, "", why, right)))


def _replaced(row: Line, number: int, columns: Mapping[int, list[str]]) -> Line:
    cells = [columns[place][number] if place in columns else cell for place, cell in enumerate(row.cells)]
    return Line(row.number, cells)


def _either(currencies: frozenset[str]) -> str:
    several = sorted(currencies)
    return " or ".join(several) if len(several) <= 3 else f"{', '.join(several[:3])} or another"


def _invalid(column: str, cell: str, refusal: Refusal) -> Invalid:
    return Invalid(column, cell, refusal.why, refusal.right)


def _word(column: str, words: Sequence[str], text: str) -> str | None:
    """The text itself where our own tables may have it, else the word that it is elsewhere, if any."""
    try:
        choose(column, text, words)
    except Invalid:
        return WORDS.get(column, {}).get(key(text))
    return text


def _worded(column: str, words: Sequence[str]) -> Cell:
    return lambda text: _word(column, words, text) or text


def _items(text: str) -> list[str]:
    return [name for item in text.split(";") if (name := item.partition(":")[0].strip())]


def _listing(names: Names) -> Cell:
    """Reads a list of names with their shares: by semicolons, or by whatever parts it into known names."""

    def one(item: str) -> str | Refusal:
        name, colon, share = item.partition(":")
        found = names.read(name.strip())
        return found if isinstance(found, Refusal) else found + colon + share

    def read(text: str) -> str | Refusal:
        if all(map(names.knows, _items(text))):
            return text
        for parts in ([text], text.split(";"), _PARTS.split(text)):
            found = [one(part.strip()) for part in parts if part.strip()]
            known = [item for item in found if isinstance(item, str) and names.knows(item.partition(":")[0])]
            if len(known) == len(found):
                return ";".join(known)
        first = [one(part.strip()) for part in text.split(";") if part.strip()]
        return next((item for item in first if isinstance(item, Refusal)), text)

    return read
