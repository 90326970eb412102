"""Rows for other programs: json, csv and tsv, written row by row in constant memory.

The JSON format is stable: an array of objects, one row per line; money and shares are decimal strings (`"1000000.00"`,
`"60"`), dates ISO 8601, flags true and false, lists arrays, unknown null. CSV and TSV have a header of the same names,
quotes as in RFC 4180 with `\\n` at line ends, empty cells for unknown, lists joined with `;`.

A spreadsheet runs a cell that begins with `= + - @`, a tab or a line end as a formula. Such a text gets a leading
apostrophe (numbers, money and dates never do), and so does one that already has apostrophes before such a character;
code that reads the file back calls `restore_cell`, which removes exactly the apostrophe that was added.

The csv module is not used: in Python 3.11 it leaves a lone carriage return unquoted if lines end with `\\n`, and then
reads it as the end of a row; and it writes row by row, while our cells are made column by column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from json.encoder import encode_basestring
from typing import Any

from tracker.output.columns import CellFormatter, Column, Render, Row
from tracker.output.stream import Sink
from tracker.rules import money, shares
from tracker.rules.cells import MAY_BEGIN_FORMULA, safe_cell

BATCH = 1000
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows in lists of `BATCH`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def plain_value(value: object) -> str:
    """Return a text, code, date or list as in csv, before quoting; numbers in text stay numbers."""
    if value is None:
        return ""
    return safe_cell(";".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value))


def _plain_number(value: object) -> str:
    text = "" if value is None else str(value)
    return text if _NUMBER.fullmatch(text) else safe_cell(text)


def separated(delimiter: str) -> Mapping[str, Render]:
    """Return the render functions for csv (`,`) or tsv (a tab)."""
    needs_quotes = re.compile(f'["\r\n{delimiter}]').search
    # Most texts are written unchanged, which one check decides: a formula can begin only with these characters.
    special = re.compile(f'^{MAY_BEGIN_FORMULA}|["\r\n{delimiter}]').search

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if needs_quotes(text) else text

    def texts(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
        return [
            value if type(value) is str and (value.isalnum() or not special(value)) else quoted(plain_value(value))
            for value in values
        ]

    def amounts(values: Sequence[Any], decimals: Sequence[Any]) -> list[str]:
        decimal = money.decimal_text
        return ["" if value is None else decimal(value, places) for value, places in zip(values, decimals, strict=True)]

    def numbers(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
        return [str(value) if type(value) is int else quoted(_plain_number(value)) for value in values]

    def percents(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
        return ["" if value is None else shares.percent(value) for value in values]

    def flags(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
        return ["" if value is None else "true" if value else "false" for value in values]

    return {
        "text": texts,
        "word": texts,
        "code": texts,
        "codes": texts,
        "date": texts,
        "money": amounts,
        "number": numbers,
        "percent": percents,
        "flag": flags,
    }


def write_separated(
    rows: Iterable[Row], columns: Sequence[Column], exponents: Mapping[str, int], sink: Sink, delimiter: str
) -> int:
    """Write csv or tsv, with a header even if there are no rows; return the number of rows written."""
    cells = CellFormatter(columns, separated(delimiter), exponents)
    sink.write(delimiter.join(column.field for column in columns) + "\n")
    written = 0
    for batch in batches(rows):
        made = cells(batch)
        if len(made) == 1:  # An empty line would not be read as a row.
            made = [[cell or '""' for cell in made[0]]]
        sink.write("\n".join(map(delimiter.join, zip(*made, strict=True))) + "\n")
        written += len(batch)
    return written


# json.dumps() creates an encoder for every call with arguments other than its defaults.
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


def json_text(value: object) -> str:
    """Return any value or nested document as one line of JSON; types unknown to JSON (Decimal) become text."""
    return _ENCODER.encode(value)


def json_value(value: object) -> str:
    """Like `json_text`, but faster for the usual values of cells."""
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    return str(value) if type(value) is int else json_text(value)


def _json_texts(values: Sequence[object], _: Sequence[object]) -> list[str]:
    return list(map(json_value, values))


def _json_codes(values: Sequence[object], _: Sequence[object]) -> list[str]:
    return ["[]" if not value else json_text(value.split(";") if isinstance(value, str) else value) for value in values]


def _json_amounts(values: Sequence[Any], decimals: Sequence[Any]) -> list[str]:
    text = money.decimal_text
    return [
        "null" if value is None else f'"{text(value, places)}"' for value, places in zip(values, decimals, strict=True)
    ]


def _json_numbers(values: Sequence[object], _: Sequence[object]) -> list[str]:
    return [str(value) if type(value) is int else json_text(value) for value in values]


def _json_percents(values: Sequence[Any], _: Sequence[Any]) -> list[str]:
    return ["null" if value is None else f'"{shares.percent(value)}"' for value in values]


def _json_flags(values: Sequence[object], _: Sequence[object]) -> list[str]:
    return ["null" if value is None else "true" if value else "false" for value in values]


JSON: Mapping[str, Render] = {
    "text": _json_texts,
    "word": _json_texts,
    "code": _json_texts,
    "codes": _json_codes,
    "date": _json_texts,
    "money": _json_amounts,
    "number": _json_numbers,
    "percent": _json_percents,
    "flag": _json_flags,
}
"""Cells as JSON values."""


def json_rows(rows: Iterable[Row], columns: Sequence[Column], exponents: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield batches of rows, each row as one line of JSON."""
    cells = CellFormatter(columns, JSON, exponents)
    pairs = (json_text(column.field).replace("%", "%%") + ": %s" for column in columns)
    template = "{" + ", ".join(pairs) + "}"
    for batch in batches(rows):
        yield list(map(template.__mod__, zip(*cells(batch), strict=True)))


def write_json(rows: Iterable[Row], columns: Sequence[Column], exponents: Mapping[str, int], sink: Sink) -> int:
    """Write a JSON array, one row per line; return the number of rows written."""
    written = 0
    for lines in json_rows(rows, columns, exponents):
        sink.write((",\n" if written else "[\n") + ",\n".join(lines))
        written += len(lines)
    sink.write("\n]\n" if written else "[]\n")
    return written
