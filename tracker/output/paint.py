"""Text for people, laid out with rich: bold titles and totals, a thin rule, nothing else.

Only this module and the progress bar import rich, and only when they draw something.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from tracker.output.columns import RIGHT_ALIGNED, UNKNOWN, Column, shade
from tracker.output.layout import GAP, cell_width

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

LEAST_VALUE = 29  # the largest amount that can be stored, with its currency
# From light to dark, with letters that can be read on each.
_SHADES = ("", "black on color(194)", "black on color(157)", "black on color(120)", "black on color(83)")
_RULES = "    \n    \n ── \n    \n ── \n ── \n    \n    \n"


def painted_heading(text: str, *, color: bool) -> str:
    """Return a heading line."""
    return f"\x1b[1m{text}\x1b[0m\n" if color else f"{text}\n"


def painted_table(
    columns: Sequence[Column],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    footer: Sequence[Sequence[str]],
    *,
    color: bool,
    short: bool = False,
) -> str:
    """Return rows of cells below their headings, flexible ones wrapped to their width, the footer below a rule.

    If the table is to be `short`, titles become one line that ends with an ellipsis where it does not fit.
    """
    from rich.box import Box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        box=Box(_RULES),
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        border_style="dim",
    )
    for column, width in zip(columns, widths, strict=True):
        one_line = short and column.field.endswith("title")
        table.add_column(
            Text(column.heading),
            width=width,
            justify="right" if column.kind in RIGHT_ALIGNED else "left",
            no_wrap=one_line or not column.flex,
            overflow="ellipsis" if one_line else "fold",
        )

    def cells(row: Sequence[str], style: str = "") -> list[Text]:
        return [Text(cell, "dim" if cell == UNKNOWN else style) for cell in row]

    for row in rows:
        shown = cells(row)
        for column, text, cell in zip(columns, row, shown, strict=True):
            if dark := shade(column, text):
                cell.stylize(_SHADES[dark])
        table.add_row(*shown)
    if footer:
        table.add_section()
    for row in footer:
        table.add_row(*cells(row, "bold"))
    return _painted(table, sum(widths) + 2 * len(widths), color=color)


def painted_remark(text: str, room: int, *, color: bool) -> str:
    """Return a remark below a table, wrapped at words."""
    from rich.text import Text

    return _painted(Text(text, "dim"), room, color=color)


def painted_pairs(pairs: Sequence[tuple[str, str]], room: int, *, color: bool) -> str:
    """Return labels with values next to them, wrapped to `room` cells, but never so narrow that an amount wraps."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in pairs:
        grid.add_row(Text(label, "bold"), Text(value, "dim" if value == UNKNOWN else ""))
    labels = max((cell_width(label) for label, _ in pairs), default=0)
    return _painted(grid, max(room, labels + GAP + LEAST_VALUE), color=color)


def _painted(renderable: RenderableType, width: int, *, color: bool) -> str:
    paper = StringIO()
    console = _console(paper, width, color=color)
    console.print(renderable)
    lines = paper.getvalue().splitlines()
    return "".join(line.rstrip() + "\n" for line in lines)


def _console(paper: StringIO, width: int, *, color: bool) -> Console:
    from rich.console import Console

    return Console(
        file=paper,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=False,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
