"""Units of amounts in headings, titles and cells: "Budget (USD)", "kUSD", "en miles de USD"."""

from __future__ import annotations

import re
from collections.abc import Collection

from tracker.exchange.foreign.heading_words import TO_DATE, UNTIL
from tracker.exchange.foreign.words_by_language import BEFORE_A_UNIT, MONTHS
from tracker.rules.text import fold
from tracker.rules.units import NO_UNIT, Unit, unit_of

_TOKEN = re.compile(r"1[ ,]000\b|[^\s()\[\]{},;:/|'’‘\".–—-]+")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_UNTIL = re.compile(
    rf"\s*\(?\b(?:(?:{UNTIL})\s+(?:(?:end|fin|de|of|{_MONTH}|[0-9]{{1,2}}(?:st|nd|rd|th)?|[./,-]|\s)*"
    rf"(?:19|20)[0-9]{{2}}(?:[./-][0-9]{{1,2}}){{0,2}})|(?:{TO_DATE}))\b\)?",
    re.IGNORECASE,
)
BETWEEN_ROWS = " / "  # what joins the two parts of a two-row heading
_YEAR = re.compile("(19|20)[0-9]{2}")


def without_day(heading: str) -> str:
    """Return a heading without the cut-off date of its amounts: "Grant amount (US$) as of December 2015"."""
    return " ".join(_UNTIL.sub(" ", heading).split())


def split_heading(text: str, currencies: Collection[str], *, headed: bool = True) -> tuple[str, Unit]:
    """Split a heading into the heading and the unit at its end or beginning; NO_UNIT if it gives none.

    In headings (`headed`), "'000" and "1000" mean thousands.
    """
    words = _TOKEN.findall(text)
    for taken in range(len(words), 0, -1):
        unit = unit_of(words[-taken:], currencies, headed=headed)
        if unit is not None:
            before = words[-taken - 1 : -taken]
            if before and unit_of(before, currencies, headed=headed) is not None:
                return text, NO_UNIT  # two units that contradict each other
            return " ".join(words[:-taken]), unit
    for taken in range(len(words) - 1, 0, -1):
        unit = unit_of(words[:taken], currencies, headed=headed)
        if unit is not None:
            return " ".join(words[taken:]), unit
    above, mark, below = text.partition(BETWEEN_ROWS)
    if mark and (split := split_heading(above, currencies, headed=headed))[1] != NO_UNIT:
        return f"{split[0]}{mark}{below}", split[1]
    return text, NO_UNIT


def unit_beside(text: str, currencies: Collection[str]) -> Unit | None:
    """Return the unit that ends a title or footnote, if it gives both scale and currency, or is the whole text."""
    words = _TOKEN.findall(text)
    name, unit = split_heading(text, currencies)
    rest = [word for word in _TOKEN.findall(name) if fold(word) not in BEFORE_A_UNIT]
    if unit is NO_UNIT or (rest and not (unit.power and (unit.currencies or _says_in(words)))):
        return None
    if rest and rest[-1].isdigit() and not _YEAR.fullmatch(rest[-1]):  # "a programme of 5 million USD" is an amount
        return None
    return unit


def _says_in(words: list[str]) -> bool:
    return any(fold(word) in ("in", "en", "em") for word in words)
