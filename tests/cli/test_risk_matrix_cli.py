"""`tracker risk matrix`: the 5 x 5 of a conference, the risks behind a cell, and what moved."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from conftest import Once, Read, Run, Write
from factories import Walk
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.cli import main
from tracker.insight.comparing.risk_matrix import (
    STATES,
    TERMS,
    MatrixFilters,
    compare_matrix,
    risk_matrix,
)
from tracker.register.register import open_register
from tracker.rules.words import RISK_STATUSES
from tracker.store.location import Location


def risk(likelihood: int | None, impact: int | None, **more: Any) -> dict[str, Any]:
    return {"likelihood": likelihood, "impact": impact, **more}


@pytest.fixture
def moved(write: Write, run: Run, once: Once) -> Run:
    """Two conferences with a risk for everything that can happen to one."""

    @once
    def fill_it() -> None:
        with write() as register:
            w = Walk(register, "AMS-2012", "AMS-2013")
            told = {
                "UP": (risk(2, 3), risk(4, 4)),
                "SAME": (risk(4, 4), risk(4, 4)),
                "TURNED": (risk(4, 5), risk(5, 4)),
                "KNOWN": (risk(None, 2), risk(1, 2)),
                "UNSURE": (risk(2, 3), risk(2, None)),
                "CLOSED": (risk(4, 4), risk(4, 4, status="closed")),
                "TRUE": (risk(5, 5), risk(5, 5, status="occurred")),
                "AGAIN": (risk(1, 1, status="closed"), risk(1, 1)),
            }
            for code, (before, after) in told.items():
                w.part("risk", f"P1/{code}", {"AMS-2012": before, "AMS-2013": after})
            w.part("risk", "P1/SILENT", {"AMS-2012": risk(1, 1)})
            w.part("risk", "P1/NEW", {"AMS-2013": risk(4, 4, owner="Ministry", category="legal")})
            w.part("risk", "P2/GONE", {"AMS-2012": risk(3, 3, owner="Ministry")})
            w.part("risk", "P3/CAME", {"AMS-2013": risk(3, 3, inherent_likelihood=5, inherent_impact=5)})

    return run


def test_the_matrix_of_a_conference(moved: Run) -> None:
    assert moved("risk matrix --at 2013").out == (
        """\
Risks at AMS-2013, by likelihood and impact after the response

Scores      after the response
Open risks  8
Occurred    1
Closed      1

Open risks

Likelihood  Impact 1  2      3           4           5  All
───────────────────────────────────────────────────────────
5           ·         ·      ·           1 critical  ·    1
4           ·         ·      ·           3 critical  ·    3
3           ·         ·      1 moderate  ·           ·    1
2           ·         ·      ·           ·           ·    0
1           1 low     1 low  ·           ·           ·    2
───────────────────────────────────────────────────────────
All         1         1      1           4           0    7

Risks in each cell

Cell          Level     Risks  Which
─────────────────────────────────────────────────────
5x4           critical      1  P1/TURNED
4x4           critical      3  P1/NEW, P1/SAME, P1/UP
3x3           moderate      1  P3/CAME
1x1           low           1  P1/AGAIN
1x2           low           1  P1/KNOWN
not assessed  –             1  P1/UNSURE

Ratings of whole projects, as published

No project has a rating. `tracker rating add` records one.
"""
    )


def test_what_moved_adds_up_in_every_cell(moved: Run) -> None:
    said = moved("risk matrix --at 2013 --compare 2012").out
    assert said[said.index("Cell by cell") :] == (
        """\
Cell by cell

Cell          Level     Was  New  In  Out  Closed  Occurred  Not reported  Is
─────────────────────────────────────────────────────────────────────────────
5x4           critical    0    0   1    0       0         0             0   1
5x5           critical    1    0   0    0       0        -1             0   0
4x4           critical    2    1   1    0      -1         0             0   3
4x5           critical    1    0   0   -1       0         0             0   0
3x3           moderate    1    1   0    0       0         0            -1   1
2x3           moderate    2    0   0   -2       0         0             0   0
1x1           low         1    1   0    0       0         0            -1   1
1x2           low         0    0   1    0       0         0             0   1
not assessed  –           1    0   1   -1       0         0             0   1
─────────────────────────────────────────────────────────────────────────────
All                       9    3   4   -4      -1        -1            -2   8

What moved

Risk       Event               Was           Is            Change
───────────────────────────────────────────────────────────────────────
P1/AGAIN   Government changes  –             1x1           new
P1/CLOSED  Government changes  4x4           –             closed
P1/KNOWN   Government changes  not assessed  1x2           moved
P1/NEW     Government changes  –             4x4           new
P1/SILENT  Government changes  1x1           –             not reported
P1/TRUE    Government changes  5x5           –             occurred
P1/TURNED  Government changes  4x5           5x4           moved
P1/UNSURE  Government changes  2x3           not assessed  moved
P1/UP      Government changes  2x3           4x4           moved
P2/GONE    Government changes  3x3           –             not reported
P3/CAME    Government changes  –             3x3           new

Ratings of whole projects, as published

No project has a rating. `tracker rating add` records one.
"""
    )
    assert max(map(len, said.splitlines())) <= 80


def test_the_risks_behind_a_cell(moved: Run) -> None:
    assert moved("risk matrix --at 2013 --cell 4x4 -q").out.split() == ["P1/NEW", "P1/SAME", "P1/UP"]
    assert moved("risk matrix --at 2013 --cell 'not assessed' -q").out.split() == ["P1/UNSURE"]
    rows = json.loads(moved("risk matrix --at 2013 --compare 2012 --cell 4x4 --json").out)
    assert [(row["code"], row["old"], row["new"], row["change"]) for row in rows] == [
        ("P1/CLOSED", "4x4", None, "closed"),
        ("P1/NEW", None, "4x4", "new"),
        ("P1/SAME", "4x4", "4x4", "unchanged"),
        ("P1/UP", "2x3", "4x4", "moved"),
    ]
    said = moved("risk matrix --at 2013 --cell 5x1")
    assert said.err.startswith("No open risk is there.")


def test_programs_get_every_cell(moved: Run) -> None:
    found = json.loads(moved("risk matrix --at 2013 --json").out)
    assert [cell["cell"] for cell in found["cells"]] == [*STATES]
    assert found["cells"][8] == {
        "cell": "4x4",
        "likelihood": 4,
        "impact": 4,
        "score": 16,
        "level": "critical",
        "total": 3,
        "risks": ["P1/NEW", "P1/SAME", "P1/UP"],
    }
    rows = list(csv.DictReader(io.StringIO(moved("risk matrix --at 2013 --compare 2012 --format csv").out)))
    assert len(rows) == len(STATES)
    for row in rows:
        assert int(row["from_total"]) + sum(int(row[term]) for term in TERMS) == int(row["to_total"])


def test_filters_and_the_scores_before_the_response(moved: Run) -> None:
    assert moved("risk matrix --at 2013 --owner ministry -q").out.split() == ["P1/NEW"]
    assert moved("risk matrix --at 2013 --category legal --project P1 -q").out.split() == ["P1/NEW"]
    assert moved("risk matrix --at 2013 --inherent --cell 5x5 -q").out.split() == ["P3/CAME"]
    rows = json.loads(moved("risk matrix --at 2013 --compare 2012 --owner ministry --json").out)["moves"]
    assert [(row["code"], row["change"]) for row in rows] == [("P1/NEW", "new"), ("P2/GONE", "not_reported")]


def test_a_matrix_as_it_was_sealed(moved: Run) -> None:
    moved("conference open 2012")
    moved("conference close 2012 --yes --accept 'as told'")
    asked = ("--at 2012", "--at 2012@1")
    before, then = (json.loads(moved(f"risk matrix {at} --json").out)["cells"] for at in asked)
    assert before == then
    same = (moved(f"risk matrix --at 2013 --compare {at} --format csv").out for at in ("2012", "2012@1"))
    assert len({*same}) == 1


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("risk matrix --cell 6x1", 2, "is not in the matrix.\nUse likelihood x impact, such as 4x5, or not"),
        ("risk matrix --at 2012 --compare 2013", 2, "AMS-2013 comes after AMS-2012."),
        ("risk matrix --compare 2013", 2, "No conference has met since AMS-2013."),
        ("risk matrix --category weather", 2, "is not valid"),
        ("risk matrix --project P9", 3, "There is no project 'P9'"),
    ],
)
def test_errors_of_the_matrix(moved: Run, line: str, status: int, said: str) -> None:
    assert said in moved(line, status=status).err


def test_conferences_to_compare_with_are_completed(moved: Run) -> None:
    completed = ShellComplete(main, {}, "tracker", "_TRACKER_COMPLETE")
    found = completed.get_completions(["risk", "matrix", "--compare"], "AMS")
    assert [one.value for one in found] == ["AMS-2012", "AMS-2013"]


SCORES = st.tuples(st.sampled_from([None, 1, 3, 5]), st.sampled_from([None, 2, 5]))
TOLD = st.none() | st.tuples(SCORES, SCORES, st.sampled_from(RISK_STATUSES), st.sampled_from(["legal", "political"]))
RISKS = st.lists(st.tuples(st.sampled_from(["P1", "P2"]), TOLD, TOLD), max_size=8)
FILTERS = st.builds(
    MatrixFilters,
    projects=st.sampled_from([(), ("P1",)]),
    categories=st.sampled_from([(), ("legal",)]),
    inherent=st.booleans(),
)


@settings(max_examples=15)
@given(risks=RISKS, filters=FILTERS)
def test_each_cell_adds_up_to_the_matrix_of_the_later_conference(
    location: Location, risks: list[Any], filters: MatrixFilters
) -> None:
    """Whatever two conferences were told: each cell is the earlier count and the terms, for any filters."""
    with open_register(location, command="test", dry_run=True) as register:
        w = Walk(register, "AMS-2012", "AMS-2013")
        w.review("P1", "AMS-2013")
        for number, (project, *both) in enumerate(risks):
            told = {}
            for at, one in zip(w.conferences, both, strict=True):
                if one is not None:
                    residual, (likelihood, impact), status, category = one
                    inherent = {"inherent_likelihood": likelihood, "inherent_impact": impact}
                    told[at] = risk(*residual, status=status, category=category, **inherent)
            w.part("risk", f"{project}/R{number}", told)
        reader = register.reader
        cells = compare_matrix(reader, "2012", "2013", filters).cells
        before, after = (risk_matrix(reader, at, filters).cells for at in ("2012", "2013"))
    assert [cell.from_total for cell in cells] == [cell.total for cell in before]
    assert [cell.to_total for cell in cells] == [cell.total for cell in after]
    for cell in cells:
        assert cell.from_total + sum(getattr(cell, term) for term in TERMS) == cell.to_total


def test_a_register_without_risks(run: Run, read: Read) -> None:
    with read() as reader:
        assert not any(cell.total for cell in risk_matrix(reader, None, MatrixFilters()).cells)
    assert "There are no open risks." in run("risk matrix").out
