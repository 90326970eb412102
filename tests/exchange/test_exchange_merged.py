"""Workbooks with merged cells: texts are filled down and said so, an amount of several rows is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Once, Run
from quirks import Rows, fill, workbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Area = tuple[int, int, int, int, object]


@pytest.fixture
def two(caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, once: Once) -> Run:
    """The command line in a folder, on a register with two projects, P1 of two donors."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        caribbean("import -", input="code,title\nP1,Regional risk management\nP2,Single window\n")
        caribbean("import -", input="project,donor,currency\nP1,IDB,USD\nP1,NORAD,NOK\nP2,IDB,USD\n")

    return caribbean


def write(name: str, rows: Rows, areas: Sequence[Area]) -> None:
    """A workbook in which some areas (first and last row and column, from 0) are merged, each with what it holds."""

    def sheet(book: Workbook, page: Worksheet) -> None:
        fill(page, rows)
        for top, left, bottom, right, value in areas:
            page.merge_range(top, left, bottom, right, value)

    Path(name).write_bytes(workbook(sheet))


HEADER = ["Project", "Status", "Donor", "Committed", "Disbursed"]


def test_texts_are_filled_down(two: Run) -> None:
    rows: Rows = [HEADER, ["", "", "IDB", 5], ["", "", "NORAD", 6], ["P2", "", "", 7]]
    write(
        "idb.xlsx",
        rows,
        [(1, 0, 2, 0, "Regional risk management"), (1, 1, 3, 1, "active"), (3, 2, 4, 2, "IDB")],
    )
    assert two("import idb.xlsx --at 2013").err == (
        "idb.xlsx, sheet Sheet1: row 3: Project filled down from merged cells\n"
        "idb.xlsx, sheet Sheet1: rows 3-4: Status filled down from merged cells\n"
        "idb.xlsx, sheet Sheet1: 1 project found by title: P1 (rows 2-3)\n"
        "3 rows taken in. `tracker undo` takes all of it back.\n"
    )
    listed = two("contribution list --at 2013 --format csv").out
    assert [line.split(",")[-5] for line in listed.splitlines()[1:]] == ["5.00", "6.00", "7.00"]
    assert set(two("project list --status active -q").out.split()) == {"P1", "P2"}


def test_an_amount_of_several_rows_is_refused_for_each(two: Run) -> None:
    rows: Rows = [HEADER, ["P1", "active", "IDB"], ["P1", "active", "NORAD"], ["P2", "active", "IDB", 7]]
    write("idb.xlsx", rows, [(1, 3, 2, 3, 1_000_000)])
    why = "Committed{} is merged over rows 2-3, so its parts are unknown. {} each amount in a cell of its own.\n"
    faults = (
        "idb.xlsx, sheet Sheet1, row 2, "
        + why.format(" '1000000'", "Use")
        + "idb.xlsx, sheet Sheet1, row 3, "
        + why.format("", "Give")
    )
    assert two("import idb.xlsx --at 2013", status=1).err == (
        f"{faults}Error: 2 rows of 3 cannot be taken in; nothing was written.\n"
        "Correct them and import again: what is right already is not entered twice."
        " --skip-refused takes in the others.\n"
    )
    assert two("import idb.xlsx --at 2013 --skip-refused", status=1).err == (
        f"{faults}1 row taken in. `tracker undo` takes all of it back.\n"
        "Error: 2 rows of 3 were refused: see idb.refused.xlsx.\n"
        "Correct what is wrong there, and import that file.\n"
    )
    again = two("import idb.refused.xlsx --at 2013 --dry-run")  # no cell of that file is merged
    assert again.err == "Dry run: nothing was written.\n"


def test_an_amount_of_two_measures_is_refused(two: Run) -> None:
    write("idb.xlsx", [HEADER, ["P2", "active", "IDB"]], [(1, 3, 1, 4, 70)])
    said = two("import idb.xlsx --at 2013", status=1).err
    assert "row 2, Committed '70' is merged over Committed and Disbursed, so its parts are" in said


def test_a_row_that_is_two_rows_high_is_one_row(two: Run) -> None:
    areas = [(1, place, 2, place, value) for place, value in enumerate(["P1", "active", "IDB", 5, 2])]
    write("idb.xlsx", [HEADER, *[[]] * 2, ["P2", "active", "IDB", 7]], areas)
    assert two("import idb.xlsx --at 2013").err == "2 rows taken in. `tracker undo` takes all of it back.\n"
