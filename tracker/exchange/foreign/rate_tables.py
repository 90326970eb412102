"""Read exchange rates as ministries and the IMF keep them: a row per currency and year, or a matrix of the two.

A heading, a title or the file name says which currency the values are in, and per which other one; otherwise the user
has to say it. The method follows from the words there, or from the length of the periods.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError, Usage
from tracker.exchange.foreign.columns import meaning
from tracker.exchange.foreign.days import period_of
from tracker.exchange.foreign.guessing import likely
from tracker.exchange.foreign.numbers import AmountFormat, ParsedAmount
from tracker.exchange.foreign.readers import currency_of
from tracker.exchange.foreign.units import split_heading
from tracker.exchange.foreign.wishes import Wishes
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.grids import Grid, GridLine, NumberText
from tracker.exchange.nouns import AMOUNTS
from tracker.rules.dates import last_day
from tracker.rules.units import unit_of, words_of

RATE_COLUMNS = ("currency", "per", "date", "method", "value")
_SEARCHED = 30  # number of rows searched for a header
_WIDEST_TITLE = 2  # the most texts in a row above a header
_MOST = 0.8  # the proportion of cells in a column that must fit its assumed type
# Headings of other lists that have years and currencies too.
_ELSEWHERE = frozenset((*AMOUNTS, "project", "title", "donor", "status", "implementer", "objective", "start", "end"))
_PERIODS = frozenset(
    map(
        key,
        (
            *("year", "date", "period", "month", "time period", "fiscal year", "año", "fecha", "período", "mes"),
            *("année", "période", "mois", "ano", "data", "mês"),
        ),
    )
)
_CURRENCIES = frozenset(
    map(key, ("currency", "currency code", "iso code", "moneda", "divisa", "devise", "monnaie", "moeda"))
)
_RATE = re.compile(r"\b(exchange|per|cambio|change|cours|cotizacion|cambial)\b|^(rates?|taux|tasa|taxa|value)$")
_PER = re.compile(r"\b(?:per|por|par|pour|/)\b(?: (?:1|one|un|una|une|um|uma))?", re.IGNORECASE)
_AVERAGE = re.compile(r"\b(average|averages|avg|mean|promedio|promedios|moyen|moyenne|moyennes|medio|media|medias)\b")
_END = re.compile(
    r"\b(end of (the )?(period|year|month)|period end|year end|eop|fin de (periodo|ano|annee|mes|mois))\b"
)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")
_LONGEST = {4: "annual average", 7: "monthly average", 10: "spot"}


class RateSheet(NamedTuple):
    """A table of rates in our own columns, with its messages and the faults of its values."""

    rows: list[GridLine]
    said: list[str]
    faults: list[tuple[int, str, TrackerError]]


class _Found(NamedTuple):
    """The location of the rates: the header, the rows, and the row, currency, period and text of each value."""

    header: GridLine
    above: Sequence[GridLine]
    values: list[tuple[int, str, str, str]]
    words: str  # what the headings of the values say


def rates_of(grid: Grid, wishes: Wishes, currencies: Mapping[str, int]) -> RateSheet | None:
    """Return the rates in a sheet; None for any other sheet. Raises Usage if the base currency is not given."""
    if wishes.noun not in (None, "rates") or wishes.columns:
        return None
    found = _found(grid, wishes, currencies)
    if found is None:
        return None
    name = re.sub(r"[-_.]+", " ", grid.source)
    texts = [found.words, *(cell for row in found.above for cell in row.cells if cell), grid.sheet or "", name]
    where = f"{grid.source}, sheet {grid.sheet}" if grid.sheet else grid.source
    base, of_base = _base(where, texts, wishes, currencies)
    plain = key(" ".join(texts))
    ends = _END.search(plain) is not None and not _AVERAGE.search(plain)
    values = [(number, code, period, _plain(text)) for number, code, period, text in found.values]
    amounts = AmountFormat((text for _, _, _, text in values), currencies, decimal=wishes.manner.decimal)
    rows: list[GridLine] = []
    faults: list[tuple[int, str, TrackerError]] = []
    left: list[int] = []
    for number, currency, period, text in values:
        read = amounts.read(text)
        if not any(letter.isdigit() for letter in text):
            left.append(number)
            continue
        date = last_day(period).isoformat() if ends else period
        method = wishes.constants.get("method") or _LONGEST[len(date)]
        pair = (base, currency) if of_base else (currency, base)
        if currency == base:
            continue
        if isinstance(read, ParsedAmount):
            rows.append(GridLine(number, [*pair, date, method, read.text]))
        else:
            rows.append(GridLine(number, [*pair, date, method, text]))
            faults.append((number, "value", Invalid("value", text, read.why, read.right)))
    if not rows:
        return None
    one = rows[0].cells
    said = [f"read as a table of rates: 1 {one[1]} = {one[4]} {one[0]}, {one[3]}, {one[2]}"]
    if left:
        said.append(f"{len(left):,} cell{'s' * (len(left) > 1)} without a rate skipped")
    return RateSheet(rows, said, faults)


def _found(grid: Grid, wishes: Wishes, currencies: Mapping[str, int]) -> _Found | None:
    """Find the first row that is a header of rates, with the rates below it."""
    for place, line in enumerate(grid.lines[:_SEARCHED]):
        if wishes.header not in (None, line.number):
            continue
        below = grid.lines[place + 1 :]
        values = list(_values(line, below, currencies)) if below else []
        if values:
            for cell in line.cells if wishes.noun is None and "per" not in wishes.constants else ():
                if _ELSEWHERE & {meaning(cell, 0, {}, currencies).column, *likely(cell, currencies)}:
                    return None
            periods = {period_of(cell) for cell in line.cells} - {None}
            texts = [cell for cell in (*line.cells, *_everywhere(line, below)) if cell and cell not in periods]
            words = " ".join(cell.replace("_", " ") for cell in texts)
            return _Found(line, grid.lines[:place], values, words)
        if sum(bool(cell.strip()) for cell in line.cells) > _WIDEST_TITLE:
            return None  # the header of something else
    return None


def _values(
    line: GridLine, below: Sequence[GridLine], currencies: Mapping[str, int]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield the row, currency, period and text of each value; nothing if a row is not a header of rates."""
    periods = {n: period for n, cell in enumerate(line.cells) if cell and (period := _period(cell)) is not None}
    codes = {n: code for n, cell in enumerate(line.cells) if cell and (code := _headed(cell, currencies)) is not None}
    if len({_base_in(line.cells[n], currencies) for n in codes}) > 1:
        return  # the headings have different base currencies
    texts = sum(bool(cell.strip()) for cell in line.cells)
    two = texts == 2  # a matrix of one year, or of one currency
    if (len(periods) > 1 or (periods and two)) and 2 * len(periods) >= texts:
        column = _column(line, below, lambda cell: _code(cell, currencies), distinct=True)
        if column is None:
            return
        for row in below:
            if code := _code(_cell(row, column), currencies) or _cell(row, column):
                for n, period in periods.items():
                    if text := _cell(row, n):
                        yield row.number, code, period, text
    elif (len(codes) > 1 or (codes and two)) and len(codes) == len(set(codes.values())) and 2 * len(codes) >= texts:
        column = _column(line, below, period_of, distinct=True)
        if column is None or column in codes:
            return
        for row in below:
            period = period_of(_cell(row, column))
            for n, code in codes.items():
                if period and (text := _cell(row, n)):
                    yield row.number, code, period, text
    else:
        yield from _long(line, below, currencies)


def _long(
    line: GridLine, below: Sequence[GridLine], currencies: Mapping[str, int]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield the same as `_values`, for a table with one row per currency and period."""
    keys = [key(cell) for cell in line.cells]
    currency = next((n for n, text in enumerate(keys) if text in _CURRENCIES), None)
    date = next((n for n, text in enumerate(keys) if text in _PERIODS), None)
    rate = next((n for n, text in enumerate(keys) if _RATE.search(text) and n not in (currency, date)), None)
    if currency is None or date is None or rate is None or "per" in keys or "method" in keys:
        return
    if not all(period_of(_cell(row, date)) for row in below[:_SEARCHED] if _cell(row, date)):
        return
    for row in below:
        code, period, text = _cell(row, currency), period_of(_cell(row, date)), _cell(row, rate)
        if code and period and text:
            yield row.number, _code(code, currencies) or code, period, text


def _column(
    line: GridLine, below: Sequence[GridLine], read: Callable[[str], str | None], *, distinct: bool
) -> int | None:
    """Return the first column in which nearly all cells can be read, and are `distinct` if that is asked."""
    for n in range(len(line.cells)):
        cells = [cell for row in below if (cell := _cell(row, n))]
        found = [one for cell in cells if (one := read(cell)) is not None]
        if cells and len(found) >= _MOST * len(cells) and (not distinct or len(set(found)) >= _MOST * len(found)):
            return n
    return None


def _code(cell: str, currencies: Mapping[str, int]) -> str | None:
    found = currency_of(cell, currencies)
    return found.upper() if isinstance(found, str) and found.strip().upper() in currencies else None


def _period(heading: str) -> str | None:
    """Return the period that a heading of rates gives: "2012", "Average rate 2012"."""
    years = _YEAR.findall(heading)
    plain = key(heading)
    is_rate = _RATE.search(plain) or plain.partition(" ")[0] in ("rate", "taux", "tasa", "taxa", "average")
    return period_of(heading) or (years[0] if len(years) == 1 and is_rate else None)


def _headed(heading: str, currencies: Mapping[str, int]) -> str | None:
    """Return the currency that a heading of rates gives: "HNL", "HNL per USD"."""
    match = _PER.search(heading)
    of = heading[: match.start()] if match and _base_in(heading, currencies) else heading
    return _code(of.strip(), currencies)


def _base_in(heading: str, currencies: Mapping[str, int]) -> str | None:
    """Return the base currency that a heading gives: its rates are per one unit of it."""
    match = _PER.search(heading)
    return _first_currency(heading[match.end() :], currencies) if match else None


def _everywhere(line: GridLine, below: Sequence[GridLine]) -> Iterator[str]:
    """Yield the texts that appear in every row below a header, such as "National currency per USD"."""
    for n in range(len(line.cells)):
        cells = {_cell(row, n) for row in below} - {""}
        if len(cells) == 1 and len(below) > 1:
            yield from cells


def _base(where: str, texts: Sequence[str], wishes: Wishes, currencies: Mapping[str, int]) -> tuple[str, bool]:
    """Return the other currency of all rates, and whether the values are in it; else they are per one unit of it.

    Raises Usage if nothing gives it.
    """
    if "per" in wishes.constants:
        return wishes.constants["per"].upper(), False
    if "currency" in wishes.constants:
        return wishes.constants["currency"].upper(), True
    for text in texts:
        for match in _PER.finditer(text.replace("_", " ")):
            plain = text.replace("_", " ")
            after = _first_currency(plain[match.end() :], currencies)
            if after is not None:
                return after, False
            before = _last_currency(plain[: match.start()], currencies)
            if before is not None:
                return before, True
    raise Usage(
        f"{where}: looks like a table of exchange rates, but does not name the currency that they are per.",
        "Name it: --set per=USD for units of each currency per US dollar, --set currency=USD for US dollars per unit.",
    )


def _first_currency(text: str, currencies: Mapping[str, int]) -> str | None:
    """Return the currency that the first words of a text name."""
    words = _upper(text, currencies)
    for length in (4, 3, 2, 1):
        unit = unit_of(words[:length], currencies) if len(words) >= length else None
        if unit is not None and len(unit.currencies) == 1:
            return next(iter(unit.currencies))
    return None


def _last_currency(text: str, currencies: Mapping[str, int]) -> str | None:
    """Return the currency that the last words of a text name."""
    _, unit = split_heading(" ".join(_upper(text, currencies)), currencies)
    return next(iter(unit.currencies)) if len(unit.currencies) == 1 else None


def _upper(text: str, currencies: Mapping[str, int]) -> list[str]:
    words = words_of(re.sub(r"[()\[\],;]", " ", text))
    return [word.upper() if len(word) == 3 and word.upper() in currencies else word for word in words]


def _plain(text: str) -> str:
    """Return a number in scientific notation, as programs write it, without its exponent."""
    return NumberText(f"{Decimal(text):f}") if _EXPONENT.fullmatch(text) else text


def _cell(row: GridLine, place: int) -> str:
    cell = row.cells[place] if place < len(row.cells) else ""
    return cell if isinstance(cell, NumberText) else cell.strip()
