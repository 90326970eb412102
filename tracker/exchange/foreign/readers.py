"""Read the cells of columns that hold no amounts: dates, percentages, words, and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from tracker.errors import Invalid
from tracker.exchange.foreign.days import DayOrder, Days, is_iso
from tracker.exchange.foreign.names import NameIndex
from tracker.exchange.foreign.numbers import Refusal, percentages
from tracker.exchange.foreign.shares import named_shares
from tracker.exchange.foreign.words_by_language import WORDS, key
from tracker.exchange.foreign.words_by_noun import CELLS
from tracker.exchange.nouns import LIST, TableKind, field_of
from tracker.model.fields import CURRENCY, DATE, DAY, MONEY, PERCENT, REFERENCE, SHARES, TEXTS, Field
from tracker.rules.shares import in_percent, parts_of_one
from tracker.rules.units import either, unit_of, words_of
from tracker.rules.words import choose

_PERCENTAGE = re.compile(r"(100|[0-9]{1,2})\s*%?")
_BETWEEN_WORDS = re.compile(r"[()\[\]/,;–—-]")
_PARTS = re.compile(r"[;,/\n]+")

Cell = Callable[[str], str | Refusal]


class Readers:
    """The readers of the columns of one noun; `dates` is the order of day and month that the user said.

    `proven` is the order that a column of the sheet proves. `by` is the heading of that column, if it decided the last
    column read.
    """

    def __init__(
        self, noun: TableKind, names: Mapping[str, NameIndex], currencies: Collection[str], dates: str | None
    ) -> None:
        self._noun, self._names, self._currencies, self._dates = noun, names, currencies, dates
        self.proven: DayOrder | None = None
        self.by: str | None = None

    def reader(self, name: str, distinct: set[str]) -> Cell | None:
        """Return the reader of a column; None if all of its cells have our own form."""
        self.by = None
        field = field_of(self._noun, name)
        if field is None:
            return None
        if field.kind in (DATE, DAY):
            if all(map(is_iso, distinct)):
                return None
            days = Days(distinct, self._dates, self.proven)
            self.by = days.by
            return days.read
        if field.kind == CURRENCY:
            if all(text.strip().upper() in self._currencies for text in distinct):
                return None
            return lambda text: currency_of(text, self._currencies)
        if field.kind == PERCENT:
            if all(_PERCENTAGE.fullmatch(text) for text in distinct):
                return None
            found = percentages(distinct)
            return found.__getitem__ if found is not None else None
        if (known := self._words(field)) and field.words:
            read = _worded(field, known)
            return None if all(read(text) == text for text in distinct) else read
        if field.kind == SHARES and field.of in self._names:
            return self._shared(self._names[field.of], distinct)
        # Names in a list may be new, and others may be words of a source; they are looked up during planning.
        if field.of not in self._names or self._noun is LIST or field.in_words:
            return None
        names = self._names[field.of]
        if field.kind == REFERENCE:
            return None if all(map(names.knows, distinct)) else names.read
        return None if all(names.knows(one) for text in distinct for one in _items(text)) else _listing(names)

    def _words(self, field: Field) -> Mapping[str, str]:
        return CELLS.get((self._noun.name, field.name)) or WORDS.get(field.name, {})

    def _shared(self, names: NameIndex, distinct: Collection[str]) -> Cell | None:
        """Return the reader of names with their shares."""
        shares = {text: named_shares(text) for text in distinct}
        parts = parts_of_one([text.split(";") for text in shares.values() if ":" in text])
        in_lists = self._noun is LIST  # where the names are looked up later
        if (
            not parts
            and all(text == shared for text, shared in shares.items())
            and (in_lists or all(names.knows(one) for text in distinct for one in _items(text)))
        ):
            return None
        read: Cell = str if in_lists else _listing(names)
        read = _in_percent(read) if parts else read
        return lambda text: read(shares.get(text, text))

    def is_read(self, name: str) -> bool:
        """Return whether the cells of a column can be written in several ways."""
        field = field_of(self._noun, name)
        if field is None:
            return False
        known = field.kind in (MONEY, DATE, DAY, CURRENCY, PERCENT) or field.of in self._names
        return known or bool(self._words(field) and field.words)


def _worded(field: Field, known: Mapping[str, str]) -> Cell:
    """Return the reader of words: those of our own tables are left as they are, and so are unknown ones."""

    def word(text: str) -> str:
        try:
            choose(field.name, text, field.words)
        except Invalid:
            meant = known.get(key(text))
            return meant if meant in field.words else text
        return text

    def listed(text: str) -> str:
        items = _items(text)
        return text if all(word(item) == item for item in items) else ";".join(map(word, items))

    return listed if field.kind == TEXTS else word


def currency_of(text: str, currencies: Collection[str]) -> str | Refusal:
    """Return the code of a currency given by its sign or name; an unknown text is returned unchanged."""
    if text.strip().upper() in currencies:
        return text
    unit = unit_of(words_of(_BETWEEN_WORDS.sub(" ", text)), currencies)
    if unit is None or unit.power:
        return text
    if len(unit.currencies) > 1:
        return Refusal(f"can mean {either(unit.currencies)}", "the code of one of them")
    return next(iter(unit.currencies))


def _items(text: str) -> list[str]:
    return [name for item in text.split(";") if (name := item.partition(":")[0].strip())]


def _in_percent(read: Cell) -> Cell:
    """Read shares that are fractions of one."""

    def percent(text: str) -> str | Refusal:
        found = read(text)
        return found if isinstance(found, Refusal) else ";".join(in_percent(found.split(";")))

    return percent


def _listing(names: NameIndex) -> Cell:
    """Read a list of names with their shares, separated by semicolons or by whatever splits it into known names."""

    def one(item: str) -> str | Refusal:
        name, colon, share = item.partition(":")
        found = names.read(name.strip())
        return found if isinstance(found, Refusal) else found + colon + share

    def read(text: str) -> str | Refusal:
        if all(map(names.knows, _items(text))):
            return text
        for parts in ([text], text.split(";"), _PARTS.split(text)):
            found = [one(part.strip()) for part in parts if part.strip()]
            known = [item for item in found if isinstance(item, str) and names.knows(item.partition(":")[0])]
            if len(known) == len(found):
                return ";".join(known)
        first = [one(part.strip()) for part in text.split(";") if part.strip()]
        return next((item for item in first if isinstance(item, Refusal)), text)

    return read
