"""Amounts drawn in characters: a bar beside each amount of a list, and a line of small bars for what came to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.output.columns import UNKNOWN, Column, Row

LONGEST = 10  # cells of the longest bar
BAR = Column("bar", "Bar")
Bars = Callable[[Sequence[Row]], list[str]]
"""The bars of rows."""
_EIGHTHS = "▏▎▍▌▋▊▉█"
_STEPS = "▁▂▃▄▅▆▇█"


def with_bars(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[list[Column], Bars | None]:
    """Return the columns with one of bars beside the amounts that most rows have, if any has one, and what draws them.

    The largest amount of each currency has a full bar.
    """
    money = [column for column in columns if column.kind == "money"]
    counts = [sum(getattr(row, column.field) is not None for row in rows) for column in money]
    if not any(counts):
        return [*columns], None
    chosen = money[counts.index(max(counts))]
    place = columns.index(chosen) + 1
    largest: dict[str, int] = {}

    def amounts(rows: Sequence[Row]) -> list[tuple[str, int]]:
        return [(getattr(row, chosen.currency), getattr(row, chosen.field) or 0) for row in rows]

    for currency, amount in amounts(rows):
        largest[currency] = max(largest.get(currency, 0), abs(amount))

    def draw(rows: Sequence[Row]) -> list[str]:
        return [bar(amount, largest.get(currency, 0)) for currency, amount in amounts(rows)]

    return [*columns[:place], BAR, *columns[place:]], draw


def bar(amount: int, largest: int) -> str:
    """Return a bar for an amount beside the largest one; a negative amount has a minus before its bar."""
    if not amount or not largest:
        return ""
    eighths = max(1, round(abs(amount) * LONGEST * 8 / largest))
    drawn = "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")
    return f"-{drawn}" if amount < 0 else drawn


def spark_line(amounts: Sequence[int | None]) -> str:
    """Return a small bar for each amount beside the largest one: the lowest for nothing, a dash if it is unknown."""
    largest = max((amount for amount in amounts if amount is not None), default=0)
    return "".join(
        UNKNOWN if amount is None else _STEPS[round(max(0, amount) * 7 / largest) if largest > 0 else 0]
        for amount in amounts
    )
