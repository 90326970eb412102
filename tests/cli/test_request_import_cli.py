"""An answer to a data request at the command line: looked at, asked about, taken in, refused in part, taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Once, Run
from request_forms import filled, told

from tracker.cli.base import App

TAKEN_IN = "The request was marked for {}: `tracker request status` shows it.\n"


@pytest.fixture
def sent(caribbean: Run, once: Once, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a folder, after IDB was asked about P1 and P2."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        told(caribbean, tmp_path)
        caribbean("request send 2013 --due 2013-02-15 -d out --to IDB --language en")

    return caribbean


def state(run: Run) -> tuple[str, int, int]:
    """How the request stands: its state, the projects updated, and the silent ones."""
    (row,) = json.loads(run("request status 2013 --format json").out)
    return row["state"], row["updated"], row["silent"]


def test_a_dry_run_answers_nothing(sent: Run) -> None:
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 P1-IDB", {"Progress": 60}))
    assert state(sent) == ("silent", 0, 2)
    done = sent("import IDB.xlsx --dry-run")
    assert "report on P1 at AMS-2013" in done.out and "progress 40 -> 60" in done.out
    assert done.err.endswith("Dry run: nothing was written.\n")
    assert state(sent) == ("silent", 0, 2)


def test_a_person_is_asked_and_a_script_is_not(sent: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 P1-IDB", {"Progress": 60}))
    monkeypatch.setattr(App, "interactive", True)
    declined = sent("import IDB.xlsx", input="n\n", status=1)
    assert "progress 40 -> 60" in declined.out
    assert declined.err.endswith("Error: Cancelled. Nothing was written.\n")
    assert state(sent) == ("silent", 0, 2)
    assert TAKEN_IN.format("1 project") in sent("import IDB.xlsx", input="y\n").err
    assert state(sent) == ("partly", 1, 1)
    sent("undo")
    assert state(sent) == ("silent", 0, 2)
    assert "Take in" not in sent("import IDB.xlsx --yes").err
    assert state(sent) == ("partly", 1, 1)


def test_a_row_of_which_a_part_is_refused_tells_nothing(sent: Run) -> None:
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 R1", {"Likelihood": 6}))
    done = sent("import IDB.xlsx --skip-refused", status=1)
    assert "1 row was refused" in done.err
    assert json.loads(sent("project show P1 --at 2013 --json").out)["answer"] == "asked"
    assert state(sent) == ("silent", 0, 2)


def test_a_refused_cell_leaves_its_project_unanswered(sent: Run) -> None:
    filled(
        Path("out/IDB.xlsx"),
        Path("IDB.xlsx"),
        ("P1 P1-IDB", {"Progress": 160}),
        ("P2 P2-IDB", {"Status": "active"}),
    )
    assert "IDB.xlsx, sheet Projects, row 2, Progress '160'" in sent("import IDB.xlsx", status=1).err
    assert state(sent) == ("silent", 0, 2)
    done = sent("import IDB.xlsx --skip-refused", status=1)
    assert TAKEN_IN.format("1 project") in done.err
    assert "see IDB.refused.xlsx." in done.err
    assert state(sent) == ("partly", 1, 1)
    sent("undo")
    assert state(sent) == ("silent", 0, 2)
    filled(Path("out/IDB.xlsx"), Path("IDB.xlsx"), ("P1 P1-IDB", {"Progress": 60}), ("P2 P2-IDB", {"Status": "active"}))
    assert TAKEN_IN.format("2 projects") in sent("import IDB.xlsx --yes").err
    assert state(sent) == ("answered", 2, 0)
    assert sent("import IDB.xlsx --yes").err.startswith("Nothing to change")
