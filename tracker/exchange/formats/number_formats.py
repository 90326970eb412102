"""Interpret numbers by their cell format: 0.4 shown as 40%, 1000 as € 1,000, a day as Mar-12.

Only what changes the meaning matters; decimals and separators are a matter of taste. Libraries return the format code,
or at most whether it shows a date; none says which currency or unit it adds.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, NamedTuple

from tracker.exchange.formats.cell_texts import decimal_text, number_text, text_of
from tracker.exchange.grids import Dated

SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD", "R$": "BRL", "₹": "INR"}
_BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy", **dict.fromkeys((5, 6, 7, 8, 42, 44), '"$"0')}
_PARTS = re.compile(r'"([^"]*)"|\\(.)|\[([^\]]*)\]|[_*](?:.)|(.)', re.DOTALL)
_DATES = frozenset("ymdhs")
_DIGITS = frozenset("0#?")


class Format(NamedTuple):
    """`kind` is percent, currency (`word` is its code), year, month, or unclear (`word` is the text at the number)."""

    kind: str
    word: str = ""


def format_of(code: str) -> Format | None:
    """Return what a format code of a workbook adds to the number; None if it adds nothing."""
    words, letters = _parted(code)
    tokens = set(letters.lower())
    if tokens & _DATES and not tokens & _DIGITS:
        if "y" not in tokens or tokens & set("dhs"):
            return None
        return Format("month" if "m" in tokens else "year")
    if "%" in letters:
        return Format("percent")
    if not tokens & _DIGITS:
        return None
    words += re.sub(r"general|[^\w$€£₹¥]|[0-9#?e]", " ", letters, flags=re.IGNORECASE)
    word = " ".join(re.sub(r"[-+()/.,:;'’%]", " ", words).split())
    if "%" in words:
        return Format("unclear", "%") if word else Format("percent sign")
    if word in SIGNS or re.fullmatch("[A-Z]{3}", word):
        return Format("currency", SIGNS.get(word, word))
    scaled = re.search(r"[0#?],+(?![0#?,])", letters)
    return Format("unclear", word) if word and not scaled else None


def built_in(number: int) -> Format | None:
    """Return the meaning of a built-in format, which workbooks know only by its number."""
    return format_of(_BUILT_IN[number]) if number in _BUILT_IN else None


def is_duration(code: str) -> bool:
    """Return whether a format code counts hours, minutes or seconds beyond a day or an hour: [h]:mm."""
    return any(_counts_time(bracket) for _, _, bracket, _ in _PARTS.findall(code))


def shown(value: Any, form: Format) -> str:
    """Return the value as the user sees it, as far as the meaning goes."""
    if form.kind in {"month", "year"}:
        text = text_of(value)
        return Dated(text[: 7 if form.kind == "month" else 4]) if isinstance(value, dt.date) else text
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return text_of(value)
    number = number_text(float(value))
    if form.kind == "percent":
        return number if number.startswith("#") else decimal_text(Decimal(number).scaleb(2)) + "%"
    if form.kind == "percent sign":
        return f"{number}%"
    return f"{form.word} {number}" if form.kind == "currency" else number


def _parted(code: str) -> tuple[str, str]:
    """Split the first section of a format into its words and the letters for digits and parts of a date."""
    words, letters = [], []
    for quoted, escaped, bracket, letter in _PARTS.findall(code):
        if letter == ";":
            break
        if bracket.startswith("$"):
            words.append(f" {bracket[1:].partition('-')[0]} ")
        elif _counts_time(bracket):
            letters.append("h")
        words.append(quoted or escaped)
        letters.append(letter)
    return "".join(words), "".join(letters)


def _counts_time(bracket: str) -> bool:
    return bool(bracket) and not bracket.lower().strip("hms")
