"""A region as a grid of equal squares, so that a small island is as large as a continent."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from textwrap import wrap
from typing import NamedTuple

from tracker.output.pages.charts import BLUE, INK, SIZE, SMALL, svg_document, text_line

SIDE, GAP, ACROSS = 46, 5, 10


class RegionTile(NamedTuple):
    """A square: the country that gives it its place, if there is one, its label, its number, and how dark it is."""

    country: str | None
    label: str
    text: str
    shade: float


@cache
def places() -> dict[str, tuple[int, int]]:
    """Return the column and the row of each country of the Americas and the Caribbean, roughly as on a map."""
    text = files("tracker").joinpath("data", "pictures", "tiles.csv").read_text(encoding="utf-8")
    return {row["country"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(text.splitlines())}


def tile_grid(tiles: Sequence[RegionTile], *, title: str, desc: str) -> str:
    """Draw the tiles at the places of their countries; all others follow below them, in order."""
    known = places()
    placed = [(tile, known[tile.country]) for tile in tiles if tile.country in known]
    left, top = (min((place[axis] for _, place in placed), default=0) for axis in (0, 1))
    across = max([ACROSS, *(column - left + 1 for _, (column, _row) in placed)])
    below = max((row - top + 1 for _, (_column, row) in placed), default=0)
    others = [tile for tile in tiles if tile.country not in known]
    cells = [(tile, column - left, float(row - top)) for tile, (column, row) in placed]
    cells += [
        (tile, number % across, below + (0.3 if placed else 0) + number // across) for number, tile in enumerate(others)
    ]
    step = SIDE + GAP
    width = max((column + 1 for _, column, _row in cells), default=0) * step + GAP
    height = max((row + 1 for _, _column, row in cells), default=0) * step + GAP
    body = "".join(_square(tile, GAP + column * step, GAP + row * step) for tile, column, row in cells)
    return svg_document(width, height, body, title, desc)


def _square(tile: RegionTile, x: float, y: float) -> str:
    lines = [tile.label] if len(tile.label) <= 6 else wrap(tile.label, 9)
    lines = lines if len(lines) <= 2 else [lines[0], lines[1][:8] + "…"]
    size = SMALL if lines == [tile.label] else 8
    first = y + 18 - 8 * (len(lines) - 1)
    label = "".join(
        text_line(x + SIDE / 2, first + 9 * number, line, f'text-anchor="middle" font-size="{size}"')
        for number, line in enumerate(lines)
    )
    weight = 'font-weight="bold"' if tile.shade else 'fill-opacity="0.6"'
    number = text_line(x + SIDE / 2, y + 36, tile.text, f'text-anchor="middle" font-size="{SIZE + 2}" {weight}')
    fill = f'fill="{BLUE}" fill-opacity="{tile.shade:.2f}" stroke="{INK}" stroke-opacity="0.3"'
    return f'<rect x="{x:g}" y="{y:g}" width="{SIDE}" height="{SIDE}" rx="3" {fill}/>{label}{number}'
