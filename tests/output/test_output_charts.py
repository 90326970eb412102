"""Charts from plain rows: whatever the figures, every bar is there and no text is lost or dangerous."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.output.pages.charts import (
    BLUE,
    GREY,
    ORANGE,
    BarColumn,
    BarSegment,
    BulletBar,
    ChartLine,
    ColourKey,
    HeatCell,
    TableBar,
    WaterfallStep,
    bar_table,
    bullets,
    framed,
    heat,
    line_chart,
    nice_ticks,
    shortened,
    stacked,
    svg_size,
    waterfall,
    waterfall_start,
)
from tracker.output.pages.tiles import RegionTile, places, tile_grid

SVG = "{http://www.w3.org/2000/svg}"
SAID = {"title": "A title", "desc": "What it shows"}
WORDS = ("total", "rise", "fall")


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str) -> list[tuple[float, float]]:
    """The left ends and the widths of the bars of a waterfall, in order."""
    found = []
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        match = re.fullmatch(r"M(-?[0-9.]+),-?[0-9.]+h(-?[0-9.]+)v16[0-9.]*h-?[0-9.]+Z", path.get("d", ""))
        if match:
            found.append((float(match[1]), float(match[2])))
    return found


AMOUNTS = [
    [0.0],
    [100.0, 50.0, -30.0, -20.0],
    [100.0, -250.0, 20.0],
    [-40.0, -10.0],
    [1e9, 1.0, -2.0],
    [5.0, 1e15, -1e15],
]


@pytest.mark.parametrize("amounts", AMOUNTS, ids=str)
def test_every_bar_of_a_waterfall_is_there_and_they_add_up(amounts: list[float]) -> None:
    first, *moves = amounts
    steps = [WaterfallStep("A", first, "a", True)]
    steps += [WaterfallStep(f"M{place}", move, f"m{place}") for place, move in enumerate(moves)]
    steps += [WaterfallStep("B", sum(amounts), "b", True)]
    start = waterfall_start(steps)
    drawn = waterfall(steps, WORDS, start=start, **SAID)
    found = bars(drawn)
    assert len(found) == len(steps)
    assert {"A", "a", "B", "b", *(f"M{place}" for place in range(len(moves)))} <= set(texts(drawn))
    ends = [{round(left, 1), round(left + width, 1)} for left, width in found]
    for before, after in pairwise(ends):
        assert any(abs(one - other) <= 0.2 for one in before for other in after)


def test_a_waterfall_begins_at_zero_unless_what_moves_is_small() -> None:
    def begins(*amounts: float) -> float:
        first, *moves = amounts
        steps = [WaterfallStep("", first, "", True), *(WaterfallStep("", move, "") for move in moves)]
        return waterfall_start(steps)

    assert begins(100, 50) == 0
    assert begins(100) == 0
    assert begins(-100, 1) == 0
    assert begins(0, 5) == 0
    assert begins(1000, 20) == 990
    assert begins(3_892_394.43, -192_718.33, 300_000) == 3_500_000


def test_bars_that_are_unknown_zero_and_negative() -> None:
    column = BarColumn("Paid", BLUE, [TableBar(None, "–"), TableBar(0, "0"), TableBar(-5, "-5"), TableBar(10, "10")])
    found = texts(bar_table(["a", "b", "c", "d"], [column, column._replace(heading="Count", scale="n")], **SAID))
    assert sorted(found) == sorted(["a", "b", "c", "d", "Paid", "Count", *["–", "0", "-5", "10"] * 2])
    nothing = BarColumn("Paid", GREY, [TableBar(0, "0")])
    assert "0" in texts(bar_table(["a"], [nothing], **SAID))


def test_a_heat_map_has_every_number_and_remark() -> None:
    cells = [[HeatCell(0.5, "7", "+2"), HeatCell(0, "")], [HeatCell(0, ""), HeatCell(0.1, "1", colour=ORANGE)]]
    found = texts(heat(["r1", "r2"], ["c1", "c2"], cells, across="X", down="Y", title="T", desc="D"))
    assert sorted(found) == sorted(["r1", "r2", "c1", "c2", "7", "+2", "1", "X", "Y"])


def test_bullets_beyond_their_target_and_below_their_baseline_stay_in_the_picture() -> None:
    keys = [ColourKey("on", BLUE), ColourKey("off", ORANGE)]
    rows = [
        BulletBar("a", 900.0, 7.0, "A", "on"),
        BulletBar("b", -900.0, -3.0, "B", "off"),
        BulletBar("c", None, None, "C", "on"),
    ]
    drawn = bullets(rows, keys, ("from", "to", "time"), **SAID)
    assert {"a", "b", "c", "A", "B", "C", "from", "to", "▲ time", "on", "off"} == set(texts(drawn))
    assert svg_size(drawn)[0] < 700


def test_lines_with_gaps_have_their_names_apart() -> None:
    rows = [
        ChartLine("one", BLUE, [1, None, 3]),
        ChartLine("two", ORANGE, [None, 3, 3]),
        ChartLine("three", GREY, [3, None, None], True),
    ]
    ticks = [(at, f"{at:g}") for at in nice_ticks(0, 3)]
    drawn = line_chart(["A", "B", "C"], rows, ticks, **SAID)
    assert {"one", "two", "three", "A", "B", "C"} <= set(texts(drawn))
    places = {one.text: float(one.get("y", "0")) for one in ET.fromstring(drawn).iter(f"{SVG}text")}
    assert abs(places["one"] - places["two"]) >= 12


def test_a_part_too_narrow_for_its_number_has_none() -> None:
    keys = [ColourKey("yes", BLUE), ColourKey("no", ORANGE)]
    drawn = stacked(
        ["a", "b"], [[BarSegment("yes", 999, "999"), BarSegment("no", 1, "1")], []], keys, ["99 %", "–"], **SAID
    )
    assert sorted(texts(drawn)) == sorted(["a", "b", "yes", "no", "999", "99 %", "–"])


@given(st.floats(-1e15, 1e15), st.floats(0, 1e15))
def test_ticks_cover_what_is_drawn_and_are_few(low: float, span: float) -> None:
    found = nice_ticks(low, low + span)
    assert found[0] <= low + 1e-6 * abs(low)
    assert found[-1] >= low + span - 1e-6 * abs(low + span)
    assert 2 <= len(found) <= 10


def test_a_long_text_is_cut_between_words() -> None:
    assert shortened("Inter-American Development Bank", 24) == "Inter-American…"
    assert shortened("x" * 80, 10) == "x" * 9 + "…"
    assert shortened("short", 10) == "short"


def test_hostile_text_and_characters_that_no_document_may_have() -> None:
    text = "<b onload='x'>&\"]]>\x00\x1b\u202e\ud800\uffff {{datum.value}}"
    svg = waterfall([WaterfallStep(text, 1, text, True)], WORDS, title=text, desc=text)
    whole = framed(text, svg, text)
    assert "<b onload='x'>&\"]]> {{datum.value}}" in texts(whole)
    assert {one.tag.removeprefix(SVG) for one in ET.fromstring(whole).iter()} <= {
        *("svg", "title", "desc", "style", "g", "path", "line", "text", "rect")
    }


def test_every_tile_is_there_and_none_lies_on_another() -> None:
    tiles = [RegionTile(country, country, "1", 0.5) for country in places()]
    tiles += [RegionTile("KE", "KE", "0", 0), RegionTile(None, "CARICOM-SECRETARIAT-LONG", "2", 0.1)]
    root = ET.fromstring(tile_grid(tiles, **SAID))
    found = [(one.get("x"), one.get("y")) for one in root.iter(f"{SVG}rect")]
    assert len(found) == len(set(found)) == len(tiles)
    assert {"JM", "KE", "CARICOM-S", "ECRETARI…"} <= {one.text for one in root.iter(f"{SVG}text")}
    alone = ET.fromstring(tile_grid([RegionTile("KE", "KE", "0", 0)], **SAID))
    assert alone.get("width") == "56"
