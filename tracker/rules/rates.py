"""Exchange rates: one exact factor between two currencies, and one rounding.

`value` is what one unit of `per_currency` is worth in `currency`: 1 EUR = 1.30 USD is currency USD, per EUR, 1.30.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tracker.errors import Invalid
from tracker.rules.decimals import plain_decimal, rounded

if TYPE_CHECKING:
    from fractions import Fraction


class Rate(NamedTuple):
    """A published rate; `value` is decimal text, `date` a partial date, `method` one of RATE_METHODS."""

    currency: str
    per_currency: str
    value: str
    date: str
    method: str
    source: str


def check_rate(what: str, text: str) -> str:
    """A rate in the form to be stored: a positive plain decimal of at most 18 digits, with the decimals as published.

    Raises Invalid for anything else.
    """
    value = plain_decimal(what, text, "a positive number, such as 0.778338")
    if not value.strip("0."):
        raise Invalid(what, text, "is zero", "a positive number, such as 0.778338")
    return value


class Rates:
    """A rate set that a conference can pin; of two rates for the same pair and direction the later one counts.

    Currencies without a path between them have no factor: the caller must report a missing rate, it is never guessed.
    """

    def __init__(self, rates: Iterable[Rate], exponents: Mapping[str, int]) -> None:
        self._exponents = exponents
        self._rates = {(r.per_currency, r.currency): r for r in sorted(rates, key=lambda r: (r.date, r.value))}
        self.currencies = sorted({currency for pair in self._rates for currency in pair})
        self._factors: dict[tuple[str, str], Fraction | None] = {}

    def factor(self, source: str, target: str) -> Fraction | None:
        """Minor units of `target` for one minor unit of `source`, exact; None where no rate leads there.

        The factor of a currency to itself is 1. A rate that states `target` per `source` takes precedence over its
        inverse, and either over the path through one other currency (the first in alphabetical order).
        """
        pair = source, target
        if pair not in self._factors:
            self._factors[pair] = self._exact(source, target)
        return self._factors[pair]

    def path(self, source: str, target: str) -> tuple[Rate, ...]:
        """The rates that `factor` uses, in order; () for a currency to itself, and where there is no factor."""
        if source == target:
            return ()
        return self._step(source, target) or next(
            (
                first + second
                for other in self.currencies
                if (first := self._step(source, other)) and (second := self._step(other, target))
            ),
            (),
        )

    def _step(self, source: str, target: str) -> tuple[Rate, ...]:
        rate = self._rates.get((source, target)) or self._rates.get((target, source))
        return (rate,) if rate else ()

    def _exact(self, source: str, target: str) -> Fraction | None:
        from fractions import Fraction

        path = self.path(source, target)
        if source != target and not path:
            return None
        exponents = self._exponents
        factor = Fraction(1) if source == target else Fraction(10) ** (exponents[target] - exponents[source])
        held = source
        for rate in path:
            value = Fraction(rate.value)
            held, factor = (
                (rate.currency, factor * value) if rate.per_currency == held else (rate.per_currency, factor / value)
            )
        return factor


def convert(minor: int, factor: Fraction) -> int:
    """`minor` times a factor from `Rates.factor`, rounded once, halves away from zero."""
    return rounded(minor * factor.numerator, factor.denominator)
