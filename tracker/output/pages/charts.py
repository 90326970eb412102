"""Charts as svg: waterfalls, bars, heat maps, bullet bars, lines and stacked bars, from plain rows.

The charts are specifications of Vega-Lite, drawn by vl-convert without a browser and without a network; the same rows
give the same bytes. Texts are finished texts in the language of the reader; numbers only place the marks. Text and
lines have the colour of the text around the picture (`currentColor`). Marks are blue, orange and grey, which
colour-blind readers can tell apart, and which read on white and on black.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from tracker.errors import Usage
from tracker.output.pages import INSTALL

BLUE, PALE_BLUE, ORANGE, PALE_ORANGE, GREY = "#2f78bd", "#7fb2e0", "#d2691e", "#f0ab5e", "#9098a3"
INK = "currentColor"
# Liberation Sans comes with vl-convert and is as wide as Arial and Helvetica, so texts have the same room everywhere.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
SIZE, SMALL, ROW = 12, 11, 26
# Texts are measured larger than they are drawn, so that they fit where a reader's system has only wider letters.
SLACK = 1.15
LABELS = 300
UNKNOWN = "–"

Spec = dict[str, Any]


class WaterfallStep(NamedTuple):
    """A bar of a waterfall: a total begins at zero; any other bar begins where the one before it ends."""

    label: str
    amount: float
    text: str
    total: bool = False


class TableBar(NamedTuple):
    """A bar of a table of bars; None is unknown, which is not zero."""

    value: float | None
    text: str


class BarColumn(NamedTuple):
    """A column of a table of bars, with a bar for each row; columns with the same `scale` can be compared."""

    heading: str
    colour: str
    bars: Sequence[TableBar]
    scale: str = ""


class HeatCell(NamedTuple):
    """A cell of a heat map: how dark it is, from 0 to 1, its text, and a remark in smaller print."""

    shade: float
    text: str
    remark: str = ""
    colour: str = BLUE


class BulletBar(NamedTuple):
    """How far something is between a baseline, 0, and a target, 1; how much of the time has passed, and its light."""

    label: str
    way: float | None
    time: float | None
    text: str
    light: str


class ChartLine(NamedTuple):
    """A line over the columns of a chart; None leaves a gap. Its name is at its end."""

    label: str
    colour: str
    values: Sequence[float | None]
    dashed: bool = False


class BarSegment(NamedTuple):
    """A part of a stacked bar, with the text in it."""

    key: str
    size: float
    text: str


class ColourKey(NamedTuple):
    """A colour and what it means."""

    label: str
    colour: str
    ink: str = "#ffffff"


def waterfall_start(steps: Sequence[WaterfallStep]) -> float:
    """Return where the scale of a waterfall begins: at zero, unless all that moves is small beside the totals."""
    levels, reached = [], 0.0
    for step in steps:
        reached = step.amount + (0.0 if step.total else reached)
        levels.append(reached)
    low, high = min(levels), max(levels)
    if not 0 < high - low < 0.3 * low:
        return 0.0
    size = 10.0 ** (len(str(int(high - low))) - 1)
    return (low - (high - low) / 2) // size * size


def waterfall(
    steps: Sequence[WaterfallStep], keys: tuple[str, str, str], *, title: str, desc: str, start: float = 0.0
) -> str:
    """Draw a waterfall, one step below the other; `keys` are the words for a total, a rise and a fall.

    The scale begins at `start`; where that is not zero, its line is dashed.
    """
    total, rise, fall = keys
    colours = (ColourKey(total, GREY), ColourKey(rise, BLUE), ColourKey(fall, ORANGE))
    rows: list[Spec] = []
    reached, ends = 0.0, [start]
    for number, step in enumerate(steps):
        before = start if step.total else reached
        reached = step.amount + (0.0 if step.total else reached)
        ends.append(reached)
        key = total if step.total else rise if step.amount >= 0 else fall
        edge = max(before, reached)
        rows.append({"row": number, "from": before, "to": reached, "end": edge, "text": step.text, "key": key})
    domain = [min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1]
    links = [{"row": row["row"], "next": row["row"] + 1, "at": row["to"]} for row in rows[:-1]]
    layers = [
        {
            "data": {"values": links},
            "mark": {"type": "rule", "color": INK, "opacity": 0.35, "yOffset": ROW / 2 - 6},
            "encoding": {"x": _x("at", domain), "y": _y("row"), "y2": {"field": "next"}},
        },
        {
            "mark": {"type": "bar", "height": {"band": 0.62}},
            "encoding": {"x": _x("from", domain), "x2": {"field": "to"}, "color": _color(colours)},
        },
        _zero(domain, start),
        _text("end", "text", domain),
    ]
    return _drawn(_rows(rows, layers, [step.label for step in steps], 360), title, desc)


def bar_table(labels: Sequence[str], columns: Sequence[BarColumn], *, title: str, desc: str) -> str:
    """Draw a table with a line for each label and a bar in each column."""
    domains = {column.scale: [0.0, 0.0] for column in columns}
    for column in columns:
        known = [bar.value for bar in column.bars if bar.value is not None]
        low, high = domains[column.scale]
        domains[column.scale] = [min([low, *known]), max([high, *known])]
    # The text of a bar that is as wide as its column ends before the next one.
    spacing = max(58, 9 + 7 * max((len(bar.text) for column in columns[:-1] for bar in column.bars), default=0))
    width = max(60, (420 - (spacing + 4) * len(columns)) // max(1, len(columns)))
    panels = []
    for number, column in enumerate(columns):
        low, high = domains[column.scale]
        domain = [low, high if high > low else low + 1]
        rows = [
            {"row": place, "from": 0, "to": bar.value or 0, "end": max(0.0, bar.value or 0), "text": bar.text}
            for place, bar in enumerate(column.bars)
        ]
        layers = [
            {
                "mark": {"type": "bar", "height": {"band": 0.62}, "color": column.colour},
                "encoding": {"x": _x("from", domain), "x2": {"field": "to"}},
            },
            _zero(domain),
            _text("end", "text", domain),
        ]
        panel = _rows(rows, layers, labels if number == 0 else None, width)
        panel["title"] = {
            "text": column.heading,
            "anchor": "start",
            "color": INK,
            "fontSize": SIZE * SLACK,
            "frame": "group",
            "offset": 6,
        }
        panels.append(panel)
    return _drawn({"hconcat": panels, "spacing": spacing, "bounds": "flush"}, title, desc, labels)


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[HeatCell]],
    *,
    title: str,
    desc: str,
    across: str = "",
    down: str = "",
    width: int = 0,
    height: int = ROW,
    slanted: bool = False,
) -> str:
    """Draw a table of cells with a background; `across` and `down` are the titles of its columns and its rows."""
    values = [
        {"row": row, "column": column, **cell._asdict()}
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
    ]
    width = width or max(34, min(64, 420 // max(1, len(columns))))
    angle = {"labelAngle": -50, "labelAlign": "left", "labelBaseline": "middle"} if slanted else {"labelAngle": 0}
    x = {
        "field": "column",
        "type": "ordinal",
        "title": across or None,
        "axis": {"orient": "top", "labelExpr": "columns[datum.value]", "titlePadding": 8, **angle},
    }
    y = {"field": "row", "type": "ordinal", "title": down or None, "axis": {"labelExpr": "labels[datum.value]"}}
    place = {"x": x, "y": y}
    spec: Spec = {
        "params": [_param("labels", rows), _param("columns", columns)],
        "data": {"values": values},
        "width": {"step": width},
        "height": {"step": height},
        "layer": [
            {
                "data": {
                    "values": [{"row": row} for row, line in enumerate(cells) if not all(one.shade for one in line)]
                },
                "mark": {"type": "rect", "height": {"band": 0.9}, "color": INK, "opacity": 0.05},
                "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": y},
            },
            {
                "transform": [{"filter": "datum.shade > 0"}],
                "mark": {"type": "rect", "width": {"band": 0.94}, "height": {"band": 0.9}},
                "encoding": {
                    **place,
                    "fill": {"field": "colour", "type": "nominal", "scale": None},
                    "fillOpacity": {"field": "shade", "type": "quantitative", "scale": None},
                },
            },
            {
                "mark": {
                    "type": "text",
                    "color": INK,
                    "fontSize": SIZE * SLACK,
                    "dy": {"expr": "datum.remark ? -5 : 0"},
                },
                "transform": [{"filter": "datum.text !== ''"}],
                "encoding": {**place, "text": {"field": "text"}},
            },
            {
                "transform": [{"filter": "datum.remark !== ''"}],
                "mark": {"type": "text", "color": INK, "fontSize": SMALL * SLACK, "dy": 10},
                "encoding": {**place, "text": {"field": "remark"}},
            },
        ],
    }
    return _drawn(spec, title, desc)


def bullets(
    rows: Sequence[BulletBar], keys: Sequence[ColourKey], words: tuple[str, str, str], *, title: str, desc: str
) -> str:
    """Draw bullet bars from the baseline to the target; `words` are those for baseline, target and elapsed time."""
    low, high = -0.25, 1.3
    values = [
        {
            "row": number,
            "from": 0,
            "base": 0,
            "goal": 1,
            "to": None if row.way is None else min(high, max(low, row.way)),
            "time": None if row.time is None else min(1.0, max(0.0, row.time)),
            "text": row.text,
            "key": row.light,
            "dot": high + 0.04,
            "edge": high + 0.07,
        }
        for number, row in enumerate(rows)
    ]
    domain = [low, high]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.7}, "color": GREY, "opacity": 0.22},
            "encoding": {"x": _x("base", domain), "x2": {"field": "goal"}},
        },
        {
            "transform": [{"filter": "isValid(datum.to)"}],
            "mark": {"type": "bar", "height": {"band": 0.4}},
            "encoding": {"x": _x("from", domain), "x2": {"field": "to"}, "color": _color(keys)},
        },
        {
            "transform": [{"filter": "isValid(datum.time)"}],
            "mark": {
                "type": "point",
                "shape": "triangle-up",
                "filled": True,
                "color": INK,
                "size": 46,
                "yOffset": 10,
                "opacity": 1,
            },
            "encoding": {"x": _x("time", domain)},
        },
        {
            "mark": {"type": "point", "shape": "circle", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": _x("dot", domain), "color": _color(keys)},
        },
        _text("edge", "text", domain),
    ]
    spec = _rows(values, layers, [row.label for row in rows], 230)
    baseline, target, time = words
    heads = [{"at": 0, "text": baseline}, {"at": 1, "text": target}, {"at": high + 0.07, "text": f"▲ {time}"}]
    align = {"expr": "datum.at > 1 ? 'left' : 'center'"}
    spec["layer"].append(
        {
            "data": {"values": heads},
            "mark": {"type": "text", "align": align, "baseline": "bottom", "color": INK, "fontSize": SMALL * SLACK},
            "encoding": {"x": _x("at", domain), "y": {"value": -3}, "text": {"field": "text"}},
        }
    )
    spec["config"] = {**CONFIG, "legend": {**CONFIG["legend"], "offset": 24}}
    return _drawn(spec, title, desc)


def line_chart(
    columns: Sequence[str], rows: Sequence[ChartLine], ticks: Sequence[tuple[float, str]], *, title: str, desc: str
) -> str:
    """Draw lines over columns; `ticks` are the places and the texts of the scale. Each line has a value somewhere."""
    values = [
        {"line": number, "column": place, "value": value, "colour": row.colour}
        for number, row in enumerate(rows)
        for place, value in enumerate(row.values)
    ]
    domain = [ticks[0][0], ticks[-1][0]]
    height = 260
    last = [[(place, value) for place, value in enumerate(row.values) if value is not None][-1] for row in rows]
    gap = (domain[1] - domain[0]) * (SIZE + 3) / height
    heights = _apart([value for _place, value in last], gap)
    ends = [
        {"column": place, "at": at, "text": row.label}
        for row, (place, _value), at in zip(rows, last, heights, strict=True)
    ]
    x = {
        "field": "column",
        "type": "ordinal",
        "scale": {"padding": 0.3},
        "axis": {"labelExpr": "columns[datum.value]", "labelAngle": 0, "labelPadding": 8},
        "title": None,
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": {
            "values": [at for at, _ in ticks],
            "labelExpr": "ticks[indexof(places, datum.value)]",
            "grid": True,
            "gridColor": INK,
            "gridOpacity": 0.15,
        },
        "title": None,
    }
    dashes = [[4, 3] if row.dashed else [1, 0] for row in rows]
    shared = {
        "detail": {"field": "line"},
        "color": {"field": "colour", "type": "nominal", "scale": None},
        "strokeDash": {
            "field": "line",
            "type": "ordinal",
            "scale": {"domain": list(range(len(rows))), "range": dashes},
            "legend": None,
        },
    }
    step = max(64, min(130, 420 // max(1, len(columns))))
    spec: Spec = {
        "params": [
            _param("columns", columns),
            _param("ticks", [text for _, text in ticks]),
            {"name": "places", "value": [at for at, _ in ticks]},
        ],
        "data": {"values": values},
        "width": {"step": step},
        "height": height,
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"x": x, "y": y, **shared}},
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": shared["color"]},
            },
            {
                "data": {"values": ends},
                "mark": {"type": "text", "align": "left", "dx": 9, "color": INK, "fontSize": SIZE * SLACK},
                "encoding": {"x": x, "y": {**y, "field": "at"}, "text": {"field": "text"}},
            },
        ],
    }
    return _drawn(spec, title, desc)


def stacked(
    labels: Sequence[str],
    bars: Sequence[Sequence[BarSegment]],
    keys: Sequence[ColourKey],
    notes: Sequence[str],
    *,
    title: str,
    desc: str,
) -> str:
    """Draw bars of equal length, divided in the order of `keys`; `notes` are to the right of them."""
    places = {key.label: key for key in keys}
    values: list[Spec] = []
    for row, segments in enumerate(bars):
        whole = sum(segment.size for segment in segments) or 1
        reached = 0.0
        for segment in segments:
            start, reached = reached, reached + segment.size / whole
            if segment.size:
                fits = (reached - start) * 330 > 7 * len(segment.text) + 4
                values.append(
                    {
                        "row": row,
                        "from": start,
                        "to": reached,
                        "middle": (start + reached) / 2,
                        "text": segment.text if fits else "",
                        "key": segment.key,
                        "ink": places[segment.key].ink,
                    }
                )
    domain = [0, 1]
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.74}, "stroke": INK, "strokeOpacity": 0.25, "strokeWidth": 0.5},
            "encoding": {"x": _x("from", domain), "x2": {"field": "to"}, "color": _color(keys)},
        },
        {
            "transform": [{"filter": "datum.text !== ''"}],
            "mark": {"type": "text", "fontSize": SIZE * SLACK},
            "encoding": {
                "x": _x("middle", domain),
                "text": {"field": "text"},
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        },
        {
            "data": {"values": [{"row": row, "at": 1, "text": note} for row, note in enumerate(notes)]},
            "mark": {"type": "text", "align": "left", "dx": 8, "color": INK, "fontSize": SIZE * SLACK},
            "encoding": {"x": _x("at", domain), "y": _y("row"), "text": {"field": "text"}},
        },
    ]
    return _drawn(_rows(values, layers, labels, 330), title, desc)


def framed(title: str, svg: str, source: str) -> str:
    """Return a picture as a document of its own: its title above it, its source below, in light and in dark."""
    width, height = svg_size(svg)
    wide = max(width, 560) + 2 * MARGIN
    heading, small = _wrapped(title, wide - 2 * MARGIN, 16 * SLACK), _wrapped(source, wide - 2 * MARGIN, SMALL)
    top = MARGIN + 21 * len(heading) + 8
    bottom = top + height + 10
    tall = bottom + 15 * len(small) + MARGIN - 4
    texts = [
        text_line(MARGIN, MARGIN + 15 + 21 * place, text, 'font-size="16" font-weight="bold"')
        for place, text in enumerate(heading)
    ]
    texts += [
        text_line(MARGIN, bottom + 11 + 15 * place, text, f'font-size="{SMALL}" fill-opacity="0.8"')
        for place, text in enumerate(small)
    ]
    inner = svg.replace("<svg ", f'<svg x="{MARGIN}" y="{top}" ', 1)
    return svg_document(wide, tall, f"<style>{SHEET}</style>{''.join(texts)}{inner}", title, "")


def png_bytes(svg: str) -> bytes:
    """Return a framed picture as png, on white."""
    import_library()
    import vl_convert

    width, height = svg_size(svg)
    plain = svg.replace(f"<style>{SHEET}</style>", f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    return vl_convert.svg_to_png(plain.replace(INK, "#22262b"), scale=2)


def svg_document(width: float, height: float, body: str, title: str, desc: str) -> str:
    """Return a whole svg, with its title and its description for those who do not see it."""
    said = "".join(f"<{tag}>{_clean(text)}</{tag}>" for tag, text in (("title", title), ("desc", desc)) if text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_short(width)}" height="{_short(height)}"'
        f' viewBox="0 0 {_short(width)} {_short(height)}" font-family="{FONT}" fill="{INK}">{said}{body}</svg>'
    )


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut between words where that is possible."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:-") + "…"


def nice_ticks(low: float, high: float) -> list[float]:
    """Return round numbers from at most `low` to at least `high`, four to eight of them."""
    span = high - low or 1.0
    power = 10.0 ** len(str(int(span)))
    step = next(power * part for part in (0.02, 0.05, 0.1, 0.2, 0.5, 1) if span / (power * part) <= 6)
    first, last = int(low // step), int(-(-high // step))
    return [step * place for place in range(first, max(last, first + 1) + 1)]


def import_library() -> None:
    """Raises Usage where the library that draws is not installed."""
    try:
        import_module("vl_convert")
    except ImportError:
        raise Usage("Pictures need a library that is not installed.", INSTALL) from None


def svg_size(svg: str) -> tuple[float, float]:
    """Return the width and the height of a document of ours."""
    found = _BOX.search(svg)
    assert found is not None
    return float(found[1]), float(found[2])


MARGIN = 16
# A document of its own has nothing around it: it follows what the reader's system prefers.
SHEET = "svg:root{color:#22262b}@media(prefers-color-scheme:dark){svg:root{color:#e2e5e9}}"
CONFIG: Spec = {
    "font": FONT,
    "background": None,
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": SIZE * SLACK,
        "titleFontSize": SIZE * SLACK,
        "titleFontWeight": "normal",
        "labelLimit": LABELS,
        "labelPadding": 6,
        "labelOverlap": False,
    },
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": INK,
        "labelFontSize": SIZE * SLACK,
        "labelLimit": LABELS,
        "symbolType": "square",
        "symbolStrokeWidth": 0,
        "symbolOpacity": 1,
        "offset": 8,
        "columns": 6,
    },
    "title": {"fontWeight": "normal"},
    "text": {"fontSize": SIZE * SLACK},
}

_BOX = re.compile(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')
_HEAD = re.compile(r"<svg [^>]*>")
_TAG = re.compile(r"<[^>]*>")
# What says nothing in a picture that has a title and a description: names of parts for programs.
_NOISE = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events|stroke-miterlimit|font-family)="[^"]*"')
_LONG = re.compile(r"-?[0-9]+\.[0-9]{3,}(?:e-?[0-9]+)?")
# Backgrounds without a colour.
_EMPTY = re.compile(r'<path (?:d="" display="none"|d="M0,0h[0-9.]+v[0-9.]+h-?[0-9.]+Z")/>')
_HOLLOW = re.compile(r"<g(?: [a-z-]+=\"[^\"]*\")*></g>")
_FONT_SIZE = re.compile(r'font-size="([0-9.]+)px"')
_PLACE = re.compile(r'transform="translate\((-?[0-9.]+),(-?[0-9.]+)\)"')
# A group of several marks, and what marks take over from their group.
_LIKE = re.compile(r"<g>((?:<(?:text|path|line) [^<>]*?(?:/>|>[^<>]*</(?:text|path|line)>)){2,})</g>")
_INHERITED = re.compile(r' (?:fill|fill-opacity|stroke|stroke-opacity|stroke-width|font-size|text-anchor)="[^"]*"')
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def _param(name: str, values: Iterable[str]) -> Spec:
    """Texts are parameters, so that none of them is ever a part of an expression."""
    return {"name": name, "value": [_CONTROL.sub("", text) for text in values]}


def _x(field: str, domain: Sequence[float]) -> Spec:
    scale: Spec = {"nice": False, "zero": False, "domain": list(domain)}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None, "title": None}


def _y(field: str) -> Spec:
    return {"field": field, "type": "ordinal", "axis": None}


def _color(keys: Sequence[ColourKey]) -> Spec:
    scale = {"domain": [key.label for key in keys], "range": [key.colour for key in keys]}
    return {"field": "key", "type": "nominal", "scale": scale}


def _zero(domain: Sequence[float], start: float = 0.0) -> Spec:
    return {
        "data": {"values": [{"zero": start}]},
        "mark": {"type": "rule", "color": INK, "opacity": 0.5} | ({"strokeDash": [3, 3]} if start else {}),
        "encoding": {"x": _x("zero", domain)},
    }


def _text(at: str, field: str, domain: Sequence[float]) -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "dx": 5, "color": INK, "fontSize": SIZE * SLACK},
        "encoding": {"x": _x(at, domain), "y": _y("row"), "text": {"field": field}},
    }


def _rows(values: Sequence[Spec], layers: Sequence[Spec], labels: Sequence[str] | None, width: int) -> Spec:
    """Return a chart with a line for each label; without labels, one that is to the right of another."""
    axis = {"labelExpr": "labels[datum.value]"} if labels is not None else None
    own = []
    for layer in layers:
        encoding = dict(layer["encoding"])
        if layer["mark"]["type"] != "rule" or "y2" in encoding:
            encoding["y"] = {"field": "row", "type": "ordinal", "axis": axis, "title": None}
        own.append({**layer, "encoding": encoding})
    return {
        "params": [] if labels is None else [_param("labels", labels)],
        "data": {"values": list(values)},
        "width": width,
        "height": {"step": ROW},
        "layer": own,
    }


def _apart(values: Sequence[float], gap: float) -> list[float]:
    """Return places near values that are no closer than `gap`, so that texts do not overlap."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    found = list(values)
    for before, place in pairwise(order):
        found[place] = max(found[place], found[before] + gap)
    return found


def _drawn(spec: Spec, title: str, desc: str, labels: Sequence[str] | None = None) -> str:
    """Return the svg of a specification: small, and with nothing in it that is not drawn."""
    import_library()
    import vl_convert

    if labels is not None:
        spec["params"] = [_param("labels", labels)]
        for panel in spec["hconcat"]:
            panel.pop("params", None)
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "config": CONFIG,
        "padding": 2,
        **_safe(spec),
    }
    drawn = vl_convert.vegalite_to_svg(whole, vl_version="5.20", allowed_base_urls=[])
    box = _BOX.search(drawn)
    assert box is not None, "the library draws documents with a box"
    body = _TAG.sub(_slim, drawn[_HEAD.match(drawn).end() : -len("</svg>")])  # type: ignore[union-attr]
    body = _EMPTY.sub("", body)
    while (fewer := _HOLLOW.sub("", body)) != body:
        body = fewer
    return svg_document(float(box[1]), float(box[2]), _LIKE.sub(_hoisted, body), title, desc)


def _hoisted(group: re.Match[str]) -> str:
    """Return a group of marks that has what all of them have in common, instead of each of them."""
    marks = group[1]
    each = [set(_INHERITED.findall(tag)) for tag in re.findall(r"<[a-z][^>]*>", marks)]
    shared = sorted(set.intersection(*each))
    for attribute in shared:
        marks = marks.replace(attribute, "")
    return f"<g{''.join(shared)}>{marks}</g>"


def _slim(tag: re.Match[str]) -> str:
    drawn = _FONT_SIZE.sub(lambda size: f'font-size="{_short(float(size[1]) / SLACK)}"', tag[0])
    drawn = _LONG.sub(lambda number: _short(float(number[0])), _NOISE.sub("", drawn))
    return _PLACE.sub(r'x="\1" y="\2"', drawn) if drawn.startswith("<text") else drawn


def _short(number: float) -> str:
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _safe(value: Any) -> Any:
    """Return a specification without characters that no document may have."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, Mapping):
        return {key: _safe(one) for key, one in value.items()}
    return [_safe(one) for one in value] if isinstance(value, (list, tuple)) else value


def _clean(text: str) -> str:
    return escape(_CONTROL.sub("", text))


def text_line(x: float, y: float, text: str, how: str) -> str:
    return f'<text x="{_short(x)}" y="{_short(y)}" {how}>{_clean(text)}</text>'


def _wrapped(text: str, width: float, size: float) -> list[str]:
    from textwrap import wrap

    return wrap(text, max(20, int(width / (size * 0.56)))) if text else []
