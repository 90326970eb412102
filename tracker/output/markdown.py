"""Lists as markdown pipe tables: numbers aligned right, and stored text escaped so that it stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tracker.output.columns import (
    HUMAN,
    RIGHT_ALIGNED,
    CellFormatter,
    Column,
    Row,
    Style,
    footer_cells,
    one_line,
    visible,
)
from tracker.output.data import batches
from tracker.output.stream import Sink

_MARKUP = re.compile(r"[\\|`*_\[\]<>]")


def escaped(text: str) -> str:
    """Return `text` on one line, with everything escaped that markdown would read as markup (or the end of a cell)."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text))


def write_markdown(
    rows: Iterable[Row],
    columns: Sequence[Column],
    style: Style,
    sink: Sink,
    *,
    title: str | None = None,
    footer: Sequence[Row] = (),
) -> int:
    """Write a second-level heading, the table, and the footer in bold; return the number of rows written."""
    shown = visible(columns)
    cells = CellFormatter(shown, HUMAN, style.exponents)

    def lines(batch: Sequence[Sequence[str]], mark: str = "") -> str:
        marked = ([f"{mark}{escaped(text)}{mark}" if text else "" for text in texts] for texts in batch)
        return "".join(f"| {' | '.join(row)} |\n" for row in zip(*marked, strict=True))

    sink.write(f"## {escaped(title)}\n\n" if title else "")
    rules = ["---:" if column.kind in RIGHT_ALIGNED else "---" for column in shown]
    sink.write(lines([[column.heading] for column in shown]) + f"| {' | '.join(rules)} |\n")
    written = 0
    for batch in batches(rows):
        sink.write(lines(cells(batch)))
        written += len(batch)
    sink.write(lines(footer_cells(cells, shown, footer), "**"))
    return written
