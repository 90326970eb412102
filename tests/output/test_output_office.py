"""Every kind of workbook that we write, opened by LibreOffice: its formulas come to what we said they come to."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from office import converted, needs_office, recalculated
from python_calamine import CalamineWorkbook

from tracker.cli import main

pytestmark = [pytest.mark.slow, needs_office]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "demo.db"
    tracker(f"demo --db {path}")
    return path


def tracker(line: str) -> None:
    result = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
    assert result.exit_code == 0, result.output


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.mark.parametrize(
    "line",
    [
        "project list",
        "project list --at 2012",
        "donor list",
        "contribution list",
        "project show AR-L1092",
        "donor show IDB",
        "beneficiary show HT",
        "conference show HTI-2010-03",
        "why committed --at 2012",
        "compare 2011 2012 2013",
    ],
)
def test_lists_and_cards_are_reckoned_to_the_same_values(demo: Path, tmp_path: Path, line: str) -> None:
    path = tmp_path / "book.xlsx"
    tracker(f"{line} -o {path} --db {demo}")
    assert sheets(recalculated(path)) == sheets(path)


@pytest.mark.parametrize(
    "line",
    [
        "2012 2013 --by donor",
        "2011 2018",
        "2018 2019 --currency EUR",
        "2015 2019 --donor IDB",
        "HTI-2010-02 HTI-2010-03 --by donor",
    ],
)
def test_a_comparison_closes_when_it_is_reckoned_anew(demo: Path, tmp_path: Path, line: str) -> None:
    path = tmp_path / "compare.xlsx"
    tracker(f"compare {line} -o {path} --db {demo}")
    said, reckoned = sheets(path), sheets(recalculated(path))
    assert reckoned == said
    left = next((row[1:] for row in reckoned["Summary"] if row[0] == "Left over"), [])
    assert left == [0.0] * len(left)
    for name in {"Lines", "By donor"} & reckoned.keys():
        head, *rows = reckoned[name]
        assert {row[head.index("Left over")] for row in rows} <= {0.0}


def test_a_wrong_line_shows_in_what_is_left_over(demo: Path, tmp_path: Path) -> None:
    """The check is live: an amount that somebody changes in the sheet does not go unnoticed."""
    path, broken = tmp_path / "compare.xlsx", tmp_path / "broken.xlsx"
    tracker(f"compare 2012 2013 -o {path} --db {demo}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                data, changed = re.subn(rb'(<c r="N2"[^>]*><v>)', rb"\g<1>1", data)
                assert changed == 1
            target.writestr(name, data)
    left = next(row[1:] for row in sheets(recalculated(broken))["Summary"] if row[0] == "Left over")
    assert any(left)


def test_it_prints(demo: Path, tmp_path: Path) -> None:
    path = tmp_path / "projects.xlsx"
    tracker(f"project list --at 2012 -o {path} --db {demo}")
    assert converted(path, "pdf").read_bytes().startswith(b"%PDF")
