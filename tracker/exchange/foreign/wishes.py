"""What the user said about the files to import: sheets, headings, values, and the format of amounts and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Usage
from tracker.exchange.foreign.columns import Meant
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.grids import Grid
from tracker.exchange.nouns import LIST, ORDER
from tracker.rules.codes import nearest
from tracker.rules.decimals import whole_number
from tracker.rules.units import NO_UNIT, Unit


class Manner(NamedTuple):
    """What the user said about the amounts and dates of a sheet."""

    currency: str | None = None
    decimal: str | None = None
    dates: str | None = None
    unit: Unit = NO_UNIT


class Wishes(NamedTuple):
    """`columns` are by `heading_key`, `constants` by column.

    `spoken` are the headings that must exist because the user has just mentioned them. `header` is the number of the
    header row.

    With `only`, headings that are neither known nor mapped are left out. `values` are the meanings of texts in cells,
    by `heading_key`; None means an empty cell. `code_prefix` begins the codes of new projects. With `creates`, new
    records in reports are added, as for a list.
    """

    columns: Mapping[str, Meant] = {}
    spoken: frozenset[str] = frozenset()
    constants: Mapping[str, str] = {}
    sheets: Sequence[str] = ()
    noun: str | None = None
    manner: Manner = Manner()
    header: int | None = None
    only: bool = False
    values: Mapping[str, str | None] = {}
    code_prefix: str | None = None
    creates: bool = False

    @property
    def any_of_headings(self) -> bool:
        return bool(self.columns or self.constants or self.noun)


def chosen(grids: Sequence[Grid], sheets: Sequence[str]) -> list[Grid]:
    """Return the sheets that were asked for, by name or number, in each file."""
    if not sheets:
        return list(grids)
    found = []
    for source in dict.fromkeys(grid.source for grid in grids):
        mine = [grid for grid in grids if grid.source == source]
        for asked in sheets:
            fits = [grid for grid in mine if key(grid.sheet or "") == key(asked)]
            if not fits and (number := whole_number(asked, len(mine))):
                fits = [mine[number - 1]]
            if not fits:
                listed = ", ".join(f"{number} {grid.sheet or ''}".strip() for number, grid in enumerate(mine, start=1))
                raise Usage(f"{source} has no sheet {asked!r} with content.", f"Its sheets are {listed}.")
            found += [grid for grid in fits if grid not in found]
    return found


def check_noun(text: str) -> str:
    """Return the noun of NOUNS that is meant. Raises Usage."""
    asked = " ".join(text.replace("-", " ").replace("_", " ").lower().split())
    known = [LIST.name, *ORDER]
    if asked not in known:
        listed = ", ".join(nearest(asked, known) or known)
        raise Usage(f"--as: unknown table {text!r}.", f"It is one of {listed}.")
    return asked
