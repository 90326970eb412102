"""`tracker outcome` and its indicators: recording, revising a target, and how far each has come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run

INDICATOR = (
    'outcome indicator P1/I1 --outcome O1 --title "Clearance time" --measure number --unit hours --direction down'
    " --baseline 48 --baseline-date 2011 --target 24 --target-date 2014"
)


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Single window" --status active --at 2012')
        caribbean('outcome add P1/O1 --title "Goods clear faster" --level outcome')
        caribbean(INDICATOR)
        caribbean("indicator report P1/I1 --at 2012 --actual 46")
        caribbean("report P1 --at 2013 --status active --indicator I1 --actual 40")

    return caribbean


def test_outcomes_and_indicators_are_recorded_in_a_line_each(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    said = caribbean('outcome add P1 --title "Goods clear faster" --level outcome')
    assert said.out == "Outcome P1/O1 added: Goods clear faster\n"
    assert caribbean(INDICATOR).out == "Indicator P1/I1 added: Clearance time, from 48 to 24 hours\n"
    said = caribbean('outcome indicator P1 --outcome O1 --title "System in use" --measure yes/no --target yes')
    assert said.out == "Indicator P1/I2 added: System in use, from unknown to yes\n"


def test_the_list_measures_the_way_as_of_the_conference(told: Run) -> None:
    rows = [json.loads(told(f"outcome list --at {at} --json").out)[0] for at in ("2012", "2013")]
    assert [(row["actual"], row["progress"], row["light"]) for row in rows] == [
        ("46", "8.3", "on track"),
        ("40", "33.3", "on track"),
    ]
    assert json.loads(told("outcome list --json").out) == [rows[1]]


def test_an_outcome_without_indicator_is_listed_too(told: Run) -> None:
    told('outcome add P1 --title "Better trained staff" --level output')
    assert [row["outcome_title"] for row in json.loads(told("outcome list --json").out)] == [
        "Goods clear faster",
        "Better trained staff",
    ]
    assert told("outcome list -q").out == "P1/I1\n"


def test_a_revised_target_leaves_what_was_told_before(told: Run) -> None:
    said = told('outcome indicator P1/I1 --target 36 --reason "the scanner came late"')
    assert said.out == "Indicator P1/I1 changed.\n  target: 24 -> 36\n"
    assert (
        told("outcome show P1/O1").out
        == """\
P1/O1  Goods clear faster

Level        outcome
Description  –

Indicators

Code   Indicator       Better when  Unit   Baseline  Since  Target  By    Actual  Progress %  Light     Why                                Reported at
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1/I1  Clearance time  down         hours  48        2011   36      2014  40            66.7  on track  66 % of the way, 36 % of the time  AMS-2013

History

Indicator  Conference  Unit   Baseline  Target  By    Actual  Progress %  Light     Why revised            Note  Source
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
I1         AMS-2012    hours  48        24      2014  46             8.3  on track  –                      –     –
I1         AMS-2013    hours  48        36      2014  40            66.7  on track  the scanner came late  –     –
"""
    )
    assert json.loads(told("log --limit 1 --json").out)[0]["reason"] == "the scanner came late"


def test_taking_back(told: Run) -> None:
    told('outcome add P1 --title "Better trained staff" --level output')
    told('outcome indicator P1 --outcome O2 --title "Officers trained" --measure number --direction up')
    assert "Remove outcome P1/O2 with 1 indicator?" in told("outcome remove P1/O2", status=2).err
    assert told("outcome remove P1/O2 -y").out == "Outcome P1/O2 removed, with 1 indicator.\n"
    assert "2 reports of it" in told("outcome indicator P1/I1 --remove", status=4).err
    assert "2 reports of it" in told("outcome remove P1/O1 -y", status=4).err


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("outcome add P1 --level outcome", 2, "Missing option --title"),
        ("outcome add P1 --title x --level goal", 2, "is not valid"),
        ("outcome indicator P1/I2 --title x --measure number --direction up", 2, "Missing option --outcome"),
        ("outcome indicator P1/I2 --outcome O7 --title x --measure text", 3, "There is no outcome 'O7'"),
        ("outcome indicator P7/I2 --outcome O1 --title x --measure text", 3, "There is no project 'P7'"),
        ("outcome indicator P1/I1 --target soon", 2, "is not a plain number"),
        ("outcome indicator P1/I1 --reason late", 2, "Give --target too"),
        ("outcome indicator P1/I1 --target-date 2010", 2, "is before the baseline date"),
        ("outcome indicator P1/I1", 2, "No changes were given"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    assert said in told(line, status=status).err
