"""Every kind of workbook that we write, opened by LibreOffice: its formulas come to what we said they come to."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from office import all_converted, converted, needs_office, recalculated
from python_calamine import CalamineWorkbook

from tracker.cli import main

pytestmark = [pytest.mark.slow, needs_office]


def tracker(line: str) -> None:
    result = CliRunner().invoke(main, shlex.split(line), catch_exceptions=False)
    assert result.exit_code == 0, result.output


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


LISTS = (
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
    "pack EX-2013 --only workbook",
    "pack HTI-2010-03 --only workbook --language fr",
)
COMPARISONS = (
    "compare 2012 2013 --by donor",
    "compare 2011 2018",
    "compare 2018 2019 --currency EUR",
    "compare 2015 2019 --donor IDB",
    "compare HTI-2010-02 HTI-2010-03 --by donor",
)
Books = dict[str, tuple[dict[str, list[list[Any]]], dict[str, list[list[Any]]]]]


@pytest.fixture(scope="module")
def books(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """What we said in the workbook of each command line, and what LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("books")
    written = {line: folder / f"book-{number}.xlsx" for number, line in enumerate((*LISTS, *COMPARISONS))}
    for line, path in written.items():
        tracker(f"{line} -o {path} --db {demo}")
    reckoned = all_converted([*written.values()])
    return {line: (sheets(path), sheets(made)) for (line, path), made in zip(written.items(), reckoned, strict=True)}


@pytest.mark.parametrize("line", LISTS)
def test_lists_and_cards_are_reckoned_to_the_same_values(books: Books, line: str) -> None:
    said, reckoned = books[line]
    assert reckoned == said


@pytest.mark.parametrize("line", COMPARISONS)
def test_a_comparison_closes_when_it_is_reckoned_anew(books: Books, line: str) -> None:
    said, reckoned = books[line]
    assert reckoned == said
    left = next((row[1:] for row in reckoned["Summary"] if row[0] == "Left over"), [])
    assert left == [0.0] * len(left)
    for name in {"By contribution", "By donor"} & reckoned.keys():
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
