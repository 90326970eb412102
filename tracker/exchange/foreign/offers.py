"""What a heading that nobody knows might mean: by its name, and by what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tracker.exchange.foreign.columns import Unknown, closest, named_in
from tracker.exchange.foreign.days import looks_like_date
from tracker.exchange.foreign.names import Names
from tracker.exchange.foreign.tongues import HEADINGS, NO_MONEY, SUGGESTED, WORDS, key
from tracker.exchange.foreign.units import split_heading
from tracker.exchange.grids import Line
from tracker.rules.words import MEASURES, STATUSES

MONEY = frozenset((*MEASURES, "amount"))
# The words by which money is called; those that other headings have as well say nothing.
MONEY_WORDS = frozenset(
    word
    for called in (HEADINGS, SUGGESTED)
    for text, column in called.items()
    if column in MONEY
    for word in text.split()
    if len(word) > 3
) - {"project", "total"}
_LOOKED_AT = 200  # different cells
_SHOWN = 3


class Offers:
    """Finds the likeliest columns for the headings of one sheet."""

    def __init__(self, rows: Sequence[Line], names: Mapping[str, Names], currencies: Mapping[str, int]) -> None:
        self._rows, self._names, self._currencies = rows, names, currencies

    def __call__(self, unknown: Sequence[Unknown], columns: Sequence[str]) -> dict[str, str]:
        """By heading, the one of some columns that it probably means; each column is offered once.

        The names of all headings are weighed together, before anything is judged by what is below them. Money is never
        offered by content: a latitude, a year and the number of a row look like amounts too.
        """
        named = sorted(
            (distance, one.place, one.heading, column)
            for one in unknown
            for distance, column in self._by_name(one.heading, columns)
        )
        found: dict[str, str] = {}
        free = set(columns)
        for _, _, heading, column in named:
            if heading not in found and column in free:
                found[heading] = column
                free.remove(column)
        for one in unknown:
            if one.heading not in found and named_in(one.heading, self._currencies) is None:
                meant = self._by_content(one.place, [column for column in columns if column in free])
                if meant is not None:
                    found[one.heading] = meant
                    free.remove(meant)
        return found

    def _by_name(self, heading: str, columns: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The columns that the name of a heading suggests, each with how far away it is."""
        name, _ = split_heading(heading, self._currencies)
        words = set(key(name).split())
        candidates = [(0, SUGGESTED.get(key(name))), (1, closest(heading, columns, self._currencies))]
        for distance, column in candidates:
            if (
                column is not None
                and column in columns
                and not (column in MONEY and (words & NO_MONEY or not words & MONEY_WORDS))
            ):
                yield distance, column

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
            (("start", "end", "date"), lambda cell: looks_like_date(cell) and not cell.strip().isdigit()),
        )
        for wanted, test in tests:
            meant = next((column for column in wanted if column in free), None)
            if meant is not None and all(map(test, cells)):
                return meant
        return None

    def _cells(self, place: int) -> list[str]:
        found = dict.fromkeys(row.cells[place] for row in self._rows if place < len(row.cells) and row.cells[place])
        return list(found)[:_LOOKED_AT]
