"""Lists for people: painted for a terminal up to a few hundred rows, else plain text with the same layout.

Without a terminal, text is never cut, and a table is as wide as it needs to be. On a terminal that is too narrow, empty
columns are left out, then the least important ones (named below the table); up to 100 cells titles become one line,
and amounts are shown in thousands or millions where they do not fit; other flexible columns are wrapped. If that is not
enough, each row becomes a card. Beyond `EYEFUL` rows the text streams: the first rows set the widths, and a wider cell
shifts its line right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple, TextIO

from tracker.output.columns import (
    HUMAN,
    UNKNOWN,
    CellFormatter,
    Column,
    Row,
    Style,
    footer_cells,
    one_line,
    scaled,
    visible,
)
from tracker.output.data import batches
from tracker.output.layout import GAP, LEAST, cell_width, fit, natural_widths, padded
from tracker.output.paint import painted_heading, painted_pairs, painted_remark, painted_table
from tracker.output.stream import Sink, is_terminal, wants_color

EYEFUL = 300
NARROW = 100  # up to this width titles become one line, and many codes the first two
READABLE = 20  # cells of text for which amounts are rather shown in larger units
UNITS = (("thousand", 3), ("million", 6))


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
        _for_the_eye(shown, first, footer, style, paper, room=paper.room, title=title)
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


class _Cells(NamedTuple):
    """The cells of a list in some unit of its amounts, by column, and the width that each column needs."""

    unit: str
    body: list[list[str]]
    totals: list[list[str]]
    natural: list[int]


def _for_the_eye(
    columns: Sequence[Column],
    rows: Sequence[Row],
    footer: Sequence[Row],
    style: Style,
    paper: TableTarget,
    *,
    room: int,
    title: str | None,
) -> None:
    units = [*_units(columns, rows, footer, style, room)]
    exact = units[0]
    empty, constant = _saying_nothing(exact)
    chosen, fitting = exact, None
    # Exact amounts and a readable text, else larger units, else the same with less text.
    for least, cells in product((READABLE, LEAST), units):
        fitting = fit(columns, cells.natural, room, empty=empty, constant=constant, least=least)
        if fitting is not None:
            chosen = cells
            break
    if title:
        paper.heading(title)
    if fitting is None:
        for number, row in enumerate([*zip(*exact.body, strict=True), *zip(*exact.totals, strict=True)]):
            paper.sink.write("\n" if number else "")
            paper.pairs([(column.heading, text) for column, text in zip(columns, row, strict=True) if text])
        return
    kept = [_headed(columns[index], columns, chosen.unit) for index in fitting.kept]
    body, totals = (
        list(zip(*(texts[index] for index in fitting.kept), strict=True)) for texts in (chosen.body, chosen.totals)
    )
    paper.sink.write(painted_table(kept, fitting.widths, body, totals, color=paper.color, short=room <= NARROW))
    names = [columns[index].heading for index in fitting.dropped if columns[index].heading]
    if paper.dropped is not None:
        paper.dropped += names
    elif names:
        said = f"Not shown at this width: {', '.join(names)} (use --format csv, or a wider window)"
        paper.sink.write(painted_remark(said, room, color=paper.color))


def _units(
    columns: Sequence[Column], rows: Sequence[Row], footer: Sequence[Row], style: Style, room: int
) -> Iterator[_Cells]:
    """Yield the cells with exact amounts, then in thousands and in millions, if there are amounts and they may be."""
    some_money = any(column.kind == "money" for column in columns) and not style.exact
    for unit, power in (("", 0), *(UNITS if some_money else ())):
        cells = CellFormatter(columns, scaled(power) if power else HUMAN, style.exponents)
        body, totals = cells(rows), footer_cells(cells, columns, footer)
        for index, column in enumerate(columns):
            if column.kind == "codes" and room <= NARROW:
                body[index] = list(map(_few, body[index]))
        headed = [_headed(column, columns, unit) for column in columns]
        yield _Cells(unit, body, totals, natural_widths(headed, body, totals))


def _headed(column: Column, columns: Sequence[Column], unit: str) -> Column:
    """Return a column whose heading says the unit of amounts: that of the currency, else that of each amount."""
    beside = {one.field for one in columns}
    of_amounts = any(one.kind == "money" and one.currency == column.field for one in columns)
    if unit and (of_amounts or (column.kind == "money" and column.currency not in beside)):
        return column._replace(heading=f"{column.heading}, {unit}".removeprefix(", "))
    return column


def _few(text: str) -> str:
    """Return a list of codes with the first two, and how many more there are."""
    codes = text.split(", ")
    return text if len(codes) <= 3 else f"{', '.join(codes[:2])} +{len(codes) - 2}"


def _saying_nothing(cells: _Cells) -> tuple[set[int], set[int]]:
    """Return the columns without any value, and those of several rows that all say the same."""
    nothing = {"", UNKNOWN}
    columns = [{*body, *totals} for body, totals in zip(cells.body, cells.totals, strict=True)]
    empty = {index for index, texts in enumerate(columns) if texts <= nothing and cells.body[index]}
    constant = {index for index, body in enumerate(cells.body) if len(body) > 1 and len(set(body)) == 1}
    return empty, constant
