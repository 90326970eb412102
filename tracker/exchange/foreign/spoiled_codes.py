"""Codes that a spreadsheet has changed: MAR-12 into a date, a number of 26 digits into one of 15."""

from __future__ import annotations

import re

from tracker.exchange.foreign.numbers import Refusal
from tracker.exchange.grids import Dated, NumberText
from tracker.exchange.nouns import columns_of
from tracker.model.fields import CODE, REFERENCE

CODES = columns_of(CODE, REFERENCE)
_KEPT = 15  # digits of a number that a spreadsheet keeps
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_RIGHT = "Format the column as text in the spreadsheet, and type the code again."


def made_over(cell: str) -> Refusal | None:
    """Return why a cell cannot be the code that was typed; None if it can."""
    if isinstance(cell, Dated):
        return Refusal("is a date: a spreadsheet converted the code", _RIGHT)
    if isinstance(cell, NumberText):
        digits = cell.strip("-").partition(".")[0]
        if len(digits) > _KEPT:
            return Refusal(f"is a number of {len(digits)} digits, but a spreadsheet keeps only {_KEPT}", _RIGHT)
    elif _SHORTENED.fullmatch(cell):
        return Refusal(f"is a number that a spreadsheet shortened: it keeps only {_KEPT} digits", _RIGHT)
    return None
