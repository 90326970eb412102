"""Read amounts as people write them, column by column: `1.234,50`, `NOK 1 234`, `(1,234)`, `1.5m`.

A column is read with a decimal point or with a decimal comma, whichever fits every cell of it. If both fit and give
different amounts, another column of the sheet decides; if none does, the cells are refused until the user says which
applies. Commas alone separate thousands, as they do in all our own tables; a point followed by three digits proves
nothing. All calculations use whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from tracker.exchange.grids import NumberText
from tracker.rules.decimals import perhaps_thousands
from tracker.rules.units import NO_UNIT, Unit, unit_at, words_of

DECIMALS = {"point": ".", "comma": ","}
HOW = "--decimal comma or --decimal point, to say which"
_SAME = str.maketrans(
    dict.fromkeys("\xa0\u202f\u2009\u2007\u2008\u2002\u2003\u200a\t", " ") | dict.fromkeys("−–—", "-")
)
_MARKS = str.maketrans({"’": "'", "‘": "'", "´": "'"})
_CANONICAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]+)?)")
_SHAPE = re.compile(r"([^0-9]*?)([0-9](?:[0-9., ']*[0-9])?)([^0-9]*)")
_POINTED = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:\.[0-9]+)?"
)
_SWAPPED = str.maketrans(".,", ",.")
_DASH = re.compile(r"([^0-9-]*)-+([^0-9-]*)")
_SHORTENED = re.compile(r"-?[0-9](?:[.,][0-9]+)?E[+-]?[0-9]{1,3}", re.IGNORECASE)
_NOTHING = re.compile(r"[-.\s]*|n/?a\.?|n\.\s?a\.?|tbd|tbc|nd|s/d|x+", re.IGNORECASE)
_LONGEST = 60
_EXACT = Context(prec=200)


class Refusal(NamedTuple):
    """Why a cell is not understood, and what would be valid."""

    why: str
    right: str | None = None


class ParsedAmount(NamedTuple):
    """An amount as a plain decimal, and the currencies it may be in; empty if it does not say."""

    text: NumberText
    currencies: frozenset[str] = frozenset()


class _NumberCell(NamedTuple):
    """A cell split into its digits with separators, and the text around them."""

    negative: bool
    digits: str
    unit: Unit

    def read(self, decimal: str) -> str | None:
        """Return the digits as a plain decimal, read with a decimal point or comma; None if they do not fit."""
        pointed = self.digits if decimal == "point" else self.digits.translate(_SWAPPED)
        return re.sub("[, ']", "", pointed) if _POINTED.fullmatch(pointed) else None


class AmountFormat:
    """How to read the amounts of one column; `said` is the message for the user, if there is one.

    `decimal` is what the user said, and `proven` is what the other columns of the sheet prove. `proves` is what this
    column proves: the only reading that fits all of its cells.
    """

    def __init__(
        self,
        cells: Iterable[str],
        currencies: Collection[str],
        unit: Unit = NO_UNIT,
        decimal: str | None = None,
        proven: str | None = None,
    ) -> None:
        self._unit, self._proven = unit, proven
        self.proves: str | None = None
        self._taken: dict[str, _NumberCell | Refusal] = {}
        for cell in {cell for cell in cells if not isinstance(cell, NumberText)}:
            self._taken[cell] = _taken(cell, currencies)
        self._decided = decimal
        self._refusal: Refusal | None = None
        scaled = unit.power or any(isinstance(one, _NumberCell) and one.unit.power for one in self._taken.values())
        if decimal is None:
            self._decide(scaled=bool(scaled))

    @property
    def said(self) -> str | None:
        """Return an example of a cell that is read as something other than its text."""
        examples = [cell for cell, one in self._taken.items() if isinstance(one, _NumberCell)]
        for cell in sorted(examples, key=lambda text: (-len(text), text)):
            found = self.read(cell)
            if isinstance(found, ParsedAmount) and found.text != cell:
                return f"{cell} read as {found.text}"
        return None

    def read(self, cell: str) -> ParsedAmount | Refusal:
        """Return a cell as a plain decimal, in units of one."""
        if isinstance(cell, NumberText):
            return ParsedAmount(NumberText(_scaled(str(cell), self._unit.power)), self._unit.currencies)
        one = self._taken.get(cell)
        if one is None:
            raise KeyError(cell)
        if isinstance(one, Refusal):
            return one
        if one.unit.power and self._unit.power:
            return Refusal(f"has the unit {one.unit}, but the heading has the unit {self._unit}", "either of the two")
        currencies = one.unit.currencies
        if currencies and self._unit.currencies:
            currencies &= self._unit.currencies
            if not currencies:
                return Refusal(f"is in {one.unit}, but its heading says {self._unit}", "one currency")
        text = one.read(self._decided) if self._decided else None
        if text is None:
            both = {one.read(way) for way in DECIMALS} - {None}
            if self._decided is None and len(both) == 1 and one.digits.isdigit():
                text = one.digits
            elif not both:
                return Refusal("is not separated into thousands", "1234567.89, 1,234,567.89 or 1.234.567,89")
            elif self._refusal is not None:
                return self._refusal
            else:
                return Refusal(f"does not have a decimal {self._decided}", HOW)
        text = _scaled(text, one.unit.power + self._unit.power)
        signed = "-" + text if one.negative and text.strip("0.") else text
        return ParsedAmount(NumberText(signed), currencies or self._unit.currencies)

    def _decide(self, *, scaled: bool) -> None:
        """Decide which of the two readings fits every cell, or why neither can be chosen."""
        written = [one for one in self._taken.values() if isinstance(one, _NumberCell)]
        written = [one for one in written if any(one.read(way) is not None for way in DECIMALS)]
        ways = [way for way in DECIMALS if all(one.read(way) is not None for one in written)]
        if not ways:
            point = next(one.digits for one in written if one.read("comma") is None)
            comma = next(one.digits for one in written if one.read("point") is None)
            why = f"is in a column that has both {point} and {comma}"
            self._refusal = Refusal(why, "one way to write the decimals of a column, or " + HOW)
        elif len(ways) == 1:
            self._decided = self.proves = ways[0]
        else:
            unsure = [one.digits for one in written if one.read("point") != one.read("comma")]
            if unsure and self._proven:
                self._decided = self._proven
            elif not any("." in digits or scaled for digits in unsure):
                self._decided = "point"
            else:
                self._refusal = Refusal(f"can be read in two ways, and so can its whole column: {_two(unsure[0])}", HOW)


def is_plain(cell: str) -> bool:
    """Return whether a cell is empty or an amount in our own format."""
    return not cell or _CANONICAL.fullmatch(cell.strip()) is not None


def is_certain(cell: str) -> bool:
    """Return whether a cell of any sheet is empty, or an amount with only one reading that equals its text."""
    return not cell or isinstance(cell, NumberText) or (is_plain(cell) and perhaps_thousands(cell) is None)


def looks_like_amount(cell: str, currencies: Collection[str]) -> bool:
    return isinstance(cell, NumberText) or isinstance(_taken(cell, currencies), _NumberCell)


def is_dash(cell: str, currencies: Collection[str]) -> bool:
    """Return whether a cell has an accountant's dash for an amount, alone or with a currency: `-`, `$ -`, `USD –`."""
    match = None if isinstance(cell, NumberText) else _DASH.fullmatch(cell.translate(_SAME).strip())
    if match is None:
        return False
    unit = unit_at([*words_of(match[1]), *words_of(match[2])], currencies)
    return not isinstance(unit, str) and not unit.power


def percentages(cells: Iterable[str]) -> Mapping[str, str] | None:
    """Return percentages, rounded half up, from a column of fractions of one or of decimals; None if it is neither."""
    found: dict[str, str] = {}
    values: dict[str, Decimal] = {}
    for cell in set(cells):
        text = cell.strip().removesuffix("%").strip().replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,20})?", text):
            return None
        values[cell] = Decimal(text)
    marked = any("%" in cell for cell in values)
    fractions = not marked and all(value <= 1 for value in values.values())
    for cell, value in values.items():
        percent = value * 100 if fractions else value
        found[cell] = str(int(percent.to_integral_value(ROUND_HALF_UP)))
    return found


def _taken(cell: str, currencies: Collection[str]) -> _NumberCell | Refusal:
    text = cell.translate(_SAME).translate(_MARKS).strip()
    if len(text) > _LONGEST:
        return Refusal("is not an amount of money", "1000000.50")
    if _NOTHING.fullmatch(text):
        return Refusal("could mean nothing, or zero", "an empty cell, or 0")
    bracketed = text.startswith("(") and text.endswith(")")
    text = re.sub(r"(?<=[0-9])([.,])-(?=\D*$)", r"\g<1>00", text[1:-1].strip() if bracketed else text)
    match = _SHAPE.fullmatch(text)
    if match is None:
        shortened = "is a number that a spreadsheet shortened" if _SHORTENED.fullmatch(text) else None
        return Refusal(shortened or "is not an amount of money", "all digits" if shortened else "1000000.50")
    before, digits, after = match.groups()
    signed = before.count("-")
    if signed > 1 or (signed and bracketed) or "-" in after or "+" in before:
        return Refusal("contains signs that are not understood", "-1000000.50")
    unit = unit_at([*words_of(before.replace("-", " ")), *words_of(after)], currencies)
    if isinstance(unit, str):
        return Refusal(f"is not an amount of money: {unit}", "1000000.50")
    return _NumberCell(bool(signed) or bracketed, digits, unit)


def _scaled(number: str, power: int) -> str:
    """Return a plain decimal times ten to the power, exact."""
    if not power:
        return number
    return f"{Decimal(number).scaleb(power, _EXACT).normalize(_EXACT):f}"


def _two(digits: str) -> str:
    one, other = (_NumberCell(False, digits, NO_UNIT).read(way) for way in DECIMALS)
    return f"{one} or {other}"
