"""What the lists write comes back: unchanged it changes nothing, and an edited cell changes that and no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import Once, Run, Write
from sample import fill

from tracker.cli import main
from tracker.cli.own_lists import own_lists

# What is no row of a table that can be taken in.
NOT_TAKEN = ("note list", "overlap list", "pool list")


@pytest.fixture
def filled(write: Write, run: Run, once: Once) -> Run:
    """At least a row in every list that can be taken in."""

    @once
    def fill_it() -> None:
        with write() as register:
            fill(register)
        run("recommendation add 'Simplify, and publish' --owner IDB --at 2013")
        run("partnership add Laboratories --kind agreement --with IDB --with JM-CUSTOMS --at 2013")
        run("note '=SUM(A1) is what the sheet said' --at 2013")

    return run


def _lists(command: click.Command, *words: str) -> Iterator[str]:
    """Every command of the tree that is called list."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _lists(found, *words, name)
    elif words[-1] == "list":
        yield " ".join(words)


LISTS = (*_lists(main), "conference participants 2013")


def _write(run: Run, line: str, path: Path) -> Path:
    form = path.suffix[1:]
    if form == "xlsx":
        run(f"{line} --format xlsx --output {path}")
    else:
        path.write_text(run(f"{line} --format {form}").out, encoding="utf-8")
    return path


def _rows(run: Run, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(f"{line} --format csv").out)))


def _edited(rows: list[dict[str, str]], path: Path, row: int, **cells: str) -> Path:
    edited = [dict(one) for one in rows]
    edited[row] |= cells
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(edited)
    return path


def _changed(run: Run, folder: Path, form: str) -> dict[str, str]:
    """What an import says last of each list that comes back in a form, where that is not that nothing changes."""
    said = {}
    for line in LISTS:
        if line not in NOT_TAKEN:
            path = _write(run, line, folder / f"list.{form}")
            said[line] = run(f"import {path} --dry-run{_at(line)}").err.splitlines()[0]
    assert len(said) >= 15
    return {line: text for line, text in said.items() if not text.startswith("Nothing to change: ")}


def _at(line: str) -> str:
    return " --at 2013" if line.endswith(" 2013") else ""


def test_an_unchanged_list_changes_nothing(filled: Run, tmp_path: Path) -> None:
    assert _changed(filled, tmp_path, "csv") == {}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", ["tsv", "json", "xlsx"])
def test_an_unchanged_list_changes_nothing_in_other_forms(filled: Run, tmp_path: Path, form: str) -> None:
    assert _changed(filled, tmp_path, form) == {}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_every_list_is_known(filled: Run) -> None:
    known = {one.name: [field.name for field in one.fields] for one in own_lists("")}
    headers = {line.removesuffix(" 2013"): filled(f"{line} --format csv").out.splitlines()[0] for line in LISTS}
    assert headers == {line: ",".join(known[line]) for line in headers}
    assert sorted(one.name for one in own_lists("") if one.name in headers and not one.parts) == list(NOT_TAKEN)


# A list, the row and the cell that is edited there, and what else of the list goes with it, for it is computed.
EDITS = (
    ("series list", 0, "name", "Americas and the Caribbean", ()),
    ("theme list", 0, "name_es", "Operadores", ()),
    ("organisation list", 1, "name", "IDB Group", ()),
    ("organisation list", 0, "country", "TT", ("country_name",)),
    ("donor list", 0, "name", "Inter-American Bank", ()),
    ("beneficiary list", 1, "kind", "regional body", ()),
    ("conference list", 1, "city", "Washington", ()),
    ("conference participants 2013", 0, "people", "Ana Lima", ()),
    ("project list", 0, "title", "Risks managed", ()),
    ("project list", 0, "status", "suspended", ()),
    ("contribution list", 0, "committed", "2500000.50", ()),
    ("risk list", 0, "owner", "The ministry", ()),
    ("risk list", 0, "likelihood", "5", ("level", "score")),
    ("outcome list", 0, "outcome_title", "Clearance within a day", ()),
    ("outcome list", 0, "unit", "hours", ()),
    ("outcome list", 0, "actual", "4", ()),
    ("milestone list", 0, "title", "Contract signed by both", ()),
    ("milestone list", 0, "reached", "2012-12", ()),
    ("action list", 0, "text", "Publish the timetable", ()),
    ("action list", 0, "note", "Half of it", ()),
    ("recommendation list", 0, "owner", "JM-CUSTOMS", ()),
    ("partnership list", 1, "agreed", "To share results", ()),
    ("document list", 0, "title", "The fiche", ()),
)


def test_an_edited_cell_changes_that_and_no_other(filled: Run, tmp_path: Path) -> None:
    for line, row, field, text, more in EDITS:
        before = _rows(filled, line)
        path = _edited(before, tmp_path / "edited.csv", row, **{field: text})
        filled(f"import {path}{_at(line)}")
        differing = {
            (number, name): one[name]
            for number, (was, one) in enumerate(zip(before, _rows(filled, line), strict=True))
            for name in was
            if was[name] != one[name]
        }
        assert differing.pop((row, field), None) == text, (line, field)
        assert sorted(differing) == [(row, name) for name in more], (line, field)
        assert "Nothing to change: " in filled(f"import {path}{_at(line)}").err


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_is_only_shown_is_passed_over_and_said(filled: Run, tmp_path: Path) -> None:
    path = _edited(_rows(filled, "project list"), tmp_path / "list.csv", 0, committed="1.00")
    assert filled(f"import {path} --dry-run").err == (
        "Nothing to change: 2 rows say what the register says already.\n"
        "Dry run: nothing was written.\n"
        "list.csv: only shown in a list, and passed over: conference_title, theme, donors, donor_names, beneficiaries,"
        " beneficiary_names, currency, interest, pledged, committed, disbursed\n"
        "list.csv: committed is passed over, and differs from the register in line 2\n"
    )


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_list_as_of_a_conference(filled: Run, tmp_path: Path) -> None:
    path = _write(filled, "contribution list --at 2012", tmp_path / "list.csv")
    for at in ("", " --at 2012"):
        said = filled(f"import {path}{at}").err
        assert said.startswith("Nothing to change: 1 row says what the register says already.\n")


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_names_a_row_cannot_change(filled: Run, tmp_path: Path) -> None:
    path = _edited(_rows(filled, "risk list"), tmp_path / "list.csv", 0, project="P2")
    assert filled(f"import {path}", status=1).err.splitlines()[:2] == [
        "list.csv, line 2, project 'P2': is what the row is known by, and cannot be changed in a list (P1)",
        "Error: 1 row of 1 cannot be taken in; nothing was written.",
    ]


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_refused_rows_come_back_once(filled: Run, tmp_path: Path) -> None:
    rows = [*_rows(filled, "outcome list"), {}]
    rows[1] = dict.fromkeys(rows[0], "") | {
        **{"code": "P9/I9", "project": "P9", "outcome": "O9", "level": "output", "outcome_title": "More"},
        **{"title": "Share", "measure": "number", "direction": "up", "actual": "3", "conference": "AMS-2013"},
    }
    path = _edited(rows, tmp_path / "list.csv", 0)
    said = filled(f"import {path} --skip-refused --yes", status=1).err
    assert said.count("there is no project 'P9'") == 1
    assert "1 row of 2 was refused: see" in said
    (refused,) = tmp_path.glob("list*refused*.csv")
    lines = refused.read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[0].count("project_title"), lines[0][-15:]) == (2, 1, "refused because")
    filled("project add P9 --title Ninth --status proposed --at 2013")
    assert "1 row taken in" in filled(f"import {refused}").err
    assert [row["code"] for row in _rows(filled, "outcome list")] == ["P1/I1", "P9/I9"]


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_other_lists_are_refused(filled: Run, tmp_path: Path) -> None:
    path = _write(filled, "note list", tmp_path / "list.csv")
    assert filled(f"import {path}", status=2).err == (
        "Error: list.csv is what `tracker note list` writes, and that cannot be taken in.\n"
        "These lists can: series list, theme list, organisation list, donor list, beneficiary list, conference list,"
        " conference participants, project list, contribution list, risk list, outcome list, milestone list,"
        " action list, recommendation list, partnership list, document list.\n"
    )
