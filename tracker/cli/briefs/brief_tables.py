"""Tables of a brief: each column together with the function that makes its text."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tracker.output import UNKNOWN, Column
from tracker.output.paper import PaperSection


class Said(NamedTuple):
    """A column, the function for its text, and whether the table includes it."""

    column: Column
    text: Callable[[Any], str]
    shown: bool = True


def table(
    heading: str,
    rows: Iterable[Any],
    said: Sequence[Said],
    *,
    level: int = 1,
    remark: str = "",
    spare: Collection[str] = (),
    totals: Iterable[Any] = (),
    total_said: Sequence[Said] = (),
) -> PaperSection:
    """Return a part of a brief with a table; columns whose fields are in `spare` are left out if they are empty.

    `totals` are rows below the table; `total_said` makes their text, and their other columns are empty.
    """
    columns = [one for one in said if one.shown]
    texts = [[one.text(row) for one in columns] for row in rows]
    kept = [
        place
        for place, one in enumerate(columns)
        if one.column.field not in spare or any(line[place] not in ("", UNKNOWN) for line in texts)
    ]
    fields = [columns[place].column.field for place in kept]
    below = {one.column.field: one.text for one in total_said}
    line = _line(tuple(fields))
    return PaperSection(
        heading,
        level,
        rows=[line._make(text[place] for place in kept) for text in texts],
        columns=[columns[place].column for place in kept],
        footer=[line._make(below[field](row) if field in below else "" for field in fields) for row in totals],
        remark=remark,
    )


@lru_cache(256)
def _line(fields: tuple[str, ...]) -> Any:
    """Return the type of a table's rows. Making one takes longer than a short table, and a book has thousands."""
    return namedtuple("line", fields)
