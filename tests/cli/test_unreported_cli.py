"""What was added and not reported yet: the open conference has it in its lists, and counts it as unknown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Once, Run, Write

from tracker import tables

PARTS = (
    'milestone add P1/M1 --title "Contract signed" --planned 2012-11',
    'risk add P1/R1 --event "The law is delayed" --category political',
    'outcome add P1/O1 --title "Goods clear faster" --level outcome',
    'outcome indicator P1/I1 --outcome O1 --title "Clearance time" --measure number --direction down --target 24',
    'outcome add P1/O2 --title "Fewer complaints" --level impact',
)
LISTS = ("milestone", "risk", "outcome")


def codes(run: Run, noun: str, at: str = "2013") -> list[str]:
    rows = json.loads(run(f"{noun} list --at {at} --json").out)
    return [row["code"] or f"P1/{row['outcome']}" for row in rows]


def added(run: Run) -> None:
    for line in PARTS:
        run(line)


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    """P1, which both conferences know, with parts of which nothing was reported yet."""

    @once
    def fill_it() -> None:
        caribbean("project add P1 --title 'Single window' --status active --at 2012")
        caribbean("report P1 --status active --donor IDB --committed '100 USD' --beneficiary JM-CUSTOMS")
        added(caribbean)

    return caribbean


def test_adding_says_which_conference_has_it(told: Run) -> None:
    assert told("milestone add P1 --title 'System in use' --planned 2014-06").out == (
        "Milestone P1/M2 added: System in use, planned 2014-06\nIt is in the lists of AMS-2013: not reached yet.\n"
    )


def test_the_open_conference_has_it_in_its_lists_and_no_other_one(told: Run) -> None:
    assert [codes(told, noun) for noun in LISTS] == [["P1/M1"], ["P1/R1"], ["P1/I1", "P1/O2"]]
    assert [codes(told, noun, "2012") for noun in LISTS] == [[], [], []]
    assert (
        told("risk list --at 2013").out
        == """\
Code           Event               Category   Likelihood  Impact  Score  Level  Status          Owner  Response  Inherent  Reported at
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
P1/R1          The law is delayed  political           –       –      –  –      not assessed    –      –                –  AMS-2013
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Sum of scores                                                                   1 not assessed
"""
    )


def test_the_check_names_what_is_unknown_until_it_is_reported_or_explained(told: Run) -> None:
    only = "conference check --only risk --only indicator --only outcome --format csv"
    assert (
        told(only).out
        == """\
check,about,what,mend
risk,P1/R1,The law is delayed,tracker risk report P1/R1 --at AMS-2013 --likelihood NUMBER --impact NUMBER
indicator,P1/I1,Clearance time,tracker indicator report P1/I1 --at AMS-2013 --actual VALUE
outcome,P1/O2,Fewer complaints,tracker outcome indicator P1 --outcome O2 --title TEXT --measure number --direction WORD
"""
    )
    told("risk report P1/R1 --likelihood 2 --impact 3")
    told("indicator report P1/I1 --note 'The study begins in 2014.'")
    told("outcome remove P1/O2 --yes")
    assert told(only).out == "check,about,what,mend\n"


def test_what_was_published_of_an_indicator_is_said_beside_it(told: Run, write: Write) -> None:
    period = {"indicator_id": 1, "period_start": "2012-01", "period_end": "2012-12"}
    with write() as register:
        register.journal.insert(tables.indicator_period, [period | {"actual": "36"}])
    [found] = json.loads(told("conference check --only indicator --json").out)
    assert found["what"] == "Clearance time; published: 36"


def test_the_fiche_and_the_brief_have_it(told: Run) -> None:
    fiche = told("brief project P1").out
    assert "M1         Contract signed  November 2012  November 2012  overdue" in fiche
    assert "R1    The law is delayed                   not assessed" in fiche
    assert (
        """
Indicator  Title             Baseline  Target  By  Actual  State
───────────────────────────────────────────────────────────────────────
I1         Clearance time           –      24  –        –  not measured
O2         Fewer complaints         –       –  –        –  not measured
"""
        in fiche
    )
    brief = json.loads(told("brief beneficiary JM-CUSTOMS --json").out)
    assert [row["code"] for row in brief["milestones_overdue"]] == ["P1/M1"]
    card = json.loads(told("project show P1 --json").out)
    [risk] = card["risks"]
    assert (risk["score"], risk["status"]) == (None, "not assessed")
    assert [row["code"] for row in card["results"]] == ["I1", "O2"]
    [then] = json.loads(told("project show P1 --at 2012 --json").out)["results"]
    assert (then["code"], then["actual"]) == ("I1", None)


def test_nothing_that_is_unknown_counts_as_zero(told: Run) -> None:
    compared = json.loads(told("compare 2012 2013 --json").out)["risks"]
    assert (compared["exposure"]["from_total"], compared["exposure"]["to_total"]) == (0, 0)
    assert [(row["risk"], row["change"], row["new"]) for row in compared["changes"]] == [("P1/R1", "new", None)]
    assert json.loads(told("outcome list --at 2013 --json").out)[0]["progress"] is None


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("conference open 2014",), id="when it opens"),
        pytest.param(("conference open 2014 --nothing", "report P1 --status active"), id="when it is reported"),
        pytest.param(("conference open 2014", "undo", "conference open 2014"), id="when it opens again"),
    ],
)
def test_what_was_added_between_two_conferences_is_told_to_the_next(caribbean: Run, lines: tuple[str, ...]) -> None:
    caribbean("project add P1 --title 'Single window' --status active")
    caribbean("conference close 2013 --yes --accept 'all of it'")
    added(caribbean)
    assert [codes(caribbean, noun) for noun in LISTS] == [[], [], []]
    caribbean("conference add AMS-2014 --start 2014-02")
    for line in lines:
        caribbean(line)
    assert [codes(caribbean, noun, "2014") for noun in LISTS] == [["P1/M1"], ["P1/R1"], ["P1/I1", "P1/O2"]]


def test_a_closed_risk_and_what_a_conference_left_out_do_not_come_back(told: Run) -> None:
    told("risk report P1/R1 --status closed")
    told("conference close 2013 --yes --accept 'all of it'")
    told("conference add AMS-2014 --start 2014-02")
    told("conference open 2014")
    assert codes(told, "risk", "2014") == []
    assert codes(told, "milestone", "2014") == ["P1/M1"]


def test_what_was_entered_wrongly_is_taken_back_until_something_is_reported(told: Run) -> None:
    for noun, code in (("risk", "R1"), ("outcome", "O1"), ("milestone", "M1")):
        told(f"{noun} remove P1/{code} --yes")
    assert [codes(told, noun) for noun in LISTS] == [[], [], ["P1/O2"]]
    told("undo")
    told("milestone report P1/M1 --note 'On its way'")
    assert "1 report of it" in told("milestone remove P1/M1 --yes", status=4).err


def test_a_part_that_a_closed_conference_has_stays(told: Run) -> None:
    told("conference close 2013 --yes --accept 'all of it'")
    assert "1 report of it" in told("risk remove P1/R1 --yes", status=4).err
    assert "1 report of it" in told("outcome remove P1/O1 --yes", status=4).err


def test_undoing_takes_it_out_of_the_lists(told: Run) -> None:
    told("milestone add P1/M9 --title Wrong")
    told("undo")
    assert codes(told, "milestone") == ["P1/M1"]
    assert told("db check").err.startswith("Nothing is wrong")


def test_a_table_of_parts_tells_the_open_conference_too(told: Run, tmp_path: Path) -> None:
    table = tmp_path / "milestones.csv"
    table.write_text("project,code,title,planned date,first planned\nP1,M5,Law,2013-06,2012-06\nP1,M6,Pilot,2014,\n")
    told(f"import {table} --yes")
    rows = json.loads(told("milestone list --at 2013 --json").out)
    assert [(row["code"], row["planned"], row["slipped"], row["first_planned"]) for row in rows] == [
        ("P1/M1", "2012-11", 0, "2012-11"),
        ("P1/M5", "2013-06", 12, "2012-06"),
        ("P1/M6", "2014", 0, "2014"),
    ]
