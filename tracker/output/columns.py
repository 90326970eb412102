"""How callers describe their rows, and how these become cells: a whole column of a batch at a time.

Rows are NamedTuples. A column names one of their fields; the field is the JSON key and the CSV header, the heading is
for people. Kinds: `text`, `word` (of a vocabulary), `code` (identifiers), `codes` (several,
joined by semicolons), `money` (whole minor units, with the currency in a field of
the row), `date` (ISO 8601 text, also of reduced precision), `number`, `percent` (parts per million) and `flag`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.output.stream import terminal_safe
from tracker.rules import money, shares
from tracker.rules.words import plain_word

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.store.files.destinations import Target

FORMS = ("table", "json", "csv", "tsv", "md", "xlsx")
# The formats for people on one page, in words and with names next to codes; and all formats made for people.
PAGES = ("table", "md")
FOR_PEOPLE = (*PAGES, "xlsx")
UNKNOWN = "–"
RIGHT_ALIGNED = frozenset({"money", "number", "percent"})

Row = tuple[Any, ...]
Render = Callable[[Sequence[Any], Sequence[Any]], list[str]]
"""From the values of one column and, for money, the decimals of each value's currency, to its cells."""


class Column(NamedTuple):
    """One column of a list: `field` of the row, shown under `heading` and interpreted as `kind`.

    `currency` is the field with the currency of a money column. `flex` columns may be wrapped on a narrow terminal,
    where the highest `priority` is left out first, 0 never. `hidden` columns appear only in json, csv and tsv, and
    at the right end in xlsx. `personal` columns contain contact details or repeat them: a file with one is private.
    `shaded` is the number that has the darkest background; smaller ones have lighter ones, nothing has none.
    `amount` says that finished texts are amounts: digits with commas, decimals after a point, perhaps a sign.
    """

    field: str
    heading: str
    kind: str = "text"
    currency: str = "currency"
    flex: bool = False
    priority: int = 0
    hidden: bool = False
    personal: bool = False
    shaded: float = 0
    amount: bool = False


SHADES = 4
_FIGURE = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(bn|m|k)?")
_AMOUNT = re.compile(r"([+-]?)([0-9][0-9,]*)(?:\.([0-9]+))?")
_POWERS = {"k": 1e3, "m": 1e6, "bn": 1e9}


def shade(column: Column, value: Any) -> int:
    """Return how dark the background of a cell is, from 0 to SHADES; a text counts as the number it begins with."""
    if not column.shaded or value is None:
        return 0
    found = _FIGURE.match(str(value))
    number = float(found[1].replace(",", "")) * _POWERS.get(found[2] or "", 1) if found else 0
    return min(SHADES, 1 + int(SHADES * number / column.shaded * 0.999)) if number > 0 else 0


class Style(NamedTuple):
    """How to show rows: a format of `FORMS`, or only the codes (`quiet`); colour None means as the terminal allows.

    `width` None uses the width of the terminal, and no limit elsewhere; a number sets the width
    everywhere. `exponents` has the decimals of each currency by its ISO 4217 code.

    A terminal that is too narrow for amounts beside each other shows them in thousands or millions, and any terminal
    leaves out cents where all are zero, unless `exact`. `bars` asks for a bar beside the amounts of a table.

    `file` is written instead of stdout. A workbook states `about`, the request that it answers, the
    `register`, and when it was `made`.
    """

    form: str = "table"
    quiet: bool = False
    color: bool | None = None
    width: int | None = None
    exponents: Mapping[str, int] = MappingProxyType({})
    file: Target | None = None
    about: str = ""
    register: str = ""
    made: Callable[[], datetime] | None = None
    exact: bool = False
    bars: bool = False

    @property
    def for_people(self) -> bool:
        """Whether the output is for people, with lines and remarks next to the rows."""
        return self.form in FOR_PEOPLE and not self.quiet

    def private(self) -> Style:
        """Return the same style for a new file that only its owner should be able to read."""
        return self if self.file is None else self._replace(file=self.file._replace(private=True))


class CellFormatter:
    """Makes the cells of batches of rows: `cells(rows)` returns one list of texts per column."""

    def __init__(self, columns: Sequence[Column], renders: Mapping[str, Render], exponents: Mapping[str, int]) -> None:
        self._columns = [(column.field, column.currency, renders[column.kind]) for column in columns]
        self._exponents = exponents
        self._currencies = {column.currency for column in columns if column.kind == "money"}
        self._names = tuple(dict.fromkeys([*(column.field for column in columns), *sorted(self._currencies)]))
        self._get: Callable[[Row], Any] = attrgetter(*self._names)

    def __call__(self, rows: Sequence[Row]) -> list[list[str]]:
        values = dict(zip(self._names, self._transposed(rows), strict=True))
        decimals = {name: list(map(self._exponents.get, values[name])) for name in self._currencies}
        return [render(values[field], decimals.get(currency, ())) for field, currency, render in self._columns]

    def _transposed(self, rows: Sequence[Row]) -> Sequence[Sequence[Any]]:
        if not rows:
            return [()] * len(self._names)
        if len(self._names) == 1:
            return [list(map(self._get, rows))]
        return list(zip(*map(self._get, rows), strict=True))


def is_amount(column: Column) -> bool:
    """Whether the cells of a column are amounts, as money or as finished text."""
    return column.kind == "money" or column.amount


def footer_cells(cells: CellFormatter, columns: Sequence[Column], footer: Sequence[Row]) -> list[list[str]]:
    """Return the cells of rows of totals: a missing amount is shown as unknown, any other missing value as empty."""
    return [
        texts if column.kind == "money" else ["" if text == UNKNOWN else text for text in texts]
        for column, texts in zip(columns, cells(footer), strict=True)
    ]


def visible(columns: Sequence[Column]) -> list[Column]:
    """Return the columns that a table shows."""
    return [column for column in columns if not column.hidden]


def one_line(value: object) -> str:
    """Return a value as text within a line: unknown as a dash, lists with commas, line ends as spaces."""
    if value is None:
        return UNKNOWN
    text = ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    return text if text.isprintable() else terminal_safe(text).replace("\n", " ").replace("\t", " ")


def _texts(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [one_line(value) for value in values]


def _words(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [UNKNOWN if value is None else plain_word(value) for value in values]


def _amounts(values: Sequence[Any], decimals: Sequence[Any]) -> list[str]:
    return [
        UNKNOWN if value is None else money.human(value, exponent)
        for value, exponent in zip(values, decimals, strict=True)
    ]


def amount_in(text: str, power: int) -> str:
    """Return a finished text of an amount in units of a power of ten; any other text as it is."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return text
    sign, whole, cents = found.groups(default="")
    shown = _in_units(int(whole.replace(",", "") + cents), 10 ** (power + len(cents)))
    return shown if shown == "0" else sign + shown


def _in_units(value: int, unit: int) -> str:
    whole = (abs(value) * 2 + unit) // (2 * unit)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}" if whole or not value else f"{sign}<1"


def _numbers(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    # Four digits stay together, because many such numbers are years.
    return [f"{value:,}" if type(value) is int and abs(value) >= 10_000 else one_line(value) for value in values]


def _percents(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [UNKNOWN if value is None else f"{shares.percent(value)}%" for value in values]


def _flags(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [UNKNOWN if value is None else "yes" if value else "no" for value in values]


def _codes(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [one_line(value.replace(";", ", ") if type(value) is str else value) for value in values]


HUMAN: Mapping[str, Render] = {
    "text": _texts,
    "word": _words,
    "code": _texts,
    "codes": _codes,
    "date": _texts,
    "money": _amounts,
    "number": _numbers,
    "percent": _percents,
    "flag": _flags,
}
"""Cells for a person."""
