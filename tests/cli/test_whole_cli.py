"""`tracker export --all`, and `tracker import` of what it wrote."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Read, Run

import tracker as package
from tracker.cli import main
from tracker.store.location import Location

pytestmark = pytest.mark.usefixtures("real_connections")


def tracker(line: str, db: Path, status: int = 0) -> Result:
    result = CliRunner().invoke(main, [*line.split(), "--db", str(db)], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


@pytest.fixture
def here(tmp_path: Path, demo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the register of the demo, to work in."""
    shutil.copy(demo, tmp_path / "demo.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_USER", "tester")
    monkeypatch.setenv("TRACKER_NOW", "2013-01-28T09:30:00+00:00")
    return tmp_path


HELD = (
    "263 organisations, 14 conferences, 157 projects, 419 contributions, 1,538 transactions, 290 reports,"
    " 51 measurements, 12 sealed records and 3 commands in the journal."
)


SAME = (
    *("compare 2012 2013", "compare 2012 2013 --json", "log -v", "donor list", "db check", "conference verify"),
    *(
        "project list --at 2012@1",
        "compare 2012@1 2013@1 --json",
        "conference record 2012@1",
        "followup 2012 --at 2013",
    ),
    *("note list", "action list --json", "partnership list --json"),
)


@pytest.mark.parametrize("output", ["out.json", "out/"])
def test_the_demo_comes_back_as_it_was(here: Path, output: str) -> None:
    demo, copy = here / "demo.db", here / "copy.db"
    assert tracker(f"export --all -o {output}", demo).stdout == (f"Exported {demo} as {output.rstrip('/')}: {HELD}\n")
    imported = tracker(f"import {output}", copy)
    assert imported.stdout == f"Restored {copy} from {output.rstrip('/')}: {HELD}\n"
    assert imported.stderr == (
        f"Created a new register at {copy}\nNext: `tracker log` shows who wrote what, as it was.\n"
    )
    said = tracker("export --all", demo).stdout_bytes
    assert tracker("export --all", copy).stdout_bytes == said
    for line in SAME:
        assert tracker(line, copy).stdout == tracker(line, demo).stdout
    for db in (demo, copy):
        tracker("project edit AR-L1092 --title Another", db)
        tracker("undo", db)
        tracker("undo 5", db)
    assert tracker("export --all", copy).stdout_bytes == tracker("export --all", demo).stdout_bytes != said


def test_a_conference_told_late_between_two_others_is_no_fault(here: Path) -> None:
    """What AMS-2014 is asked now takes away steps of AMS-2015 that have a reason."""
    demo, copy = here / "demo.db", here / "copy.db"
    tracker(f"request send 2014 --due 21d -d {here / 'sent'}", demo)
    assert "reasons explain a change" in tracker("db check", demo).stdout
    tracker("export --all -o out.json", demo)
    tracker("import out.json", copy)
    assert tracker("export --all", copy).stdout_bytes == tracker("export --all", demo).stdout_bytes


@pytest.mark.parametrize(
    ("flags", "folder"), [("-o out", False), ("-o out --format csv", True), ("-o out/", True), ("-o out.d", False)]
)
def test_the_form_is_asked_for_or_told_by_the_name(tmp_path: Path, flags: str, folder: bool) -> None:
    register, copy = tmp_path / "register.db", tmp_path / "copy.db"
    tracker("db init", register)
    with contextlib.chdir(tmp_path):
        assert tracker(f"export --all {flags}", register).stdout.endswith(": nothing yet.\n")
        out = Path(flags.split()[1])
        assert (out.is_dir(), out.is_file()) == (folder, not folder)
        assert tracker(f"import {out}", copy).stdout == f"Restored {copy} from {out}: nothing yet.\n"


def test_a_dry_run_writes_nothing(here: Path) -> None:
    tracker("export --all -o out.json", here / "demo.db")
    tracker("db init", here / "copy.db")
    result = tracker("import out.json -n", here / "copy.db")
    assert result.stdout == ""
    assert result.stderr == f"Dry run: nothing was written.\nWould restore {here}/copy.db from out.json: {HELD}\n"
    assert tracker("donor list --json", here / "copy.db").stdout == "[]\n"
    tracker("import out.json", here / "copy.db")


def test_only_into_an_empty_register(here: Path) -> None:
    tracker("export --all -o out.json", here / "demo.db")
    before = tracker("export --all", here / "demo.db").stdout_bytes
    assert tracker("import out.json", here / "demo.db", status=4).stderr == (
        "Error: This register is not empty; a whole register can only be imported into an empty one.\n"
        "Nothing was written. Name a new register: `--db NEW.db`.\n"
    )
    assert tracker("export --all", here / "demo.db").stdout_bytes == before


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("export", 2, "Nothing says what to export.\n`--all` is the whole register, `--iati` its projects as IATI,"),
        ("export --all --format csv", 2, "csv is a folder with a file for each table.\nName the folder: -o FOLDER/"),
        (
            "export --all -o all.xlsx",
            2,
            "A whole register cannot be written to one .xlsx file.\nName a .json file, or a folder: -o FOLDER/",
        ),
        ("export --all --format json -o x/", 2, "x/ is a folder, but the document is one file."),
        ("export --all -o demo.db", 4, "demo.db is the register itself.\nNothing was"),
        ("export --all -o demo.db/", 4, "demo.db is the register itself."),
        (
            "export --all -o .",
            4,
            ". contains something other than an export.\nNothing was overwritten. Choose another folder.",
        ),
        ("export --all -o no/such/out.json", 2, "there is no folder no/such"),
    ],
)
def test_what_cannot_be_exported_is_told(here: Path, line: str, status: int, said: str) -> None:
    before = sorted(path.name for path in here.iterdir())
    assert said in tracker(line, here / "demo.db", status=status).stderr
    assert sorted(path.name for path in here.iterdir() if "-" not in path.name) == before


def test_an_export_is_replaced(here: Path) -> None:
    tracker("export --all -o out.json", here / "demo.db")
    tracker("project edit AR-L1092 --title Another", here / "demo.db")
    tracker("export --all -o out.json", here / "demo.db")
    assert (here / "out.json").read_bytes() == tracker("export --all", here / "demo.db").stdout_bytes
    assert b'"title": "Another"' in (here / "out.json").read_bytes()


def test_what_is_wrong_is_told_with_table_and_row(here: Path) -> None:
    whole = json.loads(tracker("export --all", here / "demo.db").stdout)
    whole["tables"]["project"][2]["scope"] = "galactic"
    (here / "out.json").write_text(json.dumps(whole), encoding="utf-8")
    assert tracker("import out.json", here / "copy.db", status=1).stderr.splitlines()[1:] == [
        "Error: out.json, table project, row 3 (id 3): The database refused: CHECK constraint failed:"
        " ck_project_scope_known.",
        "Nothing was written.",
    ]


def test_kill_9_in_the_middle_leaves_an_empty_register(location: Location, run: Run, read: Read, here: Path) -> None:
    tracker("export --all -o out.json", here / "demo.db")
    environment = os.environ | {"PYTHONPATH": str(Path(package.__file__).parent.parent)}
    command = [sys.executable, "-m", "tracker", "import", "out.json"]
    for patience in (0.35, 0.5, 0.7):
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(patience)
            process.send_signal(signal.SIGKILL)
        with read() as reader:
            found = [reader.value(f"SELECT count(*) FROM {name}") for name in ("code", "project", "journal", "country")]
        if found[0]:
            break
        assert found == [0, 0, 0, 251]
        run("db check")
    else:
        run("import out.json")
    assert run("export --all").out.encode() == (here / "out.json").read_bytes()
