"""What to type instead: a mistyped command, an argument too many, a flag of another command; help and completion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tracker.cli.help import WORDS

if TYPE_CHECKING:
    from conftest import Run


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("projct", "No such command 'projct'. Did you mean `tracker project`?"),
        ("reprot P1", "No such command 'reprot'. Did you mean `tracker report`?"),
        ("donors", "No such command 'donors'. Did you mean `tracker donor`?"),
        ("list", "No such command 'list'. Did you mean `tracker project list` or `tracker donor list`?"),
        ("project edti P1", "No such command 'edti'. Did you mean `tracker project edit`?"),
        ("qqqq", "No such command 'qqqq'. `tracker -h` lists them all."),
        ("project qqqq", "No such command 'qqqq'. `tracker project -h` lists them all."),
        (
            "outcome list P5",
            "Unexpected argument: P5. To choose rows, use a flag: `tracker outcome list --project P5`.",
        ),
        ("project list P5", "Unexpected argument: P5. To see one, run `tracker project show P5`."),
        ("donor list IDB WB", "Unexpected arguments: IDB WB. To see one, run `tracker donor show IDB`."),
        ("project list --donr IDB", "No such option '--donr'. Did you mean --donor?"),
        ("project list --xyzzy", "No such option '--xyzzy'."),
        ("project show P1 P2", "Unexpected argument: P2."),
        (
            "project edit P1 --status active",
            "No such option '--status'. This is reported to a conference: `tracker report PROJECT --status ...`.",
        ),
        (
            "risk edit P1/R1 --impact 3",
            "No such option '--impact'. This is reported to a conference: `tracker risk report CODE --impact ...`.",
        ),
    ],
)
def test_what_to_type_instead(run: Run, line: str, said: str) -> None:
    assert run(line, status=2).err.splitlines()[0] == f"Error: {said}"


@pytest.mark.parametrize(
    "line",
    [
        "project list --at ''",
        "log --since ' '",
        "compare AMS-2012 AMS-2013 --donor ''",
        "report P1 --at '' --progress 5",
    ],
)
def test_an_empty_text_is_no_filter(run: Run, line: str) -> None:
    """A script whose variable is empty must not get the figures of all conferences."""
    flag = next(word for word in line.split() if word.startswith("--"))
    said = f"{flag} is empty.\nGive a value, or remove {flag}."
    assert said in run(line, status=2).err


def test_help_of_a_command_is_its_help(run: Run) -> None:
    assert run("help project list").out == run("project list --help").out
    assert run("help").out == run("--help").out
    assert "Did you mean `tracker report`?" in run("help reprot", status=2).err


def test_words_are_explained_in_a_sentence_each(run: Run) -> None:
    said = " ".join(run("help words").out.split())
    assert all(f"{word} {sentence}" in said for word, sentence in WORDS)
    assert all(len(line) <= 80 for line in run("help words").out.splitlines())


def test_without_a_register_it_says_how_to_begin(tmp_path: Path, run: Run) -> None:
    missing = tmp_path / "none.db"
    missing.touch()  # An empty file is no register either.
    said = run(f"--db {missing}").out
    assert f"No register found at {missing}." in said
    assert len(said.splitlines()) < 24


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_says_what_to_put_where(run: Run, shell: str) -> None:
    done = run(f"completion {shell}")
    assert f"_TRACKER_COMPLETE={shell}_source tracker" in done.out
    assert done.err.startswith("Put this line into ~/.")


def test_completion_in_powershell_says_what_to_put_where(run: Run) -> None:
    done = run("completion powershell")
    assert done.out.startswith('$env:_TRACKER_COMPLETE = "powershell_source"; tracker | Out-String | Invoke-Expression')
    assert done.err.startswith("Put this line into the file that $PROFILE names, then")


def test_the_right_order_and_the_right_conference_are_said(caribbean: Run) -> None:
    assert caribbean("why 2013 pledged", status=2).err == (
        "Error: '2013' is not a measure.\nThe measure comes first: `tracker why pledged 2013`.\n"
    )
    assert "`tracker why committed 2012 2013`." in caribbean("why 2012 2013 committed", status=2).err
    for code in ("2012", "2013"):
        assert "`tracker compare AMS-2012 AMS-2013`." in caribbean(f"compare {code}", status=2).err


def test_a_project_is_known_by_words_of_its_title(caribbean: Run) -> None:
    for code, title in {"P1": "Regional risk management", "P2": "Single window", "P3": "A window for all"}.items():
        caribbean(f'project add {code} --title "{title}" --status proposed')
    assert caribbean("project show 'WINDOW single'", status=3).err == (
        "Error: There is no project 'WINDOW single' in this register.\nDid you mean P2 (Single window)?\n"
    )
    assert "Did you mean P2 (Single window) or P3 (A window for all)?" in caribbean("log window", status=3).err
    assert "`tracker project list`" in caribbean("project show customs", status=3).err


def test_completion_in_powershell(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TRACKER_COMPLETE", "powershell_source")
    assert caribbean("").out.startswith("Register-ArgumentCompleter -Native -CommandName tracker -ScriptBlock {\n")
    monkeypatch.setenv("_TRACKER_COMPLETE", "powershell_complete")
    monkeypatch.setenv("COMP_WORDS", "tracker donor show I")
    monkeypatch.setenv("COMP_CWORD", "I")
    assert caribbean("").out == "IDB\n"
    monkeypatch.setenv("COMP_WORDS", "tracker donor")
    monkeypatch.delenv("COMP_CWORD")  # PowerShell has no empty variables
    assert "show\tShow a donor" in caribbean("").out


def test_no_gaps_where_there_is_no_path(run: Run) -> None:
    assert run("career gaps --only 'no training'").err == (
        "No career path has stages yet. `tracker career add` records a path, `tracker career stage` its stages.\n"
    )


def test_a_code_of_several_rows_is_said_once(caribbean: Run) -> None:
    caribbean('project add P1 --title "Risk" --donor IDB --committed "5 USD" --status active')
    caribbean('report P1 --donor NORAD --committed "5 EUR"')
    assert caribbean("project list").out.count("\nP1 ") == 2
    assert caribbean("project list -q").out == "P1\n"


def test_the_open_conference_is_closed_without_its_code(caribbean: Run) -> None:
    assert caribbean("conference close --yes --dry-run").out.startswith("AMS-2013 is closed; it was open.\n")
    caribbean("conference close --yes")
    assert caribbean("conference close --yes", status=2).err == (
        "Error: No conference is open.\nName one: `tracker conference close CODE`.\n"
    )
