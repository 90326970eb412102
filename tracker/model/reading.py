"""Parse the text of a field into its value. A caller with the codes of a register resolves references."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracker.errors import Invalid
from tracker.model.fields import (
    COUNT,
    DATE,
    DAY,
    DUE,
    FLAG,
    IDENTIFIER,
    LINE,
    ORDINAL,
    PERCENT,
    PROSE,
    SCALE,
    TITLE,
    VALUE,
    WORD,
    YEAR_END,
    Field,
)
from tracker.rules.dates import parse_date, parse_day, parse_year_end
from tracker.rules.decimals import check_whole, whole_number
from tracker.rules.results.risk import check_scale
from tracker.rules.text import line, prose
from tracker.rules.words import choose

LARGEST = 1_000_000_000
TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read(field: Field, text: str, said: str | None = None) -> Any:
    """The value of a text; None where it is empty and the field may be unknown. `said`: its name in error messages.

    Raises Invalid for a text that the field cannot have.
    """
    said = said or field.said
    if not text.strip() and not field.required:
        return None
    return choose(said, text, field.words) if field.kind == WORD else _READ[field.kind](said, text)


def _identifier(said: str, text: str) -> str:
    return line(said, text, 200)


def _percent(said: str, text: str) -> int:
    value = whole_number(text.strip().removesuffix("%"), 100)
    if value is None:
        raise Invalid(said, text, "is not a percentage", "a whole number from 0 to 100")
    return value


def _ordinal(said: str, text: str) -> int:
    number = whole_number(text, 999)
    if not number:
        raise Invalid(said, text, "is not an ordinal", "a whole number from 1, such as 3 for the third conference")
    return number


def _count(said: str, text: str) -> int:
    return check_whole(said, text.replace(",", ""), 0, LARGEST)


def _flag(said: str, text: str) -> bool:
    found = TRUTH.get(text.strip().lower())
    if found is None:
        raise Invalid(said, text, "is neither true nor false", "true or false")
    return found


# VALUE is checked against the indicator's measure elsewhere, where the measure is known.
_READ: Mapping[str, Callable[[str, str], Any]] = {
    LINE: line,
    TITLE: line,
    PROSE: prose,
    DATE: parse_date,
    DAY: parse_day,
    DUE: parse_date,
    SCALE: check_scale,
    PERCENT: _percent,
    VALUE: line,
    IDENTIFIER: _identifier,
    ORDINAL: _ordinal,
    COUNT: _count,
    FLAG: _flag,
    YEAR_END: parse_year_end,
}
# The kinds whose text says everything by itself; what is due may be due by the next conference.
PARSED = frozenset(_READ) - {DUE}
