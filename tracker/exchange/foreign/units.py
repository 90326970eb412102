"""Units of amounts, as headings, titles and cells say them: "Budget (USD)", "kUSD", "en miles de USD"."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from tracker.exchange.foreign.tongues import BEFORE_A_UNIT, BETWEEN, HEADED, LETTERS, SCALES, SIGNS
from tracker.rules.text import fold

_TOKEN = re.compile(r"1[ ,]000\b|[^\s()\[\]{},;:/|'’‘\".–—-]+")
_COUPLED = re.compile(r"([kKmMT])(.{1,3})")
_YEAR = re.compile("(19|20)[0-9]{2}")
POWERS = {3: "thousand", 6: "million", 9: "billion"}


class Unit(NamedTuple):
    """What a number is of: any of `currencies` (none said where it is empty), times ten to the `power`."""

    currencies: frozenset[str] = frozenset()
    power: int = 0

    def __str__(self) -> str:
        scale = f"{POWERS[self.power]}s" if self.power else ""
        named = " or ".join(sorted(self.currencies)) if len(self.currencies) <= 3 else ""
        return " of ".join(part for part in (scale, named) if part)


NO_UNIT = Unit()


def split_heading(text: str, currencies: Collection[str], *, headed: bool = True) -> tuple[str, Unit]:
    """A heading without the unit at its end or beginning, and that unit; NO_UNIT where it says none.

    In headings (`headed`), "'000" and "1000" say thousands.
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
    return text, NO_UNIT


def unit_beside(text: str, currencies: Collection[str]) -> Unit | None:
    """The unit that a title or a footnote ends with, where it says both how many and of what, or is nothing else."""
    words = _TOKEN.findall(text)
    name, unit = split_heading(text, currencies)
    rest = [word for word in _TOKEN.findall(name) if fold(word) not in BEFORE_A_UNIT]
    if unit is NO_UNIT or (rest and not (unit.power and (unit.currencies or _says_in(words)))):
        return None
    if rest and rest[-1].isdigit() and not _YEAR.fullmatch(rest[-1]):  # "a programme of 5 million USD" is an amount
        return None
    return unit


def unit_of(words: list[str], currencies: Collection[str], *, headed: bool = False) -> Unit | None:
    """The unit that some words are, all of them; None where one is none, or they contradict each other."""
    found: frozenset[str] = frozenset()
    power, letters, scaled = 0, 0, 0
    for word in words:
        plain = fold(word)
        coupled = _COUPLED.fullmatch(word)
        meant = _money(word, currencies)
        if meant is None and coupled and (meant := _money(coupled[2], currencies)) is not None:
            letters += LETTERS[coupled[1]]
        if meant is not None:
            if found and found != meant:
                return None
            found = meant
        elif headed and word in HEADED:
            power, scaled = power + HEADED[word], scaled + 1
        elif plain in SCALES:
            power, scaled = power + SCALES[plain], scaled + 1
        elif word in LETTERS:
            letters += LETTERS[word]
        elif plain not in BETWEEN and word != "%":
            return None
    if letters and (power or not found):
        return None
    power += letters
    if power not in (0, *POWERS) or scaled > 2 or not (found or power):
        return None
    return Unit(found, power)


def _money(word: str, currencies: Collection[str]) -> frozenset[str] | None:
    if word in currencies:
        return frozenset((word,))
    return SIGNS.get(fold(word))


def _says_in(words: list[str]) -> bool:
    return any(fold(word) in ("in", "en") for word in words)
