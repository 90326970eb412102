"""Conversion of the program's rows to those of the Python interface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from tracker.model.kinds import kinds_of
from tracker.rules.money import decimal_text
from tracker.rules.shares import percent

Row = TypeVar("Row", bound=tuple[Any, ...])
# The field with the currency of an amount.
CURRENCY_OF = {"Minor": "currency", "Reporting": "reporting"}


def made(into: type[Row], row: Any, exponents: Mapping[str, int]) -> Row:
    """Convert a row of `insight` to one of the interface: fields match by name, values convert by declared kind."""
    of: Any = type(row)
    kinds, known = kinds_of(of), row._asdict()
    names: tuple[str, ...] = into._fields  # type: ignore[attr-defined]
    return into(*(_value(kinds[name], known[name], known, exponents) for name in names))


def all_made(into: type[Row], rows: Iterable[Any], exponents: Mapping[str, int]) -> list[Row]:
    """Convert rows of `insight` to rows of the interface."""
    return [made(into, row, exponents) for row in rows]


def _value(kind: str, value: Any, known: Mapping[str, Any], exponents: Mapping[str, int]) -> Any:
    if value is None:
        return None
    if kind in CURRENCY_OF:
        return Decimal(decimal_text(value, exponents[known[CURRENCY_OF[kind]]]))
    if kind == "Counted":
        currency = known["currency"]
        return value if currency is None else Decimal(decimal_text(value, exponents[currency]))
    if kind == "Share":
        return Decimal(percent(value))
    if kind == "Factor":
        return Decimal(value)
    if kind == "Shown":
        return str(value)
    return bool(value) if kind == "bool" else value
