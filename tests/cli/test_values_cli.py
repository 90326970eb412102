"""What a word of a command, a variable of the surroundings or a stream may hold: taken, or refused in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from fuzzing import leaves

from tracker.cli.base import App
from tracker.cli.shell.shell import LONGEST_LINE
from tracker.cli.values import FileName, NumberType, TextType
from tracker.errors import Invalid

if TYPE_CHECKING:
    from conftest import Run

HUGE = ("0", "-1", "2147483648", "9223372036854775808", "99999999999999999999", "9" * 5000, "1e3", "1.0", "٣", "²", "")
NUL, BYTES, HALF = "a\0b", "caf\udce9", "a\ud800"

PARAMETERS = [
    pytest.param(leaf.command, parameter, id=f"{leaf.name} {parameter.opts[-1]}")
    for leaf in leaves(App())
    for parameter in leaf.command.params
    if not getattr(parameter, "is_flag", False)
]


@pytest.mark.parametrize(("command", "parameter"), PARAMETERS)
def test_every_word_is_checked_before_it_goes_anywhere(command: click.Command, parameter: click.Parameter) -> None:
    kind, context = parameter.type, click.Context(command)
    assert isinstance(kind, (TextType, FileName, NumberType, click.Choice)), kind
    hostile: tuple[str, ...] = (NUL, HALF)
    if isinstance(kind, NumberType):
        hostile = (*HUGE, NUL, HALF, BYTES)
        assert kind.convert(" 2147483647 ", parameter, context) == 2147483647
    elif not isinstance(kind, FileName):
        hostile = (NUL, HALF, BYTES)
    for value in hostile:
        with pytest.raises(Invalid) as caught:
            kind.convert(value, parameter, context)
        caught.value.message.encode("utf-8")


def test_the_message_names_the_argument_and_the_byte(run: Run) -> None:
    assert run("note show 99999999999999999999", status=2).err == (
        "Error: NUMBER '99999999999999999999' is more than 2,147,483,647.\n"
        "Use a whole number from 1 to 2,147,483,647.\n"
    )
    assert run(f"series add X --name {BYTES}", status=2).err == (
        "Error: --name 'caf\\xe9' is not UTF-8 text.\nSet the terminal or the script to UTF-8.\n"
    )
    assert r"'a\x00b' contains a NUL character" in run(f"series add X --name {NUL}", status=2).err
    assert "is more than 2,147,483,647" in run(f"log {'9' * 5000}", status=2).err


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "9" * 5000, "٣"])
def test_numbers_within_words_are_bounded_too(caribbean: Run, number: str) -> None:
    caribbean("project add P1 --title X --status active")
    caribbean('action add "Send the terms" --owner IDB')
    for line in (
        f"action show {number}",
        f"action add X --number {number}",
        f"action add X --partnership {number}",
        f"conference add AMS-2014 --ordinal {number}",
        f"report P1 --likelihood {number}",
        f"conference show 2013@{number}",
        f"report P1 --donor IDB --committed '{number * 20}.999 USD'",
        f"undo {number}",
    ):
        said = caribbean(line, status=3 if line.startswith("action show") else 2).err
        assert "Error: " in said
    if number != "0":
        assert "is not a percentage" in caribbean(f"report P1 --progress {number}", status=2).err


def test_a_name_of_a_file_may_be_any_bytes(caribbean: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        Path(f"{BYTES}.csv").write_text("code,name,kind\nX1,One,other\n")
    except OSError:
        pytest.skip("here a file's name is text")
    caribbean(f"import --as organisations {BYTES}.csv --yes")
    assert r"caf\xe9.csv" in caribbean("import --list").out
    caribbean(f"document add {BYTES}.csv --conference 2013")
    assert r"caf\xe9.csv" in caribbean("document show 1").out
    caribbean(f"document save 1 -o {BYTES}.bin")
    assert Path(f"{BYTES}.bin").read_bytes() == Path(f"{BYTES}.csv").read_bytes()
    caribbean(f"organisation list -o {BYTES}.json")
    assert Path(f"{BYTES}.json").exists()
    caribbean(f"db init --db {BYTES}.db")
    caribbean(f"series add X --name X --db {BYTES}.db")
    assert caribbean(f"series list -q --db {BYTES}.db").out == "X\n"
    caribbean(f"db backup {BYTES}-2.db --db {BYTES}.db")
    assert Path(f"{BYTES}-2.db").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TRACKER_NOW", "x", "TRACKER_NOW 'x' is not a date and time of the years 1900 to 2199"),
        ("TRACKER_NOW", "2013-01-28T25:00", "is not a date and time"),
        ("TRACKER_NOW", "0001-01-01T00:00:00+14:00", "is not a date and time"),
        ("TRACKER_NOW", "9999-12-31T23:59:59-14:00", "is not a date and time"),
        ("TRACKER_NOW", BYTES, "is not a date and time"),
        ("TRACKER_USER", BYTES, r"name of the user 'caf\xe9' is not UTF-8 text"),
        ("TRACKER_USER", "a\x1b[2J", "contains the character U+001B"),
        ("TRACKER_USER", "x" * 201, "is 201 characters long"),
        ("TRACKER_DB", f"postgresql://{BYTES}/x", "is not UTF-8 text"),
    ],
)
def test_broken_surroundings_are_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert said in run("series add X --name X", status=2).err


def test_a_moment_without_a_zone_is_one_of_utc(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Panama")
    for given in ("2013-01-28T09:30:00", " 2013-01-28T09:30:00Z ", "2013-01-28T04:30:00-05:00"):
        monkeypatch.setenv("TRACKER_NOW", given)
        run(f"series add S{abs(hash(given))} --name X")
        assert "2013-01-28T09:30:00Z" in run("log --limit 1 --json").out


@pytest.mark.parametrize(
    "content", ["db = " + "9" * 5000, "db = " + "[" * 50_000, 'db = "caf\udce9"', "db", 'db = "a\\u0000"']
)
def test_a_broken_configuration_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.delenv("TRACKER_DB")
    monkeypatch.setattr("tracker.config.config_file", lambda: tmp_path / "config.toml")
    (tmp_path / "config.toml").write_bytes(os.fsencode(content))
    assert "Error: " in run("series list", status=2).err


def test_hostile_lines_of_a_script(caribbean: Run) -> None:
    assert "contains a NUL character" in caribbean("shell", input="use a\0b\n", status=2).err
    assert "contains a NUL character" in caribbean("shell", input="series list -o 'a\0b.csv'\n", status=2).err
    assert "contains a NUL character" in caribbean("shell", input="request send 2013 -d 'a\0b'\n", status=2).err
    said = caribbean("shell", input="series list\n" + "x" * (LONGEST_LINE + 1), status=2).err
    assert "Line 2 is longer than 1,000,000 characters." in said


@pytest.mark.skipif(sys.platform == "win32", reason="streams of Unix")
@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("log <&-", 0),
        ("log <&- >&- 2>&-", 0),
        ("shell <&-", 0),
        ("import - <&-", 1),
        ("note <&- 2>&-", 2),
        ("note add hello <&-", 2),
    ],
)
def test_closed_streams(tmp_path: Path, line: str, status: int) -> None:
    environment = {**os.environ, "TRACKER_DB": str(tmp_path / "r.db")}
    subprocess.run([sys.executable, "-m", "tracker", "db", "init"], env=environment, check=True, capture_output=True)
    shell = f'exec "$0" -m tracker {line}'
    done = subprocess.run(["bash", "-c", shell, sys.executable], env=environment, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False), done.stderr
