"""Money by measure: what is interest, pledged, committed and disbursed side by side, and sums of it by name."""

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


def by_currency(rows: Iterable[MoneyRow]) -> dict[str, Measured]:
    """The sums of rows by their currency, in order of its code; rows without a currency are left out."""
    sums: dict[str, Measured] = {}
    for row in rows:
        if row.currency is not None:
            sums[row.currency] = sums.get(row.currency, NOTHING).plus(measured(row))
    return dict(sorted(sums.items()))


def plus(one: int | None, other: int | None) -> int | None:
    """The sum of two amounts; unknown only where both are."""
    return other if one is None else one if other is None else one + other
