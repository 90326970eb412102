"""Every file of the package's data: its form, its size, and the counts that SOURCES.md gives."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest

import tracker

Row = dict[str, str]
DATA = Path(tracker.__file__).parent / "data"
FOLDERS = ("vocabulary", "americas", "haiti", "example", "iati")
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.glob("*/*.csv"))


def rows(name: str) -> list[Row]:
    """The rows of a file, such as "vocabulary/themes.csv"; of a numbered one without its number."""
    folder, _, file = name.partition("/")
    (path,) = (path for path in (DATA / folder).glob("*.csv") if re.sub(r"^\d\d-", "", path.name) == file)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def counts(folder: str) -> dict[str, int]:
    """The counts of a folder's SOURCES.md."""
    text = (DATA / folder / "SOURCES.md").read_text(encoding="utf-8")
    return {what: int(count) for what, count in re.findall(r"^\| (.+) \| (\d+) \|$", text, re.MULTILINE)}


def test_data_is_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 1_500_000


@pytest.mark.parametrize("name", FILES)
def test_file_is_utf8_csv_with_plain_line_ends(name: str) -> None:
    raw = (DATA / name).read_bytes()
    text = raw.decode("utf-8")
    assert text.endswith("\n") and not text.startswith("\ufeff") and b"\r" not in raw
    header, *lines = csv.reader(io.StringIO(text), strict=True)
    assert len(set(header)) == len(header)
    for number, line in enumerate(lines, start=2):
        assert len(line) == len(header), f"line {number}"
        assert all(cell == cell.strip() for cell in line), f"line {number}"
        assert all(cell.isprintable() for cell in line), f"line {number}"


@pytest.mark.parametrize("name", FILES)
def test_no_row_stands_twice(name: str) -> None:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    assert [line for line, times in Counter(lines).items() if times > 1] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_sources_name_each_file_with_its_rows(folder: str) -> None:
    stated = {what: count for what, count in counts(folder).items() if what.endswith(".csv")}
    found = {}
    for path in (DATA / folder).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            found[path.name] = sum(1 for _ in csv.DictReader(lines))
    assert stated == found
