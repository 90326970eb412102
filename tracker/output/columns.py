"""What a caller says about its rows, and how cells are made of them: a whole column of a batch at a time.

Rows are NamedTuples. A column names one field of them; the field is the JSON key and the CSV header, the heading is
what a person reads. Kinds: `text`, `code` (identifiers), `codes` (several,
joined by semicolons), `money` (whole minor units, with the currency in a field of
its row), `date` (ISO 8601 text, also of reduced precision), `number`, `percent` (parts per million) and `flag`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.output.stream import terminal_safe
from tracker.rules import money, shares

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.store.files.destinations import Target

FORMS = ("table", "json", "csv", "tsv", "md", "xlsx")
# What a person reads on one page, in words and with names beside codes; and all that is made for people.
PAGES = ("table", "md")
FOR_PEOPLE = (*PAGES, "xlsx")
UNKNOWN = "–"
RIGHT_ALIGNED = frozenset({"money", "number", "percent"})

Row = tuple[Any, ...]
Render = Callable[[Sequence[Any], Sequence[Any]], list[str]]
"""From the values of one column and, for money, the decimals of each value's currency, to its cells."""


class Column(NamedTuple):
    """One column of a list: `field` of the row, as `heading`, to be read as `kind`.

    `currency` is the field that holds the currency of a money column. `flex` may be wrapped on a narrow terminal. The
    highest `priority` is left out first there, 0 never. `hidden` columns are in json, csv and tsv only, and in xlsx at
    the right end. `personal` is how people are reached, or what repeats it: a file with such a column is for its owner.
    """

    field: str
    heading: str
    kind: str = "text"
    currency: str = "currency"
    flex: bool = False
    priority: int = 0
    hidden: bool = False
    personal: bool = False


class Style(NamedTuple):
    """How to show: a form of `FORMS`, or only the codes (`quiet`); colour None means as the terminal allows.

    `width` None asks the terminal and leaves text that goes elsewhere as wide as it is; a number lays out for that
    width anywhere. `exponents` has the decimals of each currency by its ISO 4217 code.

    `file` is written instead of stdout. What a workbook says of itself is `about`, what was asked for, of which
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

    @property
    def for_people(self) -> bool:
        """Whether a person reads it, with lines and remarks beside the rows."""
        return self.form in FOR_PEOPLE and not self.quiet

    def private(self) -> Style:
        """The same for what only the owner of a new file should read."""
        return self if self.file is None else self._replace(file=self.file._replace(private=True))


class CellFormatter:
    """Makes the cells of batches of rows: `cells(rows)` is one list of text per column."""

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


def footer_cells(cells: CellFormatter, columns: Sequence[Column], footer: Sequence[Row]) -> list[list[str]]:
    """The cells of rows of totals: an amount that is not there is unknown, anything else has nothing to say."""
    return [
        texts if column.kind == "money" else ["" if text == UNKNOWN else text for text in texts]
        for column, texts in zip(columns, cells(footer), strict=True)
    ]


def visible(columns: Sequence[Column]) -> list[Column]:
    """The columns that a table has."""
    return [column for column in columns if not column.hidden]


def one_line(value: Any) -> str:
    """A value as a person reads it within a line: unknown as a dash, lists with commas, line ends as spaces."""
    if value is None:
        return UNKNOWN
    text = ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    return text if text.isprintable() else terminal_safe(text).replace("\n", " ").replace("\t", " ")


def _texts(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [one_line(value) for value in values]


def _amounts(values: Sequence[Any], decimals: Sequence[Any]) -> list[str]:
    return [
        UNKNOWN if value is None else money.human(value, exponent)
        for value, exponent in zip(values, decimals, strict=True)
    ]


def _numbers(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    # Four figures stay together, for many of them are years.
    return [f"{value:,}" if type(value) is int and abs(value) >= 10_000 else one_line(value) for value in values]


def _percents(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [UNKNOWN if value is None else f"{shares.percent(value)}%" for value in values]


def _flags(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return [UNKNOWN if value is None else "yes" if value else "no" for value in values]


HUMAN: Mapping[str, Render] = {
    "text": _texts,
    "code": _texts,
    "codes": _texts,
    "date": _texts,
    "money": _amounts,
    "number": _numbers,
    "percent": _percents,
    "flag": _flags,
}
"""Cells for a person."""
