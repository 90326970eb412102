"""Suggest what an unknown heading might mean, from its name and the cells below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from tracker.exchange.foreign.columns import Unknown, named_in
from tracker.exchange.foreign.days import is_year, may_be_date
from tracker.exchange.foreign.guessing import assigned
from tracker.exchange.foreign.names import NameIndex
from tracker.exchange.foreign.numbers import looks_like_amount
from tracker.exchange.foreign.words_by_language import WORDS, key
from tracker.exchange.grids import GridLine
from tracker.exchange.nouns import AMOUNTS, DATES
from tracker.rules.decimals import whole_number
from tracker.rules.words import MEASURES, STATUSES

# One word with a digit or without lower-case letters, or two with a digit: P-12, HN-L1055, IDB, TC 9906032.
_CODE = re.compile(r"(?=\D*\d)\S+(\s\S+)?|[^\sa-zà-ÿ]+")
_NUMBER = re.compile(r"[0-9][0-9.,' ]*")
_RATE = re.compile(r"[0-9]{1,2}(?:[.,][0-9]+)?\s*%?")
_LOOKED_AT = 200  # different cells
_SHOWN = 3
_MOST = 0.8  # the proportion of cells that must fit the column
_NUMBERED = frozenset(("progress", "contribution", "answer", "conference"))


class ColumnOffers:
    """Finds the likeliest columns for the headings of one sheet."""

    def __init__(self, rows: Sequence[GridLine], names: Mapping[str, NameIndex], currencies: Mapping[str, int]) -> None:
        self._rows, self._names, self._currencies = rows, names, currencies

    def __call__(self, unknown: Sequence[Unknown], columns: Sequence[str]) -> dict[str, str]:
        """Return for each heading the column it probably means, out of those given; each column is offered once.

        The names of all headings are weighed together before the cells below them are considered. Money is never
        offered by content: a latitude, a year and a row number look like amounts too. But the cells below a heading may
        show that it does not mean what its name says.
        """
        found = self._by_name(unknown, columns)
        free = [column for column in columns if column not in found.values()]
        for one in unknown:
            if one.heading not in found and named_in(one.heading, self._currencies) is None:
                meant = self._by_content(one.place, free)
                if meant is not None:
                    found[one.heading] = meant
                    free.remove(meant)
        return found

    def money(self, unknown: Sequence[Unknown]) -> frozenset[str]:
        """Return the measures that some headings probably mean."""
        return frozenset(self._by_name(unknown, MEASURES).values())

    def are_titles(self, place: int) -> bool:
        """Return whether texts under a heading read as titles, not codes; or most do, and some have several words.

        False if one is the code of a known project, or each is the name of one.
        """
        cells, names = self._cells(place), self._names["project"]
        if any(map(names.knows, cells)) or all(map(names.known_by_name, cells)):
            return False
        codes = sum(_CODE.fullmatch(cell.strip()) is not None for cell in cells)
        return not codes or (2 * codes < len(cells) and any(len(cell.split()) > 1 for cell in cells))

    def are_numbers(self, place: int) -> bool:
        """Return whether the cells under a heading are all numbers and not codes of organisations."""
        cells = self._cells(place)
        known = self._names["organisation"].known_by_name
        return bool(cells) and all(_NUMBER.fullmatch(cell) and not known(cell) for cell in cells)

    def are_rates(self, place: int) -> bool:
        """Return whether all numbers under a heading are percentages or as small: "Interest" then means a rate."""
        counted = [cell.strip() for cell in self._cells(place) if any(letter.isdigit() for letter in cell)]
        return bool(counted) and all(_RATE.fullmatch(cell) for cell in counted)

    def examples(self, place: int) -> list[str]:
        """Return a few of the cells under a heading."""
        return [cell[:30] for cell in self._cells(place)[:_SHOWN]]

    def _by_name(self, unknown: Sequence[Unknown], columns: Sequence[str]) -> dict[str, str]:
        headings = [one.heading for one in unknown]
        meant = assigned(headings, columns, self._currencies, lambda n, column: self._fits(unknown[n].place, column))
        return {heading: column for heading, column in zip(headings, meant, strict=True) if column is not None}

    def _fits(self, place: int, column: str) -> bool:
        """Return whether the cells under a heading fit a column."""
        cells = self._cells(place)
        if not cells:
            return True
        counted = [cell for cell in cells if any(letter.isdigit() for letter in cell)]
        numbers = [cell for cell in counted if not any(letter.isalpha() for letter in cell)]
        if column in AMOUNTS:
            amounts = [cell for cell in counted if looks_like_amount(cell, self._currencies)]
            flags = {"0", "1"}.issuperset(cells)
            return bool(amounts) and not (_few(amounts, counted) or flags or all(map(is_year, amounts)))
        if column in DATES:
            dates = [cell for cell in counted if may_be_date(cell)]
            return bool(dates) and not _few(dates, counted)
        if column == "project":
            counts = sorted(whole_number(cell, len(cells)) or 0 for cell in cells)
            return len(cells) < _SHOWN or counts != list(range(1, len(cells) + 1))
        return column in _NUMBERED or _few(numbers, cells)

    def _by_content(self, place: int, free: Sequence[str]) -> str | None:
        cells = self._cells(place)
        if not cells:
            return None
        statuses = {key(status) for status in STATUSES} | set(WORDS["status"])
        tests: Iterable[tuple[Sequence[str], Callable[[str], bool]]] = (
            (("project",), self._names["project"].known_by_name),
            (("donor", "beneficiaries", "organisation"), self._names["organisation"].known_by_name),
            (("status",), lambda cell: key(cell) in statuses),
        )
        for wanted, test in tests:
            meant = next((column for column in wanted if column in free), None)
            if meant is not None and all(map(test, cells)):
                return meant
        return None

    def _cells(self, place: int) -> list[str]:
        found = dict.fromkeys(row.cells[place] for row in self._rows if place < len(row.cells) and row.cells[place])
        return list(found)[:_LOOKED_AT]


def _few(some: Sequence[str], of: Sequence[str]) -> bool:
    return len(some) < _MOST * len(of)
