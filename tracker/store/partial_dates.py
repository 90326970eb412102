"""SQL that compares partly known dates."""

from __future__ import annotations


def compared(one: str, sign: str, other: str) -> str:
    """Return SQL that compares two dates as far as both are known: 2012-03 is within 2012, not before or after it."""
    return f"substr({one}, 1, length({other})) {sign} substr({other}, 1, length({one}))"


def later(one: str, other: str) -> str:
    """Return SQL for: one date is after another."""
    return compared(one, ">", other)
