"""Convert values to csv cells and back, without loss, and safely for spreadsheets.

An empty cell is NULL. An empty text is a lone apostrophe, which a spreadsheet shows as nothing. To make both
reversible, a text that consists only of apostrophes gets one more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tracker.exchange.whole.document import ExportColumn
from tracker.rules.cells import restore_cell, safe_cell

# Custom code, because Python's own writer leaves a lone carriage return without quotes, and reads it as a line end.
_QUOTED = re.compile('[",\r\n]')
_WHOLE = re.compile("-?[0-9]{1,19}")
_TRUTHS = {"true": True, "false": False}


def line_of(values: Sequence[object]) -> str:
    """Return a row as csv."""
    return ",".join(map(_cell, values)) + "\n"


def value_of(cell: str, field: ExportColumn) -> object:
    """Return the value in a cell of a column. Raises ValueError."""
    if not cell:
        return None
    if field.kind is int:
        if not _WHOLE.fullmatch(cell):
            raise ValueError(f"{field.name} {cell[:60]!r} is not a whole number")
        return int(cell)
    if field.kind is bool:
        if cell.lower() not in _TRUTHS:
            raise ValueError(f"{field.name} {cell[:60]!r} is not true or false")
        return _TRUTHS[cell.lower()]
    return restore_cell(cell) if cell.strip("'") else cell[1:]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = safe_cell(value) if value.strip("'") else f"'{value}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else str(text)
