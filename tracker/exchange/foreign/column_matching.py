"""Find the columns of a sheet: from its header in our words or others', from an earlier mapping, or from the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.errors import Invalid, TrackerError
from tracker.exchange.foreign.columns import (
    OWN,
    REFUSED,
    Heading,
    Lacking,
    Unknown,
    called_by_title,
    heading_key,
    meaning,
    noun_of,
)
from tracker.exchange.foreign.guessing import assigned, is_likely, is_of_loans
from tracker.exchange.foreign.layout import Layout, Looked, cleaned, lay_out
from tracker.exchange.foreign.merged import fill_down
from tracker.exchange.foreign.names import NameIndex
from tracker.exchange.foreign.offers import ColumnOffers
from tracker.exchange.foreign.rate_tables import RATE_COLUMNS, rates_of
from tracker.exchange.foreign.remembered_mappings import recalled
from tracker.exchange.foreign.repeated import repeats, without_repeats
from tracker.exchange.foreign.units import split_heading, unit_beside
from tracker.exchange.foreign.wishes import Wishes
from tracker.exchange.foreign.words_by_language import key
from tracker.exchange.foreign.words_by_noun import in_words
from tracker.exchange.grids import Grid, GridLine, Table, Unreadable
from tracker.exchange.headings import table_of
from tracker.exchange.nouns import AMOUNTS, LIST, NOUNS, ORDER, TableKind, recognise
from tracker.insight.codes import Codes
from tracker.insight.journal.mappings import Remembered
from tracker.rules.units import NO_UNIT, POWERS, Unit

_NAMES = frozenset(("donor", "beneficiaries", "lead", "implementer"))
_A_TABLE = 2  # known headings that make a sheet a table beyond doubt


class HeaderMatch(NamedTuple):
    """A sheet whose columns are known and whose cells have not been read yet."""

    grid: Grid
    noun: TableKind
    columns: list[Heading]
    headings: list[str]
    rows: list[GridLine]
    wishes: Wishes
    ours: bool
    left_out: list[Heading]
    faults: Sequence[tuple[int, str, TrackerError]] = ()


def know(
    codes: Codes,
    grid: Grid,
    wishes: Wishes,
    remembered: Sequence[Remembered],
    names: Mapping[str, NameIndex],
    said: list[str],
    *,
    only: bool,
) -> HeaderMatch | None:
    """Match the columns of a sheet; None if it is one of several sheets and not a table."""
    if (
        grid.unit != "row"
        and not wishes.any_of_headings
        and wishes.header is None
        and (ours := _ours(grid, wishes, said, names, codes.reader.exponents)) is not None
    ):
        return ours
    currencies = codes.reader.exponents
    if (rates := rates_of(grid, wishes, currencies)) is not None:
        said += [f"{where_of(grid)}: {text}" for text in rates.said]
        columns = [Heading(name, place, name, NO_UNIT, "own") for place, name in enumerate(RATE_COLUMNS)]
        wishes = wishes._replace(constants={k: v for k, v in wishes.constants.items() if k not in RATE_COLUMNS})
        rates_noun = NOUNS[ORDER["rates"]]
        return HeaderMatch(grid, rates_noun, columns, list(RATE_COLUMNS), rates.rows, wishes, False, [], rates.faults)
    own = in_words(grid, wishes.columns, wishes.constants, wishes.noun, wishes.header, currencies)
    layout = laid_out(grid, wishes if own is None else wishes._replace(header=own.row), currencies)
    if own is None and not wishes.any_of_headings:
        fits = [(one, found) for one in remembered if (found := _as_before(grid, one, wishes, currencies)) is not None]
        if len(fits) == 1:
            (before, layout), where = fits[0], where_of(grid)
            wishes = recalled(before, wishes)
            said.append(f"{where}: read as {before.name} was: {before.said}")
    headings = [
        meaning(text, place, wishes.columns, currencies) for place, text in enumerate(layout.header.cells) if text
    ]
    if own is not None:
        wishes = wishes._replace(noun=own.noun)
        read = own.columns
        headings = [one._replace(column=read[one.text], how="word") if one.text in read else one for one in headings]
    offers = ColumnOffers(layout.rows, names, currencies)
    headings = [one._replace(column=None, how="unknown") if _belied(one, headings, offers) else one for one in headings]
    headings, repeated = without_repeats(headings, currencies)
    score = sum(one.how != "unknown" for one in headings)
    if not only and score < _A_TABLE:
        said.append(f"{where_of(grid)} left out: no known headings in its first rows")
        return None
    where = Table(grid.source, layout.header, [], grid.sheet, grid.unit).where(layout.header.number)
    if wishes.header is None and not score and not any(assigned([one.text for one in headings], OWN, currencies)):
        recognise(table_of(grid))
    try:
        noun, columns = noun_of(where, headings, wishes.constants, wishes.noun, offers, many=not only, only=wishes.only)
    except Lacking as error:
        if only:
            raise
        said.append(f"{where_of(grid)} left out: it {error.lacks}")
        return None
    if (doubt := _one_unit(columns)) is not None:
        said.append(f"{where_of(grid)}: {doubt}")
    unit = _unit_beside(where, layout.texts, currencies)
    if unit != NO_UNIT and any(column.column in AMOUNTS and column.unit == NO_UNIT for column in columns):
        said.append(f"{where_of(grid)}: amounts are in {unit}, as the sheet says beside the table")
        wishes = wishes._replace(manner=wishes.manner._replace(unit=unit))
    said += [f"{where_of(grid)}: {one}" for one in layout.said]
    if repeated:
        said.append(f"{where_of(grid)}: {', '.join(repeated)} left out: repeating the codes")
    filled = fill_down(grid, layout.rows, columns)
    said += [f"{where_of(grid)}: {one}" for one in filled.said]
    if told := [_read_as(column) for column in columns if column.how == "word"]:
        said.append(f"{where_of(grid)}: {', '.join(told)}")
    taken = {column.place for column in columns}
    left = [one._replace(column=None, unit=NO_UNIT, how="left out") for one in headings if one.place not in taken]
    if wishes.only and (named := [one for one in headings if one.place not in taken and one.how != "left out"]):
        has = {column.column for column in columns} | set(wishes.constants)
        free = [column for column in (*noun.required, *noun.optional) if column not in has]
        meant = offers([Unknown(one.text, one.place, "") for one in named if one.how == "unknown"], free)
        said.append(
            f"{where_of(grid)}: left out, as --only says: {', '.join(one.text for one in named)}{_taking(meant)}"
        )
    return HeaderMatch(grid, noun, columns, layout.header.cells, filled.rows, wishes, False, left, filled.faults)


def _belied(one: Heading, headings: Sequence[Heading], offers: ColumnOffers) -> bool:
    """Return whether the cells below or beside a heading show that it means something other than its name says."""
    if one.how in ("said", "left out"):
        return False
    if one.column == "interest" and one.unit == NO_UNIT:  # of a loan
        return offers.are_rates(one.place) or any(is_of_loans(other.text) for other in headings)
    return one.column in _NAMES and offers.are_numbers(one.place)


def _one_unit(columns: Sequence[Heading]) -> str | None:
    """Return what to say if one heading of amounts says millions and another gives no unit."""
    amounts = [one for one in columns if one.column in AMOUNTS]
    scaled = next((one for one in amounts if one.unit.power), None)
    plain = next((one for one in amounts if one.unit == NO_UNIT), None)
    if scaled is None or plain is None:
        return None
    power = POWERS[scaled.unit.power]
    return (
        f"{scaled.text} is in {power}s, but {plain.text} names no unit and was read as written; --map "
        f'"{plain.text}={plain.column} ({power})" reads it in {power}s'
    )


def _taking(meant: Mapping[str, str]) -> str:
    """Return which options would import the headings that were left out."""
    if not meant:
        return ""
    return "; probably " + " and ".join(f'--map "{" ".join(text.split())}={column}"' for text, column in meant.items())


def _ours(
    grid: Grid, wishes: Wishes, said: list[str], names: Mapping[str, NameIndex], currencies: Mapping[str, int]
) -> HeaderMatch | None:
    """Match a text whose first row is a header of our own; columns that our own files add to it are left out."""
    try:
        table = table_of(_without_repeats(grid))
        noun, meant = recognise(table)
    except (Invalid, Unreadable):
        return None
    columns = [
        Heading(text, place, column, NO_UNIT, "own")
        for place, (text, column) in enumerate(zip(table.header.cells, meant, strict=True))
    ]
    told: list[str] = []
    rows, _ = cleaned(grid.unit, table.header.cells, [table.header], table.rows, told)
    said += [f"{where_of(grid)}: {one}" for one in told]
    if wishes.creates and noun.name == "reports":
        noun = LIST
        if "title" not in meant:
            columns = called_by_title(columns, ColumnOffers(rows, names, currencies))
    return HeaderMatch(grid, noun, columns, table.header.cells, rows, wishes, ours=True, left_out=[])


def _without_repeats(grid: Grid) -> Grid:
    header = grid.lines[0]
    places = {n for n, cell in enumerate(header.cells) if key(cell) == REFUSED or repeats(cell, header.cells)}
    if not places:
        return grid
    return grid._replace(
        lines=[
            GridLine(line.number, [cell for place, cell in enumerate(line.cells) if place not in places])
            for line in grid.lines
        ]
    )


def laid_out(grid: Grid, wishes: Wishes, currencies: Mapping[str, int]) -> Layout:
    def known(text: str) -> bool:
        return meaning(text, 0, wishes.columns, currencies).how != "unknown"

    def likely(text: str) -> bool:
        return is_likely(text, currencies)

    def part(text: str) -> bool:
        return not split_heading(text, currencies)[0]

    return lay_out(grid, Looked(known, likely, part, wishes.spoken, wishes.header))


def _as_before(grid: Grid, before: Remembered, wishes: Wishes, currencies: Mapping[str, int]) -> Layout | None:
    """Return the layout of a sheet whose headings are those of a remembered mapping."""
    layout = laid_out(grid, recalled(before, wishes), currencies)
    mine = {heading_key(text) for text in layout.header.cells if text and key(text) != REFUSED}
    return layout if mine == {one.heading for one in before.headings if one.value is None} else None


def _unit_beside(where: str, texts: Sequence[str], currencies: Mapping[str, int]) -> Unit:
    found = {unit for text in texts if (unit := unit_beside(text, currencies)) is not None}
    if len(found) > 1:
        listed = " and ".join(sorted(map(str, found)))
        raise Invalid(
            where, listed, "are named as units of the amounts, above or below the table", "one unit for all amounts"
        )
    return found.pop() if found else NO_UNIT


def _read_as(column: Heading) -> str:
    return f"{column.text} read as {column.column}"


def where_of(grid: Grid) -> str:
    return f"{grid.source}, sheet {grid.sheet}" if grid.sheet else grid.source
