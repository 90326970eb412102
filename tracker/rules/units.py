"""The units of amounts of money: the currency and the power of ten, as people write them: `€`, `million USD`, `kNOK`.

One list of words, both for typed amounts and for cells and headings of spreadsheets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from tracker.rules.text import fold

POWERS = {3: "thousand", 6: "million", 9: "billion"}
# Powers of ten. A single letter counts only beside a currency or a number.
SCALES = {
    **dict.fromkeys(("thousand", "thousands", "miles", "mil", "mille", "millier", "milliers", "tsd", "tusen"), 3),
    **dict.fromkeys(("milhar", "milhares", "millar", "millares", "tukst", "tukstanciai", "tukstanciais"), 3),
    **dict.fromkeys(("million", "millions", "millon", "millones", "milhao", "milhoes", "mio", "mios"), 6),
    **dict.fromkeys(("mill", "mm", "mn", "mln", "milijonai", "milijonais"), 6),
    **dict.fromkeys(("billion", "billions", "bn", "milliard", "milliards", "mrd", "mlrd", "millardo", "millardos"), 9),
    **dict.fromkeys(("bilhao", "bilhoes"), 9),
}
LETTERS = {"k": 3, "K": 3, "m": 6, "M": 6, "T": 3}
HEADED = {"000": 3, "000s": 3, "1000": 3, "1 000": 3, "1,000": 3}  # as headings express thousands: USD '000, 1000 NOK
_POWER_OF = {**LETTERS, "MM": 6, "mn": 6, "bn": 9, "000": 3}  # as headings write it after a currency: US$M, EURm, $000
_BETWEEN = frozenset(("in", "of", "en", "de", "des", "do", "dos", "d", "i", "los", "the"))

_DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "BBD", "BSD", "BZD", "GYD", "JMD", "TTD", "XCD", "SRD", "HKD", "SGD"))
_CROWNS = frozenset(("NOK", "SEK", "DKK", "ISK"))
# The meanings of a sign or a name of money; if there are several, only the words beside it decide.
SIGNS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("€", "euro", "euros"), frozenset(("EUR",))),
    **dict.fromkeys(("us$", "$us", "u$s", "u$d", "usd$", "$usd", "us-dollar", "us-dollars"), frozenset(("USD",))),
    "c$": frozenset(("CAD", "NIO")),
    **dict.fromkeys(("ca$", "can$", "cad$", "cdn$"), frozenset(("CAD",))),
    **dict.fromkeys(("a$", "au$"), frozenset(("AUD",))),
    "nz$": frozenset(("NZD",)),
    "bds$": frozenset(("BBD",)),
    "j$": frozenset(("JMD",)),
    "tt$": frozenset(("TTD",)),
    "ec$": frozenset(("XCD",)),
    "bz$": frozenset(("BZD",)),
    "rd$": frozenset(("DOP",)),
    **dict.fromkeys(("mx$", "mex$"), frozenset(("MXN",))),
    **dict.fromkeys(("r$", "reais"), frozenset(("BRL",))),
    "£": frozenset(("GBP", "EGP", "FKP", "GIP", "SHP", "LBP", "SDG", "SYP")),
    **dict.fromkeys(("£stg", "sterling"), frozenset(("GBP",))),
    "¥": frozenset(("JPY", "CNY")),
    **dict.fromkeys(("yen", "yens", "yenes"), frozenset(("JPY",))),
    **dict.fromkeys(("yuan", "yuans", "yuanes", "rmb", "renminbi"), frozenset(("CNY",))),
    "₩": frozenset(("KRW", "KPW")),
    "₹": frozenset(("INR",)),
    "₱": frozenset(("PHP",)),
    "₡": frozenset(("CRC", "SVC")),
    "₲": frozenset(("PYG",)),
    **dict.fromkeys(("$", "dollar", "dollars", "dolar", "dolares"), _DOLLARS | {"MXN", "CLP", "COP", "ARS", "UYU"}),
    **dict.fromkeys(("pesos",), frozenset(("ARS", "CLP", "COP", "CUP", "DOP", "MXN", "PHP", "UYU"))),
    **dict.fromkeys(("lempira", "lempiras"), frozenset(("HNL",))),
    **dict.fromkeys(("quetzal", "quetzales"), frozenset(("GTQ",))),
    **dict.fromkeys(("colones",), frozenset(("CRC", "SVC"))),
    **dict.fromkeys(("gourde", "gourdes"), frozenset(("HTG",))),
    **dict.fromkeys(("guarani", "guaranies"), frozenset(("PYG",))),
    **dict.fromkeys(("fcfa", "cfa"), frozenset(("XOF", "XAF"))),
    **dict.fromkeys(("kr", "kroner", "kronor"), _CROWNS),
    **dict.fromkeys(("litas", "litai"), frozenset(("LTL",))),
}
# Words that select one of the currencies with the same name: "US dollars", "dólares canadienses".
_WHOSE: Mapping[str, str] = {
    **dict.fromkeys(("us", "u.s", "u.s.", "usa", "eeuu", "ee.uu", "ee.uu.", "eua", "american", "americains"), "USD"),
    **dict.fromkeys(("americano", "americanos", "estadounidense", "estadounidenses", "estadunidenses"), "USD"),
    **dict.fromkeys(("americain", "united", "states", "estados", "unidos", "etats", "unis"), "USD"),
    **dict.fromkeys(("canadian", "canadiense", "canadienses", "canadien", "canadiens", "canadenses"), "CAD"),
    **dict.fromkeys(("australian", "australianos", "australiens"), "AUD"),
    **dict.fromkeys(("barbados", "bajan"), "BBD"),
    "jamaican": "JMD",
    **dict.fromkeys(("mexican", "mexicanos", "mexicains"), "MXN"),
    **dict.fromkeys(("colombian", "colombianos", "colombiens"), "COP"),
    **dict.fromkeys(("chilean", "chilenos", "chiliens"), "CLP"),
    **dict.fromkeys(("argentine", "argentinos", "argentins"), "ARS"),
    **dict.fromkeys(("uruguayan", "uruguayos"), "UYU"),
    **dict.fromkeys(("dominican", "dominicanos"), "DOP"),
    **dict.fromkeys(("philippine", "filipinos"), "PHP"),
    **dict.fromkeys(("norwegian", "norske"), "NOK"),
    **dict.fromkeys(("swedish", "svenska"), "SEK"),
    **dict.fromkeys(("danish", "danske"), "DKK"),
}
THOUSAND_OR_MILLION = "'mil' is a thousand in Spanish and a million in English"
_COUPLED = re.compile(r"([kKmMT])(.{1,3})")
_ENDING = re.compile(r"(.{1,3})(k|K|m|M|MM|mn|bn|000)")


class Unit(NamedTuple):
    """The unit of a number: one of `currencies` (none given where it is empty), times ten to the `power`."""

    currencies: frozenset[str] = frozenset()
    power: int = 0

    def __str__(self) -> str:
        scale = f"{POWERS[self.power]}s" if self.power else ""
        named = either(self.currencies) if len(self.currencies) <= 3 else ""
        return " of ".join(part for part in (scale, named) if part)


NO_UNIT = Unit()


def either(currencies: Collection[str]) -> str:
    """All currencies that something may mean, for display."""
    *others, last = sorted(currencies) or [""]
    return f"{', '.join(others)} or {last}" if others else last


def unit_of(words: Sequence[str], currencies: Collection[str], *, headed: bool = False) -> Unit | None:
    """The unit that all the words together give; None where a word is not part of one, or words are contradictory."""
    found: frozenset[str] = frozenset()
    power, letters, scaled, lettered, whose = 0, 0, 0, 0, None
    for word in words:
        plain = fold(word)
        coupled = _COUPLED.fullmatch(word)
        meant = _money(word, currencies)
        if meant is None and coupled and (meant := _money(coupled[2], currencies)) is not None:
            letters, lettered = letters + LETTERS[coupled[1]], lettered + 1
        ending = _ENDING.fullmatch(word) if meant is None and headed else None
        if ending and (meant := _money(ending[1], currencies)) is not None:
            power, scaled = power + _POWER_OF[ending[2]], scaled + 1
        if meant is not None:
            if found and not found & meant:
                return None
            found = found & meant or meant
        elif headed and word in HEADED:
            power, scaled = power + HEADED[word], scaled + 1
        elif plain in SCALES:
            power, scaled = power + SCALES[plain], scaled + 1
        elif word in LETTERS:
            letters, lettered = letters + LETTERS[word], lettered + 1
        elif plain in _WHOSE and whose in (None, _WHOSE[plain]):
            whose = _WHOSE[plain]
        elif plain not in _BETWEEN and word != "%":
            return None
    if letters and (power or lettered > 1 or not found):
        return None
    if whose is not None:
        if whose not in found:
            return None
        found = frozenset((whose,))
    power += letters
    if power not in (0, *POWERS) or scaled > 2 or not (found or power):
        return None
    return Unit(found, power)


def unit_at(words: Sequence[str], currencies: Collection[str]) -> Unit | str:
    """The unit that all words beside a number give; else the error, to follow the text as written.

    Unlike in headings, a single letter is a power, and a word that means a thousand to some and a million to others is
    refused.
    """
    if not words:
        return NO_UNIT
    if len(words) == 1 and words[0] in ("k", "m"):
        return Unit(frozenset(), LETTERS[words[0]])
    plain = [fold(word) for word in words]
    if "mil" in plain and not any(SCALES.get(word) == 6 for word in plain):
        return THOUSAND_OR_MILLION
    unit = None if "%" in words else unit_of(words, currencies)
    return unit or f"{' '.join(words)!r} is not understood"


def words_of(text: str) -> list[str]:
    """The words beside a number, without separators: "millions d'euros" gives millions, d, euros."""
    return [word for part in re.split(r"[\s'’]+", text) if (word := part.strip(".:;") or part)]


def _money(word: str, currencies: Collection[str]) -> frozenset[str] | None:
    if word in currencies:
        return frozenset((word,))
    return SIGNS.get(fold(word))
