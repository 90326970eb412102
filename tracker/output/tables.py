"""Lists for people, laid out for the width of a terminal, or for `PIPED` cells elsewhere.

Where a table is wider, lists of codes become the first ones and how many more there are, then columns are left out,
empty ones first, then the least important ones (named below the table); other texts are wrapped. No code of a row,
amount or currency is ever cut. On a terminal, up to 100 cells titles become one line, amounts without cents are shown
without them, and amounts that do not fit are shown in thousands or millions; if that is not enough, each row becomes a
card. Beyond `EYEFUL` rows the rest streams: the first rows set the layout, a wider cell shifts its line right, and
cents stay, because a later amount may have some.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TextIO

from tracker.output.bars import BAR, Bars, with_bars
from tracker.output.columns import (
    HUMAN,
    UNKNOWN,
    CellFormatter,
    Column,
    Row,
    Style,
    amount_in,
    footer_cells,
    is_amount,
    one_line,
    visible,
)
from tracker.output.data import batches
from tracker.output.layout import GAP, LEAST, Fit, cell_width, cell_widths, fit, hanging, is_kept_title, natural_widths
from tracker.output.paint import TablePainter, painted_heading, painted_pairs, painted_remark
from tracker.output.stream import Sink, is_terminal, terminal_safe, wants_color

EYEFUL = 300
UNLIMITED = 10**9
PIPED = 200  # cells of a line where no terminal sets the width
NARROW = 100  # up to this width titles become one line
READABLE = 20  # cells of text for which amounts are rather shown in larger units
WIDE_CODES = 24  # cells of codes in a list
TIGHT = 8  # cells of text for which a table is still easier to read than a card for each row
NOTHING = frozenset({"", UNKNOWN})
CURRENCY = re.compile(r", in [A-Z]{3}$")
ZERO_CENTS = re.compile(r"\.0+$")
UNITS = (("thousand", 3), ("million", 6))


class TableTarget:
    """The target of a table or card: its sink, the width of a line (None: not a terminal), and whether to use colour.

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

    @property
    def width(self) -> int:
        return PIPED if self.room is None else self.room

    def title(self, title: str) -> None:
        """Write a title, wrapped at words."""
        self.sink.write(painted_heading(one_line(title), self.width, color=self.color))

    def heading(self, title: str) -> None:
        """Write a title and an empty line."""
        self.title(title)
        self.sink.write("\n")

    def remark(self, text: str) -> None:
        """Write a remark above or below a table."""
        self.sink.write(painted_remark(text, self.width, color=self.color))

    def text(self, text: str, mark: str = "", indent: int | None = None) -> None:
        """Write a text after a mark; on a terminal wrapped, later lines indented as far as the mark, or by `indent`."""
        for line in terminal_safe(text).split("\n"):
            self.sink.write(hanging(line, UNLIMITED if self.room is None else self.room, mark, indent))

    def pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Write labels with their values next to them; values may have several lines."""
        self.sink.write(painted_pairs(pairs, self.width, color=self.color))


def line_width(style: Style) -> int:
    """Return how many cells a line of amounts may take: as many as a table has; where they are `exact`, no limit."""
    if style.exact or style.form != "table" or style.file is not None:
        return UNLIMITED
    return TableTarget(style, sys.stdout).width


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
    if style.bars:
        rows = list(rows)
        shown, bars = with_bars(shown, rows)
    else:
        bars = None
    rest = iter(rows)
    first = list(islice(rest, EYEFUL + 1))
    cells, fitting = _laid_out(shown, _cells(shown, first, footer, style, bars, paper.room), paper.room)
    if fitting is None and paper.room is not None and (halves := _halves(shown)):
        for half, below in zip(halves, (title, None), strict=True):
            if below is None:
                paper.sink.write("\n")
            write_table([*first, *rest], half, style, paper, title=below, footer=footer)
        return len(first)
    if title:
        paper.heading(_titled(title, cells.unit))
    elif cells.unit:
        paper.remark(f"Amounts in {cells.unit}; --exact shows them whole")
    if fitting is None:
        if paper.room is not None and len(first) <= EYEFUL:
            for number, row in enumerate([*zip(*cells.body, strict=True), *zip(*cells.totals, strict=True)]):
                paper.sink.write("\n" if number else "")
                paper.pairs([(column.heading, text) for column, text in zip(shown, row, strict=True) if text])
            return len(first)
        fitting = Fit([*range(len(shown))], cells.natural, [])
    short = paper.room is not None and paper.room <= NARROW
    table = TablePainter([shown[index] for index in fitting.kept], fitting.widths, color=paper.color, short=short)

    def lines(made: Sequence[Sequence[str]]) -> str:
        return table.rows([made[index] for index in fitting.kept])

    paper.sink.write(table.headings() + lines(cells.body))
    written = len(first)
    for batch in batches(rest):
        paper.sink.write(lines(cells.more(batch)))
        written += len(batch)
    if footer:
        paper.sink.write(table.footer([cells.totals[index] for index in fitting.kept]))
    left_out = [*fitting.dropped, *(index for index in cells.gone if shown[index] is BAR)]
    names = [shown[index].heading for index in left_out if shown[index].heading]
    if paper.dropped is not None:
        paper.dropped += names
    elif names and written:
        paper.remark(f"Not shown at this width: {', '.join(names)} (use --format csv, or a wider window)")
    return written


def _halves(columns: Sequence[Column]) -> tuple[list[Column], list[Column]] | None:
    """Return the columns of a grid that is too wide as those of two tables, one below the other; None for a list."""
    grid = [column for column in columns if column.shaded and column.priority == 0]
    if len(grid) < 2:
        return None
    around = [column for column in columns if not column.shaded]
    half = (len(grid) + 1) // 2
    return [*around, *grid[:half]], [*around, *grid[half:]]


def _titled(title: str, unit: str) -> str:
    """Return a title with the unit of the amounts, after the currency if the title ends with that."""
    if unit and CURRENCY.search(title):
        return f"{title} {unit.removesuffix('s')}"
    return f"{title}, in {unit}" if unit else title


class _Cells(NamedTuple):
    """The cells of the first rows and of the footer, by column, and what makes those of other rows.

    Amounts are in `unit`, which is said above the table; if it names their currency, the columns of the currency, which
    are `gone`, are not shown. A text has `least` cells where not all have room.
    """

    more: Callable[[Sequence[Row]], list[list[str]]]
    body: list[list[str]]
    totals: list[list[str]]
    wide: list[int]  # the width of the widest cell of each column
    natural: list[int]  # the same, with the headings
    least: int = LEAST
    unit: str = ""
    gone: frozenset[int] = frozenset()


Change = Callable[[Column], Callable[[str], str] | None]
"""What makes the texts of a column shorter, or None."""


def _laid_out(columns: Sequence[Column], choices: Iterator[_Cells], room: int | None) -> tuple[_Cells, Fit | None]:
    """Return the first cells that fit, and how; None if none of them does, with the first."""
    exact = cells = next(choices)
    empty, constant = _saying_nothing(exact)
    while True:
        limit = PIPED if room is None else room
        options = {"gone": cells.gone, "empty": empty, "constant": constant}
        found = fit(columns, cells.natural, limit, least=cells.least, **options)
        if found is not None:
            return cells, found
        following = next(choices, None)
        if following is None:
            return exact, None
        cells = following


def _cells(
    columns: Sequence[Column],
    rows: Sequence[Row],
    footer: Sequence[Row],
    style: Style,
    bars: Bars | None,
    room: int | None,
) -> Iterator[_Cells]:
    """Yield the ways to show the cells, the best first: whole, then with less text and in larger units."""
    exact = _made(columns, rows, footer, style.exponents, bars)
    free = room is not None and not style.exact
    # Only where all amounts are here: one in a later row may have cents.
    if free and len(rows) <= EYEFUL and not _has_cents(columns, exact):
        exact = _changed(columns, exact, lambda column: _without_cents if is_amount(column) else None)
    if sum(exact.natural) + GAP * (len(columns) - 1) <= (PIPED if room is None else room):
        yield exact
        return
    units = [("", 0), *(UNITS if free and any(map(is_amount, columns)) else ())]
    for least, codes in ((READABLE, 2), (LEAST, 2), (TIGHT, 1)):
        for unit, power in units:
            cells = _in_unit(columns, _changed(columns, exact, _shorter(power, codes)), unit)._replace(least=least)
            if least < READABLE:
                cells = cells._replace(natural=natural_widths(columns, cells.wide, broken=True))
            if least == TIGHT and _labels_reach_over(columns, cells):
                cells.natural[:1] = natural_widths(columns[:1], cell_widths(cells.body[:1]))
            yield cells
            if least == TIGHT and bars is not None:
                yield cells._replace(gone=cells.gone | {columns.index(BAR)})


def _made(
    columns: Sequence[Column],
    rows: Sequence[Row],
    footer: Sequence[Row],
    exponents: Mapping[str, int],
    bars: Bars | None,
) -> _Cells:
    """Return the cells with everything in them."""
    stored = [column for column in columns if column is not BAR]
    format_cells = CellFormatter(stored, HUMAN, exponents)

    def completed(made: list[list[str]], drawn: list[str]) -> list[list[str]]:
        if bars is not None:
            made.insert(columns.index(BAR), drawn)
        return made

    def more(rows: Sequence[Row]) -> list[list[str]]:
        return completed(format_cells(rows), bars(rows) if bars is not None else [])

    body = more(rows)
    totals = completed(footer_cells(format_cells, stored, footer), [""] * len(footer))
    wide = cell_widths(body, totals)
    return _Cells(more, body, totals, wide, natural_widths(columns, wide))


def _changed(columns: Sequence[Column], cells: _Cells, change: Change) -> _Cells:
    """Return the cells with shorter texts in some columns."""
    changes = {index: one for index, column in enumerate(columns) if (one := change(column)) is not None}

    def changed(made: list[list[str]]) -> list[list[str]]:
        return [list(map(changes[index], texts)) if index in changes else texts for index, texts in enumerate(made)]

    body, totals, wide = changed(cells.body), changed(cells.totals), [*cells.wide]
    for index in changes:
        wide[index] = cell_widths([body[index]], [totals[index]])[0]
    return _Cells(lambda rows: changed(cells.more(rows)), body, totals, wide, natural_widths(columns, wide))


def _shorter(power: int, codes: int) -> Change:
    """Return what shows amounts in units of a power of ten, and only so many codes of a longer list."""

    def change(column: Column) -> Callable[[str], str] | None:
        if column.kind == "codes":
            return lambda text: _few(text, codes)
        return (lambda text: amount_in(text, power)) if power and is_amount(column) else None

    return change


def _has_cents(columns: Sequence[Column], cells: _Cells) -> bool:
    """Whether any amount is not a whole number of its currency."""
    places = [index for index, column in enumerate(columns) if is_amount(column)]
    texts = (text for index in places for text in (*cells.body[index], *cells.totals[index]))
    return any("." in text and not ZERO_CENTS.search(text) for text in texts)


def _without_cents(text: str) -> str:
    return ZERO_CENTS.sub("", text)


def _in_unit(columns: Sequence[Column], cells: _Cells, unit: str) -> _Cells:
    """Return cells whose amounts are in a unit; a currency that is the same everywhere is said with it, once."""
    if not unit:
        return cells
    beside = {column.currency for column in columns if column.kind == "money"}
    places = frozenset(index for index, column in enumerate(columns) if column.field in beside)
    named = {text for index in places for text in (*cells.body[index], *cells.totals[index])} - NOTHING
    if len(named) == 1:
        return cells._replace(unit=f"{named.pop()} {unit}", gone=places)
    return cells._replace(unit=f"{unit}s")


def _labels_reach_over(columns: Sequence[Column], cells: _Cells) -> bool:
    """Whether the labels of the footer may reach into the second column, which stays and is empty there."""
    if len(columns) < 2 or not cells.totals[0] or not is_kept_title(columns[1]) or any(cells.totals[1]):
        return False
    own = max(map(cell_width, cells.body[0]), default=0)
    return max(map(cell_width, cells.totals[0])) <= own + GAP + TIGHT


def _few(text: str, count: int) -> str:
    """Return a list of codes with the first ones, and how many more there are; with one, if two are wide already."""
    codes = text.split(", ")
    if len(codes) <= count + 1 and len(text) <= (WIDE_CODES if count > 1 else 0):
        return text
    if len(", ".join(codes[:count])) > WIDE_CODES:
        count = 1
    return text if len(codes) <= count else f"{', '.join(codes[:count])} +{len(codes) - count}"


def _saying_nothing(cells: _Cells) -> tuple[set[int], set[int]]:
    """Return the columns without any value, and those of several rows that all say the same."""
    columns = [{*body, *totals} for body, totals in zip(cells.body, cells.totals, strict=True)]
    empty = {index for index, texts in enumerate(columns) if texts <= NOTHING and cells.body[index]}
    constant = {index for index, body in enumerate(cells.body) if len(body) > 1 and len(set(body)) == 1}
    return empty, constant
