"""What a heading that nobody knows might mean: by its name, and by what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from tracker.exchange.foreign.columns import Unknown, closest, named_in
from tracker.exchange.foreign.days import looks_like_date
from tracker.exchange.foreign.names import Names
from tracker.exchange.foreign.numbers import looks_like_amount
from tracker.exchange.foreign.tongues import SUGGESTED, WORDS, key
from tracker.exchange.foreign.units import split_heading
from tracker.exchange.grids import Line
from tracker.rules.words import STATUSES

_LOOKED_AT = 200  # different cells
_SHOWN = 3


class Offers:
    """Finds the likeliest column for the headings of one sheet; each column is offered once."""

    def __init__(self, rows: Sequence[Line], names: Mapping[str, Names], currencies: Mapping[str, int]) -> None:
        self._rows, self._names, self._currencies = rows, names, currencies
        self._offered: set[str] = set()

    def __call__(self, unknown: Unknown, columns: Sequence[str]) -> str | None:
        """The one of some columns that a heading probably means."""
        free = [column for column in columns if column not in self._offered]
        name, _ = split_heading(unknown.heading, self._currencies)
        suggested = SUGGESTED.get(key(name))
        found = suggested if suggested in free else None
        found = found or closest(unknown.heading, free, self._currencies)
        if found is None and named_in(unknown.heading, self._currencies) is None:
            found = self._by_content(unknown.place, free)
        if found is not None:
            self._offered.add(found)
        return found

    def examples(self, place: int) -> list[str]:
        """A few of the cells under a heading."""
        return [cell[:30] for cell in self._cells(place)[:_SHOWN]]

    def _by_content(self, place: int, free: Sequence[str]) -> str | None:
        cells = self._cells(place)
        if not cells:
            return None
        statuses = {key(status) for status in STATUSES} | set(WORDS["status"])
        tests: Iterable[tuple[Sequence[str], Callable[[str], bool]]] = (
            (("project",), self._names["project"].known_by_name),
            (("donor", "beneficiaries", "organisation"), self._names["organisation"].known_by_name),
            (("status",), lambda cell: key(cell) in statuses),
            (("start", "end", "date"), looks_like_date),
            (("committed", "pledged", "disbursed", "amount"), lambda cell: looks_like_amount(cell, self._currencies)),
        )
        for wanted, test in tests:
            meant = next((column for column in wanted if column in free), None)
            if meant is not None and all(map(test, cells)):
                return meant
        return None

    def _cells(self, place: int) -> list[str]:
        found = dict.fromkeys(row.cells[place] for row in self._rows if place < len(row.cells) and row.cells[place])
        return list(found)[:_LOOKED_AT]
