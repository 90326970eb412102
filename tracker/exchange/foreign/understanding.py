"""From the sheets of files to tables of our own: find the header, know the headings, read the cells.

A sheet with a header of our own goes through as it stands. Of any other is said how it was read, and what is not
certain is refused, with what would say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid, Usage
from tracker.exchange.foreign.cells import AMOUNTS, Cells, Manner
from tracker.exchange.foreign.columns import REFUSED, Heading, Lacking, Meant, heading_key, meaning, noun_of
from tracker.exchange.foreign.layout import Layout, cleaned, lay_out
from tracker.exchange.foreign.names import Names
from tracker.exchange.foreign.offers import Offers
from tracker.exchange.foreign.tongues import key
from tracker.exchange.foreign.units import NO_UNIT, Unit, split_heading, unit_beside, unit_of
from tracker.exchange.grids import Grid, Line, Origin, Table, Unreadable
from tracker.exchange.headings import table_of
from tracker.exchange.nouns import ORDER, Noun, recognise
from tracker.insight.codes import Codes
from tracker.insight.mappings import MappedHeading, Remembered
from tracker.register.mappings import MappingFacts
from tracker.rules.codes import code_key, nearest

_A_TABLE = 2  # known headings that make a sheet a table beyond doubt


class Wishes(NamedTuple):
    """What whoever takes files in said of them: `columns` by `heading_key`, `constants` by column.

    `spoken` are the headings that must be there, for somebody spoke of them just now.
    """

    columns: Mapping[str, Meant] = {}
    spoken: frozenset[str] = frozenset()
    constants: Mapping[str, str] = {}
    sheets: Sequence[str] = ()
    noun: str | None = None
    manner: Manner = Manner()

    @property
    def any_of_headings(self) -> bool:
        return bool(self.columns or self.constants or self.noun)


class Understood(NamedTuple):
    """Tables of our own, each with its sheet, what a person should know of how they were read, and what to remember."""

    tables: list[Table]
    grids: list[Grid]
    said: list[str]
    read_as: list[MappingFacts]


class _Known(NamedTuple):
    """A sheet whose columns are known, and whose cells are not read yet."""

    grid: Grid
    noun: Noun
    columns: list[Heading]
    headings: list[str]
    rows: list[Line]
    wishes: Wishes
    ours: bool
    left_out: list[Heading]


def understand(
    codes: Codes, grids: Sequence[Grid], wishes: Wishes, remembered: Sequence[Remembered] = ()
) -> Understood:
    """The tables in the sheets of some files.

    Every sheet that is a table is taken, or those that were asked for; the others are named in what is said. Raises
    NotUnderstood for headings that mean no column, Usage, Invalid and Unreadable.
    """
    chosen, said = _chosen(grids, wishes.sheets), []
    names = {noun: Names(codes, noun, pending := set[str]()) for noun in ("organisation", "project")}
    known = []
    only = len(chosen) == 1 or bool(wishes.sheets)
    _check_spoken(wishes, chosen, codes.reader.exponents)
    for grid in chosen:
        said += [f"{_where(grid)}: {notice}" for notice in grid.notices]
        found = _known(codes, grid, wishes, remembered, names, said, only=only)
        if found is not None:
            known.append(found)
    if not known:
        raise Unreadable(
            " and ".join(dict.fromkeys(grid.source for grid in chosen)),
            "has no sheet that is known as a table here.",
            "Choose one with --sheet, and say with --map what its headings mean.",
        )
    for one in known:
        places = [place for place, column in enumerate(one.columns) if column.column == "code"]
        pending.update(code_key(row.cells[p].strip()) for row in one.rows for p in places if p < len(row.cells))
    return Understood(
        [_table(codes, one, names, said) for one in known],
        [one.grid for one in known],
        said,
        [_facts(one) for one in known if not one.ours],
    )


def _chosen(grids: Sequence[Grid], sheets: Sequence[str]) -> list[Grid]:
    """The sheets that were asked for, by name or number, in each file."""
    if not sheets:
        return list(grids)
    found = []
    for source in dict.fromkeys(grid.source for grid in grids):
        mine = [grid for grid in grids if grid.source == source]
        for asked in sheets:
            fits = [grid for grid in mine if key(grid.sheet or "") == key(asked)]
            if not fits and asked.isdigit() and 0 < int(asked) <= len(mine):
                fits = [mine[int(asked) - 1]]
            if not fits:
                listed = ", ".join(f"{number} {grid.sheet or ''}".strip() for number, grid in enumerate(mine, start=1))
                raise Usage(f"{source} has no sheet {asked!r} that holds anything.", f"Its sheets are {listed}.")
            found += [grid for grid in fits if grid not in found]
    return found


def _known(
    codes: Codes,
    grid: Grid,
    wishes: Wishes,
    remembered: Sequence[Remembered],
    names: Mapping[str, Names],
    said: list[str],
    *,
    only: bool,
) -> _Known | None:
    """The columns of a sheet; None for a sheet among several that is no table."""
    if grid.unit != "row" and not wishes.any_of_headings and (ours := _ours(grid, wishes, said)) is not None:
        return ours
    currencies = codes.reader.exponents
    layout = _laid_out(grid, wishes, currencies)
    if not wishes.any_of_headings:
        fits = [(one, found) for one in remembered if (found := _as_before(grid, one, wishes, currencies)) is not None]
        if len(fits) == 1:
            (before, layout), where = fits[0], _where(grid)
            wishes = recalled(before, wishes)
            said.append(f"{where}: read as {before.name} was: {before.said}")
    headings = [
        meaning(text, place, wishes.columns, currencies) for place, text in enumerate(layout.header.cells) if text
    ]
    score = sum(one.how != "unknown" for one in headings)
    if not only and score < _A_TABLE:
        said.append(f"{_where(grid)} left out: its first rows are no header that is known here")
        return None
    if not score:
        recognise(table_of(grid))
    where = Table(grid.source, layout.header, [], grid.sheet, grid.unit).where(layout.header.number)
    offers = Offers(layout.rows, names, currencies)
    try:
        noun, columns = noun_of(where, headings, wishes.constants, wishes.noun, offers, many=not only)
    except Lacking as error:
        if only:
            raise
        said.append(f"{_where(grid)} left out: it {error.lacks}")
        return None
    unit = _unit_beside(where, layout.texts, currencies)
    if unit != NO_UNIT and any(column.column in AMOUNTS and column.unit == NO_UNIT for column in columns):
        said.append(f"{_where(grid)}: amounts are in {unit}, as the sheet says beside the table")
        wishes = wishes._replace(manner=wishes.manner._replace(unit=unit))
    said += [f"{_where(grid)}: {one}" for one in layout.said]
    if told := [_read_as(column) for column in columns if column.how == "word"]:
        said.append(f"{_where(grid)}: {', '.join(told)}")
    left = [heading for heading in headings if heading.how == "left out"]
    return _Known(grid, noun, columns, layout.header.cells, layout.rows, wishes, ours=False, left_out=left)


def _ours(grid: Grid, wishes: Wishes, said: list[str]) -> _Known | None:
    """A text whose first row is a header of our own; a column that says why rows were refused is left out of it."""
    try:
        table = table_of(_without_reasons(grid))
        noun, meant = recognise(table)
    except (Invalid, Unreadable):
        return None
    columns = [
        Heading(text, place, column, NO_UNIT, "own")
        for place, (text, column) in enumerate(zip(table.header.cells, meant, strict=True))
    ]
    told: list[str] = []
    rows, _ = cleaned(grid.unit, table.header.cells, table.header.cells, table.rows, told)
    said += [f"{_where(grid)}: {one}" for one in told]
    return _Known(grid, noun, columns, table.header.cells, rows, wishes, ours=True, left_out=[])


def _without_reasons(grid: Grid) -> Grid:
    header = grid.lines[0]
    places = [place for place, cell in enumerate(header.cells) if key(cell) == REFUSED]
    if not places:
        return grid
    return grid._replace(
        lines=[
            Line(line.number, [cell for place, cell in enumerate(line.cells) if place not in places])
            for line in grid.lines
        ]
    )


def _laid_out(grid: Grid, wishes: Wishes, currencies: Mapping[str, int]) -> Layout:
    def known(text: str) -> bool:
        return meaning(text, 0, wishes.columns, currencies).how != "unknown"

    def part(text: str) -> bool:
        return not split_heading(text, currencies)[0]

    return lay_out(grid, known, part)


def _as_before(grid: Grid, before: Remembered, wishes: Wishes, currencies: Mapping[str, int]) -> Layout | None:
    """How a sheet is laid out where its headings are those of a remembered mapping."""
    layout = _laid_out(grid, recalled(before, wishes), currencies)
    mine = {heading_key(text) for text in layout.header.cells if text and key(text) != REFUSED}
    return layout if mine == {one.heading for one in before.headings if one.value is None} else None


def recalled(before: Remembered, wishes: Wishes) -> Wishes:
    """What was remembered, and over it what is said now."""
    columns = {one.heading: Meant(one.meaning, _unit_named(one.unit)) for one in before.headings if one.value is None}
    constants = {one.meaning: one.value for one in before.headings if one.meaning and one.value is not None}
    manner = wishes.manner
    return wishes._replace(
        columns=columns | dict(wishes.columns),
        constants=constants | dict(wishes.constants),
        noun=wishes.noun or before.noun,
        manner=manner._replace(
            currency=manner.currency or before.currency,
            decimal=manner.decimal or before.decimal_mark,
            dates=manner.dates or before.date_order,
        ),
    )


def _table(codes: Codes, one: _Known, names: Mapping[str, Names], said: list[str]) -> Table:
    """The table of a sheet, with its cells read."""
    grid, ours = one.grid, one.ours
    rows = one.rows if ours else _projected(one.rows, [column.place for column in one.columns])
    settled = Cells(codes, one.noun, one.columns, names, grid.unit, ours=ours).settle(rows, one.wishes.manner)
    said += [f"{_where(grid)}: {text}" for text in settled.said]
    columns, rows = settled.columns, settled.rows
    header = Line(0, [column.text for column in columns])
    meant = (one.noun.name, [column.column or "" for column in columns])
    constants = {name: value for name, value in one.wishes.constants.items() if name not in meant[1]}
    if constants:
        values = list(constants.values())
        header = Line(0, [*header.cells, *constants])
        meant = (meant[0], [*meant[1], *constants])
        rows = [Line(row.number, [*row.cells, *values]) for row in rows]
    if ours and rows is one.rows and one.grid.lines[0].cells[: len(header.cells)] == header.cells:
        return Table(grid.source, header, rows, grid.sheet, grid.unit, meant, settled.faults)
    places: list[int | None] = [column.place if column.how != "added" else None for column in columns]
    origin = Origin(one.headings, one.rows, [*places, *[None] * len(constants)])
    return Table(grid.source, header, rows, grid.sheet, grid.unit, meant, settled.faults, origin)


def _projected(rows: Sequence[Line], places: Sequence[int]) -> list[Line]:
    found = []
    for row in rows:
        width = len(row.cells)
        cells = [row.cells[place] if place < width else "" for place in places]
        if any(cells):
            found.append(Line(row.number, cells))
    return found


def _facts(one: _Known) -> MappingFacts:
    """How a sheet was read, for the next time."""
    beside = one.wishes.manner.unit
    headings = []
    for heading in (*one.columns, *one.left_out):
        unit = heading.unit if heading.unit != NO_UNIT or heading.column not in AMOUNTS else beside
        headings.append(MappedHeading(heading_key(heading.text), heading.column, _unit_name(unit)))
    headings += [MappedHeading(f"({name})", name, None, value) for name, value in one.wishes.constants.items()]
    manner = one.wishes.manner
    return MappingFacts(tuple(headings), one.noun.name, one.grid.sheet, manner.currency, manner.decimal, manner.dates)


def _unit_name(unit: Unit) -> str | None:
    parts = [{3: "thousand", 6: "million", 9: "billion"}.get(unit.power, ""), *sorted(unit.currencies)]
    return " ".join(part for part in parts if part) or None


def _unit_named(text: str | None) -> Unit:
    words = (text or "").split()
    currencies = frozenset(word for word in words if word.isupper())
    scale = unit_of([word for word in words if word not in currencies], ()) or NO_UNIT
    return Unit(currencies, scale.power)


def _unit_beside(where: str, texts: Sequence[str], currencies: Mapping[str, int]) -> Unit:
    found = {unit for text in texts if (unit := unit_beside(text, currencies)) is not None}
    if len(found) > 1:
        listed = " and ".join(sorted(map(str, found)))
        raise Invalid(where, listed, "are said of the amounts, above or below the table", "one unit for all amounts")
    return found.pop() if found else NO_UNIT


def _check_spoken(wishes: Wishes, grids: Sequence[Grid], currencies: Mapping[str, int]) -> None:
    """Raises Usage for a heading that was spoken of and stands in no sheet."""
    if not wishes.spoken:
        return
    texts = [text for grid in grids for text in _laid_out(grid, wishes, currencies).header.cells if text]
    known = {heading_key(one): text for text in texts for one in (split_heading(text, currencies)[0], text)}
    for heading in sorted(wishes.spoken - set(known)):
        close = list(dict.fromkeys(known[one] for one in nearest(heading, known)))
        listed = " and ".join(dict.fromkeys(grid.source for grid in grids))
        hint = f"Did you mean {' or '.join(close)}?" if close else None
        raise Usage(f"--map: there is no heading {heading!r} in {listed}.", hint)


def _read_as(column: Heading) -> str:
    return f"{column.text} read as {column.column}"


def _where(grid: Grid) -> str:
    return f"{grid.source}, sheet {grid.sheet}" if grid.sheet else grid.source


def check_noun(text: str) -> str:
    """A noun of NOUNS, as it is meant. Raises Usage."""
    asked = " ".join(text.replace("-", " ").replace("_", " ").lower().split())
    if asked not in ORDER:
        listed = ", ".join(nearest(asked, ORDER) or ORDER)
        raise Usage(f"--as: there is no table of {text!r}.", f"It is one of {listed}.")
    return asked
