"""`tracker light`: what a person set counts, is marked as set, and the computed light is beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from factories import Walk

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Once, Run, Write

SET = 'light set P1 --of time --as behind --reason "the contractor left" --source "note of the desk"'


@pytest.fixture
def told(write: Write, run: Run, once: Once) -> Run:
    """P1 and P2 at AMS-2012 and AMS-2013, both as planned."""

    @once
    def fill_it() -> None:
        with write() as register:
            walk = Walk(register, "AMS-2012", "AMS-2013")
            for project in ("P1", "P2"):
                for at in walk.conferences:
                    walk.review(project, at, planned_start="2011", planned_end="2014-12-31")

    return run


def test_a_light_that_a_person_set_counts_beside_the_computed_one(told: Run) -> None:
    assert told(f"{SET} --at 2013").out == (
        "Time of P1 at AMS-2013 set: behind (computed: on track, ends 2014-12-31, as planned). the contractor left\n"
    )
    said = told("scorecard --at 2013 --of time").out
    assert "Lights set by a person  1\n" in said
    assert "time                   1       1                    50 % of 2" in said
    why = told("why time --at 2013 --light behind")
    reason = "set by a person: the contractor left; computed: on track, ends 2014-12-31, as planned"
    assert f"P1       Project P1  behind  {reason}       –  USD\n" in why.out
    assert why.err == "1 project, no amount committed is known.\n"
    row = json.loads(told("light list --json").out)[0]
    assert row == {
        **{"project": "P1", "title": "Project P1", "conference": "AMS-2013", "of": "time", "light": "behind"},
        **{"reason": "the contractor left", "computed": "on track", "source": "note of the desk"},
        "computed_reason": "ends 2014-12-31, as planned",
    }
    assert f"behind       {reason}" in told("project show P1 --at 2013").out
    spanish = " ".join(told("brief project P1 --at 2013 --language es").out.split())
    assert "fijado por una persona: the contractor left; calculado: al día, termina: 31 de diciembre de 2014" in spanish
    bridge = json.loads(told("scorecard --at 2013 --compare 2012 --json").out)
    assert bridge["set_by_people"] == 1
    behind = next(one for one in bridge["lights"] if (one["of"], one["light"]) == ("time", "behind"))
    assert (behind["projects_before"], behind["projects_moved_in"], behind["projects"]) == (0, 1, 1)
    # What belongs to one conference is judged again at the next: nothing is set at 2012.
    assert json.loads(told("scorecard --at 2012 --json").out)["set_by_people"] == 0


def test_it_is_changed_taken_back_and_undone(told: Run) -> None:
    told(f"{SET} --at 2013")
    assert told("light set P1 --of time --as off --at 2013").out == (
        "Time of P1 at AMS-2013 changed.\n  light: behind -> off\n"
    )
    assert told("light remove P1 --of time --at 2013 --yes").out == (
        "Light of time of P1 at AMS-2013 removed: off, the contractor left. The computed one counts again.\n"
    )
    assert len(json.loads(told("log --noun light --json").out)) == 3
    told("undo")
    assert json.loads(told("light list --json").out)[0]["light"] == "off"
    assert told("light remove P1 --of time --at 2013 --yes --dry-run").out.endswith("counts again.\n")
    assert len(json.loads(told("light list --json").out)) == 1


def test_a_closed_conference_keeps_what_was_set_and_takes_no_more(told: Run) -> None:
    told(f"{SET} --at 2012")
    told("conference open AMS-2012 --nothing")
    told("conference close AMS-2012 --yes --accept test")
    assert "AMS-2012 is closed" in told("light set P2 --of time --as off --reason x --at 2012", status=4).err
    assert "AMS-2012 is closed" in told("light remove P1 --of time --at 2012 --yes", status=4).err
    told('conference reopen AMS-2012 --reason "a mistake"')
    told("light remove P1 --of time --at 2012 --yes")
    as_sealed = json.loads(told("scorecard --at 2012@1 --json").out)
    assert as_sealed["set_by_people"] == 1
    assert json.loads(told("scorecard --at 2012 --json").out)["set_by_people"] == 0
    assert [row["light"] for row in json.loads(told("why time --at 2012@1 --project P1 --json").out)] == ["behind"]


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("light set P1 --of time --as green --reason x --at 2013", 2, "light 'green' is not valid"),
        ("light set P1 --of time --as off --at 2013", 2, "Missing option --reason"),
        ("light set P9 --of time --as off --reason x --at 2013", 3, "There is no project 'P9'"),
        ("light set P1 --of time --as off --reason '' --at 2013", 2, "reason"),
        ("light remove P1 --of risk --at 2013 --yes", 3, "light of risk that a person set for P1 at 'AMS-2013'"),
    ],
)
def test_what_cannot_be_set_is_said(told: Run, command: str, status: int, said: str) -> None:
    assert said in told(command, status=status).err
    assert told("light list --json").out == "[]\n"


def test_a_light_comes_in_with_the_first_report_of_its_project(told: Run, tmp_path: Path) -> None:
    tables = {
        "projects": "code,title\nP3,Third\n",
        "reports": "project,status,conference\nP3,active,AMS-2013\n",
        "lights": "project,of,light,reason,conference\nP3,risk,off,it stopped,AMS-2013\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    given = " ".join(str(tmp_path / f"{name}.csv") for name in reversed(tables))
    told(f"import {given}")
    assert [(row["project"], row["light"]) for row in json.loads(told("light list --json").out)] == [("P3", "off")]
    assert told(f"import {given}").err.startswith("Nothing to change")
    (tmp_path / "lights.csv").write_text(tables["lights"].replace("AMS-2013", "AMS-2012"), encoding="utf-8")
    assert "P3 was not reported to AMS-2012" in told(f"import {tmp_path / 'lights.csv'}", status=1).err
