"""Lists that the program wrote, edited by a person: what only repeats a code is passed over, the rest is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Once, Run
from quirks import fill, workbook

from tracker.exchange.formats.reading import read_grids
from tracker.exchange.grids import NumberText

DONE = "1 row taken in. `tracker undo` takes all of it back.\n"
LEAVE = "--map code=contribution --map instrument= --map role= --map basis="


@pytest.fixture
def listed(caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, once: Once) -> Run:
    """The command line in a folder, on a register in which AMS-2013 was told of a contribution."""
    monkeypatch.chdir(tmp_path)

    @once
    def fill_it() -> None:
        caribbean("import -", input="code,title\nP1,Regional risk management\n")
        caribbean("import -", input="project,donor,currency\nP1,IDB,USD\n")
        caribbean("import -", input="project,status,donor,committed\nP1,active,IDB,5000\n")

    return caribbean


def save(run: Run, line: str, name: str, was: str = "", now: str = "") -> None:
    text = run(f"{line} --format csv").out
    assert was in text
    Path(name).write_text(text.replace(was, now) if was else text, encoding="utf-8")


def test_contributions(listed: Run) -> None:
    save(listed, "contribution list --at 2013", "list.csv", "5000.00", "6000.00")
    assert listed("import list.csv").err == (
        DONE
        + "list.csv: skipped because they are only shown in the list: project_title, donor_name, conference_title, "
        "basis, ended, ended_reason\n"
    )
    assert "6000.00" in listed("contribution list --at 2013 --format csv").out


def test_contributions_of_a_workbook(listed: Run) -> None:
    listed("contribution list --at 2013 -o list.xlsx")
    (grid,) = read_grids("list.xlsx", Path("list.xlsx").read_bytes())
    rows = [[float(cell) if isinstance(cell, NumberText) else cell for cell in line.cells] for line in grid.lines]
    Path("list.xlsx").write_bytes(workbook([[6000 if cell == 5000 else cell for cell in row] for row in rows]))
    leave = LEAVE.replace("basis", "'Based on'")
    done = listed(f"import list.xlsx {leave} --map 'Ended at=' --map Because=")
    assert done.err.splitlines()[0] == (
        "list.xlsx, sheet Sheet1: Title of project, Name of donor, Title of conference left out: repeating the codes"
    )
    assert done.err.endswith(DONE)
    assert "6000.00" in listed("contribution list --at 2013 --format csv").out


def test_organisations(listed: Run) -> None:
    save(listed, "organisation list", "list.csv", "Norad,", "Norwegian Agency,")
    assert listed("import list.csv --map merged_into=").err == (
        "6 rows taken in. `tracker undo` takes all of it back.\n"
    )
    assert "Norwegian Agency" in listed("organisation list --format csv").out
    save(listed, "organisation list", "list.csv")
    assert listed("import list.csv --map merged_into=").err.startswith("Nothing to change: 6 rows")


def test_projects(listed: Run) -> None:
    save(listed, "project list --at 2013", "list.csv", ",active,", ",finalising,")
    assert listed("import list.csv --map donors=donor").err == "list.csv: theme read as themes\n" + DONE
    assert "finalising" in listed("project list --at 2013 --format csv").out


def test_documents(listed: Run) -> None:
    listed("document add 'Terms of reference' --location archive --project P1")
    save(listed, "document list", "list.csv", ",archive,", ",https://example.org/tor.pdf,")
    assert listed("import list.csv --map number= --map size= --map sha256=").err == DONE


def test_totals_of_each_currency_are_no_rows(listed: Run) -> None:
    listed("import -", input="project,donor,currency\nP1,NORAD,NOK\n")
    header = ["Project", "Donor", "Currency", "Committed"]
    told = [["P1", "IDB", "USD", 6000], ["P1", "NORAD", "NOK", 70]]
    totals = [["Total", "", "NOK", 70], ["Total", "", "USD", 6001], ["All in", "", "USD", 6012.5]]
    Path("list.xlsx").write_bytes(workbook(lambda book, page: fill(page, [header, *told, *totals])))
    assert listed("import list.xlsx").err == (
        "list.xlsx, sheet Sheet1: rows 4-6 left out: totals\n"
        "list.xlsx, sheet Sheet1: the total of Committed in row 5 is 6,001, and the rows above add up to 6,000\n"
        "2 rows taken in. `tracker undo` takes all of it back.\n"
    )
    Path("list.xlsx").write_bytes(workbook([header, *told, ["", "", "USD", 6000]]))
    assert "row 4, Project is empty" in listed("import list.xlsx", status=1).err


def test_a_name_is_no_repetition_where_its_code_is_missing(listed: Run) -> None:
    Path("list.csv").write_text("project,donor_name,committed\nP1,IDB,7\n")
    assert listed("import list.csv", status=2).err.startswith(
        "Error: list.csv, line 1: 'donor_name' is not a known column.\n"
    )
