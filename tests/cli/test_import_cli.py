"""`tracker import`, as a manual page: what is typed, and all that comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Run

from tracker.cli import main
from tracker.cli.base import App

SERIES = "code,name\nAMS,Regional Donor Meeting\n"
ORGANISATIONS = """\
code,name,kind,roles
IDB,Inter-American Development Bank,development bank,donor
JM-CUSTOMS,Customs administration of Jamaica,customs administration,beneficiary
"""
PROJECTS = "code,title,start,beneficiaries\nP1,Risk management,2012-03,JM-CUSTOMS\nP2,Single window,,\n"
CONTRIBUTIONS = "project,donor,currency\nP1,IDB,JPY\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of a secretariat, in the folder where it works."""
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.chdir(files)
    for name, text in {
        "series.csv": SERIES,
        "who.csv": ORGANISATIONS,
        "projects.csv": PROJECTS,
        "money.csv": CONTRIBUTIONS,
    }.items():
        (files / name).write_text(text, encoding="utf-8")
    return files


def test_files_in_any_order(run: Run, folder: Path) -> None:
    done = run("import money.csv projects.csv who.csv series.csv")
    assert done.out == (
        "Table          New  Changed  As it was\n"
        "──────────────────────────────────────\n"
        "series           1        0          0\n"
        "organisations    2        0          0\n"
        "projects         2        0          0\n"
        "contributions    1        0          0\n"
    )
    assert done.err == "6 rows taken in. `tracker undo` takes all of it back.\n"


def test_the_same_again_changes_nothing(run: Run, folder: Path) -> None:
    run("import series.csv who.csv projects.csv")
    again = run("import series.csv who.csv projects.csv")
    assert again.out == ""
    assert again.err == "Nothing to change: 5 rows say what the register says already.\n"
    (folder / "projects.csv").write_text(PROJECTS.replace("Risk management", "Risks").replace(",2012-03", ","))
    changed = run("import projects.csv")
    assert changed.out == (
        "Table     New  Changed  As it was\n"
        "─────────────────────────────────\n"
        "projects    0        1          1\n"
    )  # fmt: skip


def test_what_is_wrong_and_where(run: Run, folder: Path) -> None:
    (folder / "projects.csv").write_text(
        "Code;Title;Start;End;Themes;Beneficiaries;Lead\n"
        "P1;Risk management;2012-13;2014;risk managment;JM-CUSTOMS:60;IBD\n"
        'P2;"Single\nwindow";2014;2012;single window;JM-CUSTOMS:101;\n'
        "P3;Backwards;2014;2012;;;\n"
        "P 4;;;;;;\n"
        "P5;Too few\n",
        encoding="utf-8-sig",
    )
    (folder / "money.csv").write_text("project,donor,instrument\nP3,IDB,grant\n")
    refused = run("import series.csv who.csv projects.csv money.csv", status=1)
    assert refused.out == ""
    assert refused.err == (
        "projects.csv, line 2, Start '2012-13' has no month 13. Use a month from 01 to 12.\n"
        "projects.csv, line 2, Themes 'risk managment': There is no theme 'risk managment' in this register"
        ". Did you mean risk management? `tracker theme list` shows all.\n"
        "projects.csv, line 2, Lead 'IBD': There is no organisation 'IBD' in this register. Did you mean IDB?\n"
        "projects.csv, line 3, Beneficiaries 'JM-CUSTOMS:101' is more than 100 %"
        ". Use a percentage from 0 to 100, such as 60 or 33.3333.\n"
        "projects.csv, line 5, End '2012' is before the start, 2014. Use 2014 or later.\n"
        "projects.csv, line 6, Title is empty. Give a value in every row.\n"
        "projects.csv, line 6, Code 'P 4' contains a space; a code consists of letters A-Z, digits"
        " and hyphens. Use P-4.\n"
        "projects.csv, line 7, Title: The row has 2 cells, and the header 7. Give as many cells as headings.\n"
        "money.csv, line 2, project 'P3' was itself refused, in projects.csv, line 5.\n"
        "Error: 6 rows of 9 cannot be taken in; nothing was written.\n"
        "Correct them and import again: what is right already is not entered twice."
        " --skip-refused takes in the others.\n"
    )
    assert run("organisation list -q").out == ""


def test_a_hundred_faults_are_shown_and_all_are_counted(run: Run, folder: Path) -> None:
    (folder / "projects.csv").write_text("code,title\n" + "P 1,x\n" * 250)
    said = run("import projects.csv", status=1).err.splitlines()
    assert len(said) == 103
    assert said[100:102] == ["... and 150 more.", "Error: None of the 250 rows can be taken in; nothing was written."]


def test_a_dry_run_shows_the_plan(run: Run, folder: Path) -> None:
    planned = run("import series.csv who.csv -n")
    assert planned.out == (
        "Table          New  Changed  As it was\n"
        "──────────────────────────────────────\n"
        "series           1        0          0\n"
        "organisations    2        0          0\n"
    )
    assert planned.err == "Dry run: nothing was written.\n"
    assert run("organisation list -q").out == ""


def test_standard_input_and_tabs(run: Run, folder: Path) -> None:
    assert run("import -", input=SERIES).err == "1 row taken in. `tracker undo` takes all of it back.\n"
    assert run("import - --format tsv", input="code\tname\nHTI\tHaiti, and more\n").err.startswith("1 row taken in.")
    twice = run("import - -", input=SERIES, status=2)
    assert twice.err == "Error: The standard input can be read only once.\nName `-` once.\n"


def test_the_conference_of_the_rows(run: Run, folder: Path) -> None:
    run("import series.csv who.csv projects.csv money.csv")
    run("import -", input="code,series,start\nAMS-2012,AMS,2012-02-02\n")
    told = "project,status,donor,committed\nP1,active,IDB,1000000\n"
    assert run("import -", input=told, status=1).err == (
        "standard input, line 2, conference: No conference is open"
        ". Name one with --at, or open one: `tracker conference open CODE`.\n"
        "Error: 1 row cannot be taken in; nothing was written.\n"
        "Correct what is wrong, and import the file again.\n"
    )
    assert run("import - --at 2012", input=told).err == "1 row taken in. `tracker undo` takes all of it back.\n"
    run("conference open AMS-2012")
    assert run("import -", input=told).err.startswith("Nothing to change")


def test_undo_takes_all_of_it_back(run: Run, folder: Path) -> None:
    run("import series.csv who.csv projects.csv money.csv")
    run("undo")
    assert run("organisation list -q").out == run("project list -q").out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Error: t.csv: is empty.\nThe first line is a header that names the columns.\n"),
        (
            "code,titel\n",
            "Error: t.csv, line 1: 'titel' is not a known column.\n"
            'Perhaps --map "titel=title"; to leave it out: --map "titel=".\n',
        ),
        (
            'code,title\nP1,"open\n',
            "Error: t.csv, line 2: cannot be read after this point: unexpected end of data.\n"
            "A quoted cell ends with a quote; a quote inside is doubled.\n",
        ),
    ],
)
def test_files_that_are_no_tables(run: Run, folder: Path, text: str, said: str) -> None:
    (folder / "t.csv").write_text(text)
    assert run("import t.csv", status=2 if "--map" in said else 1).err == said


def test_a_header_alone(run: Run, folder: Path) -> None:
    said = "Nothing to change: there is no row below the header.\n"
    assert run("import -", input="code,name\n").err == said


def test_a_file_that_is_not_there(run: Run, folder: Path) -> None:
    assert "FILE 'nothing.csv' does not exist." in run("import nothing.csv", status=2).err
    assert "Missing argument FILE: the files to import." in run("import", status=2).err


def test_control_characters_of_a_file_do_not_drive_the_terminal(run: Run, folder: Path) -> None:
    (folder / "t.csv").write_text("code,title\n\x1b[2J,x\n")
    said = run("import t.csv", status=1).err
    assert "\x1b" not in said and "line 2, code" in said


def test_a_person_is_shown_the_plan_and_asked(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(App, "interactive", True)
    declined = run("import series.csv", input="n\n", status=1)
    assert declined.out.startswith("Table   New")
    assert "Take in 1 row? [y/N]" in declined.err
    assert declined.err.endswith("Error: Cancelled. Nothing was written.\n")
    accepted = run("import series.csv", input="y\n")
    assert accepted.out.count("series") == 1
    assert accepted.err.endswith("1 row taken in. `tracker undo` takes all of it back.\n")
    assert "Take in" not in run("import series.csv").err
    assert "Take in" not in run("import who.csv --yes").err


def test_a_plan_that_somebody_changed_during_the_question_is_not_carried_out(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(App, "interactive", True)
    other = "series add ESA --name Other"
    monkeypatch.setattr(App, "confirm", lambda _app, _question: run(other))
    (folder / "two.csv").write_text("code,name\nESA,Donor Conference\nWCA,Another\n")
    assert run("import two.csv --as series", status=4).err.endswith(
        "Error: Another user changed the register while you were asked, so your answer no longer applies.\n"
        "Nothing was written. Run the command again to see what it would do now.\n"
    )
    assert [row["command"] for row in json.loads(run("log --json").out)] == [f"tracker {other}"]
    # As many rows, but another value: the person saw "Other -> Donor Conference".
    other = "series edit ESA --name Third"
    (folder / "two.csv").write_text("code,name\nESA,Donor Conference\n")
    assert "Another user changed" in run("import two.csv --as series", status=4).err
    assert "Third" in run("series list").out


def test_a_register_is_made_where_there_is_none(folder: Path) -> None:
    done = CliRunner().invoke(main, ["--db", "new.db", "import", "series.csv", "-n"])
    assert done.exit_code == 5 and not (folder / "new.db").exists()
    done = CliRunner().invoke(main, ["--db", "new.db", "import", "series.csv"])
    assert done.exit_code == 0
    assert done.stderr.startswith("Created a new register at new.db\n")


@pytest.mark.parametrize("flag", ["--list", "--mappings"])
def test_past_imports_are_shown_in_no_format_that_is_only_read(run: Run, flag: str) -> None:
    assert run(f"import {flag} --format ods", status=2).err == (
        "Error: --format ods is for files to take in.\nA list is shown as csv, tsv, xlsx, json, or as a table.\n"
    )
