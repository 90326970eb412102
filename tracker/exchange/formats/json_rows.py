"""Read JSON: an array of objects is a table, and an object of such arrays is one table per key."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tracker.exchange.formats.cell_texts import BLANKS, decimal_text
from tracker.exchange.formats.delimited import MOST_COLUMNS
from tracker.exchange.grids import Grid, GridLine, NumberText, Unreadable

SHAPE = "Use an array of objects, as `--format json` writes it, or an object of such arrays."
_LONGEST = 40  # digits; a longer number is left unchanged


def looks_like_json(text: str) -> bool:
    """Return whether a text begins as an object or an array of objects; no table of delimited text does."""
    start = text[:1000].lstrip()
    return start.startswith("{") or (start.startswith("[") and start[1:].lstrip()[:1] in {"{", "]", ""})


def read_json(source: str, text: str) -> list[Grid]:
    """Return the tables in a JSON text; none for an empty array, which is a list without rows. Raises Unreadable."""
    try:
        document = json.loads(
            text,
            parse_int=NumberText,
            parse_float=_number,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(f"{source}, line {error.lineno}", f"is not valid JSON: {error.msg}.", SHAPE) from error
    except ValueError as error:
        raise Unreadable(source, str(error), SHAPE) from error
    except RecursionError as error:
        raise Unreadable(source, "is nested too deeply to be a table.", SHAPE) from error
    if isinstance(document, list):
        grids = [_grid(source, None, document)]
    elif document and all(isinstance(entries, list) for entries in document.values()):
        grids = [_grid(source, name, entries) for name, entries in document.items()]
    else:
        raise Unreadable(source, "is JSON, but not a table.", SHAPE)
    grids = [grid for grid in grids if grid.lines]
    if not grids and document:
        raise Unreadable(source, "is empty.", SHAPE)
    return grids


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"An entry names {twice!r} twice.")
    return found


def _number(text: str) -> str:
    """Return the digits unchanged, without exponent."""
    if "e" not in text.lower():
        return NumberText(text)
    number = Decimal(text)
    return NumberText(decimal_text(number)) if number.is_finite() and abs(number.adjusted()) < _LONGEST else text


def _no_number(text: str) -> str:
    raise ValueError(f"{text} is not a number.")


def _grid(source: str, sheet: str | None, entries: list[Any]) -> Grid:
    """Return a grid. Its header is the union of the keys in order of first appearance, and precedes entry 1."""
    where = f"{source}, {sheet}" if sheet else source
    columns: dict[str, None] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise Unreadable(f"{where}, entry {number}", "is not an object with a name for each value.", SHAPE)
        columns.update(dict.fromkeys(entry))
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(where, f"its entries have more than {MOST_COLUMNS:,} names.", SHAPE)
    lines = []
    for number, entry in enumerate(entries, start=1):
        cells = [_cell(f"{where}, entry {number}", name, entry.get(name)) for name in columns]
        if any(cells):
            lines.append(GridLine(number, cells))
    header = [GridLine(0, list(columns))] if columns else []
    return Grid(source, sheet, "entry", header + lines)


def _cell(where: str, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, NumberText):
        return value
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Unreadable(where, f"{name} contains half a character, which text never has.")
        return value.strip(BLANKS)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return ";".join(_members(where, name, value))
    raise Unreadable(where, f"{name} is nested, but a table has one value in each cell.", SHAPE)


def _members(where: str, name: str, values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        text = _cell(where, name, value)
        if ";" in text:
            raise Unreadable(where, f"{name} contains {text!r}, but a semicolon separates the members of a list.")
        yield text
