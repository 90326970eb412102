"""Money by measure: interest, pledged, committed and disbursed side by side, and sums of it by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol


class Measured(NamedTuple):
    """An amount for each of MEASURES, in minor units of one currency; None where nothing is known."""

    interest: int | None = None
    pledged: int | None = None
    committed: int | None = None
    disbursed: int | None = None

    def plus(self, other: Measured) -> Measured:
        """The sum, measure by measure."""
        return Measured(*map(plus, self, other))


NOTHING = Measured()


class MoneyRow(Protocol):
    """A row with an amount for each measure in its currency, if it has one."""

    @property
    def currency(self) -> str | None: ...
    @property
    def interest(self) -> int | None: ...
    @property
    def pledged(self) -> int | None: ...
    @property
    def committed(self) -> int | None: ...
    @property
    def disbursed(self) -> int | None: ...


def measured(row: MoneyRow) -> Measured:
    """The amounts of a row."""
    return Measured(row.interest, row.pledged, row.committed, row.disbursed)


class CurrencySums:
    """Sums of money by currency, added up as the rows of a list pass: lists are long, so no object per row."""

    def __init__(self) -> None:
        self._sums: dict[str, list[int | None]] = {}

    def add(self, currency: str, money: Measured) -> None:
        """Add the amounts of a row."""
        sums = self._sums.setdefault(currency, [None] * len(money))
        for place, amount in enumerate(money):
            if amount is not None:
                sums[place] = (sums[place] or 0) + amount

    @property
    def found(self) -> dict[str, Measured]:
        """The sums, in alphabetical order of their currencies."""
        return {currency: Measured(*sums) for currency, sums in sorted(self._sums.items())}


def by_currency(rows: Iterable[MoneyRow]) -> dict[str, Measured]:
    """The sums of rows by their currency; rows without a currency are left out."""
    sums = CurrencySums()
    for row in rows:
        if row.currency is not None:
            sums.add(row.currency, measured(row))
    return sums.found


def plus(one: int | None, other: int | None) -> int | None:
    """The sum of two amounts; unknown only if both are."""
    return other if one is None else one if other is None else one + other
