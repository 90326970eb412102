"""`tracker import` of IATI: a project is a part of the one that its publisher names as its parent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Read, Run

ACTIVITY = """<iati-activity><iati-identifier>XM-1-{0}</iati-identifier>
<reporting-org ref="XM-1" type="40"><narrative>A Bank</narrative></reporting-org>
<title><narrative>Project {0}</narrative></title><activity-status code="2"/>{1}</iati-activity>"""
PARTS = "SELECT p.code, u.code FROM project p LEFT JOIN project u ON u.id = p.parent_id ORDER BY p.code"


def write(file: Path, parents: dict[str, list[str]]) -> Path:
    """A file of activities, each with the own numbers of its parents."""
    related = {
        one: "".join(f'<related-activity type="1" ref="xm-1-{parent}"/>' for parent in above)
        for one, above in parents.items()
    }
    activities = (ACTIVITY.format(one, above) for one, above in related.items())
    file.write_text(f'<iati-activities version="2.03">{"".join(activities)}</iati-activities>', encoding="utf-8")
    return file


def parts(read: Read) -> dict[str, str | None]:
    with read() as reader:
        return dict(reader.all(PARTS))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "parts.xml", {"1": ["3"], "2": ["1"], "3": [], "4": ["9"], "5": ["13"], "6": ["1", "2"]})


def test_a_project_is_a_part_of_its_parent_wherever_that_stands(caribbean: Run, read: Read, file: Path) -> None:
    caribbean(f"import {file} --at AMS-2013")
    assert parts(read) == {"1": "3", "2": "1", "3": None, "4": None, "5": None, "6": None}
    with read() as reader:
        told = "SELECT p.code FROM review r JOIN project p ON p.id = r.project_id WHERE r.parent_id IS NOT NULL"
        assert reader.all(f"{told} ORDER BY 1") == [("1",), ("2",)]
    assert "Nothing to change" in caribbean(f"import {file}").err
    caribbean("undo")
    assert parts(read) == {}


def test_a_parent_may_come_in_a_later_file(caribbean: Run, read: Read, file: Path, tmp_path: Path) -> None:
    later = write(tmp_path / "later.xml", {"9": []})
    said = caribbean(f"import {file} {later}")
    assert parts(read)["4"] == "9"
    assert "projects         7        0          0" in said.out


def test_what_was_no_change_is_one_when_its_parent_comes(
    caribbean: Run, read: Read, file: Path, tmp_path: Path
) -> None:
    caribbean(f"import {file}")
    said = caribbean(f"import {file} {write(tmp_path / 'later.xml', {'9': []})}")
    assert parts(read)["4"] == "9"
    assert "projects    1        1          5" in said.out


def test_a_parent_may_come_next_year(caribbean: Run, read: Read, file: Path, tmp_path: Path) -> None:
    caribbean(f"import {file}")
    said = caribbean(f"import {write(tmp_path / 'later.xml', {'9': [], '13': ['9']})}")
    assert parts(read) | {"4": "9", "5": "13", "13": "9"} == parts(read)
    assert "projects    2        2          0" in said.out


def test_who_was_told_another_parent_keeps_it(caribbean: Run, read: Read, file: Path) -> None:
    caribbean(f"import {file}")
    caribbean("project edit 2 --parent 4")
    said = caribbean(f"import {file}")
    assert "  XM-1-2: parent: is 4 here, as reported since; published is 1\n" in said.err
    assert parts(read)["2"] == "4"
    caribbean(f"import {file} --overwrite")
    assert parts(read)["2"] == "1"


def test_a_circle_of_parents_is_not_closed(caribbean: Run, read: Read, tmp_path: Path) -> None:
    caribbean(f"import {write(tmp_path / 'circle.xml', {'1': ['2'], '2': ['3'], '3': ['1'], '4': ['4']})}")
    assert parts(read) == {"1": "2", "2": "3", "3": None, "4": None}
    caribbean("db check")
