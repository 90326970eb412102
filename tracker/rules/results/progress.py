"""Indicators: what a value may be, and how far it has come from baseline to target.

A value is text, as `check_value` stores it; None is unknown. An ordinal is a whole number on the indicator's own scale.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tracker.errors import Invalid
from tracker.rules.dates import last_day
from tracker.rules.decimals import MAX_DIGITS, plain_decimal, rounded, trimmed
from tracker.rules.text import line
from tracker.rules.words import INDICATOR_MEASURES, choose

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction


def check_value(what: str, measure: str, text: str) -> str:
    """A baseline, target or actual in the form to be stored.

    number: a plain decimal of at most 18 digits, without superfluous zeros; percent: the same, without its "%", and it
    may be negative or over 100; ordinal: a whole number; yes/no: "yes" or "no"; text: one line. Raises Invalid for
    anything else.
    """
    measure = choose("measure", measure, INDICATOR_MEASURES)
    if measure == "text":
        return line(what, text)
    if measure == "yes/no":
        return choose(what, text, ("yes", "no"))
    number = text.strip().removesuffix("%") if measure == "percent" else text
    value = trimmed(plain_decimal(what, number, "a plain number, such as 3.5", signed=True))
    if measure == "ordinal" and "." in value:
        raise Invalid(what, text, "is not a whole number", "a whole number, such as 3")
    return value


def progress(
    measure: str, direction: str, baseline: str | None, actual: str | None, target: str | None
) -> Decimal | None:
    """Percent of the way from baseline to target that the actual has come, with one decimal, halves away from zero.

    Below 0 it got worse, above 100 the target is surpassed. If the target equals the baseline, the value is to be
    maintained: 100 where the actual is at it or better (by `direction`), else 0. yes/no, which needs no baseline: 100
    where the actual is the target, else 0. None where a value is unknown or not a number, and for text.
    """
    from decimal import Decimal

    way = _way(measure, direction, baseline, actual, target)
    return None if way is None else Decimal(rounded(1000 * way.numerator, way.denominator)).scaleb(-1)


def elapsed(baseline_date: str | None, target_date: str | None, as_of: str | None) -> Decimal | None:
    """Percent of the time from baseline to target that has passed at `as_of`, 0 to 100, with one decimal.

    Partial dates count as their last day. None where a date is unknown or the baseline's is not before the target's.
    """
    from decimal import Decimal

    if baseline_date is None or target_date is None or as_of is None:
        return None
    start, due, day = last_day(baseline_date), last_day(target_date), last_day(as_of)
    if start >= due:
        return None
    gone = min(max(0, (day - start).days), (due - start).days)
    return Decimal(rounded(1000 * gone, (due - start).days)).scaleb(-1)


def _way(measure: str, direction: str, baseline: str | None, actual: str | None, target: str | None) -> Fraction | None:
    """The exact fraction of the way from baseline to target: 0 at the baseline, 1 at the target."""
    from fractions import Fraction

    if measure == "text" or actual is None or target is None:
        return None
    if measure == "yes/no":
        return Fraction(actual == target)
    if baseline is None:
        return None
    start, here, goal = scaled(baseline), scaled(actual), scaled(target)
    if start is None or here is None or goal is None:
        return None
    if start == goal:
        return Fraction(here <= goal if direction == "down" else here >= goal)
    return Fraction(here - start, goal - start)


@lru_cache(4096)
def scaled(text: str) -> int | None:
    """The exact value of a number, as a multiple of the smallest one that can be stored.

    None for text that is not a number: an old value from before the indicator's measure became one.
    """
    try:
        whole, _, decimals = plain_decimal("value", text, "a number", signed=True).partition(".")
    except Invalid:
        return None
    return int(whole + decimals.ljust(MAX_DIGITS, "0"))
