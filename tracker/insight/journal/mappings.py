"""Saved mappings of spreadsheet headings, for the next import."""

from __future__ import annotations

from typing import NamedTuple

from tracker.errors import NotFound
from tracker.rules.codes import nearest
from tracker.store.reader import Reader


class MappedHeading(NamedTuple):
    """A heading and the column that it means, None where it is left out; `value` fills a column that has no heading."""

    heading: str
    meaning: str | None
    unit: str | None = None
    value: str | None = None


class MappedValue(NamedTuple):
    """A cell text and its meaning; None where such a cell means nothing."""

    text: str
    meaning: str | None


class Remembered(NamedTuple):
    """A saved mapping, complete."""

    id: int
    name: str
    noun: str | None
    sheet: str | None
    currency: str | None
    decimal_mark: str | None
    date_order: str | None
    code_prefix: str | None
    headings: tuple[MappedHeading, ...]
    values: tuple[MappedValue, ...]

    @property
    def said(self) -> str:
        """The mapping in one line: `budget = committed, remarks left out, donor = NORAD in all rows`."""
        told = [_said(one) for one in self.headings]
        told += [f"amounts in {self.currency}"] if self.currency else []
        told += [f"{one.text!r} is {'nothing' if one.meaning is None else one.meaning}" for one in self.values]
        told += [f"new codes begin with {self.code_prefix}"] if self.code_prefix else []
        return ", ".join(told)


class MappingRow(NamedTuple):
    """A mapping in a list; `headings` in words."""

    name: str
    noun: str | None
    sheet: str | None
    currency: str | None
    headings: str


LIST = "SELECT id, name, noun, sheet, currency, decimal_mark, date_order, code_prefix FROM mapping ORDER BY name"
HEADINGS = "SELECT mapping_id, heading, meaning, unit, value FROM mapped_heading ORDER BY mapping_id, heading"
VALUES = "SELECT mapping_id, text, meaning FROM mapped_value ORDER BY mapping_id, text"


def all_mappings(reader: Reader) -> list[Remembered]:
    """Every mapping, by name."""
    headings: dict[int, list[MappedHeading]] = {}
    for mapping, *heading in reader.rows(HEADINGS):
        headings.setdefault(mapping, []).append(MappedHeading(*heading))
    values: dict[int, list[MappedValue]] = {}
    for mapping, *value in reader.rows(VALUES):
        values.setdefault(mapping, []).append(MappedValue(*value))
    return [
        Remembered._make((number, *row, tuple(headings.get(number, ())), tuple(values.get(number, ()))))
        for number, *row in reader.all(LIST)
    ]


def list_mappings(reader: Reader) -> list[MappingRow]:
    return [MappingRow(one.name, one.noun, one.sheet, one.currency, one.said) for one in all_mappings(reader)]


def mapping(reader: Reader, name: str) -> Remembered:
    """A mapping by its name, ignoring case. Raises NotFound with the nearest."""
    known = {one.name: one for one in all_mappings(reader)}
    asked = name.strip().upper()
    if asked not in known:
        raise NotFound("mapping", name, nearest(asked, known), "`tracker import --mappings` shows them.")
    return known[asked]


def _said(one: MappedHeading) -> str:
    if one.value is not None:
        return f"{one.meaning} = {one.value} in all rows"
    if one.meaning is None:
        return f"{one.heading} left out"
    return f"{one.heading} = {one.meaning}" + (f" in {one.unit}" if one.unit else "")
