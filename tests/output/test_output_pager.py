"""The pager and the progress bar: only on a terminal, only when needed."""

from __future__ import annotations

import io
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from tracker.output import Progress, paged, talk

TALL = "".join(f"line {number}\n" for number in range(100))


@pytest.fixture
def screen(terminal: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A terminal of 24 lines with an encoding."""
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setattr(type(terminal), "encoding", "utf-8", raising=False)
    return terminal


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the pager writes what it is shown to."""
    path = tmp_path / "seen"
    program = f"import pathlib, sys; pathlib.Path({str(path)!r}).write_bytes(sys.stdin.buffer.read())"
    monkeypatch.setenv("PAGER", shlex.join([sys.executable, "-c", program]))
    return path


def test_tall_text_goes_through_the_pager(screen: Any, seen: Path) -> None:
    with paged(screen) as out:
        assert out.isatty()
        for line in TALL.splitlines(keepends=True):
            out.write(line)
        out.write("–\n")
    assert seen.read_text("utf-8") == TALL + "–\n"
    assert screen.getvalue() == ""


def test_short_text_does_not(screen: Any, seen: Path) -> None:
    with paged(screen) as out:
        out.write("one\n")
        out.flush()
        out.write("two\n")
    assert screen.getvalue() == "one\ntwo\n"
    assert not seen.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("TERM", "dumb"), ("CI", "true"), ("PAGER", ""), ("PAGER", "/no/such/program")]
)
def test_no_pager(name: str, value: str, screen: Any, seen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with paged(screen) as out:
        out.write(TALL)
    assert screen.getvalue() == TALL
    assert not seen.exists()


def test_not_wanted_or_no_terminal(screen: Any, seen: Path) -> None:
    with paged(screen, wanted=False) as out:
        assert out is screen
    elsewhere = io.StringIO()
    with paged(elsewhere) as out:
        assert out is elsewhere


def test_leaving_the_pager_is_a_closed_pipe(screen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", shlex.join([sys.executable, "-c", ""]))
    with pytest.raises(BrokenPipeError), paged(screen) as out:
        for _ in range(10_000):
            out.write(TALL)


def test_what_was_written_before_an_error_is_shown(screen: Any, seen: Path) -> None:
    with pytest.raises(ZeroDivisionError), paged(screen) as out:
        out.write("one\n")
        raise ZeroDivisionError
    assert screen.getvalue() == "one\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(talk, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(("seconds", "drawn"), [(0.9, False), (1.1, True)])
def test_progress_after_a_second(
    seconds: float, drawn: bool, terminal: Any, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("Reading [rows]", total=10) as progress:
        progress.advance(3)
        clock[0] = seconds
        progress.advance(4)
    assert ("Reading [rows]" in terminal.getvalue()) == drawn
    assert ("7/10" in terminal.getvalue()) == drawn


def test_no_progress_off_a_terminal(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("Reading") as progress:
        clock[0] = 5
        progress.advance()
    assert capsys.readouterr() == ("", "")
