"""Rows that sum up the others: known by what they are called, or by being the sums and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tracker.exchange.foreign.tongues import TOTAL, key
from tracker.exchange.grids import Line

_BEGINNINGS = frozenset("tsgo")


class Total(NamedTuple):
    """A row that sums up: its number, and what it says of a column that the rows above do not add up to."""

    line: int
    differs: tuple[int, Decimal, Decimal] | None


def totals(
    rows: Sequence[Line], amounts: Sequence[int], beside: Sequence[int], is_known: Callable[[str], bool]
) -> list[Total]:
    """The totals among rows whose amounts are plain decimals already; `beside` are columns of percentages.

    A row that is called a total is one; a row whose name only begins so, or that has none, must be the sums of the
    rows above, all of them or those since the last total.
    """
    if not amounts:
        return []
    columns = {*amounts, *beside}
    found: list[Total] = []
    whole = dict.fromkeys(amounts, Decimal(0))
    since = dict(whole)
    for row in rows:
        values = {place: _decimal(row.cells[place]) for place in amounts if place < len(row.cells) and row.cells[place]}
        if (called := _called(row, columns)) is not None and not is_known(called):
            known = {place: value for place, value in values.items() if value is not None}
            off = next(((p, v, whole[p]) for p, v in known.items() if v not in (whole[p], since[p])), None)
            match = TOTAL.match(key(called))
            if (match and match.end() == len(key(called))) or (known and off is None and (match or not called)):
                found.append(Total(row.number, off))
                since = dict.fromkeys(amounts, Decimal(0))
                continue
        for place, value in values.items():
            whole[place] += value or 0
            since[place] += value or 0
    return found


def _called(row: Line, columns: set[int]) -> str | None:
    """The one text beside the amounts of a row, or an empty one where it has no other; None where it has several."""
    first = row.cells[0] if row.cells else ""
    if first and first[0].lower() not in _BEGINNINGS and 0 not in columns:
        return None
    texts = [cell for place, cell in enumerate(row.cells) if cell.strip() and place not in columns]
    if len(texts) > 1 or not any(place < len(row.cells) and row.cells[place] for place in columns):
        return None
    return texts[0].strip() if texts else ""


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
