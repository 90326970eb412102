"""`tracker scale`: the scales of ratings are shown, extended and changed, and loaded from tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Read, Run

from tracker.errors import NotFound, Usage
from tracker.insight.codes import Codes
from tracker.insight.projects.scales import points_by_scale
from tracker.rules.results.scales import Point, nearly_good

ADD = (
    "scale add idb --name 'IDB effectiveness' --edition 2020 --point 'Highly successful; Successful; Unsuccessful'"
    " --good 'successful; Highly successful' --not-rated 'Not rated' --source 'Completion reports'"
)
SHOWN = """\
IDB effectiveness

Code     idb
Edition  2020
Source   Completion reports

Points

Point              Good
───────────────────────
Highly successful  yes
Successful         yes
Unsuccessful       no
Not rated          –
"""


@pytest.fixture
def scales(run: Run) -> Run:
    run("conference add AMS-2013 --start 2013-01-28")
    return run


def test_a_scale_is_added_shown_changed_and_taken_back(scales: Run) -> None:
    seeded = json.loads(scales("scale list --json").out)
    assert [row["code"] for row in seeded] == ["wb-monitoring", "wb-outcome", "wb-risk", "wb-strategy"]
    assert seeded[2] == {
        "code": "wb-risk",
        "name": "World Bank overall risk rating",
        "edition": "2014",
        "points": ["Low", "Moderate", "Substantial", "High"],
        "good": ["Low", "Moderate"],
        "not_rated": [],
        "source": "World Bank, Implementation Status and Results Reports from 2014 on",
    }
    assert scales(ADD).out == "Scale idb added: IDB effectiveness, 2020\n"
    assert scales("scale show idb").out == SHOWN
    assert scales("scale show 'HIGHLY successful > Successful > Unsuccessful; not rated'").out == SHOWN
    assert scales("scale edit 'idb effectiveness' --source ''").out == (
        "Scale idb changed.\n  source: Completion reports -> unknown\n"
    )
    scales("undo")
    assert scales("scale show idb").out == SHOWN
    scales("undo 2")
    assert [row["code"] for row in json.loads(scales("scale list --json").out)] == [row["code"] for row in seeded]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (
            "--point 'High; Low' --good Medium",
            2,
            "Error: good point 'Medium' is not a point of the scale.\nUse High or Low.\n",
        ),
        (
            "--point 'High; Medium; Low' --good 'High; Low'",
            2,
            "Error: good points 'High; Low' are not all at one end of the scale.\n"
            "Use one or more points at one end of the scale, but not all.\n",
        ),
        (
            "--point 'High; Low' --good 'High; Low'",
            2,
            "Error: good points 'High; Low' are not all at one end of the scale.\n"
            "Use one or more points at one end of the scale, but not all.\n",
        ),
        (
            "--point 'High; Low; high' --good low",
            2,
            "Error: point 'high' appears twice.\nUse each point once.\n",
        ),
        (
            "--point 'High; Low' --good low --not-rated HIGH",
            2,
            "Error: point 'HIGH' appears twice.\nUse each point once.\n",
        ),
        (
            "--point 'High; Low'",
            2,
            "Error: Missing option --good: the good ones among them.\nWithout a terminal, pass every"
            " value as a flag.\n",
        ),
    ],
)
def test_what_is_wrong_is_said(scales: Run, line: str, status: int, said: str) -> None:
    assert scales(f"scale add s --name S --edition 1 {line}", status=status).err.startswith(said)


def test_a_code_and_a_name_in_an_edition_are_one_scale(scales: Run, read: Read) -> None:
    scales(ADD)
    assert scales(ADD.replace(" idb ", " other "), status=4).err == (
        "Error: The scale idb already exists (IDB effectiveness, 2020).\n"
        "`tracker scale show idb` shows it. Another edition needs its own code.\n"
    )
    scales(ADD.replace(" idb ", " idb-2025 ").replace("--edition 2020", "--edition 2025"))
    with read() as reader:
        codes = Codes(reader)
        assert codes.scale("IDB-2025") == "idb-2025"
        with pytest.raises(Usage, match="could be idb or idb-2025"):
            codes.scale("IDB effectiveness")
        with pytest.raises(NotFound):
            codes.scale("Highly successful")


def test_the_point_below_the_good_ones_is_found_in_either_order(scales: Run, read: Read) -> None:
    scales("scale add up --name Up --edition 1 --point '1; 2; 3; 4' --good '3; 4'")
    with read() as reader:
        points = points_by_scale(reader)
    assert nearly_good(points["up"]) == "2"
    assert nearly_good(points["wb-risk"]) == "Substantial"
    assert nearly_good(points["wb-outcome"]) == "Moderately Unsatisfactory"
    assert points["up"][1] == Point("2", False)


def test_a_table_adds_scales_and_keeps_the_points_of_those_there_are(scales: Run, tmp_path: Path) -> None:
    table = tmp_path / "scales.csv"
    head = "code,name,edition,points,good,not_rated,source\n"
    table.write_text(
        head + "a,A,1,x;y,x,,\nwb-risk,World Bank risk,2014,Low;Moderate;Substantial;High,Low;Moderate,,ISR\n",
        encoding="utf-8",
    )
    assert scales(f"import {table}").out.splitlines()[-1].split() == ["scales", "1", "1", "0"]
    assert scales(f"import {table}").err == "Nothing to change: 2 rows say what the register says already.\n"
    table.write_text(
        head + "a,A,1,x;y,y,,\nb,B,1,x;y,z,,\nB,B,2,x;y,y,,\nc,A,1,x;y,y,,\nd,,1,x;y,y,,\n", encoding="utf-8"
    )
    refused = scales(f"import {table}", status=1).err
    for part in (
        "points 'x;y': The points of the scale a are x; y. Different points are another edition",
        "points 'x;y' is not a point of the scale",
        "line 4, code 'B' is already in line 3",
        "name 'A': The scale a already exists (A, 1).",
        "line 6, name is empty",
    ):
        assert part in refused, refused
