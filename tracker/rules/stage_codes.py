"""The code of a stage: that of its career path, and its place in the path, `CCLEC/3`."""

from __future__ import annotations

from tracker.rules.decimals import whole_number

LARGEST_PLACE = 999


def stage_code(career: str, place: int) -> str:
    return f"{career}/{place}"


def stage_code_sql(career: str, stage: str) -> str:
    """SQL for the code of a stage; `career` and `stage` are the names of the two tables in the query."""
    return f"{career}.code || '/' || CAST({stage}.place AS text)"


def parse_place(text: str) -> int | None:
    """A place in a path, from 1; None where the text is none."""
    return whole_number(text, LARGEST_PLACE) or None


def parse_stage_code(text: str) -> tuple[str, int] | None:
    """The code of the path and the place; None where the text is no code of a stage."""
    career, _, place = text.strip().partition("/")
    number = parse_place(place)
    return (career, number) if career and number else None
