"""Dates that are partly known, held against each other in SQL."""

from __future__ import annotations


def compared(one: str, sign: str, other: str) -> str:
    """SQL that compares two dates as far as both are known: 2012-03 lies within 2012, neither before it nor after."""
    return f"substr({one}, 1, length({other})) {sign} substr({other}, 1, length({one}))"


def later(one: str, other: str) -> str:
    """SQL: a date is after another one."""
    return compared(one, ">", other)
