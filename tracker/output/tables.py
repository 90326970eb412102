"""Lists for people: painted for a terminal up to a few hundred rows, else plain text with the same layout.

Text is never cut. Without a terminal, a table is as wide as it needs to be; on a terminal that is too narrow, the least
important columns are left out (and named on stderr) and flexible ones wrapped; if that is not enough, each row becomes
a card. Beyond `EYEFUL` rows the text streams: the first rows set the widths, and a wider cell shifts its line right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TextIO

from tracker.output.columns import HUMAN, CellFormatter, Column, Row, Style, footer_cells, one_line, visible
from tracker.output.data import batches
from tracker.output.layout import GAP, cell_width, fit, natural_widths, padded
from tracker.output.paint import painted_heading, painted_pairs, painted_table
from tracker.output.stream import Sink, is_terminal, wants_color
from tracker.output.talk import say

EYEFUL = 300


class TableTarget:
    """The target of a table or card: its sink, the width of a line (None: unlimited), and whether to use colour.

    `dropped` collects the headings of columns that do not fit; if it is None, each table prints its own.
    """

    def __init__(self, style: Style, out: TextIO) -> None:
        self.sink = Sink(out)
        self.dropped: list[str] | None = None
        self.color = wants_color(style.color, out)
        self.room = style.width
        if self.room is None and is_terminal(out):
            import shutil

            self.room = shutil.get_terminal_size().columns

    def heading(self, title: str) -> None:
        """Write a title and an empty line."""
        self.sink.write(painted_heading(one_line(title), color=self.color) + "\n")

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Write labels with their values next to them; values may have several lines."""
        if self.room is not None:
            self.sink.write(painted_pairs(pairs, self.room, color=self.color))
            return
        width = max((cell_width(label) for label, _ in pairs), default=0)
        for label, value in pairs:
            hanging = value.replace("\n", "\n" + " " * (width + GAP))
            self.sink.write((padded(label, width + GAP, "text") + hanging).rstrip() + "\n")


def write_table(
    rows: Iterable[Row],
    columns: Sequence[Column],
    style: Style,
    paper: TableTarget,
    *,
    title: str | None = None,
    footer: Sequence[Row] = (),
) -> int:
    """Write headings, rows and, below a second rule, the footer; return the number of rows written."""
    shown = visible(columns)
    cells = CellFormatter(shown, HUMAN, style.exponents)
    rest = iter(rows)
    first = list(islice(rest, EYEFUL + 1))
    body, totals = cells(first), footer_cells(cells, shown, footer)
    natural = natural_widths(shown, body, totals)
    if paper.room is not None and len(first) <= EYEFUL:
        _for_the_eye(shown, natural, body, totals, paper, room=paper.room, title=title)
        return len(first)

    def lines(batch: Sequence[Sequence[str]]) -> str:
        filled = (
            [padded(text, width, column.kind) for text in texts]
            for column, width, texts in zip(shown, natural, batch, strict=True)
        )
        return "".join(line.rstrip() + "\n" for line in map((" " * GAP).join, zip(*filled, strict=True)))

    if title:
        paper.heading(title)
    rule = "─" * (sum(natural) + GAP * (len(natural) - 1)) + "\n"
    paper.sink.write(lines([[column.heading] for column in shown]) + rule + lines(body))
    written = len(first)
    for batch in batches(rest):
        paper.sink.write(lines(cells(batch)))
        written += len(batch)
    if footer:
        paper.sink.write(rule + lines(totals))
    return written


def _for_the_eye(
    columns: Sequence[Column],
    natural: Sequence[int],
    body: Sequence[Sequence[str]],
    totals: Sequence[Sequence[str]],
    paper: TableTarget,
    *,
    room: int,
    title: str | None,
) -> None:
    fitting = fit(columns, natural, room)
    if fitting is not None and fitting.dropped:
        names = [columns[index].heading for index in fitting.dropped if columns[index].heading]
        if paper.dropped is None:
            say(f"Not shown at this width: {', '.join(names)} (use --format csv, or a wider window)")
        else:
            paper.dropped += names
    if title:
        paper.heading(title)
    if fitting is None:
        for number, row in enumerate([*zip(*body, strict=True), *zip(*totals, strict=True)]):
            paper.sink.write("\n" if number else "")
            paper.pairs([(column.heading, text) for column, text in zip(columns, row, strict=True) if text])
        return
    kept = [columns[index] for index in fitting.kept]
    rows, footer = (list(zip(*(texts[index] for index in fitting.kept), strict=True)) for texts in (body, totals))
    paper.sink.write(painted_table(kept, fitting.widths, rows, footer, color=paper.color))
