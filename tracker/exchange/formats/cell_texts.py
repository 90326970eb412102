"""Cell values as text: numbers without noise and exponent, dates as ISO 8601, and cells without a value.

A cell that holds an error, or a formula that was never computed, gets a text that says so: it must not read as empty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tracker.exchange.grids import Dated, NumberText

# Invisible blanks at the end of a text, except line ends.
BLANKS = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
UNCOMPUTED = "#UNCOMPUTED!"
_ERRORS = frozenset(
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
COMPUTE = "Open it in Excel or LibreOffice and save it, so that the values are there."


def broken(text: str) -> tuple[str, str] | None:
    """Return why a cell holds no value, and what to do: a formula without its value, or a spreadsheet error."""
    if text == UNCOMPUTED:
        return "is a formula without a computed value", COMPUTE
    if text in _ERRORS or text.startswith("Err:"):
        return "is a spreadsheet error, not a value", "Correct the formula, or clear the cell."
    return None


def text_of(value: object) -> str:
    """Return a workbook value as text: text, number, boolean, date, time or duration."""
    return TEXTS[type(value)](value)


def decimal_text(number: Decimal) -> str:
    """Return a decimal without exponent and without superfluous zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def number_text(value: float) -> str:
    """Return the fifteen digits that a spreadsheet keeps, as a Number; an error text if it is not a number."""
    text = f"{value + 0.0:.15g}"  # + 0.0: avoids negative zero
    if "n" in text:  # inf and nan
        return "#NUM!"
    return NumberText(decimal_text(Decimal(text)) if "e" in text else text)


def span_text(hours: int, minutes: int, seconds: int) -> str:
    """Return a time or a duration, as 26:30:00."""
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def _moment(value: dt.datetime) -> str:
    text = value.isoformat(" ", "seconds")
    return Dated(text.removesuffix(" 00:00:00"))


def _duration(value: dt.timedelta) -> str:
    seconds = round(abs(value).total_seconds())
    return ("-" if value < dt.timedelta() else "") + span_text(seconds // 3600, seconds // 60 % 60, seconds % 60)


TEXTS: dict[type, Callable[[Any], str]] = {
    str: str.strip,
    float: number_text,
    int: NumberText,
    bool: lambda value: "true" if value else "false",
    dt.date: lambda value: Dated(value.isoformat()),
    dt.datetime: _moment,
    dt.time: lambda value: value.isoformat("seconds"),
    dt.timedelta: _duration,
}
