"""Remember how a sheet was read, for the next one with the same headings."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.exchange.foreign.columns import Heading, Meant, heading_key
from tracker.exchange.foreign.wishes import Wishes
from tracker.exchange.nouns import AMOUNTS
from tracker.insight.journal.mappings import MappedHeading, MappedValue, Remembered
from tracker.register.importing.mappings import MappingFacts
from tracker.rules.units import NO_UNIT, Unit, unit_of


def recalled(before: Remembered, wishes: Wishes) -> Wishes:
    """Return the remembered settings, overridden by what the user says now."""
    columns = {one.heading: Meant(one.meaning, _unit_named(one.unit)) for one in before.headings if one.value is None}
    constants = {one.meaning: one.value for one in before.headings if one.meaning and one.value is not None}
    manner = wishes.manner
    return wishes._replace(
        columns=columns | dict(wishes.columns),
        constants=constants | dict(wishes.constants),
        noun=wishes.noun or before.noun,
        values={one.text: one.meaning for one in before.values} | dict(wishes.values),
        code_prefix=wishes.code_prefix or before.code_prefix,
        manner=manner._replace(
            currency=manner.currency or before.currency,
            decimal=manner.decimal or before.decimal_mark,
            dates=manner.dates or before.date_order,
        ),
    )


def facts(columns: Sequence[Heading], noun: str, sheet: str | None, wishes: Wishes) -> MappingFacts:
    """Return what to remember about a sheet: its headings, including those left out, and what the user said."""
    manner = wishes.manner
    headings = []
    for heading in columns:
        unit = heading.unit if heading.unit != NO_UNIT or heading.column not in AMOUNTS else manner.unit
        headings.append(MappedHeading(heading_key(heading.text), heading.column, _unit_name(unit)))
    headings += [MappedHeading(f"({name})", name, None, value) for name, value in wishes.constants.items()]
    values = tuple(MappedValue(text, meaning) for text, meaning in wishes.values.items())
    said = (manner.currency, manner.decimal, manner.dates, wishes.code_prefix)
    return MappingFacts(tuple(headings), noun, sheet, *said, values)


def _unit_name(unit: Unit) -> str | None:
    parts = [{3: "thousand", 6: "million", 9: "billion"}.get(unit.power, ""), *sorted(unit.currencies)]
    return " ".join(part for part in parts if part) or None


def _unit_named(text: str | None) -> Unit:
    words = (text or "").split()
    currencies = frozenset(word for word in words if word.isupper())
    scale = unit_of([word for word in words if word not in currencies], ()) or NO_UNIT
    return Unit(currencies, scale.power)
