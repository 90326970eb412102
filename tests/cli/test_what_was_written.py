"""What is in the register when a command does not end with 0, as the page on exit statuses says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tracker.cli.base import App

if TYPE_CHECKING:
    from conftest import Run


def interrupt(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def notes(run: Run) -> list[str]:
    return run("note list -q").out.split()


def test_the_sound_rows_of_a_refused_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "projects.csv"
    file.write_text("code,title\nP1,Sound\nP 2,A code with a space\n", encoding="utf-8")
    assert "nothing was written" in run(f"import {file}", status=1).err
    assert run("project list -q").out == ""
    assert "1 row taken in. `tracker undo` takes all of it back." in run(f"import {file} --skip-refused", status=1).err
    assert run("project show P1 -q").out == "P1\n"
    run("undo")
    assert run("project list -q").out == ""


def test_the_lines_of_a_script_before_the_error_and_with_keep_going_after_it(caribbean: Run) -> None:
    script = 'note "IDB: one"\nproject show NOPE\nnote "IDB: two"\n'
    assert "That was line 2" in caribbean("shell", input=script, status=3).err
    assert notes(caribbean) == ["1"]
    caribbean("shell --keep-going", input=script, status=3)
    assert notes(caribbean) == ["1", "2", "3"]


def test_an_interrupt_after_the_commit(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("tracker.cli.minutes.note.told", interrupt)
        said = caribbean('note "IDB: one"', status=130).err
    assert said.endswith("Interrupted. `tracker log` shows what was written.\n")
    assert notes(caribbean) == ["1"]


def test_an_interrupt_before_the_commit(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("tracker.register.conferences.notes.Notes.take", interrupt)
        assert caribbean('note "IDB: one"', status=130).err.strip() == "Interrupted. Nothing was written."
    assert notes(caribbean) == []


def test_an_interrupt_in_a_script_that_has_written(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(App, "reader", interrupt)
        said = caribbean("shell", input='note "IDB: one"\nproject list\n', status=130).err
    assert "Interrupted. `tracker log` shows what was written.\n" in said
    assert notes(caribbean) == ["1"]


def test_an_answer_that_cannot_be_put_out(caribbean: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("tracker.cli.minutes.note.told", full)
        said = caribbean('note "IDB: one"', status=1).err
    assert said == "Error: The disk is full\n`tracker log` shows what was written before the error.\n"
    assert notes(caribbean) == ["1"]


def test_a_register_that_a_failing_command_made(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    said = run(f"project add P1 --title X --donor NOBODY --db {new}", status=3).err
    assert said.startswith(f"Created a new register at {new}\n")
    assert run(f"db path --json --db {new}").out.count('"current"') == 1
    assert run(f"project list -q --db {new}").out == ""
