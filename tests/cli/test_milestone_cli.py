"""`tracker milestone`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Once, Run


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Single window" --status active --at 2012')
        caribbean('milestone add P1/M1 --title "Contract signed" --planned 2012-03-01')
        caribbean("milestone add P1 --title 'System in use'")
        caribbean("report P1 --at 2012 --milestone M1 --milestone-note 'on its way'")
        caribbean("milestone edit P1/M1 --planned 2012-05-01")
        caribbean("report P1 --at 2013 --status active --milestone M1 --reached 2012-05-20")

    return caribbean


def test_a_milestone_is_recorded_in_one_line(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    said = caribbean('milestone add P1 --title "Contract signed" --planned 2012-09')
    assert said.out == "Milestone P1/M1 added: Contract signed, planned 2012-09\n"
    assert said.err == "Next: `tracker report P1 --milestone M1 --reached 2012-09`\n"


def test_what_slipped_is_counted_from_what_was_planned_first(told: Run) -> None:
    assert (
        told("milestone list").out
        == """\
Code   Title            Planned     Reached     Slipped        First planned  Told at
──────────────────────────────────────────────────────────────────────────────────────
P1/M1  Contract signed  2012-05-01  2012-05-20       80  days  2012-03-01     AMS-2013
P1/M2  System in use    –           –                 –  –     –              –
"""
    )
    [then] = json.loads(told("milestone list --at 2012 --json").out)
    assert (then["planned"], then["reached"], then["slipped"], then["slipped_unit"]) == ("2012-03-01", None, 0, "days")
    history = json.loads(told("milestone show P1/M1 --json").out)["history"]
    assert [(row["conference"], row["planned"], row["slipped"]) for row in history] == [
        ("AMS-2012", "2012-03-01", 0),
        ("AMS-2013", "2012-05-01", 80),
    ]


def test_a_milestone_that_was_reported_stays(told: Run) -> None:
    assert "2 reports of it" in told("milestone remove P1/M1 -y", status=4).err
    assert told("milestone remove P1/M2 -y").out == "Milestone P1/M2 removed.\n"


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("milestone add P1 --planned 2012", 2, "Missing --title"),
        ("milestone add P1 --title x --planned 03/04/2012", 2, "can be read in two ways"),
        ("milestone edit P1/M1 --planned 2012-02-30", 2, "does not exist"),
        ("milestone edit P1/M1 --title ''", 2, "is missing"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    assert said in told(line, status=status).err
