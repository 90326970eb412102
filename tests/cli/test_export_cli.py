"""-o and --format xlsx: every list, card and comparison as a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Once, Run
from python_calamine import CalamineWorkbook


def sheet(path: Path, name: str | int = 0) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(str(path))
    found = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return found.to_python(skip_empty_area=False)


@pytest.fixture
def told(caribbean: Run, once: Once) -> Run:
    """Two conferences that were told of money in two currencies."""

    @once
    def fill_it() -> None:
        for year, rate in (("2012", "1.30"), ("2013", "1.35")):
            caribbean(f'conference rates {year} --set "EUR={rate} USD" --date {year} --source ECB')
        caribbean(
            'project add P1 --title "Risk management" --donor IDB --committed "1m USD" --beneficiary JM-CUSTOMS'
            " --status active --at 2012"
        )
        caribbean(
            'project add P2 --title "=Single window" --donor EU --committed "100,000.01 EUR" --status active --at 2012'
        )
        caribbean('report P1 --donor IDB --committed "+250,000 USD: new money" --at 2013')
        caribbean("report P2 --status active --at 2013")
        caribbean('project add P3 --title "Integrity" --donor NORAD --committed "5m USD" --status active --at 2013')

    return caribbean


def test_the_form_follows_from_the_ending_of_the_file(told: Run, tmp_path: Path) -> None:
    for ending, begins in (
        ("csv", "code,title,"),
        ("tsv", "code\ttitle\t"),
        ("json", '[\n{"code": '),
        ("md", "| Code |"),
    ):
        path = tmp_path / f"projects.{ending}"
        said = told(f"project list --at 2013 -o {path}")
        assert said == ("", f"3 rows written to {path}\n")
        assert path.read_text(encoding="utf-8").startswith(begins)
        assert path.read_text(encoding="utf-8") == told(f"project list --at 2013 --format {ending}").out
    path = tmp_path / "projects.txt"
    assert told(f"project list --at 2013 -o {path} --json").err == f"3 rows written to {path}\n"
    assert len(json.loads(path.read_text(encoding="utf-8"))) == 3
    told(f"project list --at 2013 -q -o {path}")
    assert path.read_text(encoding="utf-8") == "P1\nP2\nP3\n"


def test_a_list_as_a_workbook(told: Run, tmp_path: Path) -> None:
    path = tmp_path / "projects.xlsx"
    assert told(f"project list --at 2012 -o {path}") == ("", f"2 rows written to {path}\n")
    rows = sheet(path)
    assert rows[0] == [
        *("Code", "Title", "Status", "Reported at", "Theme", "Donors", "Beneficiaries", "Start", "End", "Currency"),
        *("Interest", "Pledged", "Committed", "Disbursed"),
        *("Title of conference", "Names of donors", "Names of beneficiaries"),
    ]
    kept = (0, 1, 9, 12, 15, 16)
    assert [[row[place] for place in kept] for row in rows[1:]] == [
        ["P1", "Risk management", "USD", 1000000.0, "Inter-American Development Bank", "Jamaica customs"],
        ["P2", "=Single window", "EUR", 100000.01, "European Union", ""],
        ["", "", "", "", "", ""],
        ["Total", "", "EUR", 100000.01, "", ""],
        ["Total", "", "USD", 1000000.0, "", ""],
        ["Converted", "", "USD", 1130000.01, "", ""],
    ]


def test_an_ending_that_is_none_is_refused_before_anything_is_read(told: Run, tmp_path: Path) -> None:
    path = tmp_path / "projects.pdf"
    assert told(f"project list -o {path}", status=2).err == (
        f"Error: The format of --output {path} is not known from its ending.\n"
        "Use a name that ends with .csv, .tsv, .json, .md or .xlsx, or give --format.\n"
    )
    assert told(f"project list -o {tmp_path}/none/p.csv", status=2).err == (
        f"Error: --output {tmp_path}/none/p.csv cannot be written: there is no folder {tmp_path}/none.\nCreate the "
        "folder first.\n"
    )
    assert told("project list --format xlsx -q", status=2).err == (
        "Error: -q writes only codes, which cannot be a workbook.\nRemove -q, or write to a text file.\n"
    )
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_workbook_is_nothing_for_a_terminal(told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.cli.base import App

    monkeypatch.setattr(sys, "stdout", type("Terminal", (), {"isatty": lambda self: True})())
    app = App()
    app.asked_form = "xlsx"
    with pytest.raises(Exception, match="A workbook cannot be shown on a terminal"):
        app.check_outputs([])


def test_a_failing_command_leaves_the_file_of_last_week(told: Run, tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    path.write_text("last week")
    told(f"project list --donor NOBODY -o {path}", status=3)
    assert path.read_text() == "last week"


def test_a_comparison_as_a_workbook_closes(told: Run, tmp_path: Path) -> None:
    path = tmp_path / "compare.xlsx"
    assert told(f"compare 2012 2013 --by donor -o {path}") == ("", f"AMS-2012 to AMS-2013, in USD written to {path}\n")
    assert CalamineWorkbook.from_path(str(path)).sheet_names == [
        *("Summary", "By contribution", "By donor", "Projects", "Donors", "Beneficiaries"),
        *("Fields", "Risks", "Results", "Milestones"),
    ]
    assert sheet(path, "Summary")[-8:] == [
        ["Money, in USD", "Committed"],
        ["AMS-2012", 1130000.01],
        ["new projects", 5000000.0],
        ["changed: new money", 250000.0],
        ["exchange rates", 5000.0],
        ["AMS-2013", 6385000.01],
        ["Left over", 0.0],
        ['Every amount is a sum over the sheet "By contribution"; what is left over must be zero.', ""],
    ]
    kept = (
        "Project",
        "Donor name",
        "AMS-2012 in USD",
        "AMS-2013 amount",
        "AMS-2013 rate",
        "Difference",
        "Falls to",
        "Left over",
    )
    rows = sheet(path, "By contribution")
    places = [rows[0].index(name) for name in kept]
    assert [[row[place] for place in places] for row in rows[1:]] == [
        ["P1", "Inter-American Development Bank", 1000000.0, 1250000.0, "", 250000.0, "changed: new money", 0.0],
        ["P2", "European Union", 130000.01, 100000.01, "1 EUR = 1.35 USD", 5000.0, "exchange rates", 0.0],
        ["P3", "Norad", "", 5000000.0, "", 5000000.0, "new projects", 0.0],
    ]
    assert sheet(path, "By donor") == [
        [
            "Donor",
            "Measure",
            "AMS-2012",
            "new projects",
            "changed: new money",
            "exchange rates",
            "AMS-2013",
            "Left over",
            "Currency",
        ],
        ["EU", "committed", 130000.01, "", "", 5000.0, 135000.01, 0.0, "USD"],
        ["IDB", "committed", 1000000.0, "", 250000.0, "", 1250000.0, 0.0, "USD"],
        ["NORAD", "committed", 0.0, 5000000.0, "", "", 5000000.0, 0.0, "USD"],
    ]


def test_a_comparison_as_csv_says_what_it_is(told: Run) -> None:
    assert told("compare 2012 2013 --format csv").err == (
        "This is the money alone. --only PART is another part; --json and -o FILE.xlsx have all.\n"
    )
    assert told("compare 2012 2013 --format csv --only projects").err == ""


@pytest.mark.parametrize(
    "line",
    [
        "project show P1",
        "donor show IDB",
        "beneficiary show JM-CUSTOMS",
        "organisation show EU",
        "conference show 2012",
        "contribution show P1-IDB",
        "why committed --at 2012",
        "why committed 2012 2013",
        "log",
        "log 1 -v",
        "compare 2012 2013",
        "donor list",
        "beneficiary list",
        "organisation list",
        "conference list",
        "series list",
        "contribution list",
        "risk list",
        "milestone list",
        "outcome list",
        "document list",
        "conference rates 2012",
        "conference participants 2012",
        "db path",
        "db check",
    ],
)
def test_everything_can_be_had_as_a_file_of_every_form(told: Run, tmp_path: Path, line: str) -> None:
    for ending in ("csv", "tsv", "json", "md", "xlsx"):
        path = tmp_path / f"file.{ending}"
        said = told(f"{line} -o {path}")
        assert said.out == ""
        assert f"written to {path}\n" in said.err
        assert path.stat().st_size
