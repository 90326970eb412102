"""Detect total rows: by their label, or because they are the sums and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tracker.exchange.foreign.words_by_language import TOTAL, key
from tracker.exchange.grids import GridLine

_BEGINNINGS = frozenset("tsgoaiv")
_CONVERTED = "all in"  # the label in our own lists for the total of all currencies in one


class SummingRow(NamedTuple):
    """A total row: its number, and a column whose total differs from the sum of the rows above, with both amounts."""

    line: int
    differs: tuple[int, Decimal, Decimal] | None


def totals(
    rows: Sequence[GridLine],
    amounts: Sequence[int],
    beside: Sequence[int],
    is_known: Callable[[str], bool],
    currency: int | None = None,
) -> list[SummingRow]:
    """Find the totals among rows whose amounts are already plain decimals; `beside` are columns of percentages.

    A row that is labelled as a total is one. A row whose name only begins that way, or that has no name, must be the
    sums of the rows above: all of them or those since the last total. A total with a `currency` sums the rows in that
    currency.
    """
    if not amounts:
        alone = [(row.number, texts) for row in rows if len(texts := [cell for cell in row.cells if cell.strip()]) == 1]
        return [SummingRow(number, None) for number, (text,) in alone if _is_total(key(text)) and not is_known(text)]
    columns = {*amounts, *beside, *((currency,) if currency is not None else ())}
    labels = {row.number: text for row in rows if (text := _called(row, columns, (*amounts, *beside))) is not None}
    if not labels:
        return []
    found: list[SummingRow] = []
    whole: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    since = whole.copy()
    for row in rows:
        values = {place: _decimal(row.cells[place]) for place in amounts if place < len(row.cells) and row.cells[place]}
        if (called := labels.get(row.number)) is not None and not is_known(called):
            known = {place: value for place, value in values.items() if value is not None}
            of = _cell(row, currency)
            sums = {place: (whole[place, of], since[place, of]) for place in known}
            off = next(((p, v, sums[p][0]) for p, v in known.items() if v not in sums[p]), None)
            match = TOTAL.match(key(called))
            if key(called) == _CONVERTED and of:
                found.append(SummingRow(row.number, None))
                continue
            if _is_total(key(called)) or (known and off is None and (match or not (called or of))):
                found.append(SummingRow(row.number, off))
                for one in [one for one in since if not of or one[1] in ("", of)]:
                    del since[one]
                continue
        for place, value in values.items():
            for of in {"", _cell(row, currency)}:
                whole[place, of] += value or 0
                since[place, of] += value or 0
    return found


def _is_total(name: str) -> bool:
    match = TOTAL.match(name)
    return match is not None and match.end() == len(name)


def _called(row: GridLine, columns: Collection[int], amounts: Collection[int]) -> str | None:
    """Return the one text next to the amounts of a row, empty if there is none; None if there are several."""
    first = row.cells[0] if row.cells else ""
    if first and first[0].lower() not in _BEGINNINGS and 0 not in columns:
        return None
    texts = [cell for place, cell in enumerate(row.cells) if cell.strip() and place not in columns]
    if len(texts) > 1 or not any(place < len(row.cells) and row.cells[place] for place in amounts):
        return None
    return texts[0].strip() if texts else ""


def _cell(row: GridLine, place: int | None) -> str:
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
