"""The help of every command ends with an example, and every example runs on the register of the demo."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tracker.cli import main

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

import docs_book
import docs_pictures
from docs_commands import example, leaves

COMMANDS = {words: command for words, command, _ in leaves()}

# The files that examples of the import speak of.
FILES = {
    "projects.csv": "code,title,themes\nP1,Regional risk management,risk management\n",
    "contributions.csv": "project,donor,currency\nP1,IDB,USD\n",
    "afternoon.txt": "use 2014 AMS-RM\nreport --status active --progress 10\nundo\n",
    "reports.csv": "project,status,progress\nAMS-RM,active,10\n",
    "list.csv": "Title,Donor,Country,Status,Committed\nSingle window,NORAD,Jamaica,active,5000\n",
    "norad.csv": "Prosjekt;Status;Budget\nACIP-NO-2019;active;1300,50\n",
    "activities.xml": (
        '<iati-activities version="2.03"><iati-activity><iati-identifier>XM-1-A</iati-identifier>'
        '<reporting-org ref="XM-1"/><title><narrative>Aduana</narrative></title></iati-activity></iati-activities>'
    ),
    "mail.pdf": "IDB: another 300,000 for the single window",
    "rates.txt": "currency\tper\tdate\tmethod\tvalue\tsource\nUSD\tEUR\t2014\tannual average\t1.33\tECB\n",
}


def run(line: str, said: str | None = None) -> str:
    """What a line of an example says: a command, or several joined by pipes, or one that reads a file."""
    before, _, last = line.rpartition(" | ")
    if before:
        said = run(before)
    last, _, file = last.partition(" < ")
    if file:
        said = Path(file).read_text(encoding="utf-8")
    program, *words = shlex.split(last)
    assert program == "tracker"
    result = CliRunner().invoke(main, words, input=said, catch_exceptions=False)
    assert result.exit_code == 0, f"{last}\n{result.stderr}"
    return result.stdout


@pytest.mark.parametrize("words", COMMANDS)
def test_the_example_runs(words: str, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(demo, tmp_path / "register.db")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("TRACKER_DB", "register.db")
    lines = example(COMMANDS[words]).replace("\\\n", "").splitlines()
    assert lines and any(line.startswith(words) or f"| {words}" in line for line in lines)
    with contextlib.chdir(tmp_path):
        for line in lines:
            run(line)


@pytest.mark.parametrize("words", COMMANDS)
def test_the_help_ends_with_the_example(words: str) -> None:
    said = CliRunner().invoke(main, [*words.split()[1:], "--help"]).stdout
    tail = "".join(f"  {line}\n" for line in example(COMMANDS[words]).splitlines())
    assert said.endswith(f"Example:\n{tail}")


def test_the_overview_names_every_command() -> None:
    said = CliRunner().invoke(main, ["--help"]).stdout
    context = click.Context(main)
    for name in main.list_commands(context):
        assert f"  {name} " in said


def test_the_pictures_of_the_manual_are_those_of_the_demo(demo: Path) -> None:
    shown = {path.stem: path.read_bytes() for path in docs_pictures.FOLDER.iterdir()}
    assert docs_pictures.drawn(demo) == shown


def test_the_book_of_the_manual_is_that_of_the_demo(demo: Path) -> None:
    assert docs_book.content(docs_book.made(demo)) == docs_book.content(docs_book.PAGE.read_bytes())
