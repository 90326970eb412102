"""Read texts, days, percentages and amounts of an IATI file exactly; what cannot be read is reported, never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from tracker.errors import Invalid
from tracker.exchange.iati.reading.activity import Value
from tracker.rules.dates import FIRST_YEAR, LAST_YEAR, first_day, last_day
from tracker.rules.money import MAX_MINOR, round_half_up
from tracker.rules.shares import FULL_SHARE
from tracker.rules.text import line, prose

TITLE, PROSE = 2_000, 100_000
REMEMBERED = 4_096  # texts that recur often: days, codes, names
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*|Z|[+-][0-9]{2}:[0-9]{2})?")
_PART = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
_MISLEADING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class MinorAmount(NamedTuple):
    """Minor units of a currency; `rounded` if the text had more decimals than the currency."""

    minor: int
    currency: str
    rounded: bool


def amount(value: Value | None, default: str | None, exponents: Mapping[str, int]) -> MinorAmount | str:
    """Return an amount in its own currency, or in the default one of its activity; else why it is invalid."""
    if value is None or not value.amount:
        return "no amount is given"
    code = (value.currency or default or "").strip().upper()
    if not code:
        return "no currency is given, and the activity has no default"
    exponent = exponents.get(code)
    if exponent is None:
        return f"{code[:20]} is not a currency of ISO 4217"
    text = value.amount
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > 100 or not text.isascii() or not _DECIMAL.fullmatch(text):
        return "is not a plain number"
    minor, inexact = round_half_up(text, exponent)
    return MinorAmount(minor, code, inexact) if abs(minor) <= MAX_MINOR else _TOO_LARGE


_TOO_LARGE = "is larger than an amount can be"


@lru_cache(maxsize=REMEMBERED)
def day(text: str | None) -> date | None:
    """Return a whole day, also if a time or time zone follows it; None for anything else."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        when = date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    return when if when is not None and FIRST_YEAR <= when.year <= LAST_YEAR else None


def partial(text: str | None) -> str | None:
    """Return a day, or a month or a year if no more was given; None for anything else."""
    found = day(text)
    if found is not None:
        return found.isoformat()
    if not text or not _PART.fullmatch(text):
        return None
    first = day(f"{text}-01-01"[:10])
    return text if first is not None else None


def said_of(iso_date: str, text: str) -> str | None:
    """Return the month or year given in a text next to a day, if the day is its first or last; else None.

    `tracker export --iati` writes a date without a known day this way.
    """
    if not _PART.fullmatch(text) or not iso_date.startswith(text) or partial(text) is None:
        return None
    return text if iso_date in (first_day(text).isoformat(), last_day(text).isoformat()) else None


@lru_cache(maxsize=REMEMBERED)
def share(text: str | None) -> int | None:
    """Return parts per million from a percentage; None if none is given or it is not from 0 to 100."""
    if not text:
        return None
    number = text.strip().removesuffix("%").strip()
    if len(number) > 40 or not number.isascii() or not _DECIMAL.fullmatch(number):
        return None
    ppm = int((Decimal(number) * 10_000).quantize(Decimal(1), ROUND_HALF_UP)) if len(number) < 28 else -1
    return ppm if 0 <= ppm <= FULL_SHARE else None


def truth(text: str | None) -> bool | None:
    return {"1": True, "true": True, "0": False, "false": False}.get((text or "").strip().lower())


@lru_cache(maxsize=REMEMBERED)
def language(text: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag: "en-GB" is "en"."""
    tag = (text or "").strip().lower()[:20].replace("_", "-").partition("-")[0]
    return tag if len(tag) == 2 and tag.isascii() and tag.isalpha() else None


def one_line(text: str | None, limit: int = TITLE) -> str | None:
    """Return a text as one line, as the register stores it; None if nothing is left. Raises Invalid if too long."""
    return _cleaned(text, line, limit)


@lru_cache(maxsize=REMEMBERED)
def short(text: str | None, limit: int = TITLE) -> str | None:
    """Return a code or a name as from `one_line`; None if it is not valid."""
    try:
        return one_line(text, limit)
    except Invalid:
        return None


def number(text: str) -> str:
    """Return a number without the commas between thousands; any other text unchanged."""
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def lines(text: str | None, limit: int = PROSE) -> str | None:
    """Return a text of several lines, as `one_line` does for one."""
    return _cleaned(text, prose, limit)


def _cleaned(text: str | None, read: Callable[[str, str, int], str], limit: int) -> str | None:
    if not text:
        return None
    try:
        return read("text", text, limit)
    except Invalid:
        sound = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
        sound = _MISLEADING.sub("", sound)
        return read("text", sound, limit) if sound.strip() else None
