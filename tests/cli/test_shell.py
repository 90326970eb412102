"""`tracker shell`: the same commands in one process, from a script or at a prompt."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from on_terminal import OnTerminal

from tracker.cli.base import App, with_words
from tracker.cli.shell.shell import Shell
from tracker.cli.shell.shell_line import SECRET, candidates

if TYPE_CHECKING:
    from conftest import Output, Run

FILE = Path(__file__).parent.parent / "exchange" / "files" / "iati" / "customs-2013.xml"
ADD = 'project add P1 --title "Risk management" --donor IDB --committed "1m USD" --theme integrity --status active'


@pytest.fixture
def script(caribbean: Run) -> Run:
    """`script("use 2013", "report P1 --progress 60")`: the lines of a script, on a register with a project."""
    caribbean(ADD)

    def call(*lines: str, flags: str = "", status: int = 0) -> Output:
        return caribbean(f"shell {flags}", input="".join(f"{line}\n" for line in lines), status=status)

    return call


def typed(run: Run) -> list[str]:
    """The commands in the log, the oldest first."""
    lines = run("log --format tsv").out.splitlines()
    place = lines[0].split("\t").index("command")
    return list(dict.fromkeys(line.split("\t")[place] for line in reversed(lines[1:])))


def test_a_script_does_what_its_lines_do(script: Run) -> None:
    said = script("# after lunch", "", "report P1 --progress 60", "  tracker report p1 --progress \\", "65", "undo")
    assert (
        said.out
        == """\
P1 at AMS-2013:
  progress: unknown -> 60
P1 at AMS-2013:
  progress: 60 -> 65
Took back command 4 of tester, 2013-01-28 09:30: tracker report p1 --progress 65
  report on P1 at AMS-2013: progress 65 -> 60
"""
    )
    assert "Run as" not in said.err


def test_where_it_stands_fills_in_what_is_left_out(script: Run, caribbean: Run) -> None:
    said = script(
        "use p1", "use 2012", "report --progress 60 --status active", 'note "Why - so?"', "use", "use - 2013", "use"
    )
    assert (
        said.err
        == """\
At P1.
At AMS-2012 P1.
Run as: tracker report --progress 60 --status active P1 --at AMS-2012
Next: `tracker project show P1 --at AMS-2012`
Run as: tracker note 'Why - so?' --at AMS-2012
At AMS-2012 P1.
At AMS-2013.
At AMS-2013.
"""
    )
    assert said.out.startswith(
        "P1 at AMS-2012 (presented for the first time there):\n  status: unknown -> active\n  progress: unknown -> 60\n"
    )
    assert "tracker report --progress 60 --status active P1 --at AMS-2012" in caribbean("log --verbose").out


@pytest.mark.parametrize(
    ("line", "run_as"),
    [
        ("project show", "project show P1 --at AMS-2012"),
        ("project list -q", "project list -q --at AMS-2012"),
        ("note list", "note list --at AMS-2012"),
        ("why committed", "why committed --at AMS-2012"),
        ("why committed 2012 2013", None),
        ("why committed --at 2013", None),
        ("project show P1 --at 2013", None),
        ("donor list --at=2013", None),
        ("conference show 2013", None),
        ("donor list", "donor list --at AMS-2012"),
        ("action add Report", "action add Report --at AMS-2012"),
        ("project edit --title Risks", "project edit --title Risks P1"),
    ],
)
def test_what_is_filled_in(script: Run, line: str, run_as: str | None) -> None:
    told = [each for each in script("use 2012 P1", "report --status active", line).err.splitlines() if "Run as" in each]
    assert told[1:] == ([f"Run as: tracker {run_as}"] if run_as else [])


def test_what_is_made_or_removed_is_named_and_an_edit_takes_no_conference(script: Run, caribbean: Run) -> None:
    script("use 2012 P1", 'note "at first" --at 2013', "note edit 1 --text later")
    assert "AMS-2013" in caribbean("note list").out
    assert "Missing argument CODE" in script("use P1", "project remove --yes", status=2).err
    assert "Missing" in script("use P1", "project add --title Other", status=2).err
    assert caribbean("project list -q").out == "P1\n"


def test_what_is_published_takes_no_conference(script: Run, caribbean: Run) -> None:
    caribbean(f"import {FILE}")
    said = script("use 2012", "project show RG-T1234 --published -q", "project show --published RG-T1234 -q")
    assert said.out == "RG-T1234\n" * 2
    assert "Run as" not in said.err
    assert "Leave --at out" in script("project show RG-T1234 --published --at 2012", status=2).err


def test_it_stops_at_the_first_error_with_its_line_and_status(script: Run, caribbean: Run) -> None:
    lines = ("report P1 --progress 60", "# no such project", "report P9 \\", "  --progress 1", 'note "never mind"')
    said = script(*lines, status=3)
    assert said.err.endswith("That was line 3: report P9   --progress 1\n")
    assert caribbean("note list -q").out == ""
    said = script(*lines, 'note "half', flags="--keep-going", status=3)
    assert "That was line 3:" in said.err
    assert said.err.endswith(
        'Error: No closing quotation: note "half\nPut a value that contains spaces in quotes.\n'
        'That was line 6: note "half\n'
    )
    assert caribbean("note list -q").out == "1\n"


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("use P9", 3, "There is no conference or project 'P9' in this register.\nDid you mean P1?"),
        ("shell", 2, "This is the shell already."),
        ("nonsense", 2, "No such command 'nonsense'."),
        ("report P1 --progress x --debug", 2, "Traceback"),
        ("import -", 1, "is empty"),
        ("project remove P1", 2, "Pass --yes to confirm."),
    ],
)
def test_errors(script: Run, line: str, status: int, said: str) -> None:
    assert said in script(line, "exit", status=status).err


def test_exit_and_help(script: Run) -> None:
    said = script("help", "help undo", "exit", "nonsense")
    assert said.out.startswith("A command is typed as outside, without `tracker`: project list --donor IDB\n")
    assert "Usage: tracker undo" in said.out


def test_each_command_is_a_transaction_of_its_own(script: Run, caribbean: Run) -> None:
    script("report P1 --progress 60", "report P1 --progress 61", "nonsense", status=2)
    assert typed(caribbean)[-2:] == ["tracker report P1 --progress 60", "tracker report P1 --progress 61"]


def test_words_that_are_filled_in_stand_before_a_double_hyphen() -> None:
    assert with_words("tracker note -- '- x'", ["--at", "AMS-2013"]) == "tracker note --at AMS-2013 -- '- x'"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("rep", ["report"]),
        ("us", ["use"]),
        ("use p", ["P1"]),
        ("help und", ["undo"]),
        ("tracker und", ["undo"]),
        ("project sh", ["show"]),
        ("project show ", ["P1"]),
        ("report --pull", ["--pull-out"]),
        ("report --donor i", ["IDB"]),
        ("report --donor=i", ["--donor=IDB"]),
        ("report --status act", ["active"]),
        ('report --theme "risk m', ["risk management"]),
        ("action list --status in", ["in progress"]),
        ("risk list --status oc", ["occurred"]),
        ("nonsense ", []),
    ],
)
@pytest.mark.usefixtures("script")
def test_what_tab_offers(line: str, found: list[str]) -> None:
    assert candidates(Shell(App()), line) == found


def test_what_may_hold_a_password_is_not_kept_in_the_history() -> None:
    for line in ("log --db postgresql://ana:x@host/db", "log --db 'host=x password=y'", "log --db postgres://h/d"):
        assert SECRET.search(line)
    assert not SECRET.search('note "IDB: https://example.org has passed it on"')


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Unix")
def test_a_script_is_done_to_its_end_though_nobody_reads(tmp_path: Path) -> None:
    environment = {**os.environ, "TRACKER_DB": str(tmp_path / "r.db")}
    lines = "series add AMS --name Meeting\n" + "".join(f"series add S{n} --name {'x' * 90}\n" for n in range(3))
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "tracker", "shell"]
    done = subprocess.run(
        command, input=lines, text=True, stdout=writing, stderr=subprocess.PIPE, env=environment, check=False
    )
    os.close(writing)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    listed = [sys.executable, "-m", "tracker", "series", "list", "-q"]
    assert (
        subprocess.run(listed, capture_output=True, text=True, env=environment, check=True).stdout
        == "AMS\nS0\nS1\nS2\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_at_a_prompt(tmp_path: Path) -> None:
    screen = OnTerminal("shell", TRACKER_DB=str(tmp_path / "r.db"), XDG_DATA_HOME=str(tmp_path), HOME=str(tmp_path))
    screen.until("tracker>")
    for line, said in (
        ("series add AMS --name Meeting\r", "Series AMS added"),
        ("conference add AMS-2013 --start 2013-01-28\r", "Conference AMS-2013 added"),
        ("use ams\t\r", "At AMS-2013."),
        ("nonsense", "nonsense"),
        ("\x03", "AMS-2013>"),
        ("conf\tli\t-q\r", "\nAMS-2013\r"),
    ):
        screen.type(line)
        screen.until(said)
    assert screen.ends("\x04") == 0
    kept = (tmp_path / "donor-tracker" / "shell-history").read_text(encoding="utf-8").splitlines()
    assert [shlex.split(line)[0] for line in kept] == ["series", "conference", "use", "conference"]
    assert "conference list -q" in kept
