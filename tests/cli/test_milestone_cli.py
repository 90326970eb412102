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
        caribbean("milestone report P1/M1 --at 2012 --note 'on its way'")
        caribbean("milestone edit P1/M1 --planned 2012-05-01")
        caribbean("report P1 --at 2013 --status active --milestone M1 --reached 2012-05-20")

    return caribbean


def test_a_milestone_is_recorded_in_one_line(caribbean: Run) -> None:
    caribbean('project add P1 --title "Single window" --status active --at 2012')
    said = caribbean('milestone add P1 --title "Contract signed" --planned 2012-09')
    assert said.out == "Milestone P1/M1 added: Contract signed, planned 2012-09\n"
    assert said.err == "Next: `tracker milestone report P1/M1 --reached 2012-09`\n"


def test_what_slipped_is_counted_from_what_was_planned_first(told: Run) -> None:
    assert (
        told("milestone list").out
        == """\
Code   Title            Planned     Reached     Slipped        Light        First planned  Reported at
──────────────────────────────────────────────────────────────────────────────────────────────────────
P1/M1  Contract signed  2012-05-01  2012-05-20       80  days  achieved     2012-03-01     AMS-2013
P1/M2  System in use    –           –                 –  –     cannot tell  –              AMS-2013
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
        ("milestone add P1 --planned 2012", 2, "Missing option --title"),
        ("milestone add P1 --title x --planned 03/04/2012", 2, "can be read in two ways"),
        ("milestone edit P1/M1 --planned 2012-02-30", 2, "does not exist"),
        ("milestone edit P1/M1 --title ''", 2, "is missing"),
    ],
)
def test_errors_say_what_would_be_right(told: Run, line: str, status: int, said: str) -> None:
    assert said in told(line, status=status).err


# The date that was planned first

FIRST = ("planned", "slipped", "first_planned")


def dates(run: Run, of: str = "milestone list") -> tuple[object, ...]:
    """Of P1/M1: planned now, how far it slipped, planned first."""
    (row,) = json.loads(run(f"{of} --json").out)
    return tuple(row[name] for name in FIRST)


@pytest.fixture
def planned(caribbean: Run, once: Once) -> Run:
    @once
    def fill_it() -> None:
        caribbean('project add P1 --title "Single window" --status active')
        caribbean('milestone add P1/M1 --title "Contract signed" --planned 2014-11')

    return caribbean


def test_the_date_that_it_was_added_with_stays_the_first(planned: Run) -> None:
    assert dates(planned) == ("2014-11", 0, "2014-11")
    planned("milestone report P1/M1 --planned 2015-01")
    assert dates(planned) == ("2015-01", 2, "2014-11")
    planned("milestone report P1/M1 --note 'The tender is late'")
    assert dates(planned, "milestone list --at 2013") == ("2015-01", 2, "2014-11")
    planned("milestone edit P1/M1 --planned 2015-03")
    assert dates(planned) == ("2015-03", 4, "2014-11")
    card = json.loads(planned("milestone show P1/M1 --json").out)
    assert (card["planned"], card["first_planned"]) == ("2015-03", "2014-11")
    assert [row["slipped"] for row in card["history"]] == [4]


def test_only_an_edit_changes_the_first_date(planned: Run) -> None:
    assert planned("milestone edit P1/M1 --first-planned 2014-10").out == (
        "Milestone P1/M1 changed.\n  first planned: 2014-11 -> 2014-10\n"
    )
    assert dates(planned) == ("2014-11", 1, "2014-10")
    planned("undo")
    assert dates(planned) == ("2014-11", 0, "2014-11")


def test_the_first_date_that_becomes_known_is_the_first(planned: Run) -> None:
    planned("milestone remove P1/M1 --yes")
    planned("milestone add P1/M2 --title 'System in use'")
    assert dates(planned) == (None, None, None)
    planned("milestone report P1/M2 --planned 2015-06")
    planned("milestone report P1/M2 --planned 2015-05")
    assert dates(planned) == ("2015-05", -1, "2015-06")


def test_the_next_conference_begins_with_the_date_that_was_told_last(planned: Run) -> None:
    planned("milestone report P1/M1 --planned 2015-01")
    planned("conference close 2013 --yes --accept 'all of it'")
    planned("conference add AMS-2014 --start 2014-02")
    planned("conference open 2014")
    assert dates(planned, "milestone list --at 2014") == ("2015-01", 2, "2014-11")
    planned("milestone report P1/M1 --planned 2015-02")
    [change] = json.loads(planned("compare 2013 2014 --json").out)["milestones"]
    assert change == {
        "milestone": "P1/M1",
        "title": "Contract signed",
        "change": "slipped",
        "planned_old": "2015-01",
        "planned_new": "2015-02",
        "reached": None,
        "slipped": 3,
        "slipped_unit": "months",
        "first_planned": "2014-11",
        "light_old": "on track",
        "light_new": "on track",
    }
    assert dates(planned, "milestone list --at 2013@1") == ("2015-01", 2, "2014-11")
    assert planned("conference verify").err == "Everything is as it was sealed.\n"


def test_what_an_earlier_conference_is_told_does_not_change_what_is_planned_now(planned: Run) -> None:
    planned("report P1 --at 2012 --status active --milestone M1 --planned 2014-12")
    assert dates(planned) == ("2014-11", 0, "2014-11")
    assert dates(planned, "milestone list --at 2012") == ("2014-12", 1, "2014-11")
    planned("milestone report P1/M1 --at 2012 --note 'Said in the corridor'")
    assert dates(planned, "milestone list --at 2012") == ("2014-12", 1, "2014-11")


def test_a_milestone_names_the_risks_that_delayed_it(told: Run) -> None:
    assert "Delayed by" not in told("milestone show P1/M1").out
    for code in ("R1", "R2"):
        told(f"risk add P1/{code} --event 'The supplier is late' --category operational")
    told("risk report P1/R1 --occurred 2012-11 --delayed M1 --at 2013")
    assert "Delayed by" in told("milestone show P1/M1").out
    history = json.loads(told("milestone show P1/M1 --json").out)["history"]
    assert [row["delayed_by"] for row in history] == [[], ["R1"]]
