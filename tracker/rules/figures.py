"""Amounts, numbers, shares and dates in the notation of a document's language: exact, no rounding.

1,234,567.89   28 January 2013      en
1.234.567,89   28 de enero de 2013  es
1 234 567,89   28 janvier 2013      fr, with no-break spaces
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from tracker.rules import money, shares
from tracker.rules.decimals import rounded

_POINTS = {"en": (",", "."), "es": (".", ","), "fr": ("\xa0", ",")}
_PERCENT = {"en": "%", "es": "\xa0%", "fr": "\xa0%"}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


@lru_cache(10_000)  # a book has most of its amounts several times
def amount_text(minor: int, exponent: int, language: str) -> str:
    """Minor units with all the decimals of their currency."""
    whole, rest = divmod(abs(minor), 10**exponent)
    return _written("-" if minor < 0 else "", whole, f"{rest:0{exponent}}" if exponent else "", language)


def number_text(number: str | int | Decimal, language: str) -> str:
    """A plain decimal with thousands separators; a text that is not a number stays as it is."""
    match = _NUMBER.fullmatch(str(number))
    if match is None:
        return str(number)
    sign, whole, fraction = match.groups()
    return _written(sign, int(whole), fraction, language)


def _written(sign: str, whole: int, fraction: str | None, language: str) -> str:
    thousands, point = _POINTS[language]
    return f"{sign}{whole:,}".replace(",", thousands) + (point + fraction if fraction else "")


def percent_text(percent: str | int | Decimal, language: str) -> str:
    """A percentage: "60%", and with a no-break space in Spanish and French."""
    return number_text(percent, language) + _PERCENT[language]


def share_text(ppm: int, language: str) -> str:
    """Parts per million as a percentage."""
    return percent_text(shares.percent(ppm), language)


def date_text(partial: str, language: str) -> str:
    """A partial date at its own precision: "28 January 2013", "January 2013", "2013"."""
    year, month, day = [*partial.split("-"), "", ""][:3]
    if not month:
        return year
    name = _MONTHS[language].split()[int(month) - 1]
    of = " de " if language == "es" else " "
    if not day:
        return f"{name}{of}{year}"
    first = "1er" if language == "fr" and day == "01" else str(int(day))
    return f"{first}{of}{name}{of}{year}"


def months(language: str) -> list[str]:
    """The names of the months."""
    return _MONTHS[language].split()


def period_text(start: str | None, end: str | None, language: str) -> str | None:
    """From one partial date to another: "2–3 February 2012", "28 January – 1 February 2013"; a single date as it is."""
    if start is None or end is None or start == end:
        known = start or end
        return date_text(known, language) if known else None
    until = date_text(end, language)
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"{date_text(start, language).partition(' ')[0]}–{until}"
    since = date_text(start, language)
    if len(start) == len(end) > 4 and start[:4] == end[:4]:
        of = " de " if language == "es" else " "
        since = since.removesuffix(f"{of}{start[:4]}")
    return f"{since} – {until}"


def ordinal_text(number: int) -> str:
    """The English ordinal: 1st, 2nd, 3rd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


# What follows a number of thousands, of millions and of thousands of millions.
_UNITS = {"en": ("k", "m", "bn"), "es": ("\xa0mil", "\xa0M", "\xa0mil\xa0M"), "fr": ("\xa0k", "\xa0M", "\xa0Md")}


def short_amount_text(minor: int, exponent: int, language: str) -> str:
    """Minor units rounded to three digits, for labels: 1.94bn, 33.2m, 250k, 12."""
    units = dict(zip((9, 6, 3), reversed(_UNITS[language]), strict=True))
    power = next((power for power in units if abs(minor) * 2000 >= 1999 * 10 ** (exponent + power)), 0)
    size = 10 ** (exponent + power)
    decimals = next((places for places in (2, 1) if abs(minor) * 10**places < 999.5 * size), 0)
    near = money.decimal_text(rounded(minor * 10**decimals, size), decimals)
    short = near.rstrip("0").rstrip(".") if decimals else near
    return number_text("0" if short in ("-0", "") else short, language) + units.get(power, "")
