"""Tables of a brief: each column beside what it says of a row."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from tracker.output import UNKNOWN, Column
from tracker.output.paper import PaperSection


class Said(NamedTuple):
    """A column, the text that it has for a row, and whether the table has it."""

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
    """A part of a brief with a table; columns of which `spare` names the field are left out where they say nothing.

    `totals` are rows below it, of which `total_said` says the text; its other columns are empty there.
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
    line = namedtuple("line", fields)  # type: ignore[misc]  # its fields are known only here
    return PaperSection(
        heading,
        level,
        rows=[line._make(text[place] for place in kept) for text in texts],
        columns=[columns[place].column for place in kept],
        footer=[line._make(below[field](row) if field in below else "" for field in fields) for row in totals],
        remark=remark,
    )
