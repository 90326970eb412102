"""Find the currency of each row of amounts: from a column, from the amounts themselves, or from the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.errors import Invalid, TrackerError
from tracker.exchange.foreign.columns import Heading
from tracker.exchange.grids import GridLine
from tracker.exchange.nouns import AMOUNTS, TableKind
from tracker.rules.units import NO_UNIT, either


class Currencies:
    """Assigns a currency to each row of one sheet. `columns` are those of the sheet, later including the added one.

    `money` holds the currencies that amounts may be in, by column position and row number.
    """

    def __init__(
        self,
        noun: TableKind,
        columns: Sequence[Heading],
        money: Mapping[int, Mapping[int, frozenset[str]]],
        currency: str | None,
    ) -> None:
        self._noun, self._money, self._currency = noun, money, currency
        self.columns = list(columns)
        self.faults: list[tuple[int, str, TrackerError]] = []

    def given(self, rows: list[GridLine]) -> list[GridLine]:
        """Return the rows, each with the currency of its amounts in a separate column."""
        amounts = [place for place, column in enumerate(self.columns) if column.column in AMOUNTS]
        if not amounts:
            return rows
        names = [column.column for column in self.columns]
        known = "currency" in (*self._noun.required, *self._noun.optional)
        place = names.index("currency") if "currency" in names else len(names)
        if known and place == len(names):
            self.columns.append(Heading("currency", -1, "currency", NO_UNIT, "added"))
        found = []
        for row in rows:
            cells = row.cells + [""] * (place + 1 - len(row.cells)) if known else row.cells
            said = {their for one in amounts if (their := self._money.get(one, {}).get(row.number))}
            own = cells[place].strip() if known else ""
            spoken = any(one < len(cells) and cells[one] for one in amounts)
            code = self._one(row, own, said, spoken=spoken)
            if known and code != own:
                cells = [*cells[:place], code, *cells[place + 1 :]]
            elif not known and said:
                named = either(frozenset.union(*said))
                why = f"names a currency, {named}, but a table of {self._noun.name} has no column for it"
                self._fault(row, names[amounts[0]] or "", why, "the amount alone")
            found.append(GridLine(row.number, cells))
        return found

    def _one(self, row: GridLine, own: str, said: set[frozenset[str]], *, spoken: bool) -> str:
        """Return the currency of a row: its own, the only one its amounts allow, or the one given for all rows."""
        if not said:
            return own or (self._currency or "" if spoken else "")
        possible = frozenset.intersection(*said)
        if own:
            if own.upper() not in possible:
                why = f"is {own}, but the amounts of the row are in {either(possible)}"
                self._fault(row, "currency", why, "the same currency")
            return own
        if self._currency in possible:
            return self._currency or ""
        if len(possible) == 1:
            return next(iter(possible))
        if possible:
            why = f"is not stated: the sign can mean {either(possible)}"
            self._fault(row, "currency", why, "--currency, or a column currency")
        else:
            self._fault(row, "currency", "differs from amount to amount of the row", "one currency in a row")
        return ""

    def _fault(self, row: GridLine, column: str, why: str, right: str) -> None:
        self.faults.append((row.number, column, Invalid(column, "", why, right)))
